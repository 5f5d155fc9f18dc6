"""A library is verified, copied every day, and repaired after its disk was damaged."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant import wiring
from assistant.engine import backups
from assistant.engine.database import Database
from assistant.engine.errors import BadLibraryError
from assistant.engine.library import FILE, Library
from assistant.engine.types import Document
from tests.conftest import run

NOW = datetime(2026, 11, 21, 12, 0)


def copies(folder: Path) -> Iterator[str]:
    return (each.name for each in backups.backups(folder))


def without_log(folder: Path) -> None:
    """Take SQLite's log away, from which it would read what the file no longer holds."""
    for end in ("-wal", "-shm"):
        (folder / (FILE + end)).unlink(missing_ok=True)


def checks(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, bool]:
    capsys.readouterr()
    run(folder, "verify", "--json")
    return {each["name"]: each["well"] for each in json.loads(capsys.readouterr().out)}


def small(folder: Path) -> Library:
    folder.mkdir(exist_ok=True)
    library = Library(folder)
    library.put_document(Document("d" * 64, "/a.pdf", "A", 1, "complete", "2026-11-21", 1))
    return library


def test_a_whole_library_is_verified(stocked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(stocked, "verify") == 0
    told = capsys.readouterr().out
    assert "its file is whole" in told
    assert "3 documents" in told


def test_an_empty_folder_has_nothing_to_verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "verify") == 0
    assert "no library yet" in capsys.readouterr().out


def test_a_damaged_library_is_put_back_from_its_newest_copy_with_its_conversations(
    stocked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = "How many days of annual leave do full-time employees get?"
    assert run(stocked, "ask", question, "--model", "none") == 0
    backups.forget(stocked)
    wiring.open_assistant(stocked).close()
    assert len(list(copies(stocked))) == 1
    without_log(stocked)
    with (stocked / FILE).open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xa5" * 40_000)
    assert not checks(stocked, capsys)["library"]
    assert run(stocked, "repair") == 0
    assert "now as it was in library-" in capsys.readouterr().err
    assert all(checks(stocked, capsys).values())
    assert run(stocked, "conversations") == 0
    assert "annual leave" in capsys.readouterr().out
    assert list(stocked.glob(f"{FILE}.damaged-*"))


def test_what_is_no_database_at_all_is_told_and_repaired(
    stocked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wiring.open_assistant(stocked).close()
    without_log(stocked)
    (stocked / FILE).write_bytes(b"not a database" * 1000)
    assert run(stocked, "documents") == 1
    assert "pdf-assistant repair" in capsys.readouterr().err
    assert run(stocked, "repair") == 0
    assert all(checks(stocked, capsys).values())


def test_without_a_copy_the_damaged_file_stays_and_the_way_out_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 1000)
    assert run(tmp_path, "repair") == 1
    assert "no copy" in capsys.readouterr().err
    assert (tmp_path / FILE).read_bytes().startswith(b"not a database")


def test_a_document_that_lost_passages_is_read_again(
    stocked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant = wiring.open_assistant(stocked)
    document = assistant.documents()[0]
    passages = assistant.parts.index.passages_of(document.id)
    assistant.parts.index.replace(document.id, passages[1:])
    assistant.close()
    assert not checks(stocked, capsys)["index"]
    assert run(stocked, "repair") == 0
    assert "read again" in capsys.readouterr().err
    assert all(checks(stocked, capsys).values())


def test_an_index_that_is_gone_is_made_again(stocked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(stocked / "index")
    assert not checks(stocked, capsys)["index"]
    assert run(stocked, "repair") == 0
    assert all(checks(stocked, capsys).values())


# Copies


def test_a_copy_is_made_once_a_day_and_the_newest_are_kept(tmp_path: Path) -> None:
    library = small(tmp_path)
    times = [NOW + timedelta(hours=12 * step) for step in range(30)]
    made = [backups.back_up(library.database, tmp_path, each) for each in times]
    assert [each is not None for each in made] == [step % 2 == 0 for step in range(30)]
    assert len(backups.backups(tmp_path)) == backups.KEPT
    assert made[28] == backups.backups(tmp_path)[0]


def test_a_clock_that_was_set_back_does_not_stop_the_copies(tmp_path: Path) -> None:
    library = small(tmp_path)
    assert backups.back_up(library.database, tmp_path, NOW + timedelta(days=400))
    assert backups.back_up(library.database, tmp_path, NOW)


def test_nothing_is_copied_of_an_empty_library(tmp_path: Path) -> None:
    assert backups.back_up(Library(tmp_path).database, tmp_path, NOW) is None


def test_a_copy_is_readable_by_the_user_alone_and_whole(tmp_path: Path) -> None:
    library = small(tmp_path)
    copy = backups.back_up(library.database, tmp_path, NOW)
    assert copy is not None
    assert copy.stat().st_mode & 0o077 == 0
    assert backups.problems(copy) == []
    assert Database(copy).rows("SELECT COUNT(*) FROM documents") == [(1,)]


def test_a_full_disk_leaves_no_half_copy_and_the_library_opens(
    tmp_path: Path, embedder_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(tmp_path)

    def fail(database: Database, file: Path) -> None:
        file.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Database, "copy_to", fail)
    wiring.open_assistant(tmp_path).close()
    assert list((tmp_path / backups.FOLDER).iterdir()) == []


def test_a_damaged_copy_is_passed_over_for_an_older_one(tmp_path: Path) -> None:
    library = small(tmp_path)
    whole = backups.back_up(library.database, tmp_path, NOW)
    newer = backups.back_up(library.database, tmp_path, NOW + timedelta(days=2))
    assert newer is not None
    newer.write_bytes(newer.read_bytes()[:5000])
    library.close()
    assert backups.put_back(tmp_path, tmp_path / FILE)[0] == whole
    backups.forget(tmp_path)
    with pytest.raises(BadLibraryError):
        backups.put_back(tmp_path, tmp_path / FILE)


def test_forgetting_a_document_takes_the_copies_that_hold_it(stocked: Path) -> None:
    wiring.open_assistant(stocked).close()
    assert list(copies(stocked))
    assistant = wiring.open_assistant(stocked)
    assistant.forget(assistant.documents()[0].id)
    assert list(copies(stocked)) == []


def test_a_damaged_index_of_words_is_told_and_made_anew_also_by_a_search(
    stocked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = "How many days of annual leave do full-time employees get?"

    def damage() -> None:
        for file in (stocked / "index" / "passages.lance" / "_indices").rglob("*.lance"):
            file.write_bytes(b"nothing" * 100)

    damage()
    assert not checks(stocked, capsys)["index"]
    assert run(stocked, "repair") == 0
    assert all(checks(stocked, capsys).values())
    damage()
    assert run(stocked, "ask", question, "--model", "none") == 0
    assert "26 days" in capsys.readouterr().out
    assert all(checks(stocked, capsys).values())


def test_an_index_whose_passages_are_damaged_is_put_aside_and_made_again(
    stocked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in (stocked / "index" / "passages.lance" / "data").glob("*.lance"):
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2])
    capsys.readouterr()
    assert run(stocked, "repair") == 0
    assert "your documents are read again" in capsys.readouterr().err
    assert all(checks(stocked, capsys).values())
    assert list(stocked.glob("index.damaged-*"))
