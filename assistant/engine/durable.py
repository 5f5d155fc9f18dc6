"""Files that a library wrote reach the disk, also where it does not see to that itself."""

import contextlib
import os
from pathlib import Path

Stamps = dict[Path, tuple[int, int]]
"""File → the time of its last change in nanoseconds, and its bytes."""


class Durable:
    """A folder whose changed files are synced; the clock may jump meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stamps: Stamps | None = None

    def begin(self) -> None:
        """Look what is there before a change; what others wrote, they have synced."""
        if self._stamps is None:
            self._stamps = self._look()

    def flush(self) -> None:
        """Have every file that is new or was changed since then reach the disk. Raises OSError."""
        before, self._stamps = self._stamps or {}, self._look()
        for file, stamp in self._stamps.items():
            if before.get(file) != stamp:
                # Another program may have tidied it away.
                with contextlib.suppress(FileNotFoundError), file.open("rb+") as stream:
                    os.fsync(stream.fileno())

    def _look(self) -> Stamps:
        found: Stamps = {}
        for place, _, names in os.walk(self.folder):
            for file in (Path(place, name) for name in names):
                with contextlib.suppress(FileNotFoundError):
                    about = file.stat()
                    found[file] = about.st_mtime_ns, about.st_size
        return found
