"""Thumbs and corrected answers are kept, and become a question set."""

from dataclasses import replace
from pathlib import Path

from assistant.engine.library import Library
from assistant.engine.opinions import Opinion
from assistant.evaluation.opinions import to_questions
from tests.desktop.fakes import HANDBOOK, PLAN, QUOTED, SECOND, make_answer

ANSWER = make_answer("Twenty days [1].", standalone="How many days of leave?")
REFUSAL = make_answer(
    "Your documents do not answer this.",
    kind="not in documents",
    citations=(),
    quotations=(),
    standalone="Who?",
)


def opinion(good: bool, correction: str = "", **changed: object) -> Opinion:
    return Opinion(replace(ANSWER, **changed), good, correction, "2026-11-21")  # type: ignore[arg-type]


def test_an_opinion_is_kept_changed_and_forgotten(tmp_path: Path) -> None:
    kept = Library(tmp_path).opinions
    kept.put(ANSWER, good=True)
    kept.put(ANSWER, good=False, correction=" Twenty-five. ")
    (only,) = Library(tmp_path).opinions.all()
    assert (only.answer, only.good, only.correction) == (ANSWER, False, "Twenty-five.")
    assert kept.of(ANSWER) == only
    kept.remove(ANSWER)
    assert (kept.all(), kept.of(ANSWER)) == ([], None)


def test_good_and_corrected_answers_become_questions_with_their_page() -> None:
    corrected = opinion(False, "Twenty-five days")
    questions = to_questions([opinion(True), corrected, opinion(False)], [HANDBOOK, PLAN])
    assert [each.answer for each in questions] == [QUOTED.quote, "Twenty-five days"]
    assert {(each.pdf, each.page) for each in questions} == {("Employee Handbook.pdf", 4)}


def test_a_good_refusal_becomes_a_question_without_an_answer() -> None:
    good = Opinion(REFUSAL, True, "", "2026-11-21")
    (only,) = to_questions([good, replace(good, good=False)], [HANDBOOK])
    assert (only.question, only.answerable) == ("Who?", False)


def test_what_is_not_verified_or_whose_document_is_gone_becomes_none() -> None:
    nearly = opinion(True, citations=(SECOND,), quotations=(SECOND,))
    assert to_questions([nearly, opinion(True)], [PLAN]) == []
