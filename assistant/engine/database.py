"""One SQLite file, safe to use from any thread: each has its own connection."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DatabaseError = sqlite3.Error

PATIENCE = 30
"""Seconds that a write waits for another process."""


class Database:
    """Rows are durable when a transaction ends: the log is written ahead and synced."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._connections = threading.local()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        return self._connection().execute(query, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Give what writes; an exception takes everything back."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection.execute
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def run(self, script: str) -> None:
        """Run several statements."""
        self._connection().executescript(script)

    def rewrite(self) -> None:
        """Write the file anew, so that nothing of what was deleted is left in it or in its log."""
        connection = self._connection()
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy_to(self, file: Path) -> None:
        """Write all that is committed, and nothing that was deleted, to a new file."""
        self._connection().execute("VACUUM INTO ?", (str(file),))

    def problems(self) -> list[str]:
        """Return what SQLite's check of the whole file finds, nothing where it is whole."""
        found = [str(row[0]) for row in self.rows("PRAGMA integrity_check(10)")]
        broken = [f"a row of {row[0]} refers to nothing" for row in self.rows("PRAGMA foreign_key_check")]
        return [*(each for each in found if each != "ok"), *broken[:10]]

    def close(self) -> None:
        """Close this thread's connection."""
        connection = self._connections.__dict__.pop("own", None)
        if connection is not None:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._connections, "own", None)
        if connection is None:
            connection = sqlite3.connect(self.file, timeout=PATIENCE, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            self._connections.own = connection
        return connection


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
