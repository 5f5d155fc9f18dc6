"""The commands that watch folders, try again, forget, and keep opinions."""

import dataclasses
import json
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.engine import watching
from assistant.engine.events import Answered
from assistant.engine.library import Library
from assistant.engine.types import Facts
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


def test_a_name_that_is_none_removes_nothing(data: str, tmp_path: Path, capsys: Captured) -> None:
    assert run(data, "add", str(pdfs.plain(tmp_path / "a.pdf", [LEAVE]))) == 0
    for command in ("remove", "forget"):
        assert run(data, command, "a.pdf", "nope.pdf") == 2
        assert "no document “nope.pdf”" in capsys.readouterr().err
    assert run(data, "documents", "--json") == 0
    (document,) = json.loads(capsys.readouterr().out)
    assert run(data, "remove", "a.pdf", document["id"][:6]) == 0
    assert capsys.readouterr().err.count("Removed") == 1


def test_too_few_letters_of_an_id_are_said_so(data: str, tmp_path: Path, capsys: Captured) -> None:
    assert run(data, "add", str(pdfs.plain(tmp_path / "a.pdf", [LEAVE]))) == 0
    assert run(data, "documents", "--json") == 0
    (document,) = json.loads(capsys.readouterr().out)
    assert run(data, "ask", "How many days?", "--document", document["id"][:3]) == 2
    assert "six letters of an id are needed" in capsys.readouterr().err


def test_a_document_keeps_a_title(data: str, tmp_path: Path, capsys: Captured) -> None:
    assert run(data, "add", str(pdfs.plain(tmp_path / "a.pdf", [LEAVE]))) == 0
    assert run(data, "describe", "a.pdf", "--title", "Leave") == 0
    assert run(data, "describe", "a.pdf", "--title", " ") == 2
    assert "needs a title" in capsys.readouterr().err
    assert run(data, "describe", "a.pdf", "--json") == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Leave"


def test_a_command_offers_json_only_where_it_prints_data(capsys: Captured) -> None:
    for words in (
        ["add"],
        ["remove"],
        ["collections", "put"],
        ["watched", "put"],
        ["conversations", "remove"],
    ):
        assert main([*words, "--help"]) == 0
        assert "--json" not in capsys.readouterr().out
    for words in (["documents"], ["collections"], ["conversations", "show"]):
        assert main([*words, "--help"]) == 0
        assert "--json" in capsys.readouterr().out


def test_the_help_says_what_every_word_stands_for(capsys: Captured) -> None:
    assert main(["describe", "--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"--{fact.name} TEXT" in told for fact in dataclasses.fields(Facts))
    assert "YYYY-MM-DD" in told
    assert 'such as "year ended' in told
    for group, name, word in (
        ("collections", "put", "DOCUMENT"),
        ("collections", "rename", "NEW"),
        ("watched", "take-out", "FOLDER"),
        ("conversations", "export", "FILE"),
        ("conversations", "remove", "NUMBER"),
        ("library", "import", "FILE"),
    ):
        assert main([group, name, "--help"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert any(line.strip().startswith(f"{word}  ") for line in lines), (group, name)
        assert len(lines[2]) > 10


def test_the_library_alone_says_what_can_be_done_with_it(data: str, capsys: Captured) -> None:
    assert run(data, "library") == 2
    told = capsys.readouterr()
    assert "export" in told.err
    assert "take such a file over" in told.err
    assert told.out == ""


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


def test_a_conversation_becomes_markdown_or_pdf_and_nothing_else(
    data: str, tmp_path: Path, capsys: Captured
) -> None:
    assert run(data, "add", str(pdfs.plain(tmp_path / "staff.pdf", [LEAVE]))) == 0
    run(data, "ask", "--mode", "quotations", "How many days of annual leave do full-time employees accrue?")
    for name in ("talk.docx", "talk"):
        assert run(data, "conversations", "export", "1", str(tmp_path / name)) == 2
        assert "ends in .md or .pdf" in capsys.readouterr().err
        assert not (tmp_path / name).exists()
    assert run(data, "conversations", "export", "1", str(tmp_path / "nowhere" / "talk.md")) == 2
    assert f"The folder {tmp_path / 'nowhere'} is not there" in capsys.readouterr().err


def test_several_conversations_are_deleted_at_once_or_none(data: str, capsys: Captured) -> None:
    kept = Library(Path(data)).conversations
    numbers = [str(kept.start(f"Question {number}?")) for number in range(3)]
    assert run(data, "conversations", "remove", *numbers[:2], "99") == 2
    assert len(kept.all()) == 3
    assert run(data, "conversations", "remove", *numbers[:2]) == 0
    assert capsys.readouterr().err.count("Deleted") == 2
    assert [str(each.id) for each in kept.all()] == numbers[2:]
