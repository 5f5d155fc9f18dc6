from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.evaluation import runs
from assistant.evaluation.bootstrap import interval
from assistant.evaluation.metrics import auroc, hit_at, mean_reciprocal_rank, ndcg, page_rank, percentile
from assistant.evaluation.questions import Question, load
from assistant.evaluation.run import Progress, Report, evaluate
from assistant.evaluation.table import best, describe
from assistant.evaluation.tables import CellReport, evaluate_cells, load_cells
from assistant.evaluation.texts import exact_match, rouge_l, token_f1
from tests.conftest import SAMPLES

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
    assert "page hit@5" in describe([report])


def test_arms_stand_side_by_side_with_the_best_one_named(samples: Assistant) -> None:
    asked = [Question("How is liability limited per calendar year?", "", True, "supply-contract.pdf", 9)]
    reports = [list(evaluate(samples, asked, "all", arm))[-1] for arm in ("words", "rerank")]
    assert all(isinstance(report, Report) for report in reports)
    table = describe(reports)  # type: ignore[arg-type]
    assert "words" in table
    assert "rerank" in table
    assert f"MRR less {best(reports).arm}" in table  # type: ignore[arg-type]


def test_runs_are_kept_and_compared(assistant: Assistant, samples: Assistant, tmp_path: Path) -> None:
    library = assistant.parts.library
    file = write(tmp_path, ROW)
    asked = [Question("How is liability limited per calendar year?", "", True, "supply-contract.pdf", 9)]
    for arm in ("words", "rerank"):
        *_, report = evaluate(samples, asked, "all", arm)
        assert isinstance(report, Report)
        runs.keep(library, file, "none", [report])
    assert [run.arm for run in runs.kept(library)] == ["words", "rerank"]
    assert runs.describe(runs.kept(library)).count("set.jsonl") == 2
    assert "MRR" in runs.compare(library, 1, 2)
    with pytest.raises(UsageError, match="no run 9"):
        runs.compare(library, 1, 9)


def test_what_refusing_costs_is_not_told_by_a_run_of_few_questions(
    assistant: Assistant, samples: Assistant, tmp_path: Path
) -> None:
    library = assistant.parts.library
    file = write(tmp_path, ROW)
    asked = [Question("How is liability limited per calendar year?", "", True, "supply-contract.pdf", 9)]
    *_, report = evaluate(samples, asked, "all", "rerank")
    assert isinstance(report, Report)
    runs.keep(library, file, "none", [replace(report, questions=49)])
    assert "three question sets of ours" in runs.refusal_costs(library)
    runs.keep(library, file, "none", [replace(report, questions=50), replace(report, questions=2)])
    assert "run 2, on set.jsonl" in runs.refusal_costs(library)


def test_cells_of_tables_are_asked_for(samples: Assistant) -> None:
    cells = load_cells(SAMPLES / "table_questions.jsonl")
    assert len(cells) == 40
    *_, report = evaluate_cells(samples, cells[24:28])
    assert isinstance(report, CellReport)
    assert report.row_cited >= report.cell_cited > 0


@given(some.lists(some.floats(0, 1), min_size=1, max_size=50))
def test_a_mean_lies_in_its_interval(values: list[float]) -> None:
    found = interval(values)
    assert found.low - 1e-9 <= found.mean <= found.high + 1e-9


def test_an_order_with_the_right_ones_first_is_ideal() -> None:
    assert ndcg(["a", "b", "c"], {"a", "b"}) == pytest.approx(1)
    assert ndcg(["c", "a"], {"a"}) == pytest.approx(0.6309, abs=1e-3)
    assert ndcg(["c"], {"a"}) == 0
    assert ndcg([], set()) == 0


@given(some.lists(some.tuples(some.integers(0, 5), some.booleans()), min_size=1))
def test_turning_the_scores_round_turns_the_area_round(pairs: list[tuple[int, bool]]) -> None:
    scores, truth = [float(score) for score, _ in pairs], [is_true for _, is_true in pairs]
    assert auroc(scores, truth) + auroc([-score for score in scores], truth) == pytest.approx(1)


def test_answers_are_compared_as_squad_does() -> None:
    assert exact_match("The 26 days.", ["26 days"]) == 1
    assert token_f1("26 days of leave", ["26 days"]) == pytest.approx(2 / 3)
    assert rouge_l("days 26", ["26 days"]) == pytest.approx(0.5)
    assert (token_f1("", ["x"]), rouge_l("x", [""]), exact_match("x", [])) == (0, 0, 0)


def test_a_set_about_other_documents_is_refused(samples: Assistant) -> None:
    with pytest.raises(UsageError, match="None of the documents"):
        list(evaluate(samples, [Question("What?", "", True, "elsewhere.pdf", 1)], "all", "words"))
