"""PyMuPDF: the handlers of the child process that opens, reads and draws PDFs."""

import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import numpy as np

from assistant.engine.errors import (
    AssistantError,
    DamagedPdfError,
    NotAPdfError,
    PasswordNeededError,
    UnreadableFileError,
)
from assistant.engine.isolation import Cancelled, Handler
from assistant.engine.letters import Letter, clean_text, is_unknown, without_overprints, words_of
from assistant.engine.rawpage import around
from assistant.engine.rules import find_tables
from assistant.engine.sight import Picture, Sight, Span, are_unpainted, covers
from assistant.engine.types import Box
from assistant.engine.typesetting import typeset

MOST_PAGES = 50_000
MOST_LETTERS = 100_000
MOST_METADATA = 500
MOST_BOOKMARKS = 5000
MOST_CONTENT = 2_000_000
"""Bytes of drawing commands of a page up to which its rules are looked for."""

MOST_PIXELS = 4000
MOST_PIXELS_TO_SEE = 1500
MOST_DRAWINGS = 3000
SLANT = 1.0
WHITE_FILL = 0.97

BOLD_FONT, BOLD_OUTLINE = 16, 8
"""Of a span's flags and of its char_flags (PyMuPDF, TextPage)."""

BOLD_SHARE = 0.95
GARBLED_LINE, GARBLED_PAGE = 0.5, 0.75
HEADER = 1024

PyMuPDF = Any
RawPageJson = dict[str, Any]


def handlers(cancelled: Cancelled) -> dict[str, Handler]:
    """Return the handlers: what a file is, its pages, the picture of a page, a text as a PDF."""
    return {"open": _describe, "pages": _pages, "render": _render, "typeset": _typeset}


def _describe(path: str, password: str | None) -> Iterator[dict[str, Any]]:
    document = _open(path, password)
    metadata = {
        name: str(value)[:MOST_METADATA] for name, value in (document.metadata or {}).items() if value
    }
    yield {"pages": document.page_count, "metadata": metadata, "outline": _outline(document)}


def _outline(document: PyMuPDF) -> list[tuple[int, str, int]]:
    """Return level, title and page of the bookmarks."""
    try:
        bookmarks = document.get_toc()[:MOST_BOOKMARKS]
    except Exception:  # MuPDF raises many kinds; a broken outline is none
        return []
    return [(level, clean_text(title)[:MOST_METADATA], page) for level, title, page in bookmarks]


def _pages(path: str, password: str | None, first: int) -> Iterator[RawPageJson]:
    """Yield pages as rawpage.RawPage is written in JSON; one that MuPDF cannot read is marked as failed."""
    document = _open(path, password)
    for number in range(first, document.page_count + 1):
        try:
            yield _read(document[number - 1], number)
        except Exception:  # MuPDF raises many kinds; the rest of the document goes on
            yield _raw_page(number, str(number), (0.0, 0.0), failed=True)


def _render(path: str, password: str | None, page: int, zoom: float) -> Iterator[bytes]:
    document = _open(path, password)
    if not 1 <= page <= document.page_count:
        raise DamagedPdfError(f"It has no page {page}.")
    yield _draw(document[page - 1], zoom, MOST_PIXELS).tobytes("png")


def _typeset(text: str, cited: Sequence[dict[str, Any]]) -> Iterator[bytes]:
    opened = []
    for each in cited:
        # A cited file that is gone, or protected, leaves the text without a copy of its page.
        with contextlib.suppress(AssistantError):
            opened.append({**each, "document": _open(each["path"], None)})
    yield from typeset(_library(), text, opened)


def _draw(page: PyMuPDF, zoom: float, most: int, grey: bool = False) -> PyMuPDF:
    pymupdf = _library()
    scale = min(zoom, most / max(page.rect.width, page.rect.height, 1.0))
    space = pymupdf.csGRAY if grey else pymupdf.csRGB
    return page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=space, alpha=False)


