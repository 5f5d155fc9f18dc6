"""What a person does in a folder that is watched: puts, edits, moves, deletes, copies slowly, unmounts."""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.engine import watching
from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.engine.events import AddEvent, AddFinished, DocumentAdded, DocumentFailed, Notice
from assistant.engine.library import Library
from assistant.engine.types import Document
from assistant.engine.watching import WatchedFolder, Watching
from tests import pdfs

LONG_AGO = time.time() - 1000


class World:
    """A folder, a library without an index, and what was asked of it."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "papers"
        self.folder.mkdir()
        (place / "data").mkdir()
        self.library = Library(place / "data")
        self.added: list[tuple[list[str], str]] = []
        self.removed: list[str] = []
        self.watching = Watching(self.library.database, self.library, self.add, self.removed.append)

    def add(self, paths: Sequence[Path], collection: str) -> Iterator[AddEvent]:
        self.added.append((sorted(path.name for path in paths), collection))
        for path in paths:
            id = path.read_text()[:1] * 64
            gone = [each for each in self.library.places(id) if not Path(each).exists()]
            self.library.put_document(Document(id, str(path), path.stem, 1, "complete", "2026", 1))
            self.library.put_place(str(path), id, gone)
        yield AddFinished(len(paths), 0, 0)

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.write_text(text)
        return file


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(watching, "SETTLED", 0.0)
    return World(tmp_path)


def test_new_and_changed_files_are_added_once_to_the_folders_collection(world: World) -> None:
    world.write("a.pdf", "a")
    world.write("notes.txt", "t")
    world.watching.put(world.folder, "Staff")
    assert list(world.watching.follow()) == [AddFinished(1, 0, 0)]
    assert list(world.watching.follow()) == []
    world.write("a.pdf", "another text")
    world.write("b.PDF", "b")
    list(world.watching.follow())
    assert world.added == [(["a.pdf"], "Staff"), (["a.pdf", "b.PDF"], "Staff")]
    assert world.watching.folders() == [WatchedFolder(str(world.folder), "Staff")]


def test_a_file_that_is_still_being_written_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SETTLED", 0.5)
    world.watching.put(world.folder)
    file = world.write("a.pdf", "a")
    os.utime(file, (LONG_AGO, LONG_AGO))
    assert world.watching.changes() == []
    world.write("empty.pdf", "")
    time.sleep(0.6)
    assert [path for each in world.watching.changes() for path, _ in each.written] == [str(file)]


def test_a_document_goes_when_its_last_file_is_gone_and_stays_when_it_was_moved(world: World) -> None:
    world.watching.put(world.folder)
    first, second = world.write("a.pdf", "a"), world.write("b.pdf", "b")
    list(world.watching.follow())
    (world.folder / "old").mkdir()
    first.rename(world.folder / "old" / "a.pdf")
    second.unlink()
    events = list(world.watching.follow())
    assert world.removed == ["b" * 64]
    assert events[0] == Notice(f"Removed “b”: its file is gone from {world.folder}.")
    assert world.library.places("a" * 64) == [str(world.folder / "old" / "a.pdf")]
    assert list(world.watching.follow()) == []


def test_a_drive_that_is_not_mounted_does_not_empty_the_library(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.watching.put(world.folder)
    file = world.write("a.pdf", "a")
    list(world.watching.follow())
    world.folder.rename(world.folder.with_name("elsewhere"))
    assert world.watching.changes() == []
    world.folder.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(Watching, "_is_same", lambda *_: False)
        assert list(world.watching.follow()) == []
    world.folder.rmdir()
    world.folder.with_name("elsewhere").rename(world.folder)
    assert list(world.watching.follow()) == []
    file.unlink()
    list(world.watching.follow())
    assert world.removed == ["a" * 64]


def test_a_folder_that_is_no_longer_watched_leaves_its_documents(world: World) -> None:
    world.watching.put(world.folder)
    file = world.write("a.pdf", "a")
    list(world.watching.follow())
    world.watching.take_out(str(world.folder))
    file.unlink()
    assert list(world.watching.follow()) == []
    assert world.removed == []
    with pytest.raises(UsageError, match="not watched"):
        world.watching.take_out(str(world.folder))


def test_a_folder_that_is_not_there_or_lies_in_a_watched_one_is_refused(world: World) -> None:
    with pytest.raises(UsageError, match="no folder"):
        world.watching.put(world.folder / "none")
    (world.folder / "inner").mkdir()
    world.watching.put(world.folder)
    for other in (world.folder / "inner", world.folder.parent):
        with pytest.raises(UsageError, match="watched already"):
            world.watching.put(other)


def test_what_was_being_added_when_it_was_cancelled_is_not_begun_again(world: World) -> None:
    world.watching.put(world.folder)
    world.write("a.pdf", "a")

    def endless(paths: Sequence[Path], collection: str) -> Iterator[AddEvent]:
        while True:
            yield Notice("…")

    cancelled = Watching(world.library.database, world.library, endless, world.removed.append).follow()
    next(cancelled)
    cancelled.close()
    assert world.watching.changes() == []


def test_real_pdfs_of_a_watched_folder_are_followed(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SETTLED", 0.0)
    folder = tmp_path / "papers"
    folder.mkdir()
    pdfs.plain(folder / "a.pdf", ["Full-time staff get 25 days of annual leave."])
    (folder / "broken.pdf").write_bytes(b"nothing")
    assistant.watched.put(folder, "Staff")
    events = list(assistant.watched.follow())
    assert [type(each) for each in events if isinstance(each, DocumentAdded | DocumentFailed)] == [
        DocumentFailed, DocumentAdded]  # fmt: skip
    assert [each.path for each in assistant.failures()] == [str(folder / "broken.pdf")]
    assert len(assistant.documents("Staff")) == 1
    assert list(assistant.watched.follow()) == []
    (folder / "a.pdf").unlink()
    list(assistant.watched.follow())
    assert assistant.documents() == []
