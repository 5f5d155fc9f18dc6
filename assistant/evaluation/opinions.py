"""Opinions on answers → a question set, to measure on; pure."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from assistant.engine.opinions import Opinion
from assistant.engine.types import Citation, Document
from assistant.evaluation.questions import Question


def to_questions(opinions: Sequence[Opinion], documents: Sequence[Document]) -> list[Question]:
    """Return a question for every good or corrected answer whose page is known.

    A good refusal becomes a question without an answer; a bad answer that was not corrected becomes none.
    """
    files = {each.id: PurePath(each.path).name for each in documents}
    made = [_question(each, files) for each in opinions]
    return [each for each in made if each is not None]


def _question(opinion: Opinion, files: Mapping[str, str]) -> Question | None:
    answer = opinion.answer
    if answer.kind == "not in documents" and not opinion.correction:
        return Question(answer.standalone, "", answerable=False) if opinion.good else None
    cited = _first([*answer.citations, *answer.quotations], files)
    if cited is None or not (opinion.good or opinion.correction):
        return None
    text = opinion.correction or cited.words or cited.quote
    return Question(answer.standalone, text, True, files[cited.document], cited.page)


def _first(citations: Sequence[Citation], files: Mapping[str, str]) -> Citation | None:
    return next((each for each in citations if each.verdict == "verified" and each.document in files), None)
