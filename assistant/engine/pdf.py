"""PyMuPDF: the handlers of the child process that opens, reads and draws PDFs."""

import contextlib
import math
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from assistant.engine.errors import DamagedPdf, NotAPdf, PasswordNeeded
from assistant.engine.isolation import Cancelled, Handler
from assistant.engine.rawpage import Line, RawPage, RawWord, Table, around
from assistant.engine.types import Box

MOST_WORDS = 30_000
MOST_PIXELS = 4000
MOST_DRAWINGS = 3000
LEAST_RULES = 6
TINY = 1.0
NEARLY_WHITE = 0xF0
SCAN_SHARE = 0.5

FILLED_OR_STROKED = 8 | 16
"""Of a span's char_flags (PyMuPDF, TextPage); neither is invisible text."""

BOLD = 16
"""Of a span's flags (PyMuPDF, TextPage)."""

_EAST_ASIA = 0x2E80


def handlers(cancelled: Cancelled) -> dict[str, Handler]:
    """Return the handlers: what a file is, its pages from one number on, the picture of a page."""
    return {"open": _describe, "pages": _pages, "render": _render}


def _describe(path: str, password: str | None) -> Iterator[dict[str, Any]]:
    document = _open(path, password)
    yield {"pages": document.page_count, "title": str((document.metadata or {}).get("title") or "")}


def _pages(path: str, password: str | None, first: int) -> Iterator[dict[str, Any]]:
    document = _open(path, password)
    for number in range(first, document.page_count + 1):
        try:
            yield asdict(_read(document[number - 1], number))
        except Exception:  # MuPDF raises many kinds; the page is marked, and the rest goes on
            yield asdict(RawPage(number, str(number), 0.0, 0.0, failed=True))


def _render(path: str, password: str | None, page: int, zoom: float) -> Iterator[bytes]:
    import pymupdf

    shown = _open(path, password)[page - 1]
    largest = max(shown.rect.width, shown.rect.height, 1.0)
    scale = min(zoom, MOST_PIXELS / largest)
    yield shown.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False).tobytes("png")


def _open(path: str, password: str | None) -> Any:  # noqa: ANN401
    pymupdf = _library()
    try:
        document = pymupdf.open(path, filetype="pdf")
    except Exception:  # MuPDF raises many kinds
        raise _no_pdf(path) from None
    if not document.is_pdf:
        raise _no_pdf(path)
    if document.needs_pass and not (password and document.authenticate(password)):
        wrong = "The password does not open it." if password else "It is protected by a password."
        raise PasswordNeeded(wrong)
    if document.page_count == 0:
        raise DamagedPdf("It has no pages that can be read.")
    return document


def _library() -> Any:  # noqa: ANN401
    # Its layout package would start onnxruntime with its telemetry, and costs 85 MB.
    sys.modules.setdefault("pymupdf.layout", None)  # type: ignore[arg-type]
    sys.modules.setdefault("pymupdf4llm", None)  # type: ignore[arg-type]
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    return pymupdf


def _no_pdf(path: str) -> NotAPdf | DamagedPdf:
    with open(path, "rb") as file:  # noqa: PTH123
        start = file.read(1024)
    if not start:
        return NotAPdf("The file is empty.")
    if b"%PDF-" not in start:
        return NotAPdf("It is not a PDF file.")
    return DamagedPdf("The PDF is damaged and cannot be opened.")


def _read(page: Any, number: int) -> RawPage:  # noqa: ANN401
    import pymupdf

    flags = pymupdf.TEXT_PRESERVE_WHITESPACE
    blocks = page.get_text("rawdict", flags=flags)["blocks"]
    lines = [line for block in blocks for line in block.get("lines", ())]
    sight = Sight(page, lines)
    kept: list[Line] = []
    hidden = count = 0
    for line in lines:
        made, unseen = _line(line, sight)
        hidden += unseen
        count += len(made.words)
        if made.words and count <= MOST_WORDS:
            kept.append(made)
    label = page.get_label() or str(number)
    size = page.rect
    return RawPage(number, label, size.width, size.height, tuple(kept), _tables(page), hidden)


