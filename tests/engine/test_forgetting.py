"""What is forgotten is in no file any more."""

import gzip
import json
import zlib
from pathlib import Path

import pytest
import zstandard

from assistant.engine.assistant import Assistant
from assistant.engine.events import Answered
from assistant.settings import Settings, save
from tests import pdfs
from tests.leftovers import decompressed, places_of

MARKER = "quetzalcoatlus"


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
    held = places_of(asked.folder, MARKER)
    assert {"index: rows", "library.sqlite: rows", "questions.jsonl: bytes"} <= held
    asked.forget(asked.find_document("secret.pdf").id)
    assert places_of(asked.folder, MARKER) == set()
    assert [each.path.endswith("plain.pdf") for each in asked.documents()] == [True]
    assert [each.title for each in asked.conversations.all()] == ["How many days of annual leave?"]
    assert [each.answer.question for each in asked.opinions.all()] == ["How many days of annual leave?"]
    assert "Leave?" in (asked.folder / "questions.jsonl").read_text()
    assert asked.search("annual leave").hits


def test_a_document_is_forgotten_among_many_that_were_added_tidied_and_edited(
    asked: Assistant, tmp_path: Path
) -> None:
    for number in range(12):
        lines = [
            f"Contract {number} ends in May, and the rent of house {number} is due on the first day."
        ] * 30
        list(asked.add([pdfs.plain(tmp_path / f"contract-{number}.pdf", lines)]))
    pdfs.plain(tmp_path / "secret.pdf", [f"The vault was opened; its new password is {MARKER} too."])
    list(asked.add([tmp_path / "secret.pdf"]))
    asked.parts.index.tidy()
    asked.forget(asked.find_document("secret.pdf").id)
    assert places_of(asked.folder, MARKER) == set()
    assert len(asked.documents()) == 13
    assert asked.search("When does contract 7 end?").hits


def test_the_search_for_leftovers_sees_through_compression() -> None:
    hidden = MARKER.encode() * 50
    for packed in (zlib.compress(hidden), gzip.compress(hidden), zstandard.compress(hidden)):
        assert any(hidden in each for each in decompressed(b"before" + packed + b"after"))


def test_forgetting_what_is_not_there_changes_nothing(asked: Assistant) -> None:
    asked.forget("f" * 64)
    assert len(asked.documents()) == 2


def test_everything_is_erased_but_models_and_the_library_goes_on(asked: Assistant, tmp_path: Path) -> None:
    save(asked.folder, Settings())
    (asked.folder / "api-key").write_text("secret")
    (asked.folder / "log.txt").write_text("asking took 3 s")
    (asked.folder / "models").mkdir()
    (asked.folder / "models" / "own.gguf").write_bytes(b"GGUF")
    asked.erase()
    assert asked.documents() == []
    assert asked.conversations.all() == []
    for word in (MARKER, "annual leave", "plain.pdf"):
        assert places_of(asked.folder, word) == set()
    assert (asked.folder / "log.txt").read_text() == ""
    kept = {each.name for each in asked.folder.iterdir()} - {"log.txt"}
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
