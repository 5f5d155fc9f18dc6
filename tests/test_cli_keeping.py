"""The commands that watch folders, try again, forget, and keep opinions."""

import json
from pathlib import Path

import pytest

from assistant.engine import watching
from assistant.engine.events import Answered
from tests import pdfs
from tests.conftest import open_library
from tests.test_cli import Captured, run

LEAVE = "Full-time employees accrue twenty days of annual leave each year."


@pytest.fixture
def data(tmp_path: Path, embedder_folder: Path) -> str:
    """An empty library."""
    open_library(tmp_path / "data", embedder_folder).close()
    return str(tmp_path / "data")


def test_a_folder_is_watched_followed_and_taken_out(
    data: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SETTLED", 0.0)
    folder = tmp_path / "papers"
    folder.mkdir()
    pdfs.plain(folder / "a.pdf", [LEAVE])
    assert run(data, "watched", "put", str(folder), "--collection", "Staff") == 0
    assert run(data, "watched", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [{"folder": str(folder), "collection": "Staff"}]
    assert run(data, "documents", "--collection", "Staff", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    (folder / "a.pdf").unlink()
    assert run(data, "watched", "follow") == 0
    assert "is gone from" in capsys.readouterr().err
    assert run(data, "watched", "take-out", str(folder)) == 0
    assert run(data, "watched", "take-out", str(folder)) == 2
    assert run(data, "watched", "put", str(tmp_path / "none")) == 2


def test_what_could_not_be_added_is_tried_again(data: str, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"nothing")
    assert run(data, "add", str(file)) == 1
    assert run(data, "documents") == 0
    assert "1 files could not be added" in capsys.readouterr().err
    pdfs.plain(file, [LEAVE])
    assert run(data, "add", "--retry") == 0
    assert run(data, "documents") == 0
    assert "could not be added" not in capsys.readouterr().err


def test_documents_are_forgotten_and_everything_erased_only_on_demand(
    data: str, tmp_path: Path, capsys: Captured
) -> None:
    files = [pdfs.plain(tmp_path / f"{name}.pdf", [f"{LEAVE} {name}"]) for name in ("one", "two")]
    assert run(data, "add", *map(str, files)) == 0
    assert run(data, "forget", "one.pdf") == 0
    assert "Forgotten" in capsys.readouterr().err
    assert run(data, "erase") == 2
    assert run(data, "documents", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    assert run(data, "erase", "--yes") == 0
    assert run(data, "documents", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_opinions_become_a_question_set(
    data: str, tmp_path: Path, embedder_folder: Path, capsys: Captured
) -> None:
    assert run(data, "opinions", "--export", str(tmp_path / "q.jsonl")) == 2
    assistant = open_library(Path(data), embedder_folder)
    list(assistant.add([pdfs.plain(tmp_path / "staff.pdf", [LEAVE])]))
    *_, last = assistant.ask("How many days of annual leave do full-time employees accrue?")
    assert isinstance(last, Answered)
    assistant.opinions.put(last.answer, good=True)
    assistant.close()
    capsys.readouterr()
    assert run(data, "opinions") == 0
    assert "good  How many days" in capsys.readouterr().out
    assert run(data, "opinions", "--export", str(tmp_path / "q.jsonl")) == 0
    (row,) = (tmp_path / "q.jsonl").read_text().splitlines()
    assert (json.loads(row)["pdf"], json.loads(row)["page"]) == ("staff.pdf", 1)


def test_a_conversation_becomes_a_pdf(data: str, tmp_path: Path) -> None:
    assert run(data, "add", str(pdfs.plain(tmp_path / "staff.pdf", [LEAVE]))) == 0
    run(data, "ask", "--mode", "quotations", "How many days of annual leave do full-time employees accrue?")
    assert run(data, "conversations", "export", "1", str(tmp_path / "talk.pdf")) == 0
    assert (tmp_path / "talk.pdf").read_bytes().startswith(b"%PDF")