class Sight:
    """Tells which spans of a page a reader sees."""

    def __init__(self, page: Any, lines: list[Any]) -> None:  # noqa: ANN401
        self.page = page
        self.rect = page.rect
        spans = [span for line in lines for span in line["spans"] if span["chars"]]
        unpainted = [span for span in spans if not _is_painted(span)]
        # The text layer of a scan is invisible on purpose: it lies over the picture of its words.
        self.scan = len(unpainted) > 0.9 * len(spans) and bool(spans) and self._picture_share() > SCAN_SHARE
        self._dark: list[Any] | None = None

    def sees(self, span: dict[str, Any]) -> bool:
        """Return whether a span is painted, large enough, on the page and not white on white."""
        if span["size"] < TINY or not self._is_on_page(span["bbox"]):
            return False
        if not _is_painted(span):
            return self.scan
        return not _is_white(span["color"]) or self._is_on_dark(span["bbox"])

    def _is_on_page(self, box: Box) -> bool:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return bool(self.rect.x0 <= x <= self.rect.x1 and self.rect.y0 <= y <= self.rect.y1)

    def _picture_share(self) -> float:
        area = abs(self.rect) or 1.0
        return max((abs(self.rect & info["bbox"]) / area for info in self.page.get_image_info()), default=0.0)

    def _is_on_dark(self, box: Box) -> bool:
        """White text is seen where something that is not white, or a picture, was painted beneath it."""
        if self._dark is None:
            drawings = self.page.get_cdrawings()[:MOST_DRAWINGS]
            fills = [each["rect"] for each in drawings if each.get("fill") and min(each["fill"]) < 0.85]
            self._dark = fills + [info["bbox"] for info in self.page.get_image_info()]
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(each[0] <= x <= each[2] and each[1] <= y <= each[3] for each in self._dark)


def _is_painted(span: dict[str, Any]) -> bool:
    painted = span.get("char_flags", FILLED_OR_STROKED) & FILLED_OR_STROKED
    return bool(painted) and span.get("alpha", 255) > 0


def _is_white(color: int) -> bool:
    return min(color >> 16 & 255, color >> 8 & 255, color & 255) >= NEARLY_WHITE


def _line(line: dict[str, Any], sight: Sight) -> tuple[Line, int]:
    """Return the words of a line that are seen, and how many are not."""
    words: list[RawWord] = []
    hidden = 0
    for seen, letters in _runs(line["spans"], sight):
        found = list(_words(letters))
        if seen:
            words.extend(found)
        else:
            hidden += len(found)
    sizes = [(len(span["chars"]), span["size"], bool(span["flags"] & BOLD)) for span in line["spans"]]
    weight = sum(count for count, _, _ in sizes) or 1
    bold = sum(count for count, _, bold in sizes if bold) > 0.6 * weight
    size = max(sizes, default=(0, 0.0, False))[1]
    return Line(tuple(words), round(float(size), 1), bold, around(words)), hidden


def _runs(spans: list[dict[str, Any]], sight: Sight) -> Iterator[tuple[bool, list[dict[str, Any]]]]:
    """Yield (seen, letters) for stretches of spans that are seen alike; a word may cross spans."""
    run: list[dict[str, Any]] = []
    state = True
    for span in spans:
        seen = sight.sees(span)
        if seen != state and run:
            yield state, run
            run = []
        state = seen
        run.extend(span["chars"])
    if run:
        yield state, run


def _words(letters: list[dict[str, Any]]) -> Iterator[RawWord]:
    """Yield words: letters between white space; each letter of East Asia is a word of its own."""
    text = ""
    box: Box = (math.inf, math.inf, -math.inf, -math.inf)
    for letter in letters:
        sign = _clean(letter["c"])
        alone = bool(sign) and ord(sign[0]) >= _EAST_ASIA
        if text and (not sign or alone):
            yield (text, *box)
            text, box = "", (math.inf, math.inf, -math.inf, -math.inf)
        if sign:
            text, box = text + sign, _around(box, letter["bbox"])
        if alone:
            yield (text, *box)
            text, box = "", (math.inf, math.inf, -math.inf, -math.inf)
    if text:
        yield (text, *box)


def _clean(sign: str) -> str:
    """Return a letter, "" for white space, control signs, halves of surrogates and the unknown."""
    keep = sign.isprintable() and not sign.isspace() and sign != "\ufffd"
    return sign if keep or sign in "\u200c\u200d" else ""


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _tables(page: Any) -> tuple[Table, ...]:  # noqa: ANN401
    """Return the ruled tables; they are looked for only where there are lines to make one, since it is slow."""
    drawings = page.get_cdrawings()
    if not LEAST_RULES <= len(drawings) <= MOST_DRAWINGS:
        return ()
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123
        found = page.find_tables().tables
    tables = []
    for table in found:
        rows = [tuple(tuple(cell) for cell in row.cells if cell) for row in table.rows]
        if table.col_count >= 2 and table.row_count >= 2:
            tables.append(Table(tuple(table.bbox), tuple(rows)))
    return tuple(tables)
