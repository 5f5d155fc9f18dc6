"""What the cross-encoder learns from: rows put in order, and questions made by rule."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.cross_encoder import stages
from models.cross_encoder.cloze import find_gaps, make
from models.cross_encoder.rows import Part, Question, make_questions, shortened
from models.cross_encoder.stages import LATER, Stage, examples, plan, sources_of
from models.cross_encoder.written import WRITTEN

TEXT = (
    "The supply contract was signed by Ada Lovelace in March 2019 at the harbour office of Rotterdam. "
    "Under it 450 pumps are delivered each year, and 12.5 % of the price is paid when they are ordered."
)


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("Ottawa Senators (", "Ottawa Senators"),
        ("Jai Ram Thakur since", "Jai Ram Thakur"),
        ("six initial", "six"),
        ("Mark McGwire", "Mark McGwire"),
        ("red and green", "red and green"),
        ("solids", "solids"),
    ],
)
def test_a_word_that_an_answer_took_along_is_left_out(answer: str, meant: str) -> None:
    assert shortened(answer) == meant


def answer_in(passage: str, answer: str, source: str = "made") -> str | None:
    row: dict[str, object] = {
        "source": source,
        "question": "How much?",
        "passage": passage,
        "answers": [answer],
    }
    parts, (question,) = make_questions([row], lambda text: len(text.split()))
    return parts[question.right[0]].text[slice(*question.answer)] if question.answer else None


def test_an_answer_is_found_where_it_stands_by_itself() -> None:
    assert answer_in("It rose to 85.7 in all.", "7") is None
    assert answer_in("It rose (2) to 85 in all.", "2") is None
    assert answer_in("A loss of (64) was shown.", "(64)") == "(64)"
    assert answer_in("It rose by 7. Then it fell.", "7") == "7"


def test_only_the_source_whose_answers_end_too_late_is_mended() -> None:
    passage = "The office stands in Nepal in a valley."
    assert answer_in(passage, "Nepal in", "natural-questions (CC BY-SA)") == "Nepal"
    assert answer_in(passage, "Nepal in") == "Nepal in"


def test_dates_shares_numbers_names_and_words_can_be_asked_for() -> None:
    kinds = {gap.text: gap.kind for gap in find_gaps(Part(0, 0, TEXT))}
    assert kinds["March 2019"] == "date"
    assert kinds["450"] == "number"
    assert kinds["12.5 %"] == "share"
    assert kinds["Ada Lovelace"] == kinds["Rotterdam"] == "name"
    assert kinds["the harbour office"] == "words"


@given(
    some.lists(some.text(alphabet="aA b1,.%;$\n", max_size=80) | some.just(TEXT), max_size=3), some.integers()
)
def test_made_questions_point_at_words_of_their_passage(texts: list[str], seed: int) -> None:
    parts = [Part(place, place, text) for place, text in enumerate(texts)]
    for made in make(parts, 5, random.Random(seed)):
        (passage,), (start, end) = made.passages, made.answer or (0, 0)
        assert passage in texts
        assert 0 <= start < end <= len(passage)
        assert passage[start:end].strip() == passage[start:end]
        assert made.question.strip()


def test_a_question_in_the_words_of_another_passage_is_answered_by_this_one() -> None:
    there = (
        "In March 2019 the pumps of the supply contract were ordered by Ada Lovelace from the harbour office."
    )
    made = make([Part(0, 0, TEXT), Part(1, 1, there)], 40, random.Random(1))
    assert {each.passages for each in made} == {(TEXT,), (there,)}
    answers = {each.passages[0][slice(*(each.answer or (0, 0)))] for each in made}
    assert answers >= {"March 2019", "Ada Lovelace"}


def test_nothing_to_ask_for_is_no_endless_search() -> None:
    assert make([Part(0, 0, "Yes. No.")], 10, random.Random(1)) == []
    assert make([Part(0, 0, "Ada Bea Cleo Dora Ella Fay.")], 10, random.Random(1)) == []


def test_the_end_of_a_stage_belongs_to_real_questions() -> None:
    rows: list[dict[str, object]] = [
        {
            "source": "made",
            "question": f"Who signed {n}?",
            "passage": f"{TEXT} No. {n}.",
            "answers": ["Ada Lovelace"],
        }
        for n in range(64)
    ]
    parts, questions = make_questions(rows, lambda text: len(text.split()))
    todo = plan(parts, questions, Stage(10, 4, 1e-4, 1), random.Random(1))
    real = [all(each.question.startswith("Who signed") for each in batch) for batch in todo]
    assert len(todo) == 10
    assert real.count(False) == 4
    assert all(real[6:])


def test_a_stage_that_only_ranks_looks_for_no_answers_and_shows_more_near_misses() -> None:
    parts = [Part(n, n, f"{TEXT} No. {n}.") for n in range(40)]
    asked = Question("Who signed?", "made", "train", (0,), (34, 46), ("Ada Lovelace",), tuple(range(1, 40)))
    ranking, both = Stage(1, 0, 1e-4, 0, misses=5), Stage(1, 0, 1e-4, 1)
    (only,) = examples(parts, [asked], ranking, random.Random(1))
    assert only.answer is None
    assert len(set(only.passages)) == 6
    assert only.passages[0] == parts[0].text
    listed, alone = examples(parts, [asked], both, random.Random(1))
    assert listed.answer == alone.answer == (34, 46)
    assert [len(each.passages) for each in (listed, alone)] == [3, 1]


def test_a_stage_for_reports_asks_each_of_theirs_and_some_others_beside() -> None:
    parts = [Part(n, n, f"{TEXT} No. {n}.") for n in range(40)]
    questions = [
        Question(f"{source} {n}?", source, "train", (0,), None, (), tuple(range(1, 40)))
        for source in ("made", "written", "reports")
        for n in range(8)
    ]
    stage = Stage(2, 0, 1e-4, 0, 1, 5, beside=0.5)
    asked = [each.question for batch in plan(parts, questions, stage, random.Random(1)) for each in batch]
    assert len(asked) == len(set(asked)) == 12
    assert sum(each.startswith("reports") for each in asked) == 8


def test_a_stage_of_shares_asks_so_many_of_each_and_nothing_that_is_held_back() -> None:
    parts = [Part(n, n, f"{TEXT} No. {n}.") for n in range(40)]
    questions = [
        Question(
            f"{source} {n}?", source, "validation" if n == 7 else "train", (0,), None, (), tuple(range(1, 40))
        )
        for source in ("made", "filings")
        for n in range(8)
    ]
    stage = Stage(4, 0, 1e-4, 0, 1, 3, shares={"filings": 0.75, "given": 0.125})
    asked = [each.question for batch in plan(parts, questions, stage, random.Random(1)) for each in batch]
    counts = Counter(asked)
    assert sum(counts[each] for each in counts if each.startswith("made")) == 6
    assert {counts[f"filings {n}?"] for n in range(7)} == {5, 6}
    assert not counts["filings 7?"]


def test_a_stage_of_shares_says_when_there_is_nothing_of_a_source() -> None:
    stage = Stage(4, 0, 1e-4, 0, 1, 3, shares={"filings": 1.0})
    with pytest.raises(ValueError, match="run mine again"):
        plan([], [], stage, random.Random(1))


def test_the_newest_written_questions_are_told_by_their_place_among_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stages, "NEWEST", 3)
    questions = [
        Question(str(n), WRITTEN, "written" if n in {1, 4} else "train", (0,), None, ()) for n in range(6)
    ]
    ours = sources_of(questions)
    assert [each.text for each in ours[WRITTEN]] == ["0", "2"]
    assert [each.text for each in ours[LATER]] == ["3", "5"]
