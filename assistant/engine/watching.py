"""Watched folders: PDFs that appear, change, move or go there are followed in the library.

Every look goes through the folders anew, because notifications of file systems get lost on network drives
and have limits. A file counts once nothing was written to it for a while, so that a copy under way is left
alone. What is gone leaves the library only while its folder is known to be the same place: a drive that is
not mounted must not empty the library.
"""

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.engine.database import Database
from assistant.engine.errors import UsageError
from assistant.engine.events import AddEvent, AddFinished, Notice
from assistant.engine.files import find_pdfs
from assistant.engine.library import Library

SETTLED = 3.0
"""Seconds without a change after which a file is taken for written."""

Events = Generator[AddEvent, None, None]
Add = Callable[[Sequence[Path], str], Events]


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A folder whose PDFs are followed; new ones are put into the collection, if it has a name."""

    folder: str
    collection: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened in a folder: (path, stamp) of files that are new or changed, paths that are gone."""

    place: WatchedFolder
    written: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]


class Watching:
    """The folders that are followed; add and remove are the library's."""

    def __init__(self, database: Database, library: Library, add: Add, remove: Callable[[str], None]) -> None:
        self._rows, self._transaction = database.rows, database.transaction
        self._library, self._add, self._remove = library, add, remove

    def folders(self) -> list[WatchedFolder]:
        """Return the folders that are followed."""
        return [
            WatchedFolder(*row)
            for row in self._rows("SELECT folder, collection FROM watched ORDER BY folder")
        ]

    def put(self, folder: Path, collection: str = "") -> None:
        """Follow a folder from now on. Raises UsageError where there is none, or a part of it is followed."""
        place = folder.expanduser().absolute()
        if not place.is_dir():
            raise UsageError(f"There is no folder {place}.", "Choose a folder that is there.")
        for each in self.folders():
            other = Path(each.folder)
            if place != other and (place.is_relative_to(other) or other.is_relative_to(place)):
                raise UsageError(f"{other} is watched already, and one holds the other.", "Choose one.")
        with self._transaction() as write:
            write(
                "INSERT INTO watched VALUES (?, ?, ?) ON CONFLICT (folder)"
                " DO UPDATE SET collection = excluded.collection",
                (str(place), collection, place.stat().st_dev),
            )

    def take_out(self, folder: str) -> None:
        """Follow a folder no longer; its documents stay in the library. Raises UsageError."""
        if folder not in [each.folder for each in self.folders()]:
            raise UsageError(f"The folder {folder} is not watched.", "See: pdf-assistant watched")
        with self._transaction() as write:
            write("DELETE FROM watched WHERE folder = ?", (folder,))

    def changes(self) -> list[Changes]:
        """Return what is new, changed or gone since it was last followed; nothing is done about it."""
        looked = [self._look(each) for each in self.folders()]
        return [each for each in looked if each.written or each.gone]

    def follow(self) -> Events:
        """Add what is new or changed, then remove documents whose last file is gone.

        The events are those of adding; the last is AddFinished, and there are none where nothing changed.
        """
        changes = self.changes()
        counts = [0, 0, 0]
        for each in changes:
            finished = yield from self._add_all(each)
            counts = [before + more for before, more in zip(counts, finished, strict=True)]
        for each in changes:
            yield from self._follow_gone(each)
        if changes:
            yield AddFinished(*counts)

    def _add_all(self, changes: Changes) -> Generator[AddEvent, None, tuple[int, int, int]]:
        try:
            for event in self._add([Path(path) for path, _ in changes.written], changes.place.collection):
                if isinstance(event, AddFinished):
                    return event.added, event.known, event.failed
                yield event
        finally:
            # Also when it was cancelled; and a file that cannot be read is not tried again until it changes.
            self._note(changes)
        return 0, 0, 0

    def _look(self, place: WatchedFolder) -> Changes:
        folder = Path(place.folder)
        query = "SELECT path, stamp FROM seen WHERE folder = ?"
        seen = {str(path): str(stamp) for path, stamp in self._rows(query, place.folder)}
        now = time.time()
        written, here = [], set()
        for file in find_pdfs([folder]) if folder.is_dir() else ():
            here.add(str(file))
            stamp = _stamp(file, now)
            if stamp and stamp != seen.get(str(file)):
                written.append((str(file), stamp))
        gone = tuple(path for path in seen if path not in here)
        trusted = len(gone) < len(seen) or self._is_same(place)
        return Changes(place, tuple(written), gone if trusted else ())

    def _is_same(self, place: WatchedFolder) -> bool:
        """Tell whether a folder is on the device on which it was when it was first watched."""
        ((device,),) = self._rows("SELECT device FROM watched WHERE folder = ?", place.folder)
        try:
            return Path(place.folder).stat().st_dev == int(device)
        except OSError:
            return False

    def _note(self, changes: Changes) -> None:
        with self._transaction() as write:
            for path, stamp in changes.written:
                write("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", (path, changes.place.folder, stamp))

    def _follow_gone(self, changes: Changes) -> Events:
        for path in changes.gone:
            document = self._library.document_at(path)
            known = self._library.document(document) if document else None
            others = [each for each in self._library.places(document) if Path(each).exists()]
            if known is not None and not others:
                self._remove(document)
                yield Notice(f"Removed “{known.title}”: its file is gone from {changes.place.folder}.")
            with self._transaction() as write:
                write("DELETE FROM seen WHERE path = ?", (path,))


def _stamp(file: Path, now: float) -> str:
    """Return what changes when a file is written anew; "" while it is being written, or is empty."""
    try:
        about = file.stat()
    except OSError:
        return ""
    # Copying may set an old time of writing at once; the time of change cannot be set.
    last = max(about.st_mtime, about.st_ctime)
    settled = about.st_size > 0 and not now - SETTLED < last <= now
    return f"{about.st_size}:{about.st_mtime_ns}" if settled else ""
