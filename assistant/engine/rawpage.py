"""A page as the PDF library gives it: words in lines, before order, headings and tables are known.

Coordinates are in points, origin at the top left of the page as displayed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.engine.types import Box

RawWord = tuple[str, float, float, float, float]
"""Text, x0, y0, x1, y1."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline that belong together, and the box around them; size in points."""

    words: tuple[RawWord, ...]
    size: float
    bold: bool
    box: Box

    @property
    def text(self) -> str:
        """The words, one space apart."""
        return text_of(self.words)


def text_of(words: Sequence[RawWord]) -> str:
    """Return words as they are read, one space apart."""
    return " ".join(word[0] for word in words)


def around(words: Sequence[RawWord]) -> Box:
    """Return the box around words, an empty one if there are none."""
    if not words:
        return (0.0, 0.0, 0.0, 0.0)
    return (
        min(word[1] for word in words),
        min(word[2] for word in words),
        max(word[3] for word in words),
        max(word[4] for word in words),
    )


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: the boxes of its cells row by row; a cell that another one covers is left out."""

    box: Box
    rows: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True)
class RawPage:
    """What the PDF library finds on a page; failed tells that it found nothing because it broke.

    recognised tells that the lines were read from the page's picture.
    """

    number: int
    label: str
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    hidden_words: int = 0
    failed: bool = False
    recognised: bool = False


def from_json(page: Mapping[str, Any]) -> RawPage:
    """Return the page that a child process sent."""
    lines = tuple(
        Line(tuple(tuple(word) for word in line["words"]), line["size"], line["bold"], tuple(line["box"]))
        for line in page["lines"]
    )
    tables = tuple(
        Table(tuple(table["box"]), tuple(tuple(tuple(cell) for cell in row) for row in table["rows"]))
        for table in page["tables"]
    )
    return RawPage(**{**page, "lines": lines, "tables": tables})
