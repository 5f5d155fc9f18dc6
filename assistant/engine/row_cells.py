"""Lines on one height → the cells of a row, parted by wide gaps, each figure with its signs; pure."""

import re
from bisect import bisect_left, insort
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from assistant.engine.rawpage import Line, RawWord, around
from assistant.engine.reading_order import level_rows
from assistant.engine.tables import is_list_mark

CELL_GAP, FIGURE_GAP = 1.6, 0.72
"""Cells without rules stand at least this many times the letters' size apart, two figures of a row that has
such cells so many."""

SPACE = 0.5
"""Of a line's height; a sign of money that is no further behind a figure may belong to it: 5 €."""

NEAR = 2.5
"""So many heights behind a figure may "%" stand that belongs to it."""

SIGNS = frozenset({"$", "€", "£", "¥", "US$", "(", "$(", "C$", "A$"})
"""What stands apart before a figure and belongs to it."""

AFTER = frozenset({")", "%", ")%"})
"""What stands apart after a figure and belongs to it."""

_LEADER = re.compile(r"[.·…_]+")
_LED = re.compile(r"(.*?[^.·…_])[.·…_]{4,}")
_TO_SIGN = re.compile(r"[.·…_]+(?=[$€£¥])")
_PAGE = re.compile(r"\d{1,3}")
_FIGURE_END = re.compile(r"[\d)%—–-]$")
_FIGURE = re.compile(r"[($€£¥]*[-+−–—]?[$€£]?\(?(?:\d[\d,.]*(?:[—–-]\d[\d,.]*)?|\.\d+|[—–-])\)?%?\)?")

Cell = tuple[RawWord, ...]
Cells = list[Cell]


def cells_of(row: Sequence[Line], leftward: bool) -> Cells:
    """Part the words of a row where wide gaps are; a list mark belongs to what it marks."""
    size = max(line.size for line in row)
    held: list[_Growing] = []
    for level in level_rows(row):
        words = _without_leaders([word for line in level for word in line.words])
        leads, narrow = _sign_leads(words), _has_gap(words, CELL_GAP * size)
        for word in sorted(words, key=lambda word: -word[3] if leftward else word[1]):
            cell = _nearest(held, word)
            if (
                cell is None
                or cell.distance(word) >= (_gap(cell.words, word) if narrow else CELL_GAP) * size
                or (not leftward and _begins(cell, word, leads))
            ):
                insort(held, _Growing([word], word[1], word[3]), key=lambda cell: cell.left)
            else:
                cell.take(word)
    cells = [cell.words for cell in (reversed(held) if leftward else held)]
    if len(cells) > 1 and len(cells[0]) == 1 and is_list_mark(cells[0][0][0]):
        cells[:2] = [cells[0] + cells[1]]
    return [tuple(cell if leftward else _closed(cell)) for cell in _with_signs(cells)]


@dataclass(slots=True)
class _Growing:
    """A cell to which words are added, and how far it reaches."""

    words: list[RawWord]
    left: float
    right: float

    def distance(self, word: RawWord) -> float:
        """Return how far a word stands from the cell, less than nothing where they overlap."""
        return max(word[1] - self.right, self.left - word[3])

    def take(self, word: RawWord) -> None:
        """Add a word."""
        self.words.append(word)
        self.left, self.right = min(self.left, word[1]), max(self.right, word[3])


def _nearest(cells: Sequence[_Growing], word: RawWord) -> _Growing | None:
    """Return the cell nearest to a word of cells that are ordered from left to right."""
    place = bisect_left(cells, word[1], key=lambda cell: cell.left)
    return min(cells[max(0, place - 1) : place + 1], key=lambda cell: cell.distance(word), default=None)


def _without_leaders(words: Sequence[RawWord]) -> list[RawWord]:
    """Leave out the dots that lead to a figure, also at its sign, and at a word, which reaches up to it then.

    Those at a word that lead to nothing but the number of a page tell a table of contents: they stay.
    """
    kept = [
        _part(word, led_to.end()) if (led_to := _TO_SIGN.match(word[0])) else word
        for word in words
        if not _LEADER.fullmatch(word[0])
    ]
    last = max(kept, key=lambda word: word[1], default=None)
    led = {word: found.end(1) for word in kept if (found := _LED.fullmatch(word[0]))}
    if led and last and _PAGE.fullmatch(last[0]):
        behind = max(word[1] for word in led)
        if sum(word[1] > behind for word in kept) == 1:
            return kept
    return [_part(word, 0, led[word]) if word in led else word for word in kept]


def _part(word: RawWord, start: int, end: int | None = None) -> RawWord:
    """Return the letters of a word from one to another, and where they stand if all are as wide."""
    text, x0, y0, x1, y1 = word
    wide = (x1 - x0) / len(text)
    return text[start:end], x0 + wide * start, y0, x1 if end is None else x0 + wide * end, y1


def _has_gap(words: Sequence[RawWord], wide: float) -> bool:
    ordered = sorted(words, key=lambda word: word[1])
    return any(after[1] - before[3] >= wide for before, after in pairwise(ordered))


def _sign_leads(words: Sequence[RawWord]) -> bool:
    """Tell whether a sign of money stands before the first figure: so it does in all of the row."""
    ordered = (word[0] for word in sorted(words, key=lambda word: word[1]))
    first = next((text for text in ordered if text in SIGNS or _is_figure(text)), "")
    return first in SIGNS


def _is_figure(text: str) -> bool:
    return any(map(str.isdigit, text)) and bool(_FIGURE.fullmatch(text))


def _gap(cell: Sequence[RawWord], word: RawWord) -> float:
    """Return how far apart two cells stand, in sizes of the letters."""
    both = (cell[-1][0], word[0])
    figures = all(map(_FIGURE.fullmatch, both)) and any(map(_is_figure, both))
    return FIGURE_GAP if figures else CELL_GAP


def _begins(cell: _Growing, word: RawWord, leads: bool) -> bool:
    """Tell whether a sign of money after a figure is that of the next figure, which may be far from it."""
    if word[0] not in SIGNS or not _FIGURE_END.search(cell.words[-1][0]):
        return False
    return leads or cell.distance(word) > SPACE * (word[4] - word[2])


def _with_signs(cells: Sequence[list[RawWord]]) -> list[list[RawWord]]:
    """Join signs that stand apart with the figures that they belong to."""
    joined: list[list[RawWord]] = []
    for cell in cells:
        if len(joined) > 1 and _belong_together(joined[-1], cell):
            joined[-1] = joined[-1] + cell
        else:
            joined.append(cell)
    return joined


def _belong_together(before: Sequence[RawWord], cell: Sequence[RawWord]) -> bool:
    if _is_one(cell, AFTER):
        return cell[0][1] - before[-1][3] < NEAR * (cell[0][4] - cell[0][2])
    return _is_one(before, SIGNS)


def _is_one(cell: Sequence[RawWord], signs: Set[str]) -> bool:
    return len(cell) == 1 and cell[0][0] in signs


def _closed(cell: Sequence[RawWord]) -> list[RawWord]:
    """Put a bracket that stands apart to the figure that it closes: (1,234 ) → (1,234)."""
    words: list[RawWord] = []
    for word in cell:
        if words and word[0] == ")" and words[-1][0].startswith("("):
            words[-1] = (f"{words[-1][0]})", *around([words[-1], word]))
        else:
            words.append(word)
    return words
