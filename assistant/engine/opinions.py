"""What the user thinks of answers, in SQLite: good, bad, and what would have been right.

It stays on this machine; evaluation and fine-tuning take it as material.
"""

import json
from dataclasses import asdict, dataclass

from assistant.engine.conversations import restored
from assistant.engine.database import Database, now
from assistant.engine.types import Answer


@dataclass(frozen=True, slots=True)
class Opinion:
    """An answer, whether it was good, and the corrected answer, empty where there is none."""

    answer: Answer
    good: bool
    correction: str
    made: str


class Opinions:
    """One opinion an answer; a later one takes the place of an earlier."""

    def __init__(self, database: Database) -> None:
        self._rows, self._transaction = database.rows, database.transaction

    def put(self, answer: Answer, good: bool, correction: str = "") -> None:
        """Keep what the user thinks of an answer."""
        details = json.dumps(asdict(answer), ensure_ascii=False)
        with self._transaction() as write:
            write(
                "INSERT OR REPLACE INTO opinions (question, answer, details, good, correction, made)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (answer.standalone, answer.text, details, good, correction.strip(), now()),
            )

    def remove(self, answer: Answer) -> None:
        """Forget what the user thinks of an answer."""
        with self._transaction() as write:
            write("DELETE FROM opinions WHERE question = ? AND answer = ?", (answer.standalone, answer.text))

    def of(self, answer: Answer) -> Opinion | None:
        """Return what the user thinks of an answer."""
        where = " WHERE question = ? AND answer = ?"
        return next(iter(self._all(where, answer.standalone, answer.text)), None)

    def all(self) -> list[Opinion]:
        """Return all opinions, the oldest first."""
        return self._all("")

    def _all(self, where: str, *values: str) -> list[Opinion]:
        columns = "details, question, answer, good, correction, made"
        rows = self._rows(f"SELECT {columns} FROM opinions{where} ORDER BY made, rowid", *values)
        return [
            Opinion(restored(details, question, text), bool(good), correction, made)
            for details, question, text, good, correction, made in rows
        ]
