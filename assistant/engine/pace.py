"""How fast adding goes, and how long it will still take."""

import time
from collections.abc import Sequence
from pathlib import Path


class Pace:
    """Measures pages and passages a second, and knows by the files' sizes what is left.

    embedding_rate: passages a second that this machine embedded last time, None while unmeasured.
    """

    def __init__(self, files: Sequence[Path], embedding_rate: float | None) -> None:
        self._sizes = {file: _size(file) for file in files}
        self._bytes_left = float(sum(self._sizes.values()))
        self._bytes_read = 0.0
        self._pages = 0
        self._passages = 0
        self._embedded = 0
        self._since = time.monotonic()
        self.embedding_rate = embedding_rate

    def pages_per_second(self, pages: int) -> float:
        """Return pages read a second, those of the file at hand counted in."""
        return (self._pages + pages) / self._seconds()

    def file_done(self, file: Path, pages: int, passages: int) -> None:
        """Note that a file is read, or put aside with nothing."""
        self._bytes_left -= self._sizes.get(file, 0)
        self._bytes_read += self._sizes.get(file, 0)
        self._pages += pages
        self._passages += passages

    def start_embedding(self, passages: int) -> None:
        """Note that reading is over and how many passages want vectors."""
        self._bytes_left = 0.0
        self._passages = passages
        self._since = time.monotonic()

    def embedded(self, passages: int) -> float:
        """Note that so many more passages have vectors; return passages a second."""
        self._embedded += passages
        self.embedding_rate = self._embedded / self._seconds()
        return self.embedding_rate

    def seconds_left(self) -> float | None:
        """Return the seconds until everything is complete, None while there is nothing to tell it by."""
        if self._bytes_left and not self._bytes_read:
            return None
        unread = self._bytes_left / self._bytes_read if self._bytes_left else 0.0
        if self.embedding_rate is None:
            return None
        passages = self._passages * (1 + unread) - self._embedded
        return self._seconds() * unread + passages / self.embedding_rate

    def _seconds(self) -> float:
        return max(time.monotonic() - self._since, 1e-6)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except (OSError, ValueError):
        return 0
