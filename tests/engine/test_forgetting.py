"""What is forgotten is in no file any more."""

import json
from pathlib import Path

import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.events import Answered
from assistant.settings import Settings, save
from tests import pdfs

MARKER = "quetzalcoatlus"


def files_with(folder: Path, word: str) -> list[str]:
    kept = [each for each in folder.rglob("*") if each.is_file() and "embedder" not in each.parts]
    return [each.name for each in kept if word.encode() in each.read_bytes()]


@pytest.fixture
def asked(assistant: Assistant, tmp_path: Path) -> Assistant:
    """A library of two documents; a question was asked about each, and much was made of the first."""
    secret = pdfs.plain(tmp_path / "secret.pdf", [f"The password of the vault is {MARKER} since Monday."])
    plain = pdfs.plain(tmp_path / "plain.pdf", ["Employees accrue twenty days of annual leave each year."])
    list(assistant.add([secret, plain]))
    for question in ("What is the password of the vault?", "How many days of annual leave?"):
        *_, last = assistant.ask(question)
        assert isinstance(last, Answered)
        assistant.opinions.put(last.answer, good=True)
    rows = [{"question": f"Is it {MARKER}?", "answerable": True, "pdf": "secret.pdf", "page": 1},
            {"question": "Leave?", "answerable": True, "pdf": "plain.pdf", "page": 1}]  # fmt: skip
    (assistant.folder / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return assistant


def test_a_forgotten_document_leaves_no_word_in_any_file(asked: Assistant) -> None:
    assert files_with(asked.folder, MARKER)
    asked.forget(asked.find_document("secret.pdf").id)
    assert files_with(asked.folder, MARKER) == []
    assert [each.path.endswith("plain.pdf") for each in asked.documents()] == [True]
    assert [each.title for each in asked.conversations.all()] == ["How many days of annual leave?"]
    assert [each.answer.question for each in asked.opinions.all()] == ["How many days of annual leave?"]
    assert "Leave?" in (asked.folder / "questions.jsonl").read_text()
    assert asked.search("annual leave").hits


def test_forgetting_what_is_not_there_changes_nothing(asked: Assistant) -> None:
    asked.forget("f" * 64)
    assert len(asked.documents()) == 2


def test_everything_is_erased_but_models_and_the_library_goes_on(asked: Assistant, tmp_path: Path) -> None:
    save(asked.folder, Settings())
    (asked.folder / "models").mkdir()
    (asked.folder / "models" / "own.gguf").write_bytes(b"GGUF")
    asked.erase()
    assert asked.documents() == []
    assert asked.conversations.all() == []
    for word in (MARKER, "annual leave", "plain.pdf"):
        assert files_with(asked.folder, word) == []
    kept = {each.name for each in asked.folder.iterdir()}
    assert kept <= {
        "embedder",
        "models",
        "adding.lock",
        "library.sqlite",
        "library.sqlite-wal",
        "library.sqlite-shm",
    }
    list(asked.add([tmp_path / "plain.pdf"]))
    assert asked.search("annual leave").hits
