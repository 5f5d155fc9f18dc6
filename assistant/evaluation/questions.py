"""Question sets: rows of JSON with question, answer, answerable, pdf and page (counted from 1)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.engine.errors import UsageError
from assistant.engine.files import write_whole


@dataclass(frozen=True, slots=True)
class Question:
    """A question and where it is answered: a PDF's file name and page, both empty if it is not."""

    question: str
    answer: str
    answerable: bool
    pdf: str = ""
    page: int = 0


def load(file: Path) -> list[Question]:
    """Read a question set; raises UsageError that names the file or the first bad line."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The questions in {file} cannot be read ({type(error).__name__}).") from None
    rows = [
        _question(line, f"line {number} of {file.name}")
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    if not rows:
        raise UsageError(f"There is no question in {file}.")
    return rows


def load_kept(file: Path) -> list[Question]:
    """Read a question set that may not be there yet, empty then. Raises UsageError."""
    return load(file) if file.exists() else []


def save(questions: Sequence[Question], file: Path) -> None:
    """Write a question set; the old file is replaced whole."""
    write_whole(file, "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in questions))


def _question(line: str, place: str) -> Question:
    try:
        row: Any = json.loads(line)
        made = Question(
            row["question"],
            row.get("answer") or "",
            row["answerable"],
            row.get("pdf") or "",
            row.get("page") or 0,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UsageError(
            f"There is no question in {place}.", "A row needs question and answerable."
        ) from None
    kinds = [
        (made.question, str),
        (made.answer, str),
        (made.answerable, bool),
        (made.pdf, str),
        (made.page, int),
    ]
    if not all(isinstance(value, kind) for value, kind in kinds) or not made.question.strip():
        raise UsageError(f"A value in {place} is of the wrong kind.")
    if made.answerable and (not made.pdf or made.page < 1):
        raise UsageError(f"The answerable question in {place} needs a pdf and a page, counted from 1.")
    return made
