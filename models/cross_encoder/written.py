"""Questions written for this project: written.jsonl, reports.jsonl → questions.

A line is a passage with what is asked of it. `passage` is its text, null where it is a part of the other
rows; `part` the SHA-256 of the text; `held` says that it is never trained on; `rows` are pairs of a question
and the words that answer it, true where these are to be computed or judged from what the passage says, null
for a question that only sounds as if the passage answered it.
"""

import hashlib
import json
from pathlib import Path

from models.cross_encoder.rows import Part, Question, Split, place

WRITTEN, REPORTS = "written", "reports"
"""The sources: everyday words and near misses of all kinds, and what analysts ask of companies' reports."""

NEWEST = 19_036
"""The first question of written.jsonl that was written after the ranker's fifth stage."""


def add_written(file: Path, parts: list[Part]) -> list[Question]:
    """Return the questions of a file; passages that are no part yet become parts, added at the end.

    The file's name without its ending is their source.
    Raises ValueError for a passage that is none of the parts, or an answer that is not in its passage.
    """
    places = {hash_of(part.text): part for part in parts}
    questions: list[Question] = []
    for kept in map(json.loads, file.read_text("utf-8").rstrip("\n").split("\n")):
        if kept["passage"] is not None:
            parts.append(Part(len(parts), len(parts) + 1, kept["passage"]))
            places[hash_of(kept["passage"])] = parts[-1]
        if kept["part"] not in places:
            msg = f"No part of the rows has the hash {kept['part']}."
            raise ValueError(msg)
        split: Split = "written" if kept["held"] else "train"
        questions += [
            _asked(row, answer, places[kept["part"]], file.stem, split) for row, answer in kept["rows"]
        ]
    return questions


def hash_of(text: str) -> str:
    """Return the SHA-256 of a part's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _asked(asked: str, answer: str | bool | None, part: Part, source: str, split: Split) -> Question:
    if answer is None:
        return Question(asked, source, split, (), None, (), (part.id,))
    if answer is True:
        return Question(asked, source, split, (part.id,), None, ())
    _, span = place(asked, [str(answer)], [part])
    if span is None:
        msg = f"“{answer}” does not stand in the passage it was written for: {part.text[:60]}…"
        raise ValueError(msg)
    return Question(asked, source, split, (part.id,), span, (str(answer),))
