"""Highlights cover the words of a quote and no other: checked against PyMuPDF's own words, 100 sentences."""

import random
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.matching import find_quote
from assistant.engine.sentences import spans
from assistant.engine.types import Box
from tests import pdfs
from tests.conftest import SHARED, open_library

SENTENCES, FEWEST_WORDS = 100, 6
SEED = 20261121
NORTHWIND = [*SHARED.glob("**/Northwind*.pdf"), *SHARED.glob("**/employee_handbook*.pdf")]


def letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def covered(page: pymupdf.Page, boxes: tuple[Box, ...]) -> str:
    """Return the letters of PyMuPDF's words whose middle lies in a box, in the order of the boxes."""
    words = page.get_text("words")
    found = []
    for x0, y0, x1, y1 in boxes:
        held = []
        for word in words:
            x, y = pymupdf.Point((word[0] + word[2]) / 2, (word[1] + word[3]) / 2) * page.rotation_matrix
            if x0 <= x <= x1 and y0 <= y <= y1:
                held.append((x, word[4]))
        found += [text for _, text in sorted(held)]
    return letters("".join(found))


def sentences(assistant: Assistant) -> Iterator[tuple[str, int, str]]:
    """Yield (path, page number, sentence) of every sentence of the library."""
    for document in assistant.documents():
        for page in range(1, document.pages + 1):
            text = assistant.page_text(document.id, page)
            for start, end in spans(text.text):
                sentence = text.text[start:end]
                if len(sentence.split()) >= FEWEST_WORDS and "\t" not in sentence:
                    yield document.id, page, sentence


def assert_exact(assistant: Assistant, drawn: list[tuple[str, int, str]]) -> None:
    paths = {each.id: each.path for each in assistant.documents()}
    wrong = []
    for document, number, sentence in drawn:
        located = find_quote(sentence, assistant.page_text(document, number))
        assert located.verdict == "verified"
        with pymupdf.open(paths[document]) as opened:
            if covered(opened[number - 1], located.boxes) != letters(sentence):
                wrong.append((Path(paths[document]).name, number, sentence))
    assert wrong == []


def test_highlights_of_sentences_of_the_samples_cover_those_words_and_no_other(samples: Assistant) -> None:
    drawn = random.Random(SEED).sample(list(sentences(samples)), SENTENCES)
    assert_exact(samples, drawn)


@pytest.mark.skipif(not NORTHWIND, reason=f"{SHARED} is not here")
def test_highlights_in_northwind_and_in_two_columns_cover_those_words_and_no_other(
    tmp_path: Path, embedder_folder: Path
) -> None:
    assistant = open_library(tmp_path / "data", embedder_folder)
    adding = assistant.add([*NORTHWIND[:3], pdfs.two_columns(tmp_path / "columns.pdf")])
    while len([each for each in assistant.documents() if each.passages]) < len(NORTHWIND[:3]) + 1:
        next(adding)
    adding.close()
    drawn = list(sentences(assistant))
    columns = [each for each in drawn if each[0] == assistant.find_document("columns.pdf").id]
    assert len(columns) >= 3
    others = random.Random(SEED).sample([each for each in drawn if each not in columns], SENTENCES)
    assert_exact(assistant, [*others, *columns])
    assistant.close()
