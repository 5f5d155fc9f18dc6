"""A text typed by the user → every place where it stands in a document; pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from assistant.engine.matching import PageText, find_all
from assistant.engine.types import Passage, Place

MOST = 5000
"""More places nobody goes through."""

AROUND = 40
"""Letters shown before and after a place."""


def find(text: str, passages: Sequence[Passage]) -> list[Place]:
    """Return where a text stands in a document, in order; passages are all of its, in order."""
    return list(islice(_places(text, passages), MOST)) if text.strip() else []


def _places(text: str, passages: Sequence[Passage]) -> Iterator[Place]:
    for number, held in groupby(passages, key=lambda passage: passage.page):
        of_page = list(held)
        page = PageText.of_passages(of_page)
        for span, boxes in find_all(text, page):
            start, end = max(0, span[0] - AROUND), span[1] + AROUND
            yield Place(number, of_page[0].label, boxes, " ".join(page.text[start:end].split()))
