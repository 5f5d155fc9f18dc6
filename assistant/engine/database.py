"""One SQLite file, safe to use from any thread: each has its own connection."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.engine.errors import BadLibraryError

PATIENCE = 30
"""Seconds that a write waits for another process."""


class DatabaseError(BadLibraryError):
    """SQLite could not read or change the file: a full disk, a broken one, a damaged file."""

    advice = "Check that the disk has room and that you may write there; else run: pdf-assistant repair"


class Database:
    """Rows are durable when a transaction ends: the log is written ahead and synced."""

    def __init__(self, file: Path) -> None:
        """Every method raises DatabaseError."""
        self.file = file
        self._connections = threading.local()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self._told():
            return self._connection().execute(query, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Give what writes; an exception takes everything back."""
        with self._told():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection.execute
                connection.execute("COMMIT")
            except BaseException:
                # SQLite takes some failed transactions back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def run(self, script: str) -> None:
        """Run several statements; where one fails, the transaction that they began is taken back."""
        with self._told():
            connection = self._connection()
            try:
                connection.executescript(script)
            except sqlite3.Error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def rewrite(self) -> None:
        """Write the file anew, so that nothing of what was deleted is left in it or in its log."""
        with self._told():
            self._connection().execute("VACUUM")
        self.settle()

    def settle(self, patience: float = PATIENCE) -> None:
        """Bring what the log holds into the file and empty it, unless somebody reads it so many seconds."""
        with self._told():
            connection = self._connection()
            connection.execute(f"PRAGMA busy_timeout = {1000 * patience:.0f}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute(f"PRAGMA busy_timeout = {1000 * PATIENCE:.0f}")

    def copy_to(self, file: Path) -> None:
        """Write all that is committed, and nothing that was deleted, to a new file."""
        with self._told():
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

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise DatabaseError(f"The library {self.file} cannot be read or changed ({error}).") from None

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._connections, "own", None)
        if connection is None:
            connection = sqlite3.connect(self.file, timeout=PATIENCE, isolation_level=None)
            try:
                for each in (
                    "journal_mode = WAL",
                    "synchronous = FULL",
                    "foreign_keys = ON",
                    "secure_delete = ON",
                ):
                    connection.execute(f"PRAGMA {each}")
            except sqlite3.Error:
                connection.close()
                raise
            self._connections.own = connection
        return connection


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
