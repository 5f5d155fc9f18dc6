"""Small PDFs for tests of the whole project, made with PyMuPDF: each function writes one file."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

Pymupdf = Any
"""Its module, documents and pages, which carry no types."""

WIDTH, HEIGHT = 595, 842
SIZE = 11
LEADING = 14

LOREM = (
    "Every employee may take leave after the first month of work at the company",
    "and the manager has to answer the request within five days of its arrival",
    "because plans of the team depend on knowing early who will be away and when",
    "so that the work of those who are on leave can be shared among the others",
    "without anybody having to stay longer in the evening than agreed upon before",
    "while the days that were not taken are carried over into the following year",
)


def library() -> Pymupdf:
    """Return PyMuPDF without its layout package, which would start onnxruntime."""
    modules = cast(dict[str, Any], sys.modules)
    modules["pymupdf.layout"] = modules["pymupdf4llm"] = None
    import pymupdf

    return pymupdf


def plain(path: Path, *pages: Sequence[str], title: str = "", **saving: Any) -> Path:
    """Write pages of lines of body text; a line that starts with # is a heading."""
    document = library().open()
    for lines in pages or (("Staff get 25 days of leave.",),):
        write(new_page(document), lines)
    document.set_metadata({"title": title})
    document.save(path, **saving)
    return path


def new_page(document: Pymupdf) -> Pymupdf:
    """Add a page of A4."""
    return document.new_page(width=WIDTH, height=HEIGHT)


def write(page: Pymupdf, lines: Sequence[str], x: float = 72, y: float = 120, **style: Any) -> None:
    """Write lines below each other; # makes a heading of one, an empty one makes room."""
    for line in lines:
        if line.startswith("#"):
            y += LEADING
            page.insert_text((x, y), line.lstrip("# "), fontsize=18, fontname="hebo")
            y += 2 * LEADING
            continue
        if line:
            page.insert_text((x, y), line, **{"fontsize": SIZE, **style})
        y += LEADING


def password(path: Path, user: str = "secret", text: str = "Staff get 25 days of leave.") -> Path:
    """Write a PDF that opens with a password; with an empty one it opens by itself."""
    method = library().PDF_ENCRYPT_AES_256
    return plain(path, (text,), encryption=method, user_pw=user, owner_pw="owner")


def no_text(path: Path, pages: int = 1) -> Path:
    """Write pages that hold only a picture, as a scanner makes them."""
    document = library().open()
    for _ in range(pages):
        _insert_picture(new_page(document))
    document.save(path)
    return path


def scan_with_text_layer(path: Path, text: str) -> Path:
    """Write a picture that covers the page, and invisible text over it."""
    document = library().open()
    page = new_page(document)
    _insert_picture(page)
    write(page, (text,), render_mode=3)
    document.save(path)
    return path


def hidden(path: Path) -> Path:
    """Write one visible sentence, and others that a reader cannot see."""
    document = library().open()
    page = new_page(document)
    write(page, ("Everybody sees this sentence.",))
    write(page, ("invisible ink",), y=200, render_mode=3)
    write(page, ("boldly invisible",), y=220, render_mode=3, fontname="hebo")
    write(page, ("white paper",), y=240, color=(1, 1, 1))
    write(page, ("tiny letters",), y=260, fontsize=0.5)
    write(page, ("off page",), x=WIDTH + 50, y=280)
    write(page, ("fully transparent",), y=300, fill_opacity=0, stroke_opacity=0)
    document.save(path)
    return path


def white_on_dark(path: Path) -> Path:
    """Write white text on a dark banner, and white text on a white banner over a dark one."""
    document = library().open()
    page = new_page(document)
    page.draw_rect((60, 100, 500, 140), fill=(0.1, 0.1, 0.4), color=None)
    write(page, ("Banner headline",), y=125, fontsize=18, color=(1, 1, 1))
    page.draw_rect((60, 200, 500, 240), fill=(0.1, 0.1, 0.4), color=None)
    page.draw_rect((60, 200, 500, 240), fill=(1, 1, 1), color=None)
    write(page, ("Covered secret",), y=225, fontsize=18, color=(1, 1, 1))
    write(page, ("Black text below.",), y=300)
    document.save(path)
    return path


