import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.evaluation.questions import Question
from assistant.evaluation.run import Progress
from assistant.evaluation.table import describe_ways
from assistant.evaluation.ways import WAYS, WayReport, compare

ASKED = [
    Question("How is liability limited per calendar year?", "500,000", True, "supply-contract.pdf", 9),
    Question("Who painted the Mona Lisa?", "", False),
]


def test_each_way_is_indexed_aside_and_searched_with_words_and_meaning_and_then_read(
    samples: Assistant,
) -> None:
    before = samples.parts.index.count()
    events = list(compare(samples, ASKED, list(WAYS)))
    reports = [each for each in events if isinstance(each, WayReport)]
    assert [(each.way, each.arm) for each in reports] == [
        (way, arm) for way in WAYS for arm in ("hybrid", "rerank")
    ]
    assert all(len(each.ranks) == 1 for each in reports)
    assert reports[1].ranks == (1,)
    passages = {each.way: each.passages for each in reports}
    assert passages["pages"] < passages["structure"] < passages["short"]
    assert samples.parts.index.count() == before


def test_how_far_it_is_is_told_after_each_document(samples: Assistant) -> None:
    told = [each for each in compare(samples, ASKED, ["pages", "bare"]) if isinstance(each, Progress)]
    assert [(each.done, each.total) for each in told] == [(1, 2), (2, 2)]


def test_a_way_that_there_is_not_is_named_with_those_that_there_are(samples: Assistant) -> None:
    with pytest.raises(UsageError, match="no way “guess”") as error:
        list(compare(samples, ASKED, ["structure", "guess"]))
    assert "windows" in error.value.advice


def test_questions_about_other_documents_are_a_sentence(samples: Assistant) -> None:
    with pytest.raises(UsageError, match="None of the documents"):
        list(compare(samples, [Question("Why?", "So.", True, "other.pdf", 1)], ["pages"]))


def test_ways_are_shown_a_line_each() -> None:
    shown = describe_ways(
        [WayReport("pages", "rerank", 12, (1, None)), WayReport("short", "rerank", 40, (1, 2))]
    )
    first, *lines = shown.splitlines()
    assert first == "2 answerable questions"
    assert [line.split()[:3] for line in lines] == [
        ["pages", "(12", "passages)"],
        ["short", "(40", "passages)"],
    ]
    assert "MRR 0.750" in lines[1]
