"""Sheets → a PDF that looks like a filing: bold titles, prose, tables that only columns of figures make."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.filings.company import Filing
from tests.benchmarks.filings.text import Sheet, Table, sheets
from tests.pdfs import Pymupdf, library

LEFT, RIGHT, TOP, BOTTOM = 54.0, 558.0, 60.0, 740.0
SIZE, LEADING = 9.0, 12.0
COLUMN = 75.0


def write(filing: Filing, filler: Iterator[str], folder: Path) -> dict[str, list[int]]:
    """Write a filing, filled up with paragraphs of other reports; return the pages of each label, from 1."""
    document = library().open()
    labels: dict[str, list[int]] = {}
    for number, sheet in enumerate(sheets(filing), 1):
        page = document.new_page(width=612, height=792)
        _fill(page, sheet, [next(filler) for _ in range(sheet.filler)])
        page.insert_text((LEFT, 770), f"{filing.name}    {number}", fontsize=7)
        for label in sheet.labels:
            labels.setdefault(label, []).append(number)
    document.save(folder / filing.file, no_new_id=True)
    return labels


def _fill(page: Pymupdf, sheet: Sheet, filler: Sequence[str]) -> None:
    page.insert_text((LEFT, TOP), sheet.title, fontsize=11, fontname="hebo")
    y = TOP + 2 * LEADING
    for block in [*sheet.blocks, *filler]:
        y = _paragraph(page, block, y) if isinstance(block, str) else _table(page, block, y)
        y += LEADING


def _paragraph(page: Pymupdf, text: str, y: float) -> float:
    line = ""
    for word in [*text.split(), ""]:
        longer = f"{line} {word}".strip()
        if word and library().get_text_length(longer, fontsize=SIZE) <= RIGHT - LEFT:
            line = longer
            continue
        if y < BOTTOM:
            page.insert_text((LEFT, y), line, fontsize=SIZE)
        line, y = word, y + LEADING
    return y


def _table(page: Pymupdf, rows: Table, y: float) -> float:
    """Set rows without rules: the first column from the left, the others to the right of their columns."""
    for place, row in enumerate(rows):
        font = "hebo" if place == 0 else "helv"
        page.insert_text((LEFT, y), row[0], fontsize=SIZE, fontname=font)
        for number, cell in enumerate(row[1:]):
            right = RIGHT - COLUMN * (len(row) - 2 - number)
            left = right - library().get_text_length(cell, fontsize=SIZE, fontname=font)
            page.insert_text((left, y), cell, fontsize=SIZE, fontname=font)
        y += LEADING
    return y
