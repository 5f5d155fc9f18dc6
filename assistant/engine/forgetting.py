"""Forgetting: a document with everything that was made of it, or all that is kept.

SQLite overwrites what is deleted (secure_delete), its log is emptied and its file written anew; the index is
written anew without the document's passages.
"""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from assistant.engine import backups
from assistant.engine.files import write_whole
from assistant.engine.parts import Parts
from assistant.engine.types import Document

QUESTIONS = "questions.jsonl"
FINETUNING, ROWS = "finetuning", "rows.jsonl"
"""The folder of all that belongs to fine-tuning, and the files of examples anywhere in it."""

KEPT = ("embedder", "models", "adding.lock")
"""What erasing leaves in the data folder: nothing of it comes from the user."""

LOG = "log.txt"
"""Emptied where everything is erased, and not deleted, since the window goes on writing to it."""

_NOTHING = {"id": "", "document": "", "title": "", "heading": "", "context": "", "text": "", "start": 0,
            "end": 0, "words": []}  # fmt: skip
"""A passage of which nothing is left."""

_TABLES = ("documents", "places", "collections", "members", "waiting", "conversations", "turns", "facts",
           "runs", "sections", "older", "notes", "failures", "watched", "seen", "opinions",
           "tuned", "timings")  # fmt: skip


def forget(parts: Parts, folder: Path, document: Document) -> None:
    """Remove a document, the answers and opinions that show anything of it, and what measured it.

    Evaluation runs and the test's questions about it go too; the PDF itself stays.
    """
    library = parts.library
    ids = [document.id, *library.older_versions(document.id)]
    with library.database.transaction() as write:
        for table in ("turns", "opinions"):
            for id in ids:
                _forget_answers(write, table, id)
        write("DELETE FROM conversations WHERE id NOT IN (SELECT conversation FROM turns)")
        write("DELETE FROM notes")
        write("DELETE FROM runs WHERE instr(report, ?)", (Path(document.path).name,))
        for table in ("failures", "waiting", "seen"):
            write(f"DELETE FROM {table} WHERE path = ?", (document.path,))
    library.remove_document(document.id)
    library.database.rewrite()
    parts.index.remove(document.id)
    parts.index.tidy(keep=timedelta(0))
    backups.forget(folder)
    _forget_questions(folder / QUESTIONS, Path(document.path).name)
    for rows in folder.glob(f"{FINETUNING}/**/{ROWS}"):
        _keep_lines(rows, lambda line: not any(id in line for id in ids))


def erase(parts: Parts, folder: Path) -> None:
    """Remove everything that the user made: documents, conversations, settings, key, log and so on."""
    with parts.library.database.transaction() as write:
        for table in _TABLES:
            write(f"DELETE FROM {table}")
    parts.library.database.rewrite()
    if parts.index.folder.exists():
        parts.index.set_aside()
    for each in folder.iterdir():
        if each.name.startswith(parts.library.file.name) or each.name in KEPT:
            continue
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        elif each.name == LOG:
            each.write_bytes(b"")
        else:
            each.unlink(missing_ok=True)


def _forget_answers(write: Callable[..., Any], table: str, document: str) -> None:
    """Delete answers that quote a document, or were written with it at hand; others lose its passages."""
    rows = write(f"SELECT rowid, details FROM {table} WHERE instr(details, ?)", (document,)).fetchall()
    for row, details in rows:
        answer = _without(details, document)
        if answer is None:
            write(f"DELETE FROM {table} WHERE rowid = ?", (row,))
        else:
            write(f"UPDATE {table} SET details = ? WHERE rowid = ?", (json.dumps(answer), row))


def _without(details: str, document: str) -> dict[str, Any] | None:
    """Return an answer without the passages of a document; None where it quotes it, or is damaged."""
    try:
        answer: dict[str, Any] = json.loads(details)
        quotes = [*answer["citations"], *answer["quotations"]]
        if answer["kind"] == "answered" or any(each["document"] == document for each in quotes):
            return None
        for hit in answer["passages"]:
            if hit["passage"]["document"] == document:
                # The others keep their numbers, which are places in this list.
                hit["passage"].update(_NOTHING)
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
    return answer


def _forget_questions(file: Path, name: str) -> None:
    """Leave out the questions of the user's test that are about a file."""
    if file.exists():
        _keep_lines(file, lambda row: not _is_about(row, name))


def _keep_lines(file: Path, is_kept: Callable[[str], bool]) -> None:
    lines = file.read_text("utf-8").splitlines(keepends=True)
    write_whole(file, "".join(each for each in lines if is_kept(each)))


def _is_about(row: str, name: str) -> bool:
    try:
        return bool(json.loads(row).get("pdf") == name)
    except (ValueError, AttributeError):
        return False
