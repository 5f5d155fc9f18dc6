"""SQLite: what the user made; documents, collections, conversations and what still waits to be added."""

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.engine import formats
from assistant.engine.conversations import Conversations
from assistant.engine.database import Database, DatabaseError, now
from assistant.engine.errors import UsageError
from assistant.engine.health import Health
from assistant.engine.known_models import KnownModels
from assistant.engine.opinions import Opinions
from assistant.engine.queue import Queue
from assistant.engine.sections import label_of, labels_asked, stems_of
from assistant.engine.types import Document, DocumentState, Facts, PageReport, Run, Section

REPORTS_KEPT = 4096

A_MOMENT = 0.5
"""Seconds that closing waits for others."""

FILE = "library.sqlite"
_DOCUMENT = (
    "SELECT id, path, title, pages, state, added, passages, report, facts"
    " FROM documents LEFT JOIN facts ON facts.document = documents.id"
)


class Library:
    """The user's documents, collections and conversations in one SQLite file; safe to use from any thread."""

    def __init__(self, folder: Path) -> None:
        """Open or make the library; raises BadLibraryError when it is damaged or of a newer format."""
        self.file = folder / FILE
        self.database = Database(self.file)
        self._rows, self._transaction = self.database.rows, self.database.transaction
        self._prepare()
        self.conversations = Conversations(self.database)
        self.queue = Queue(self.database)
        self.models = KnownModels(self.database)
        self.opinions = Opinions(self.database)
        self.health = Health(self.database)

    # Documents

    def documents(self, collection: str = "") -> list[Document]:
        """Return the documents, or those of a collection, by title."""
        if not collection:
            return [_document(row) for row in self._rows(f"{_DOCUMENT} ORDER BY title, path")]
        self._require(collection)
        where = "WHERE id IN (SELECT document FROM members WHERE collection = ?) ORDER BY title, path"
        return [_document(row) for row in self._rows(f"{_DOCUMENT} {where}", collection)]

    def document(self, id: str) -> Document | None:
        """Return the document with this id."""
        return next((_document(row) for row in self._rows(f"{_DOCUMENT} WHERE id = ?", id)), None)

    def document_at(self, path: str) -> str:
        """Return the id of the document that was last read from a path, "" if none was."""
        rows = self._rows("SELECT document FROM places WHERE path = ?", path)
        return str(rows[0][0]) if rows else ""

    def places(self, document: str) -> list[str]:
        """Return every path at which a document was seen."""
        rows = self._rows("SELECT path FROM places WHERE document = ? ORDER BY path", document)
        return [row[0] for row in rows]

    def older_versions(self, document: str) -> list[str]:
        """Return the ids that a document had before its file was edited; old answers name them."""
        return [row[0] for row in self._rows("SELECT version FROM older WHERE document = ?", document)]

    def put_document(self, document: Document, replaced: str = "", sections: Sequence[Section] = ()) -> None:
        """Store a document with its place; it inherits what the user made of its older version."""
        report = json.dumps([list(asdict(page).values()) for page in document.report])
        values = (document.id, document.path, document.title, document.pages, document.passages)
        with self._transaction() as write:
            write(
                "INSERT INTO documents (id, path, title, pages, passages, state, added, report)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET path = excluded.path,"
                " title = excluded.title, pages = excluded.pages, passages = excluded.passages,"
                " state = excluded.state, report = excluded.report",
                (*values, document.state, document.added, report),
            )
            write("INSERT OR REPLACE INTO places VALUES (?, ?)", (document.path, document.id))
            write(
                "INSERT INTO facts VALUES (?, ?, 0) ON CONFLICT (document) DO UPDATE"
                " SET facts = excluded.facts WHERE NOT corrected",
                (document.id, json.dumps(asdict(document.facts))),
            )
            write("DELETE FROM sections WHERE document = ?", (document.id,))
            for position, each in enumerate(sections):
                keys = label_of(each.title), next(iter(stems_of(each.title)), "")
                place = (document.id, position, each.level, each.title, each.page, each.last)
                write("INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*place, *keys))
            if replaced:
                _inherit(write, document.id, replaced)

    def sections(self, document: str) -> list[Section]:
        """Return the sections of a document in order."""
        query = "SELECT level, title, page, last FROM sections WHERE document = ? ORDER BY position"
        return [Section(*row) for row in self._rows(query, document)]

    def sections_like(self, question: str) -> list[tuple[str, Section]]:
        """Return (document, section) of all sections that a question may name."""
        labels = labels_asked(question)
        stems = stems_of(question)
        query = (
            "SELECT document, level, title, page, last FROM sections"
            f" WHERE label IN ({_marks(labels)}) OR stem IN ({_marks(stems)})"
        )
        return [(document, Section(*row)) for document, *row in self._rows(query, *labels, *stems)]

    def put_place(self, path: str, document: str, gone: Sequence[str] = ()) -> None:
        """Note that a document is at a path, and no longer at those that are gone."""
        with self._transaction() as write:
            write("INSERT OR REPLACE INTO places VALUES (?, ?)", (path, document))
            write("UPDATE documents SET path = ? WHERE id = ?", (path, document))
            for each in gone:
                write("DELETE FROM places WHERE path = ?", (each,))

    def set_state(self, document: str, state: DocumentState) -> None:
        """Note how far a document is."""
        with self._transaction() as write:
            write("UPDATE documents SET state = ? WHERE id = ?", (state, document))

    def correct_facts(self, document: str, title: str, facts: Facts) -> None:
        """Keep what the user says a document is; reading it again does not change that."""
        with self._transaction() as write:
            write("UPDATE documents SET title = ? WHERE id = ?", (title, document))
            write(
                "INSERT OR REPLACE INTO facts SELECT id, ?, 1 FROM documents WHERE id = ?",
                (json.dumps(asdict(facts)), document),
            )

    def remove_document(self, document: str) -> None:
        """Remove a document with its places and memberships."""
        with self._transaction() as write:
            write("DELETE FROM documents WHERE id = ?", (document,))

    # Collections

    def collections(self) -> list[str]:
        """Return the names of the collections."""
        return [row[0] for row in self._rows("SELECT name FROM collections ORDER BY name")]

    def put_in_collection(self, collection: str, document: str) -> None:
        """Put a document into a collection, which is made if it is new."""
        with self._transaction() as write:
            write("INSERT OR IGNORE INTO collections VALUES (?)", (collection,))
            write("INSERT OR IGNORE INTO members VALUES (?, ?)", (collection, document))

    def make_collection(self, collection: str) -> None:
        """Make a collection, if it is new."""
        with self._transaction() as write:
            write("INSERT OR IGNORE INTO collections VALUES (?)", (collection,))

    def collections_of(self, document: str) -> list[str]:
        """Return the names of the collections that hold a document."""
        query = "SELECT collection FROM members WHERE document = ? ORDER BY collection"
        return [row[0] for row in self._rows(query, document)]

    def take_out_of_collection(self, collection: str, document: str) -> None:
        """Take a document out of a collection; it stays in the library. Raises UsageError."""
        self._require(collection)
        with self._transaction() as write:
            write("DELETE FROM members WHERE collection = ? AND document = ?", (collection, document))

    def rename_collection(self, collection: str, name: str) -> None:
        """Give a collection another name. Raises UsageError where that one is taken."""
        self._require(collection)
        if name in self.collections():
            raise UsageError(f"There is a collection “{name}” already.", "Choose another name.")
        with self._transaction() as write:
            write("UPDATE collections SET name = ? WHERE name = ?", (name, collection))

    def remove_collection(self, collection: str) -> None:
        """Remove a collection; its documents stay in the library. Raises UsageError."""
        self._require(collection)
        with self._transaction() as write:
            write("DELETE FROM collections WHERE name = ?", (collection,))

    # What a model noted of passages

    def noted(self, key: str) -> list[int] | None:
        """Return the numbers of passages that a model noted, kept under a hash of all that it was given."""
        rows = self._rows("SELECT numbers FROM notes WHERE key = ?", key)
        return list(json.loads(rows[0][0])) if rows else None

    def put_noted(self, key: str, numbers: Sequence[int]) -> None:
        """Keep which passages a model noted."""
        with self._transaction() as write:
            write("INSERT OR REPLACE INTO notes VALUES (?, ?)", (key, json.dumps(list(numbers))))

    # Evaluation runs

    def put_run(self, run: Run) -> None:
        """Keep a run under the next number."""
        values = (now(), run.questions, run.hash, run.arm, run.model, json.dumps(run.report))
        with self._transaction() as write:
            write(
                "INSERT INTO runs (made, questions, hash, arm, model, report) VALUES (?, ?, ?, ?, ?, ?)",
                values,
            )

    def runs(self) -> list[Run]:
        """Return the runs, the oldest first."""
        query = "SELECT id, made, questions, hash, arm, model, report FROM runs ORDER BY id"
        return [replace(Run(*row), report=json.loads(row[-1])) for row in self._rows(query)]

    # What was measured on this machine

    def measured(self, name: str) -> float | None:
        """Return a figure measured earlier on this machine."""
        rows = self._rows("SELECT value FROM measured WHERE name = ?", name)
        return float(rows[0][0]) if rows else None

    def put_measured(self, name: str, value: float) -> None:
        """Keep a figure measured on this machine."""
        with self._transaction() as write:
            write("INSERT OR REPLACE INTO measured VALUES (?, ?)", (name, value))

    def settle(self) -> None:
        """Bring what the log holds into the file, and close this thread's connection.

        Where the first fails, the log stays and loses nothing.
        """
        with contextlib.suppress(DatabaseError):
            self.database.settle(A_MOMENT)
        self.close()

    def close(self) -> None:
        """Close this thread's connection."""
        self.database.close()

    def _prepare(self) -> None:
        formats.migrate(self.database)
        self.file.chmod(0o600)

    def _require(self, collection: str) -> None:
        if collection not in self.collections():
            raise UsageError(f"There is no collection “{collection}”.")


def _inherit(write: Callable[..., object], document: str, replaced: str) -> None:
    """Give a document what the user made of its older version, which then goes."""
    corrected = "(SELECT document FROM facts WHERE document = ? AND corrected)"
    write(
        f"UPDATE documents SET title = (SELECT title FROM documents WHERE id = {corrected})"
        f" WHERE id = ? AND EXISTS {corrected}",
        (replaced, document, replaced),
    )
    facts = "SELECT ?, facts, 1 FROM facts WHERE document = ? AND corrected"
    write(f"INSERT OR REPLACE INTO facts {facts}", (document, replaced))
    write("UPDATE OR IGNORE members SET document = ? WHERE document = ?", (document, replaced))
    write("UPDATE older SET document = ? WHERE document = ?", (document, replaced))
    write("INSERT OR REPLACE INTO older VALUES (?, ?)", (replaced, document))
    write("DELETE FROM documents WHERE id = ?", (replaced,))


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _document(row: tuple[Any, ...]) -> Document:
    *values, report, facts = row
    fields = ("id", "path", "title", "pages", "state", "added", "passages")
    return Document(**dict(zip(fields, values, strict=True)), report=_report(report), facts=_facts(facts))


@lru_cache(maxsize=REPORTS_KEPT)
def _report(kept: str) -> tuple[PageReport, ...]:
    """Return the report of a document; it is parsed once, however often documents are listed."""
    try:
        return tuple(PageReport(*page) for page in json.loads(kept))
    except (ValueError, TypeError):  # a flipped bit; the document itself is whole
        return ()


def _facts(kept: str | None) -> Facts:
    try:
        values = json.loads(kept or "{}")
        return Facts(**{**values, "years": tuple(values.get("years", ()))})
    except (ValueError, TypeError, AttributeError):  # as above
        return Facts()
