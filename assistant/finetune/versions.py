"""The tuned models that a person made, each with its card, in SQLite."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.engine.database import Database, now
from assistant.engine.errors import UsageError
from assistant.engine.restoring import restore


@dataclass(frozen=True, slots=True)
class Card:
    """What a tuned model was made from and how: id 0 until it is kept, made in ISO 8601.

    rows counts them by split; documents are the ids of those that its examples were made from. curve holds
    (step, training loss, validation loss or None), best the step that was taken. files are GGUFs by
    quantisation, and the base's as "base"; difference the largest between logits before and after
    writing them. figures are those of base and tuned model on the test rows, empty until measured.
    """

    id: int
    name: str
    base: str
    base_hash: str
    licence: str
    architecture: str
    rows: Mapping[str, int]
    rows_hash: str
    documents: tuple[str, ...]
    recipe: Mapping[str, Any]
    curve: tuple[tuple[int, float | None, float | None], ...]
    best: int
    difference: float
    files: Mapping[str, str]
    adapter: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    made: str = ""

    def describe(self) -> str:
        """Return the card as the text that stands in the GGUF's metadata."""
        left_out = ("id", "files", "adapter")
        told = {name: value for name, value in asdict(self).items() if name not in left_out}
        told["documents"] = len(self.documents)
        told["curve"] = [each for each in self.curve if each[2] is not None]
        return "Fine-tuned with PDF Assistant. " + json.dumps(told, ensure_ascii=False)


class Versions:
    """All tuned models; a card is kept only when its files are whole."""

    def __init__(self, database: Database) -> None:
        self._rows, self._transaction = database.rows, database.transaction

    def all(self) -> list[Card]:
        """Return every card, the oldest first."""
        rows = self._rows("SELECT id, card FROM tuned ORDER BY id")
        return [replace(restore(Card, json.loads(text)), id=id) for id, text in rows]

    def find(self, name: str) -> Card:
        """Return the card of a name or number; raises UsageError."""
        found = [each for each in self.all() if name in (each.name, str(each.id))]
        if not found:
            raise UsageError(f"There is no tuned model “{name}”.", "See: pdf-assistant finetune list")
        return found[-1]

    def put(self, card: Card) -> Card:
        """Keep a card; one with an id takes the place of what it was."""
        kept = replace(card, made=card.made or now())
        text = json.dumps({**asdict(kept), "id": 0}, ensure_ascii=False)
        with self._transaction() as write:
            if card.id:
                write("UPDATE tuned SET card = ? WHERE id = ?", (text, card.id))
                return kept
            write("INSERT INTO tuned (card) VALUES (?)", (text,))
            return replace(kept, id=int(write("SELECT last_insert_rowid()").fetchone()[0]))

    def remove(self, card: Card) -> None:
        """Delete a tuned model, its card first, then its files; a base that others have too stays."""
        with self._transaction() as write:
            write("DELETE FROM tuned WHERE id = ?", (card.id,))
        others = {file for each in self.all() for file in each.files.values()}
        for file in {*card.files.values(), card.adapter} - others:
            Path(file).unlink(missing_ok=True)


def gone(card: Card, documents: Iterable[str]) -> int:
    """Return how many of the documents that a model was trained on are no longer in the library."""
    return len(set(card.documents) - set(documents))
