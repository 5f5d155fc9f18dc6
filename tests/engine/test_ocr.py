import shutil
import time
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.assistant import Assistant
from assistant.engine.events import Answered, DocumentAdded, DocumentFailed, Notice
from assistant.engine.matching import find_quote
from assistant.engine.ocr import Ocr, lines_of
from tests.conftest import open_library

installed = pytest.mark.skipif(not Ocr().ready, reason="Tesseract is not installed")

TEXT = "Full-time employees get 26 days of annual leave a year.\nLeave is requested two weeks ahead."
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def scan(file: Path, text: str = TEXT, first: str = "") -> Path:
    """Write a PDF whose page is a picture of a text, behind a page of real text if one is given."""
    page = pymupdf.open().new_page()
    page.insert_text((72, 100), text, fontsize=14)
    picture = page.get_pixmap(dpi=200).tobytes("png")
    made = pymupdf.open()
    if first:
        made.new_page().insert_text((72, 100), first)
    made.new_page().insert_image(page.rect, stream=picture)
    made.save(file)
    return file


def ask(assistant: Assistant, question: str) -> Answered:
    *_, last = assistant.ask(question, keep=False)
    assert isinstance(last, Answered)
    return last


def test_words_and_lines_are_read_from_the_programs_table() -> None:
    rows = [
        "5\t1\t1\t1\t1\t1\t100\t200\t50\t20\t96.5\tAnnual",
        "5\t1\t1\t1\t1\t2\t160\t200\t50\t20\t90\tleave",
    ]
    low = "5\t1\t1\t1\t2\t1\t0\t0\t5\t5\t3\t~"
    (line,) = lines_of("\n".join([HEAD, *rows, low]), zoom=2.0)
    assert (line.text, line.box) == ("Annual leave", (50.0, 100.0, 105.0, 110.0))


@given(some.text())
def test_a_broken_table_has_no_lines_or_fewer(table: str) -> None:
    assert len(lines_of(table, 1.0)) <= len(table.splitlines())


def test_without_the_program_a_scan_is_named_with_how_to_install_it(
    assistant: Assistant, tmp_path: Path
) -> None:
    assistant.parts = replace(assistant.parts, ocr=Ocr(program=Path("/nowhere/tesseract")))
    events = list(assistant.add([scan(tmp_path / "half.pdf", first=TEXT), scan(tmp_path / "whole.pdf")]))
    assert any("apt install tesseract-ocr" in event.text for event in events if isinstance(event, Notice))
    assert [Path(event.path).name for event in events if isinstance(event, DocumentFailed)] == ["whole.pdf"]


@installed
def test_a_scan_is_found_cited_and_placed_on_its_page(assistant: Assistant, tmp_path: Path) -> None:
    list(assistant.add([scan(tmp_path / "scan.pdf")]))
    (document,) = assistant.documents()
    assert [page.state for page in document.report] == ["recognised"]
    (hit, *_) = assistant.search("How many days of annual leave?").hits
    page = assistant.page_text(document.id, 1)
    found = find_quote("26 days of annual leave", page)
    assert found.verdict == "verified"
    x0, y0, x1, y1 = found.boxes[0]
    assert "26 days" in hit.passage.text
    assert 72 < x0 < x1 < 500
    assert 80 < y0 < y1 < 110


@installed
def test_a_page_without_text_joins_the_pages_that_have_some(assistant: Assistant, tmp_path: Path) -> None:
    file = scan(tmp_path / "half.pdf", first="The kitchen is open from nine to five on workdays.")
    events = list(assistant.add([file]))
    assert [page.state for page in assistant.documents()[0].report] == ["text", "recognised"]
    assert len([event for event in events if isinstance(event, DocumentAdded)]) == 1
    assert "26 days" in assistant.search("annual leave").hits[0].passage.text


@installed
def test_a_blank_page_is_looked_at_once(assistant: Assistant, tmp_path: Path) -> None:
    file = scan(tmp_path / "blank.pdf", text="", first=TEXT)
    list(assistant.add([file]))
    assert [page.state for page in assistant.documents()[0].report] == ["text", "empty"]
    started = time.monotonic()
    assert not [event for event in assistant.add([]) if isinstance(event, DocumentAdded)]
    assert time.monotonic() - started < 30


@installed
def test_a_scan_of_nothing_is_named(assistant: Assistant, tmp_path: Path) -> None:
    failed = [
        each
        for each in assistant.add([scan(tmp_path / "a.pdf", text="")])
        if isinstance(each, DocumentFailed)
    ]
    assert "pictures" in failed[0].reason


@installed
def test_cancelling_kills_the_program_and_a_later_run_goes_on(tmp_path: Path, embedder_folder: Path) -> None:
    assistant = open_library(tmp_path / "data", embedder_folder)
    adding = assistant.add([scan(tmp_path / "scan.pdf", first=TEXT)])
    for event in adding:
        if getattr(event, "phase", "") == "recognising":
            break
    started = time.monotonic()
    adding.close()
    assert time.monotonic() - started < 1
    list(assistant.add([]))
    assert [page.state for page in assistant.documents()[0].report] == ["text", "recognised"]
    assistant.close()


def test_only_languages_that_are_installed_are_used() -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed")
    assert Ocr("eng+xyz").languages == "eng"
    assert not Ocr("xyz").ready
