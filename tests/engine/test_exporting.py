"""Conversations as PDFs: numbered sources, copies of the cited pages with the quoted words marked."""

from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.engine.events import Answered
from assistant.engine.exporting import cited_pages, to_html
from assistant.engine.pdf_reader import PdfReader
from tests import pdfs
from tests.conftest import SAMPLES, open_library
from tests.desktop.fakes import HANDBOOK, PLAN, QUOTED, SECOND, make_answer

QUESTION = "How is liability limited per calendar year?"


@pytest.fixture
def asked(tmp_path: Path, embedder_folder: Path) -> Assistant:
    """A library of one contract, in which one question was asked."""
    assistant = open_library(tmp_path / "data", embedder_folder)
    list(assistant.add([SAMPLES / "supply-contract.pdf"]))
    *_, last = assistant.ask(QUESTION)
    assert isinstance(last, Answered)
    assert last.answer.kind == "quotations"
    return assistant


def test_a_conversation_becomes_a_pdf_with_the_cited_pages_marked(asked: Assistant, tmp_path: Path) -> None:
    number = asked.conversations.last()
    assert number is not None
    (answer,) = asked.conversations.answers(number)
    asked.export(number, tmp_path / "talk.pdf")
    with pymupdf.open(tmp_path / "talk.pdf") as made:
        text = made[0].get_text()
        assert QUESTION in text
        assert "[1]" in text
        first = answer.citations[0]
        copied = next(page for page in made if f"page {first.page}" in page.get_text()[-80:])
        marks = [
            each for each in copied.get_drawings() if each["fill"] and max(each["fill"]) > min(each["fill"])
        ]
        for x0, y0, x1, y1 in first.boxes:
            middle = pymupdf.Point((x0 + x1) / 2, (y0 + y1) / 2)
            assert any(each["rect"].contains(middle) for each in marks)
    with pytest.raises(UsageError, match="there already"):
        asked.export(number, tmp_path / "talk.pdf")
    asked.close()


def test_a_cited_file_that_is_gone_leaves_the_text(asked: Assistant, tmp_path: Path) -> None:
    number = asked.conversations.last()
    assert number is not None
    (document,) = asked.documents()
    asked.parts.library.put_place("/gone.pdf", document.id)
    asked.export(number, tmp_path / "talk.pdf")
    with pymupdf.open(tmp_path / "talk.pdf") as made:
        assert made.page_count == 1
    asked.close()


def test_scripts_of_many_languages_are_typeset(tmp_path: Path) -> None:
    reader = PdfReader()
    made = reader.typeset(to_html("Ответ 中文 عربي", [make_answer("≈ ✓ “quoted” é")], [HANDBOOK]), [])
    reader.close()
    with pymupdf.open("pdf", made) as document:
        text = document[0].get_text()
    assert all(part in text for part in ("Ответ", "中文", "≈ ✓ “quoted” é"))


def test_a_copied_page_leaves_links_and_forms_behind(tmp_path: Path) -> None:
    file = pdfs.plain(tmp_path / "a.pdf", ["A page with a link."])
    with pymupdf.open(file) as document:
        link = {"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(50, 50, 200, 200), "uri": "http://example.org"}
        document[0].insert_link(link)
        document.saveIncr()
    (cited,) = cited_pages([make_answer("x", citations=(replace(QUOTED, page=1),))], [HANDBOOK])
    reader = PdfReader()
    made = reader.typeset("<p>x</p>", [replace(cited, path=str(file))])
    reader.close()
    assert b"example.org" not in made
    with pymupdf.open("pdf", made) as document:
        assert document[1].get_links() == []


def test_a_page_is_copied_once_and_only_for_quotes_that_verify() -> None:
    other = replace(QUOTED, boxes=((1.0, 2.0, 3.0, 4.0),), number=3)
    pages = cited_pages([make_answer("x", citations=(QUOTED, SECOND)), make_answer("y", citations=(other,))],
                        [HANDBOOK, PLAN])  # fmt: skip
    assert [(each.path, each.page, each.boxes) for each in pages] == [
        (HANDBOOK.path, 4, (*QUOTED.boxes, *other.boxes))
    ]


@given(st.text())
def test_text_of_a_document_is_never_markup(text: str) -> None:
    told = to_html(text, [make_answer(text, question=text)], [])
    for tag in ("h1", "h2", "p", "i", "br/", 'p class="source"'):
        told = told.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in told
