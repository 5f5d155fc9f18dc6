from pathlib import Path

from assistant.engine import adding
from assistant.engine.cross_encoder import CrossEncoder
from assistant.engine.index import Index
from assistant.engine.library import Library
from assistant.engine.mending import reconcile
from assistant.engine.ocr import Ocr
from assistant.engine.pace import Pace
from assistant.engine.parts import Parts
from assistant.engine.pdf_reader import PdfReader
from assistant.engine.types import Document
from tests.fakes import FakeEmbedder, make_passage

LEAVE = make_passage("Full-time staff get 25 days of annual leave.", "a" * 64)


def make_parts(folder: Path) -> Parts:
    embedder = FakeEmbedder()
    index = Index(folder / "index", embedder)  # type: ignore[arg-type]
    return Parts(Library(folder), index, embedder, CrossEncoder(folder), PdfReader(), Ocr())  # type: ignore[arg-type]


def named(id: str) -> Document:
    return Document(id, f"/docs/{id[:4]}.pdf", "Handbook", 1, "words", "2026-11-21", 1)


def test_passages_that_a_kill_left_without_a_document_leave_the_index(tmp_path: Path) -> None:
    parts = make_parts(tmp_path)
    parts.index.replace("a" * 64, [LEAVE])
    reconcile(parts)
    assert parts.index.documents() == set()


def test_a_document_that_the_index_lost_waits_to_be_read_again(tmp_path: Path) -> None:
    parts = make_parts(tmp_path)
    parts.library.put_document(named("a" * 64))
    reconcile(parts)
    assert [path for path, _ in parts.library.queue.waiting()] == ["/docs/aaaa.pdf"]


def test_what_is_whole_stays_as_it_is(tmp_path: Path) -> None:
    parts = make_parts(tmp_path)
    parts.index.replace("a" * 64, [LEAVE])
    parts.library.put_document(named("a" * 64))
    reconcile(parts)
    assert parts.index.documents() == {"a" * 64}
    assert len(parts.library.documents()) == 1


def test_the_name_of_a_file_is_added_to_a_title_that_does_not_say_it() -> None:
    about = adding._about  # noqa: SLF001
    assert about("Contoso", "Health_Plus-Details") == "Contoso (Health Plus Details)"
    assert about("Staff Handbook", "staff-handbook") == "Staff Handbook"


def test_the_time_left_is_unknown_until_something_was_measured(tmp_path: Path) -> None:
    files = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for file in files:
        file.write_bytes(b"x" * 1000)
    pace = Pace(files, None)
    assert pace.seconds_left() is None
    pace.file_done(files[0], pages=10, passages=40)
    assert pace.seconds_left() is None
    pace.start_embedding(80)
    assert pace.embedded(20) > 0
    assert (pace.seconds_left() or 0) > 0
    pace.embedded(60)
    assert pace.seconds_left() == 0


def test_a_rate_known_from_last_time_gives_an_estimate_at_once(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"x" * 1000)
    pace = Pace([file, tmp_path / "gone.pdf"], 50.0)
    pace.file_done(file, pages=10, passages=100)
    assert (pace.seconds_left() or 0) >= 2.0
