"""Questions that want every passage read, not the best few: summaries, lists, counts, comparisons; pure.

Only what plainly asks for it is taken as such; everything else is an ordinary question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from re import Pattern
from typing import Literal

from assistant.engine.preference import prefer
from assistant.engine.task_words import WORDINGS, Wording
from assistant.engine.terms import content_words
from assistant.engine.types import Document

Kind = Literal["summary", "list", "count", "comparison"]


@dataclass(frozen=True, slots=True)
class Task:
    """What is wanted, the words it is about, and the documents that it is about (none named: all)."""

    kind: Kind
    subject: tuple[str, ...]
    documents: tuple[str, ...]


def lacks_a_document(question: str, documents: Sequence[Document]) -> bool:
    """Tell whether a question asks for a comparison, but not plainly of two documents."""
    compares = any(each.comparison.search(question) for each in WORDINGS.values())
    return compares and recognise(question, documents) is None


def recognise(question: str, documents: Sequence[Document]) -> Task | None:
    """Return the task that a question sets over these documents, None for an ordinary question."""
    for wording in WORDINGS.values():
        if task := _recognise(question, documents, wording):
            return task
    return None


def _recognise(question: str, documents: Sequence[Document], wording: Wording) -> Task | None:
    asked_for: tuple[tuple[Kind, Pattern[str]], ...] = (
        ("comparison", wording.comparison),
        ("summary", wording.summary),
        ("count", wording.count),
        ("list", wording.list),
    )
    kind = next((kind for kind, pattern in asked_for if pattern.search(question)), None)
    if kind is None:
        return None
    subject = tuple(content_words(wording.frame.sub(" ", question)))
    named = tuple(prefer(question, documents).documents)
    if kind == "comparison":
        files = tuple(each.id for each in documents if _is_said(each, question))
        pair = next((some for some in (files, named) if len(some) == 2), tuple(each.id for each in documents))
        return Task(kind, subject, pair) if len(pair) == 2 else None
    return Task(kind, subject, named) if subject or kind == "summary" else None


def _is_said(document: Document, question: str) -> bool:
    """Tell whether a question has the name of a document's file, as it is written."""
    return PurePath(document.path).name.casefold() in question.casefold()