def _open(path: str, password: str | None) -> PyMuPDF:
    try:
        document = _library().open(path, filetype="pdf")
    except Exception:  # MuPDF raises many kinds
        raise _reason(path) from None
    if not document.is_pdf:
        raise _reason(path)
    if document.needs_pass and not (password and document.authenticate(password)):
        raise PasswordNeededError(
            "The password does not open it." if password else "It is protected by a password."
        )
    _require_pages(document)
    return document


def _require_pages(document: PyMuPDF) -> None:
    try:
        count = document.page_count
    except Exception:  # MuPDF raises many kinds; the page tree is broken
        count = 0
    if count < 1:
        raise DamagedPdfError("It has no pages that can be read.")
    if count > MOST_PAGES:
        raise DamagedPdfError(f"It claims to have more than {MOST_PAGES:,} pages.")


def _library() -> PyMuPDF:
    # Its layout package would start onnxruntime with its telemetry, and costs 85 MB.
    modules = cast(dict[str, Any], sys.modules)
    modules["pymupdf.layout"] = modules["pymupdf4llm"] = None
    import pymupdf

    library: PyMuPDF = pymupdf
    library.TOOLS.mupdf_display_errors(False)
    library.TOOLS.mupdf_display_warnings(False)
    return library


def _reason(path: str) -> AssistantError:
    """Return why a file cannot be opened."""
    try:
        with Path(path).open("rb") as file:
            start = file.read(HEADER)
    except OSError:
        return UnreadableFileError("The file cannot be read.")
    if not start:
        return NotAPdfError("The file is empty.")
    if b"%PDF-" not in start:
        return NotAPdfError("It is not a PDF file.")
    return DamagedPdfError("The PDF is damaged and cannot be opened.")


def _read(page: PyMuPDF, number: int) -> RawPageJson:
    size = (page.rect.width, page.rect.height)
    lines = _lines(page)
    spans = [span for line in lines for span in line]
    scan = are_unpainted(spans) and covers(_pictures(page), *size)
    sight = Sight(*size, scan, lambda: _picture(page))
    seen = [(line, [sight.sees(span) for span in line]) for line in lines]
    hidden = sum(_count_words(line, sees) for line, sees in seen)
    runs = [run for line, sees in seen for run in _seen_runs(line, sees)]
    letters = iter(without_overprints([span for run in runs for span in run]))
    read = [_line(run, [next(letters) for _ in run]) for run in runs]
    garbled = _unknown_share([span["chars"] for run in runs for span in run]) > GARBLED_PAGE
    kept = [] if garbled else [line for line in read if line["words"]]
    label = clean_text(page.get_label()) or str(number)
    return _raw_page(number, label, size, lines=kept, tables=_tables(page), hidden_words=hidden)


def _raw_page(number: int, label: str, size: tuple[float, float], **more: Any) -> RawPageJson:
    empty = {"lines": (), "tables": (), "hidden_words": 0, "failed": False}
    return {"number": number, "label": label, "width": size[0], "height": size[1], **empty, **more}


def _lines(page: PyMuPDF) -> list[list[Span]]:
    """Return the lines of a page as spans of letters, placed as the page is displayed."""
    blocks = page.get_text("rawdict", flags=_library().TEXT_PRESERVE_WHITESPACE)["blocks"]
    lines = list(_within_limit(line["spans"] for block in blocks for line in block.get("lines", ())))
    if page.rotation:
        lines = [[_turned_span(span, page.rotation_matrix) for span in line] for line in lines]
    return [[span for span in line if span["chars"]] for line in lines]


def _within_limit(lines: Iterator[list[Span]]) -> Iterator[list[Span]]:
    letters = 0
    for line in lines:
        letters += sum(len(span["chars"]) for span in line)
        if letters > MOST_LETTERS:
            return
        yield line


def _turned_span(span: Span, matrix: Sequence[float]) -> Span:
    letters = [{**letter, "bbox": _turned(letter["bbox"], matrix)} for letter in span["chars"]]
    return {**span, "bbox": _turned(span["bbox"], matrix), "chars": letters}


