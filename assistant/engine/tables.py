"""Words in ruled cells → rows of a table; pure."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engine.rawpage import Line, RawWord, Table, around
from assistant.engine.types import Box

MOST_WORDS_A_CELL = 150
"""Half the filled cells of a ruled table hold at most so many words; else the rules frame prose."""

_BULLET = "[•●○▪■‣◦·*–—-]|o"
_NUMBER = r"(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]"
_IN_BRACKETS = r"\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})\)"
_LIST_MARK = re.compile(f"(?:{_BULLET}|{_NUMBER}|{_IN_BRACKETS})$")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the words of each cell, none for an empty one."""

    cells: tuple[tuple[RawWord, ...], ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: its rows, and the box around them."""

    rows: tuple[Row, ...]
    box: Box
    text: str = ""


def is_list_mark(word: str) -> bool:
    """Tell whether a word at the start of a line is a bullet or a number such as 1. or (a)."""
    return bool(_LIST_MARK.match(word))


def take_ruled(
    lines: Sequence[Line], tables: Sequence[Table], leftward: bool
) -> tuple[list[Line], list[Rows]]:
    """Put the words that lie in ruled tables into rows; return the lines that are left, and the tables."""
    free = list(lines)
    found: list[Rows] = []
    for table in tables:
        inside = [word for line in free for word in line.words if _lies_in(word, table.box)]
        rows = [
            row for row in (_ruled_row(cells, inside, leftward) for cells in table.rows) if any(row.cells)
        ]
        if _is_table(rows):
            taken = {word for row in rows for cell in row.cells for word in cell}
            free = [left for line in free if (left := _without(line, taken)).words]
            found.append(Rows(tuple(rows), table.box))
    return free, found


def _is_table(rows: Sequence[Row]) -> bool:
    """Tell whether two rows or more hold words, some in several cells, and few cells hold prose."""
    filled = [[cell for cell in row.cells if cell] for row in rows]
    if len(filled) < 2 or max(map(len, filled)) < 2:
        return False
    return statistics.median(len(cell) for row in filled for cell in row) <= MOST_WORDS_A_CELL


def _ruled_row(cells: Sequence[Box], words: Sequence[RawWord], leftward: bool) -> Row:
    held = [tuple(word for word in words if _lies_in(word, cell)) for cell in cells]
    return Row(tuple(reversed(held)) if leftward else tuple(held))


def _without(line: Line, taken: set[RawWord]) -> Line:
    words = tuple(word for word in line.words if word not in taken)
    return line if len(words) == len(line.words) else Line(words, line.size, line.bold, around(words))


def _lies_in(word: RawWord, box: Box) -> bool:
    x, y = (word[1] + word[3]) / 2, (word[2] + word[4]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
