"""A library is carried to another machine in one file; a file that is not whole changes nothing."""

import json
import random
import shutil
import zipfile
from pathlib import Path

import pytest

from assistant import settings, wiring
from assistant.engine import carrying
from assistant.engine.errors import BadLibraryError, UsageError
from tests.conftest import run

QUESTION = "How many days of annual leave do full-time employees get?"


@pytest.fixture
def packed(stocked: Path, tmp_path: Path) -> Path:
    assert run(stocked, "ask", QUESTION, "--model", "none") == 0
    assert run(stocked, "collections", "put", "Staff", "staff-handbook.pdf") == 0
    settings.save(stocked, settings.change(settings.Settings(), passages=9, seed=7))
    file = tmp_path / "mine.library"
    assert run(stocked, "library", "export", str(file)) == 0
    return file


@pytest.fixture
def other(tmp_path: Path, embedder_folder: Path) -> Path:
    """The data folder of another machine."""
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "embedder").symlink_to(embedder_folder)
    return folder


def everything(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if "embedder" not in each.parts}


def test_a_carried_library_answers_with_all_that_was_made(packed: Path, other: Path) -> None:
    assert run(other, "library", "import", str(packed)) == 0
    assert run(other, "verify") == 0
    assistant = wiring.open_assistant(other)
    assert len(assistant.documents("Staff")) == 1
    assert len(assistant.documents()) == 3
    [conversation] = assistant.conversations.all()
    assert conversation.title == QUESTION
    assert assistant.search(QUESTION).hits
    assert settings.load(other).passages == 9
    assert not list(other.glob("incoming-*"))
    assistant.close()


def test_pdfs_that_come_along_are_shown_from_their_new_place(
    stocked: Path, other: Path, tmp_path: Path
) -> None:
    file = tmp_path / "all.library"
    assert run(stocked, "library", "export", str(file), "--with-pdfs") == 0
    assert run(other, "library", "import", str(file)) == 0
    assistant = wiring.open_assistant(other)
    for document in assistant.documents():
        assert Path(document.path).is_relative_to(other)
        assert assistant.render(document.id, 1, 1.0).startswith(b"\x89PNG")
    assistant.close()


def test_a_library_that_holds_documents_is_not_overwritten(
    packed: Path, stocked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(stocked, "library", "import", str(packed)) == 2
    assert "3 documents already" in capsys.readouterr().err


def test_a_file_that_is_there_is_not_overwritten(packed: Path, stocked: Path) -> None:
    before = packed.read_bytes()
    assert run(stocked, "library", "export", str(packed)) == 2
    assert packed.read_bytes() == before


def test_a_packing_that_is_stopped_leaves_no_file(stocked: Path, tmp_path: Path) -> None:
    assistant = wiring.open_assistant(stocked)
    work = assistant.pack(tmp_path / "half.library")
    next(work)
    work.close()
    assistant.close()
    assert not list(tmp_path.glob("half*"))


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_is_refused_and_changes_nothing(packed: Path, other: Path, seed: int) -> None:
    draw = random.Random(seed)
    data = bytearray(packed.read_bytes())
    if seed % 3 == 0:
        del data[draw.randrange(len(data)) :]
    else:
        place = draw.randrange(len(data))
        data[place] ^= 1 << draw.randrange(8)
    packed.write_bytes(data)
    before = everything(other)
    code = run(other, "library", "import", str(packed))
    # A bit that nobody reads, as a date in the ZIP's own list, does no harm.
    assert everything(other) - {"library.sqlite"} == before if code else run(other, "verify") == 0


@pytest.mark.parametrize(
    "name", ["../escaped", "/etc/passwd", "index/../../escaped", "C:/x", "embedder/x", "a\\b"]
)
def test_a_list_that_names_a_way_out_is_refused(packed: Path, other: Path, tmp_path: Path, name: str) -> None:
    evil = tmp_path / "evil.library"
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(evil, "w") as target:
        about = json.loads(source.read(carrying.LIST))
        for each in about["files"]:
            target.writestr(each, source.read(each))
        target.writestr(name, b"mine")
        about["files"][name] = [4, "0" * 64]
        target.writestr(carrying.LIST, json.dumps(about))
    before = everything(tmp_path)
    with pytest.raises(BadLibraryError):
        list(carrying.unpack(evil, other))
    assert everything(tmp_path) == before


def test_what_is_no_packed_library_is_a_sentence(tmp_path: Path, other: Path) -> None:
    for name, data in {"text": b"hello", "empty": b"", "zip": b"PK\x05\x06" + bytes(18)}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(BadLibraryError, match="no packed library"):
            list(carrying.unpack(tmp_path / name, other))
    with pytest.raises(BadLibraryError):
        list(carrying.unpack(tmp_path / "nothing", other))


def test_a_packed_bomb_is_refused_by_its_own_list(packed: Path, other: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.library"
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        about = json.loads(source.read(carrying.LIST))
        for each in about["files"]:
            target.writestr(each, bytes(50 << 20) if each == "settings.json" else source.read(each))
        target.writestr(carrying.LIST, json.dumps(about))
    with pytest.raises(BadLibraryError, match="not what it was"):
        list(carrying.unpack(bomb, other))
    about["files"]["settings.json"][0] = shutil.disk_usage(other).total * 2
    with zipfile.ZipFile(bomb, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr(carrying.LIST, json.dumps(about))
    with pytest.raises(BadLibraryError, match="no room"):
        list(carrying.unpack(bomb, other))


def test_nothing_is_packed_where_nothing_can_be_written(stocked: Path, tmp_path: Path) -> None:
    assistant = wiring.open_assistant(stocked)
    with pytest.raises((BadLibraryError, UsageError)):
        list(assistant.pack(tmp_path / "no" / "such" / "folder"))
    assistant.close()
