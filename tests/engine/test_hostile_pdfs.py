"""Bombs, disguises and odd names: each file is added or named with a reason, soon, and the others go on."""

import os
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.events import AddEvent, AddProgress, DocumentAdded, DocumentFailed
from tests import pdfs
from tests.matrices.pdfs import open_with_fake_embedder

SENTENCE = "Staff get 25 days of leave."
SLOWEST = 30.0


def write_raw(file: Path, *objects: bytes) -> Path:
    """Write a PDF of the given objects, the first of which is its catalogue."""
    parts, places, size = [b"%PDF-1.7\n"], [], 9
    for number, each in enumerate(objects, 1):
        places.append(size)
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, each))
        size += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (count, size)
    file.write_bytes(b"".join(parts) + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (count, table, tail))
    return file


def one_page(
    file: Path, content: bytes, page: bytes = b"/MediaBox [0 0 600 800]", pages: bytes = b"1"
) -> Path:
    return write_raw(
        file,
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count %b >>" % pages,
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R %b"
        b" /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>" % page,
        content,
    )


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), more, data)


SHOWN = stream(b"BT /F 12 Tf 72 720 Td (%b) Tj ET" % SENTENCE.encode())


def flate_on_flate(file: Path) -> Path:
    data = bytes(300 << 20)
    for _ in range(3):
        data = zlib.compress(data, 9)
    filters = b"/Filter [" + b"/FlateDecode " * 3 + b"]"
    return one_page(file, stream(data, filters))


def a_billion_pages(file: Path) -> Path:
    return one_page(file, SHOWN, pages=b"1000000000")


def a_page_tree_that_bites_its_tail(file: Path) -> Path:
    return write_raw(
        file, b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
    )


def a_huge_page(file: Path) -> Path:
    return one_page(file, SHOWN, b"/MediaBox [0 0 200000 200000]")


def deep_arrays(file: Path) -> Path:
    return one_page(file, SHOWN, b"/MediaBox [0 0 600 800] /Deep " + b"[" * 100_000 + b"]" * 100_000)


def endless_drawing(file: Path) -> Path:
    return one_page(file, stream(b"0 0 m 10 10 l S\n" * 400_000))


def a_form_that_draws_itself(file: Path) -> Path:
    page = b"/MediaBox [0 0 600 800] /Resources << /XObject << /X 4 0 R >> >>"
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>"
    return one_page(file, stream(b"/X Do /X Do", form), page)


def html_before_a_pdf(file: Path) -> Path:
    whole = one_page(file, SHOWN).read_bytes()
    file.write_bytes(b"<html><script>alert(1)</script></html>\n" + whole)
    return file


def a_zip_behind_a_pdf(file: Path) -> Path:
    whole = one_page(file, SHOWN).read_bytes()
    file.write_bytes(whole + b"\nPK\x05\x06" + bytes(18))
    return file


BOMBS: list[Callable[[Path], Path]] = [
    flate_on_flate, a_billion_pages, a_page_tree_that_bites_its_tail, a_huge_page, deep_arrays,
    endless_drawing, a_form_that_draws_itself, html_before_a_pdf, a_zip_behind_a_pdf,
]  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Assistant]:
    made = open_with_fake_embedder(tmp_path / "data")
    yield made
    made.close()


def ends(events: list[AddEvent]) -> tuple[list[str], dict[str, str]]:
    """Return the names of the files that were added, and of those that were not the reasons."""
    added = [Path(each.document.path).name for each in events if isinstance(each, DocumentAdded)]
    failed = {Path(each.path).name: each.reason for each in events if isinstance(each, DocumentFailed)}
    return added, failed


@pytest.mark.parametrize("make", BOMBS, ids=lambda make: make.__name__)
def test_a_bomb_is_read_or_named_soon_and_the_next_file_is_added(
    library: Assistant, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    bomb, good = (
        make(tmp_path / "a-bomb.pdf"),
        one_page(tmp_path / "good.pdf", SHOWN, b"/MediaBox [0 0 600 790]"),
    )
    began = time.monotonic()
    added, failed = ends(list(library.add([bomb, good])))
    assert time.monotonic() - began < SLOWEST
    assert "good.pdf" in added
    assert "a-bomb.pdf" in {*added, *failed}
    assert all(reason.endswith(".") for reason in failed.values())


@pytest.mark.parametrize(
    "name",
    ["two\nlines.pdf", "turned\u202efdp.exe.pdf", "CON.pdf", "a" * 251 + ".pdf", "-rf.pdf", "%s%n.pdf"],
)
def test_a_file_of_an_odd_name_is_added_or_its_name_is_refused(
    library: Assistant, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    one_page(folder / name, SHOWN)
    events = list(library.add([folder]))
    added, failed = ends(events)
    assert len(added) + len(failed) == 1
    told = [each.path for each in events if isinstance(each, DocumentFailed | AddProgress)]
    assert all(each.isprintable() for each in told)


def test_a_file_whose_name_is_no_text_is_refused_and_the_others_are_added(
    library: Assistant, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    one_page(folder / os.fsdecode(b"\xff\xfe.pdf"), SHOWN)
    one_page(folder / "good.pdf", SHOWN)
    added, failed = ends(list(library.add([folder])))
    assert added == ["good.pdf"]
    assert list(failed.values()) == ["The file has a name that cannot be shown."]


def test_fifos_devices_and_link_loops_in_a_folder_block_nobody(library: Assistant, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    one_page(folder / "good.pdf", SHOWN)
    os.mkfifo(folder / "pipe.pdf")
    (folder / "zero.pdf").symlink_to("/dev/zero")
    (folder / "loop.pdf").symlink_to(folder / "loop.pdf")
    (folder / "again").symlink_to(folder)
    added, failed = ends(list(library.add([folder, folder / "pipe.pdf", folder / "zero.pdf"])))
    assert added == ["good.pdf"]
    assert set(failed) == {"pipe.pdf", "zero.pdf"}


@pytest.mark.parametrize(
    ("pages_read", "reason"),
    [(0, "It has fewer pages than it said at first."), (1, "The file was changed while it was read.")],
)
def test_a_file_that_changes_while_it_is_read_is_not_added_under_the_wrong_name(
    library: Assistant, tmp_path: Path, pages_read: int, reason: str
) -> None:
    file = pdfs.plain(tmp_path / "growing.pdf", *[[f"Page {number} says hello."] for number in range(300)])
    other = pdfs.plain(tmp_path / "other.pdf", ["Something else altogether."])
    events = []
    for event in library.add([file]):
        events.append(event)
        reading = isinstance(event, AddProgress) and event.phase == "reading" and event.done >= pages_read
        if reading and other.exists():
            other.replace(file)
    assert list(ends(events)[1].values()) == [reason]
    added, _ = ends(list(library.add([file])))
    assert added == ["growing.pdf"]
    assert library.documents()[0].pages == 1
