"""What a kill or a damaged disk left is brought in order: index and library, and the index's own indices."""

from collections.abc import Generator, Sequence

from assistant.engine import searching
from assistant.engine.adding import Adding
from assistant.engine.errors import IndexDamagedError
from assistant.engine.events import AddEvent, Notice
from assistant.engine.parts import Parts
from assistant.engine.types import Arm, Hit


def mend(parts: Parts) -> Generator[AddEvent, None, set[str]]:
    """Bring index and library together, and return the documents that the index holds.

    A damaged index is put aside; the documents are then read again.
    """
    try:
        if not parts.index.indices_are_whole():
            parts.index.make_indices_anew()
        return reconcile(parts)
    except IndexDamagedError as error:
        return (yield from begin_anew(parts, error))


def begin_anew(parts: Parts, error: IndexDamagedError) -> Generator[AddEvent, None, set[str]]:
    """Put a damaged index aside; every document waits to be read again."""
    aside = parts.index.set_aside()
    yield Notice(f"{error.text} It is kept as {aside.name}, and your documents are read again.")
    return reconcile(parts)


def add(parts: Parts, held: set[str], passwords: Sequence[str]) -> Generator[AddEvent, None, None]:
    """Add what waits; where the index turns out to be damaged, begin it anew and add again."""
    try:
        yield from Adding(parts, held, passwords).run()
    except IndexDamagedError as error:
        held = yield from begin_anew(parts, error)
        yield from Adding(parts, held, passwords).run()


def search(parts: Parts, request: searching.Request, arm: Arm, k: int) -> tuple[Hit, ...]:
    """Search; where an index of words or ids is damaged, it is made anew from the passages first."""
    try:
        return searching.search(parts, request, arm, k)
    except IndexDamagedError:
        parts.index.make_indices_anew()
        return searching.search(parts, request, arm, k)


def reconcile(parts: Parts) -> set[str]:
    """Bring index and library together after a kill; return the documents that the index holds.

    Documents that the library does not name leave the index; those that the index lost wait again.
    """
    library, index = parts.library, parts.index
    named = {document.id: document for document in library.documents()}
    held = index.documents()
    for orphan in held - named.keys():
        index.remove(orphan)
    library.queue.put([named[lost].path for lost in named.keys() - held], "")
    return held & named.keys()
