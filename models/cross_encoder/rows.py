"""training_pairs.jsonl.xz → questions with the passages that answer them and near misses, split for training.

Rows that share a passage or a question of the same source stay in one split. One source is held out whole.
"""

import hashlib
import json
import lzma
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.engine.sentences import spans
from assistant.engine.terms import stems_in

HELD_OUT = "covid-qa"
"""The source that is never trained on, nor used to choose anything."""

TESTED, VALIDATED = "xquad-en", 0.04
"""Of the first source a fifth is for the test; of the others a share is for validation."""

TOKENS = 200
"""A part of a passage is about as long as the program's passages are."""

ONE_TOO_MANY = "natural-questions"
"""The answers of this source end a word too late, except where a cell of a table ends before it."""

_SMALL = """
a an and as at by for from his her in its of on or that the their to was were which who with
"""
SMALL = frozenset(_SMALL.split())
"""Words that no answer ends with: one that seems to end a word too late after such a word does not."""

Count = Callable[[str], int]

Split = Literal["train", "validation", "test", "held out", "written"]
"""The last are those of the written questions that are held back (written.py)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a passage, of whole sentences; the parts of all passages are what is searched."""

    id: int
    passage: int
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the parts that answer it, where in the first of them, and near misses, nearest first.

    answer is a half-open span of the first part's text, None where the answer is not there word for word.
    Where no part answers, right is empty, and the first miss is the part that seems to.
    """

    text: str
    source: str
    split: Split
    right: tuple[int, ...]
    answer: tuple[int, int] | None
    answers: tuple[str, ...]
    misses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the passages shown with it, the right one first, and where in that one the answer is.

    Where it is not answered, none of the passages is right.
    """

    question: str
    passages: tuple[str, ...]
    answer: tuple[int, int] | None
    answered: bool = True


def read_rows(file: Path) -> list[dict[str, object]]:
    """Return the rows as they stand in the file."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def cut(text: str, count: Count) -> list[str]:
    """Cut a passage into stretches of whole sentences, of TOKENS tokens at most; longer ones at words."""
    parts: list[str] = []
    start = last = held = 0
    for begin, end in _pieces(text, count):
        tokens = count(text[begin:end])
        if held + tokens > TOKENS and last > start:
            parts.append(text[start:last].strip())
            start, held = last, 0
        last, held = end, held + tokens
    return [*parts, text[start:].strip()]


def _pieces(text: str, count: Count) -> Iterator[tuple[int, int]]:
    for start, end in spans(text):
        while start < end:
            stop = end
            while count(text[start:stop]) > TOKENS:
                half = start + (stop - start) // 2
                space = text.rfind(" ", start + 1, half)
                stop = space if space > start else half
            yield start, stop
            start = stop


def make_questions(rows: Sequence[dict[str, object]], count: Count) -> tuple[list[Part], list[Question]]:
    """Return every part and every question, without near misses."""
    parts: list[Part] = []
    of_passage: dict[str, list[int]] = {}
    for row in rows:
        passage = str(row["passage"])
        if passage not in of_passage:
            texts = cut(passage, count)
            of_passage[passage] = list(range(len(parts), len(parts) + len(texts)))
            parts += [Part(len(parts) + i, len(of_passage), text) for i, text in enumerate(texts)]
    splits = _splits(rows)
    right: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        right[str(row["source"]), str(row["question"])].add(str(row["passage"]))
    questions = []
    for row, split in zip(rows, splits, strict=True):
        source, text, passage = str(row["source"]), str(row["question"]), str(row["passage"])
        answers = tuple(str(each) for each in row.get("answers") or ())  # type: ignore[attr-defined]
        if source.startswith(ONE_TOO_MANY):
            answers = tuple(shortened(each) for each in answers)
        first, answer = place(text, answers, [parts[i] for i in of_passage[passage]])
        others = [i for each in sorted(right[source, text]) for i in of_passage[each] if i != first.id]
        questions.append(Question(text, source, split, (first.id, *others), answer, answers))
    return parts, questions


def shortened(answer: str) -> str:
    """Return an answer without a last word that was taken along: "Nepal in" → "Nepal".

    That is a sign, or a word in small letters; where the last two words have capitals it cannot be told.
    """
    *before, last = answer.split(" ")
    if not before or not (re.match("[a-z]", last) or not re.search(r"\w", last)):
        return answer
    return answer if before[-1].strip(",").lower() in SMALL else " ".join(before)


def _standing(answer: str) -> str:
    """Return the pattern of an answer that is no part of a word or number, and no mark of a footnote."""
    return rf"(?<!\w)(?<!\d[.,])(?!(?<=\(){re.escape(answer)}\)){re.escape(answer)}(?!\w)(?![.,]\d)"


def place(
    question: str, answers: Iterable[str], parts: Sequence[Part]
) -> tuple[Part, tuple[int, int] | None]:
    """Return the part that holds an answer, and where; else the part most like the question, and None."""
    stems = stems_in(question)

    def shared(text: str) -> int:
        return len(stems & stems_in(text))

    places = [
        (shared(_sentence_at(part.text, found.start())), part, found.span())
        for answer in answers
        if answer.strip(" .,;")
        for part in parts
        for found in re.finditer(_standing(answer.strip(" .,;")), part.text)
    ]
    if places:
        _, part, span = max(places, key=lambda place: place[0])
        return part, span
    return max(parts, key=lambda part: shared(part.text)), None


def _sentence_at(text: str, place: int) -> str:
    return next((text[start:end] for start, end in spans(text) if start <= place < end), "")


def _splits(rows: Sequence[dict[str, object]]) -> list[Split]:
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for row in rows:
        leader[find(f"q {row['source']} {row['question']}")] = find(f"p {row['passage']}")
    return [_split(str(row["source"]), find(f"p {row['passage']}")) for row in rows]


def _split(source: str, group: str) -> Split:
    if source.startswith(HELD_OUT):
        return "held out"
    place = int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) / 2**32
    if source.startswith(TESTED) and place < 0.2:
        return "test"
    return "validation" if place > 1 - VALIDATED else "train"


def without_answer(text: str, span: tuple[int, int], draw: random.Random) -> str | None:
    """Return a passage without the sentences that answer: a near miss; None where too little stays."""
    answer = text[slice(*span)]
    left = [text[start:end] for start, end in spans(text) if answer not in text[start:end]]
    if len(left) < 2:
        return None
    return " ".join(left if draw.random() < 0.5 or len(left) < 4 else left[:-1])


def write(file: Path, parts: Sequence[Part], questions: Sequence[Question]) -> None:
    """Keep what mining found, so that training can be run again without it."""
    texts = [{"passage": part.passage, "text": part.text} for part in parts]
    asked = [{name: getattr(question, name) for name in Question.__slots__} for question in questions]
    file.write_text(json.dumps({"parts": texts, "questions": asked}), "utf-8")


def read(file: Path) -> tuple[list[Part], list[Question]]:
    """Read what write kept."""
    kept = json.loads(file.read_text("utf-8"))
    parts = [Part(number, part["passage"], part["text"]) for number, part in enumerate(kept["parts"])]
    return parts, [_question(each) for each in kept["questions"]]


def _question(kept: dict[str, Any]) -> Question:
    answer = tuple(kept["answer"]) if kept["answer"] else None
    lists = {name: tuple(kept[name]) for name in ("right", "answers", "misses")}
    return Question(**{**kept, **lists, "answer": answer})
