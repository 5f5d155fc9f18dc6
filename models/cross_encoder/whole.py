"""Whole documents, invented, with what people ask of them: filings.jsonl, documents.jsonl → questions.

A line is a document. `passages` are its passages as the program reads them, each behind its context; `rows`
are a question as the program looks for it, the words that answer (true where these are to be computed or
judged, null where nothing in the document answers), and the places of the passages that answer, best first.
Every passage was read for each question, so that all the others are near misses.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.cross_encoder.rows import Part, Question, place

FILINGS, DOCUMENTS = "filings", "documents"
"""The sources: annual reports as analysts ask, and booklets, contracts, manuals and the like as people do."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A document's passages, which are parts, and what is asked of it."""

    parts: list[Part]
    questions: list[Question]


def add_whole(file: Path, parts: list[Part]) -> list[Whole]:
    """Return the documents of a file; their passages become parts, added at the end.

    The file's name without its ending is their questions' source. One that is not answered has no near miss
    before one is looked for in its document. Raises ValueError for an answer that is not in its passage, for
    one without a passage, a passage without one, and a place at which there is none.
    """
    documents = []
    for kept in map(json.loads, file.read_text("utf-8").rstrip("\n").split("\n")):
        start = len(parts)
        own = [Part(start + i, start + i + 1, text) for i, text in enumerate(kept["passages"])]
        parts += own
        asked = [_asked(row, answer, _at(right, own), file.stem) for row, answer, right in kept["rows"]]
        documents.append(Whole(own, asked))
    return documents


def _at(places: Sequence[int], own: Sequence[Part]) -> list[Part]:
    for number in places:
        if not 0 <= number < len(own):
            msg = f"There is no passage {number}: the document has {len(own)}."
            raise ValueError(msg)
    return [own[number] for number in places]


def _asked(asked: str, answer: str | bool | None, right: Sequence[Part], source: str) -> Question:
    if answer is False or (answer is None) == bool(right):
        msg = f"“{asked}” must have an answer and passages, or neither."
        raise ValueError(msg)
    ids = tuple(part.id for part in right)
    if not isinstance(answer, str):
        return Question(asked, source, "train", ids, None, ())
    _, span = place(asked, [answer], right[:1])
    if span is None:
        msg = f"“{answer}” does not stand in the passage it was written for: {right[0].text[:60]}…"
        raise ValueError(msg)
    return Question(asked, source, "train", ids, span, (answer,))
