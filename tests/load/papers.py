"""PDFs for tests of load: pages of the samples' words, drawn as often as the samples use them."""

import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant import paths

WORDS_A_PAGE = 110
SEED = 7


def vocabulary() -> list[str]:
    """Return the words of the samples' texts, each as often as it stands there."""
    texts = sorted((paths.program_folder() / "resources" / "sample_texts").glob("*.txt"))
    return [word for file in texts for word in file.read_text("utf-8").split()]


def make_papers(folder: Path, numbers: Sequence[int], pages: int) -> list[Path]:
    """Write papers, in a process of its own, so that its memory is not what is measured."""
    folder.mkdir(exist_ok=True)
    given = [str(folder), str(numbers[0]), str(numbers[-1] + 1), str(pages)]
    subprocess.run([sys.executable, "-m", "tests.load.papers", *given], check=True)
    return [_file(folder, number) for number in numbers]


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


def _file(folder: Path, number: int) -> Path:
    return folder / f"paper-{number}.pdf"


def main(folder: Path, first: int, end: int, pages: int) -> None:
    """Write the papers of these numbers."""
    words = vocabulary()
    for number in range(first, end):
        write_paper(_file(folder, number), number, pages, words)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
