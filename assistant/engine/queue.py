"""The files that wait to be added, and those that could not be, in SQLite."""

from collections.abc import Iterable
from dataclasses import astuple

from assistant.engine.database import Database
from assistant.engine.events import DocumentFailed


class Queue:
    """Files by their paths, each once; they wait in the order in which they came."""

    def __init__(self, database: Database) -> None:
        self._rows, self._transaction = database.rows, database.transaction

    def waiting(self) -> list[tuple[str, str]]:
        """Return (path, collection) of every file that still waits to be added, in order."""
        return [
            (path, name)
            for path, name in self._rows("SELECT path, collection FROM waiting ORDER BY position")
        ]

    def put(self, paths: Iterable[str], collection: str) -> None:
        """Put files at the end of those that wait."""
        with self._transaction() as write:
            for path in paths:
                write(
                    "INSERT OR IGNORE INTO waiting SELECT ?, ?, coalesce(max(position), 0) + 1 FROM waiting",
                    (path, collection),
                )

    def remove(self, paths: Iterable[str]) -> None:
        """Take files off the list of those that wait."""
        with self._transaction() as write:
            for path in paths:
                write("DELETE FROM waiting WHERE path = ?", (path,))

    def failures(self) -> list[DocumentFailed]:
        """Return the files that could not be added, the newest last."""
        query = "SELECT path, code, reason, advice FROM failures ORDER BY rowid"
        return [DocumentFailed(*row) for row in self._rows(query)]

    def put_failure(self, failed: DocumentFailed) -> None:
        """Keep why a file could not be added."""
        with self._transaction() as write:
            write("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)", astuple(failed))

    def drop_failures(self, paths: Iterable[str]) -> None:
        """Forget that files could not be added."""
        with self._transaction() as write:
            for path in paths:
                write("DELETE FROM failures WHERE path = ?", (path,))