def two_columns(path: Path, lines: int = 12) -> Path:
    """Write a heading over the page's width, and two columns of prose below it."""
    document = library().open()
    page = new_page(document)
    page.insert_text((72, 100), "Leave and how it is taken in every part of the company", fontsize=20)
    for x, column in ((50, "left"), (310, "right")):
        text = [f"{column}{number} {LOREM[number % len(LOREM)]}"[:50] for number in range(lines)]
        write(page, text, x=x, y=150, fontsize=9)
    document.save(path)
    return path


def ruled_table(path: Path, rows: Sequence[Sequence[str]], rotation: int = 0) -> Path:
    """Write a sentence, a table in rules, and another sentence."""
    document = library().open()
    page = new_page(document)
    write(page, ("What is paid in each grade stands here.",))
    bottom = 150 + 20 * len(rows)
    for number in range(len(rows) + 1):
        page.draw_line((72, 150 + 20 * number), (432, 150 + 20 * number))
    for number in range(len(rows[0]) + 1):
        x = 72 + 360 * number / len(rows[0])
        page.draw_line((x, 150), (x, bottom))
    _write_cells(page, rows, 360 / len(rows[0]))
    write(page, ("Nothing else is paid to anybody.",), y=bottom + 40)
    page.set_rotation(rotation)
    document.save(path)
    return path


def aligned_table(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Write a table that has no rules, only columns."""
    document = library().open()
    page = new_page(document)
    write(page, ("What is paid in each grade stands here.",))
    _write_cells(page, rows, 130)
    write(page, ("Nothing else is paid to anybody.",), y=200 + 20 * len(rows))
    document.save(path)
    return path


def statement(path: Path, title: str, years: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    """Write a financial statement: figures to the right of their columns, dollar signs apart from them."""
    document = library().open()
    page = new_page(document)
    page.insert_text((180, 60), title, fontname="hebo", fontsize=9)
    for number, row in enumerate([["(Millions)", *years], *rows]):
        y = 100 + 13 * number
        page.insert_text((54, y), row[0], fontsize=9)
        for place, cell in enumerate(row[1:]):
            right = 400 + 60 * place
            if cell.startswith("$"):
                page.insert_text((right - 42, y), "$", fontsize=9)
            figure = cell.removeprefix("$")
            left = right - library().get_text_length(figure, fontsize=9)
            page.insert_text((left, y), figure, fontsize=9)
    document.save(path)
    return path


def fake_bold(path: Path, text: str) -> Path:
    """Write a text four times, a fraction of a point apart, as programs without a bold font do."""
    document = library().open()
    page = new_page(document)
    for x, y in ((0, 0), (0.24, 0), (0, 0.24), (0.24, 0.24)):
        write(page, (text,), x=72 + x, y=120 + y)
    document.save(path)
    return path


def zero_pages(path: Path) -> Path:
    """Write a PDF whose page tree is empty."""
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    return path


def damaged(path: Path) -> Path:
    """Write the start of a PDF and no more."""
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 4)
    return path


def hanging(path: Path, before: int = 1, after: int = 1) -> Path:
    """Write a PDF with one page whose forms call each other so often that it takes minutes to read."""
    plain(path, *(("Staff get 25 days of leave.",) for _ in range(before + 1 + after)))
    document = library().open(path)
    deepest = _form(document, b"BT /helv 9 Tf (x) Tj ET")
    for _ in range(9):
        calls = b"/Again Do " * 10
        deepest = _form(document, calls, again=deepest)
    page = document[before]
    document.xref_set_key(page.xref, "Resources", f"<</XObject<</Again {deepest} 0 R>>>>")
    document.update_stream(page.get_contents()[0], b"/Again Do")
    document.saveIncr()
    return path


def _form(document: Pymupdf, content: bytes, again: int = 0) -> int:
    form = int(document.get_new_xref())
    resources = f"/Resources<</XObject<</Again {again} 0 R>>>>" if again else ""
    document.update_object(form, f"<</Type/XObject/Subtype/Form/BBox[0 0 600 850]{resources}>>")
    document.update_stream(form, content)
    return form


def _write_cells(page: Pymupdf, rows: Sequence[Sequence[str]], width: float) -> None:
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            page.insert_text((76 + width * place, 164 + 20 * number), cell, fontsize=SIZE)


def _insert_picture(page: Pymupdf) -> None:
    pymupdf = library()
    picture = pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 60, 85))
    picture.clear_with(200)
    page.insert_image(page.rect, pixmap=picture)
