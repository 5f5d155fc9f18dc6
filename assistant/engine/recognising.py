"""Documents with pages that hold no text → the words on those pages, read from their pictures."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from assistant.engine.ocr import ZOOM, Ocr
from assistant.engine.pdf_reader import PdfReader
from assistant.engine.rawpage import RawPage
from assistant.engine.types import Document

_WIDTH = slice(16, 20)
"""Where the header of a PNG holds its width (PNG specification, 11.2.2)."""


def pages_without_text(document: Document) -> int:
    """Return how many pages of a document hold no text and were never looked at as pictures."""
    return sum(page.state == "no text" for page in document.report)


class Recogniser:
    """Recognises the pages of one file; called with a raw page, it yields while it works."""

    def __init__(self, ocr: Ocr, pictures: PdfReader, path: Path, password: str | None) -> None:
        self.ocr = ocr
        self.pictures = pictures
        self.path = path
        self.password = password

    def __call__(self, page: RawPage) -> Generator[None, None, RawPage]:
        """Return the page with the lines of its picture."""
        picture = self.pictures.render(self.path, page.number, ZOOM, self.password)
        zoom = int.from_bytes(picture[_WIDTH], "big") / max(page.width, 1.0)
        lines = yield from self.ocr.recognise(picture, zoom)
        return replace(page, lines=lines, recognised=True)
