import hashlib
import os
from pathlib import Path

import pytest

from assistant.engine.errors import UnreadableFileError
from assistant.engine.files import find_pdfs, hash_file


def put(file: Path, text: str = "%PDF-1.7") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_pdfs_below_a_folder_are_found_in_order_whatever_their_case(tmp_path: Path) -> None:
    wanted = [put(tmp_path / "a" / "One.PDF"), put(tmp_path / "b.pdf")]
    put(tmp_path / "notes.txt")
    assert sorted(find_pdfs([tmp_path])) == sorted(wanted)


def test_a_file_named_twice_comes_once_and_a_named_file_needs_no_ending(tmp_path: Path) -> None:
    odd = put(tmp_path / "contract")
    assert list(find_pdfs([odd, odd])) == [odd]


def test_links_that_lead_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside" / "secret.pdf")
    folder = tmp_path / "folder"
    inside = put(folder / "inside.pdf")
    (folder / "link.pdf").symlink_to(outside)
    (folder / "door").symlink_to(outside.parent)
    (folder / "again.pdf").symlink_to(inside)
    assert list(find_pdfs([folder])) == [folder / "again.pdf", inside]


def test_link_loops_and_broken_links_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "loop.pdf").symlink_to(tmp_path / "loop.pdf")
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere.pdf")
    assert list(find_pdfs([tmp_path])) == []


def test_a_fifo_named_like_a_pdf_blocks_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert list(find_pdfs([tmp_path])) == []
    with pytest.raises(UnreadableFileError, match="regular"):
        hash_file(tmp_path / "pipe.pdf")


def test_the_hash_is_sha256_of_the_bytes(tmp_path: Path) -> None:
    file = put(tmp_path / "file.pdf", "some bytes" * 300_000)
    assert hash_file(file) == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["missing.pdf", "nul\0byte.pdf", "."])
def test_what_cannot_be_read_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFileError):
        hash_file(tmp_path / name)
