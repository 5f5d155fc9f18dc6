"""How many words Tesseract reads rightly, of the sample PDFs drawn as pictures.

python -m tests.benchmarks.recognising [FOLDER_OF_PDFS]
"""

import difflib
import sys
import tempfile
from pathlib import Path

from assistant import paths
from assistant.engine.ocr import Ocr
from assistant.engine.pdf_reader import PdfReader
from assistant.engine.recognising import Recogniser
from assistant.engine.terms import words
from assistant.engine.types import ParsedPdf

RESOLUTIONS = (200, 150)
"""Dots an inch at which the pages are drawn."""


def main(folder: str = "") -> None:
    """Print word accuracy by file and resolution: words read rightly and in order, of those on the page."""
    files = sorted((Path(folder) if folder else paths.samples_folder()).glob("*.pdf"))
    for resolution in RESOLUTIONS:
        counts = [_measure(file, resolution) for file in files]
        for file, (right, known) in zip(files, counts, strict=True):
            print(f"{resolution} dpi  {file.name:<28}{right / known:.4f} of {known} words", flush=True)
        right, known = (sum(each) for each in zip(*counts, strict=True))
        print(f"{resolution} dpi  {'all':<28}{right / known:.4f} of {known} words", flush=True)


def _measure(file: Path, resolution: int) -> tuple[int, int]:
    """Return how many words were read rightly, and how many there are."""
    with tempfile.TemporaryDirectory() as place:
        scan = Path(place) / "scan.pdf"
        _draw(file, scan, resolution)
        reader = PdfReader()
        known, read = _parse(reader, file, None), _parse(reader, scan, Recogniser(Ocr(), reader, scan, None))
        reader.close()
    right = total = 0
    for one, other in zip(known.pages, read.pages, strict=True):
        truth = words(one.text)
        matcher = difflib.SequenceMatcher(None, truth, words(other.text), autojunk=False)
        right += sum(match.size for match in matcher.get_matching_blocks())
        total += len(truth)
    return right, total


def _draw(file: Path, scan: Path, resolution: int) -> None:
    """Write a PDF whose pages are pictures of another one's."""
    import pymupdf

    with pymupdf.open(file) as document, pymupdf.open() as made:
        for page in document:
            picture = page.get_pixmap(dpi=resolution)
            new = made.new_page(width=page.rect.width, height=page.rect.height)
            new.insert_image(new.rect, stream=picture.tobytes("jpg"))
        made.save(scan)


def _parse(reader: PdfReader, file: Path, recognise: Recogniser | None) -> ParsedPdf:
    reading = reader.read(file, None, recognise)
    while True:
        try:
            next(reading)
        except StopIteration as finished:
            parsed: ParsedPdf = finished.value
            return parsed


if __name__ == "__main__":
    main(*sys.argv[1:])
