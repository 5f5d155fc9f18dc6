from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.evaluation.metrics import hit_at, mean_reciprocal_rank, page_rank, percentile
from assistant.evaluation.questions import Question, load
from assistant.evaluation.run import Progress, Report, describe, evaluate

ROW = '{"question": "Why?", "answer": "So.", "answerable": true, "pdf": "a.pdf", "page": 3}'
NONE = '{"question": "Who?", "answer": "", "answerable": false, "pdf": null, "page": null}'


def write(folder: Path, text: str) -> Path:
    (folder / "set.jsonl").write_text(text)
    return folder / "set.jsonl"


def test_a_question_set_is_read(tmp_path: Path) -> None:
    rows = load(write(tmp_path, f"{ROW}\n\n{NONE}\n"))
    assert rows == [Question("Why?", "So.", True, "a.pdf", 3), Question("Who?", "", False)]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        "null",
        '{"question": 3, "answerable": true}',
        '{"question": "Why?", "answerable": true}',
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(UsageError, match="line 2"):
        load(write(tmp_path, f"{ROW}\n{line}"))


def test_an_empty_set_and_a_missing_file_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no question"):
        load(write(tmp_path, "\n"))
    with pytest.raises(UsageError, match="cannot be read"):
        load(tmp_path / "missing.jsonl")


def test_several_passages_of_a_page_count_once() -> None:
    found = [("a", 1), ("a", 1), ("a", 2), ("b", 1)]
    assert page_rank(found, ("a", 2)) == 2
    assert page_rank(found, ("b", 1)) == 3
    assert page_rank(found, ("c", 1)) is None


def test_figures_of_a_small_set() -> None:
    ranks = [1, 3, None, 6]
    assert (hit_at(ranks, 1), hit_at(ranks, 5)) == (0.25, 0.5)
    assert mean_reciprocal_rank(ranks) == pytest.approx((1 + 1 / 3 + 1 / 6) / 4)
    assert (percentile([3, 1, 2], 50), percentile([3, 1, 2], 95), percentile([], 50)) == (2, 3, 0)


@given(some.lists(some.none() | some.integers(1, 50)))
def test_more_places_never_find_less(ranks: list[int | None]) -> None:
    shares = [hit_at(ranks, cut) for cut in (1, 3, 5, 10, 20)]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in [*shares, mean_reciprocal_rank(ranks)])


def test_a_run_reports_pages_quotes_and_refusals(samples: Assistant) -> None:
    asked = [
        Question("How is liability limited per calendar year?", "500,000", True, "supply-contract.pdf", 9),
        Question("Who painted the Mona Lisa?", "", False),
        Question("What?", "", True, "elsewhere.pdf", 1),
    ]
    *progress, report = evaluate(samples, asked, "document", "hybrid")
    assert isinstance(report, Report)
    assert [each.done for each in progress if isinstance(each, Progress)] == [1, 2]
    assert (report.hit_at[1], report.quotes_verified) == (1.0, 1.0)
    assert (report.refusal_precision, report.refusal_recall, report.answerable_refused) == (1.0, 1.0, 0.0)
    assert report.missing_documents == ("elsewhere.pdf",)
    assert "page hit@5" in describe(report)


def test_a_set_about_other_documents_is_refused(samples: Assistant) -> None:
    with pytest.raises(UsageError, match="None of the documents"):
        list(evaluate(samples, [Question("What?", "", True, "elsewhere.pdf", 1)], "all", "words"))
