"""A name typed by the user → the document that has it; pure."""

from collections.abc import Sequence
from pathlib import Path

from assistant.engine.errors import UsageError
from assistant.engine.types import Document

FEWEST = 6
"""Letters of an id that name a document."""

SHOWN = 5
"""Documents of one name that are listed."""


def find(name: str, documents: Sequence[Document]) -> Document:
    """Return the one document with this id (or its first letters), title, file name or path.

    Raises UsageError when there is none, or more than one.
    """
    found = [each for each in documents if _is_named(each, name)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{each.id[:8]} ({Path(each.path).name})" for each in found[:SHOWN])
        raise UsageError(
            f"{len(found)} documents are called “{name}”: {names}.", "Use the first six letters of an id."
        )
    if name and any(each.id.startswith(name) for each in documents):
        raise UsageError(
            f"“{name}” is too short: six letters of an id are needed.", "See: pdf-assistant documents"
        )
    raise UsageError(f"There is no document “{name}”.", "See: pdf-assistant documents")


def _is_named(document: Document, name: str) -> bool:
    beginning = len(name) >= FEWEST and document.id.startswith(name)
    return beginning or name in (
        document.title,
        document.path,
        Path(document.path).name,
        Path(document.path).stem,
    )
