"""The conversations in SQLite: what was asked and answered, with everything that was shown for it."""

import json
from dataclasses import asdict

from assistant.engine.database import Database, now
from assistant.engine.errors import UsageError
from assistant.engine.restoring import restore
from assistant.engine.types import Answer, Conversation, Turn


class Conversations:
    """Every method raises UsageError for a conversation that is not there."""

    def __init__(self, database: Database) -> None:
        self._rows, self._transaction = database.rows, database.transaction

    def start(self, title: str) -> int:
        """Make a conversation and return its number."""
        with self._transaction() as write:
            cursor = write("INSERT INTO conversations (title, created) VALUES (?, ?)", (title, now()))
            return int(cursor.lastrowid or 0)

    def last(self) -> int | None:
        """Return the number of the newest conversation."""
        return self._rows("SELECT max(id) FROM conversations")[0][0]  # type: ignore[no-any-return]

    def all(self, words: str = "") -> list[Conversation]:
        """Return the conversations that hold the words, the one that was gone on with last first."""
        query = (
            "SELECT conversations.id, title, coalesce(max(turns.created), conversations.created) AS last,"
            " count(turns.id), group_concat(question || ' ' || answer, ' ')"
            " FROM conversations LEFT JOIN turns ON turns.conversation = conversations.id"
            " GROUP BY conversations.id ORDER BY last DESC, conversations.id DESC"
        )
        sought = words.casefold().split()
        return [
            Conversation(id, title, last, turns)
            for id, title, last, turns, text in self._rows(query)
            if all(word in f"{title} {text or ''}".casefold() for word in sought)
        ]

    def turns(self, conversation: int) -> list[Turn]:
        """Return what was asked and answered."""
        self._require(conversation)
        query = "SELECT question, standalone, answer FROM turns WHERE conversation = ? ORDER BY id"
        return [Turn(*row) for row in self._rows(query, conversation)]

    def answers(self, conversation: int) -> list[Answer]:
        """Return the answers as they were shown."""
        self._require(conversation)
        query = "SELECT details, question, answer FROM turns WHERE conversation = ? ORDER BY id"
        return [restored(*row) for row in self._rows(query, conversation)]

    def put(self, conversation: int, answer: Answer) -> None:
        """Keep an answer, with everything that was shown for it and the model's seed."""
        details = json.dumps(asdict(answer), ensure_ascii=False)
        values = (conversation, answer.question, answer.standalone, answer.text, details)
        with self._transaction() as write:
            write(
                "INSERT INTO turns"
                " (conversation, question, standalone, answer, details, model, seed, created)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, answer.model, answer.seed, now()),
            )

    def rename(self, conversation: int, title: str) -> None:
        """Give a conversation another title."""
        self._require(conversation)
        with self._transaction() as write:
            write("UPDATE conversations SET title = ? WHERE id = ?", (title, conversation))

    def remove(self, conversation: int) -> None:
        """Delete a conversation with its turns."""
        self._require(conversation)
        with self._transaction() as write:
            write("DELETE FROM conversations WHERE id = ?", (conversation,))

    def title(self, conversation: int) -> str:
        """Return the title of a conversation."""
        rows = self._rows("SELECT title FROM conversations WHERE id = ?", conversation)
        if not rows:
            raise UsageError(f"There is no conversation {conversation}.")
        return str(rows[0][0])

    def _require(self, conversation: int) -> None:
        self.title(conversation)


def restored(details: str, question: str, text: str) -> Answer:
    """Return a kept answer whole; where a flipped bit damaged its details, its question and text at least."""
    try:
        return restore(Answer, json.loads(details))
    except (ValueError, TypeError, LookupError, AttributeError):
        return Answer(question, question, "answered", text, (), (), (), (), 0.0, "", None, 0)
