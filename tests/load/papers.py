"""PDFs for tests of load: pages of the samples' words, drawn as often as the samples use them."""

import random
from pathlib import Path

from assistant import paths

WORDS_A_PAGE = 110
SEED = 7


def vocabulary() -> list[str]:
    """Return the words of the samples' texts, each as often as it stands there."""
    texts = sorted((paths.program_folder() / "resources" / "sample_texts").glob("*.txt"))
    return [word for file in texts for word in file.read_text("utf-8").split()]


def write_paper(file: Path, number: int, pages: int, words: list[str]) -> Path:
    """Write a PDF of so many pages, of about one passage each; the number decides what stands there."""
    import pymupdf

    draw = random.Random(SEED * 1_000_003 + number)
    document = pymupdf.open()
    for page in range(1, pages + 1):
        text = " ".join(draw.choices(words, k=WORDS_A_PAGE))
        line = f"Order {number}-{page} of paper {number} says: {text}."
        document.new_page().insert_textbox(pymupdf.Rect(72, 72, 520, 760), line)
    document.save(file)
    document.close()
    return file
