"""A library of an older format is copied, then brought to today's; a newer one is refused."""

import errno
import os
from pathlib import Path

import pytest

from assistant.engine import backups, formats
from assistant.engine.database import Database
from assistant.engine.errors import BadLibraryError
from assistant.engine.library import FILE, Library
from assistant.engine.types import Document
from tests.matrices.crashes import set_back

COPY = Path(backups.FOLDER, "before-format-2.sqlite")


def tables(file: Path) -> set[str]:
    database = Database(file)
    names = {row[0] for row in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    database.close()
    return names


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A data folder with a library of format 1."""
    library = Library(tmp_path)
    library.put_document(Document("d" * 64, "/a.pdf", "A", 1, "complete", "2026-11-21", 1))
    library.close()
    set_back(tmp_path)
    assert "older" not in tables(tmp_path / FILE)
    return tmp_path


def version(file: Path) -> int:
    database = Database(file)
    found = int(database.rows("PRAGMA user_version")[0][0])
    database.close()
    return found


def test_an_older_library_is_copied_and_brought_to_this_format(old: Path) -> None:
    library = Library(old)
    assert [each.title for each in library.documents()] == ["A"]
    library.close()
    assert version(old / FILE) == formats.FORMAT
    assert version(old / COPY) == 1
    assert "older" not in tables(old / COPY)
    assert (old / COPY).stat().st_mode & 0o777 == 0o600
    assert backups.backups(old) == []


def test_a_new_library_needs_no_copy(tmp_path: Path) -> None:
    Library(tmp_path).close()
    assert version(tmp_path / FILE) == formats.FORMAT
    assert not (tmp_path / COPY).exists()


def test_a_library_that_cannot_be_copied_stays_as_it_is(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BadLibraryError, match="older format, and no copy"):
        Library(old)
    monkeypatch.undo()
    assert version(old / FILE) == 1
    assert not (old / COPY).exists()


def test_a_step_that_fails_is_taken_back_whole(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (formats._STEPS[0], formats._STEPS[1] + "CREATE TABLE documents (again);")  # noqa: SLF001
    monkeypatch.setattr(formats, "_STEPS", broken)
    with pytest.raises(BadLibraryError):
        Library(old)
    assert version(old / FILE) == 1
    assert "older" not in tables(old / FILE)


def test_a_newer_library_is_refused_and_not_changed(old: Path) -> None:
    database = Database(old / FILE)
    database.run("PRAGMA user_version = 99")
    database.settle()
    database.close()
    before = (old / FILE).read_bytes()
    with pytest.raises(BadLibraryError, match="newer PDF Assistant"):
        Library(old)
    assert (old / FILE).read_bytes() == before