def _turned(box: Sequence[float], matrix: Sequence[float]) -> Box:
    """Return where a box stands when the page is displayed, turned by its rotation."""
    a, b, c, d, e, f = matrix
    xs, ys = zip(*((a * x + c * y + e, b * x + d * y + f) for x, y in (box[:2], box[2:])), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _seen_runs(line: Sequence[Span], sees: Sequence[bool]) -> Iterator[list[Span]]:
    """Yield neighbours of a line that are seen; what is hidden parts them."""
    for is_seen, run in groupby(zip(line, sees, strict=True), key=lambda pair: pair[1]):
        if is_seen:
            yield [span for span, _ in run]


def _count_words(line: Sequence[Span], sees: Sequence[bool]) -> int:
    """Return how many words of a line are hidden."""
    unseen = [span for span, is_seen in zip(line, sees, strict=True) if not is_seen]
    return sum(1 for _ in words_of([letter for span in unseen for letter in span["chars"]]))


def _line(spans: Sequence[Span], letters: Sequence[Sequence[Letter]]) -> dict[str, Any]:
    """Return a rawpage.Line, in JSON, of spans that stand together, with the letters to take of each."""
    garbled = _unknown_share(letters) > GARBLED_LINE
    words = [] if garbled else list(words_of([letter for part in letters for letter in part]))
    total = sum(len(span["chars"]) for span in spans)
    bold = sum(len(span["chars"]) for span in spans if _is_bold(span))
    size = max(spans, key=lambda span: len(span["chars"]))["size"]
    return {
        "words": words,
        "size": round(float(size), 1),
        "bold": bold >= BOLD_SHARE * total,
        "box": around(words),
    }


def _is_bold(span: Span) -> bool:
    return bool(span["flags"] & BOLD_FONT or span["char_flags"] & BOLD_OUTLINE)


def _unknown_share(parts: Sequence[Sequence[Letter]]) -> float:
    """Return of how many letters, 0 to 1, the PDF does not say what they are."""
    signs = [letter["c"] for letters in parts for letter in letters if not letter["c"].isspace()]
    return sum(map(is_unknown, signs)) / (len(signs) or 1)


def _picture(page: PyMuPDF) -> Picture:
    drawn = _draw(page, 1.0, MOST_PIXELS_TO_SEE, grey=True)
    pixels = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.stride)[:, : drawn.width]
    return Picture(pixels, drawn.width / max(page.rect.width, 1.0))


def _pictures(page: PyMuPDF) -> list[Box]:
    return [_turned(picture["bbox"], page.rotation_matrix) for picture in page.get_image_info()]


def _tables(page: PyMuPDF) -> list[dict[str, Any]]:
    """Return ruled tables as rawpage.Table is written in JSON, where enough is drawn to make one."""
    drawings = page.get_cdrawings() if len(page.read_contents()) < MOST_CONTENT else ()
    if len(drawings) > MOST_DRAWINGS:
        return []
    shapes = [shape for drawing in drawings if _is_drawn(drawing) for shape in _shapes(drawing["items"])]
    turned = [_turned(shape, page.rotation_matrix) for shape in shapes]
    return [{"box": table.box, "rows": table.rows} for table in find_tables(turned)]


def _is_drawn(drawing: Mapping[str, Any]) -> bool:
    """Tell whether a drawing is stroked, or filled with a colour other than white."""
    return "s" in drawing["type"] or min(drawing.get("fill") or (1.0,)) < WHITE_FILL


def _shapes(parts: Sequence[Sequence[Any]]) -> Iterator[Box]:
    """Yield the boxes of straight rules and of rectangles."""
    for kind, *points in parts:
        if kind == "re":
            yield tuple(points[0])
        elif kind == "qu":
            xs, ys = zip(*points[0], strict=True)
            yield min(xs), min(ys), max(xs), max(ys)
        elif kind == "l":
            (x0, y0), (x1, y1) = points
            if min(abs(x1 - x0), abs(y1 - y0)) < SLANT:
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
