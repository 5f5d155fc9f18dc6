"""Questions written for this project, in everyday words and as near misses: written.jsonl → questions.

A line is a passage with what is asked of it. `passage` is its text, null where it is a part of the other
rows; `part` the SHA-256 of the text; `held` says that it is never trained on; `rows` are pairs of a question
and the words that answer it, null for a question that only sounds as if the passage answered it.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from models.cross_encoder.rows import Part, Question, Split, place

SOURCE = "written"


def add_written(file: Path, parts: list[Part]) -> list[Question]:
    """Return the questions of a file; passages that are no part yet become parts, added at the end.

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
        questions += _asked(places[kept["part"]], kept["rows"], held=kept["held"])
    return questions


def hash_of(text: str) -> str:
    """Return the SHA-256 of a part's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _asked(part: Part, rows: Sequence[tuple[str, str | None]], *, held: bool) -> list[Question]:
    split: Split = "written" if held else "train"
    questions = []
    for asked, answer in rows:
        if answer is None:
            questions.append(Question(asked, SOURCE, split, (), None, (), (part.id,)))
            continue
        _, span = place(asked, [answer], [part])
        if span is None:
            msg = f"“{answer}” does not stand in the passage it was written for: {part.text[:60]}…"
            raise ValueError(msg)
        questions.append(Question(asked, SOURCE, split, (part.id,), span, (answer,)))
    return questions
