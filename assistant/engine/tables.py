"""Words in ruled cells, or aligned without rules → rows of a table; pure."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engine.rawpage import Line, RawWord, Table, around
from assistant.engine.reading_order import level_rows
from assistant.engine.types import Box

FEWEST_ROWS = 3
CELL_GAP = 1.6
"""Cells without rules stand at least this many times the letters' size apart."""

LONGEST_CELL = 60
"""Half the cells of a table without rules have at most this many letters."""

ALIGNED = 3.0
ALIGNED_SHARE = 0.7
"""In this share of the rows the second cell starts, ends or is centred at the same place, in points."""

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


def find_aligned(lines: Sequence[Line], leftward: bool = False) -> list[Line | Rows]:
    """Return the lines of a zone, those on one height joined, and runs of aligned cells made into tables."""
    pieces: list[Line | Rows] = []
    run: list[list[Line]] = []
    for row in level_rows(lines):
        if len(_cells(row, leftward)) >= 2:
            run.append(row)
        elif run and _goes_on(run[-1], row, leftward):
            run[-1] = run[-1] + row
        else:
            pieces += [*_close(run, leftward), _join(row)]
            run = []
    return pieces + _close(run, leftward)


def _is_table(rows: Sequence[Row]) -> bool:
    """Tell whether two rows or more hold words, some in several cells, and few cells hold prose."""
    filled = [[cell for cell in row.cells if cell] for row in rows]
    if len(filled) < 2 or max(map(len, filled)) < 2:
        return False
    return statistics.median(len(cell) for row in filled for cell in row) <= MOST_WORDS_A_CELL


def _close(run: Sequence[Sequence[Line]], leftward: bool) -> list[Line | Rows]:
    """Make a table of a run of rows if it is one, else give its lines back."""
    rows = [_cells(row, leftward) for row in run]
    if len(rows) < FEWEST_ROWS or not _is_aligned(rows):
        return [_join(level) for row in run for level in level_rows(row)]
    box = around([word for row in rows for cell in row for word in cell])
    return [Rows(tuple(Row(tuple(cells)) for cells in rows), box)]


def _goes_on(before: Sequence[Line], row: Sequence[Line], leftward: bool) -> bool:
    """Tell whether a row is the second line of one of the later cells right above it."""
    later = [around(cell) for cell in _cells(before, leftward)[1:]]
    below, above = row[0].box, around([word for line in before for word in line.words])
    height = below[3] - below[1]
    near = below[1] - above[3] < 0.3 * height
    edge = 2 if leftward else 0
    return near and any(abs(below[edge] - box[edge]) <= ALIGNED for box in later)


def _is_aligned(rows: Sequence[Sequence[Sequence[RawWord]]]) -> bool:
    """Tell whether second cells start, end or are centred at one place in most rows, and cells are short."""
    length = statistics.median(sum(len(word[0]) + 1 for word in cell) for row in rows for cell in row)
    boxes = [around(row[1]) for row in rows]
    starts, ends = [box[0] for box in boxes], [box[2] for box in boxes]
    middles = [(box[0] + box[2]) / 2 for box in boxes]
    common = max(_most_alike(places) for places in (starts, ends, middles))
    return length <= LONGEST_CELL and common >= ALIGNED_SHARE * len(rows)


def _most_alike(places: Sequence[float]) -> int:
    """Return how many places lie within ALIGNED of the middle one."""
    middle = statistics.median_low(places)
    return sum(abs(place - middle) <= ALIGNED for place in places)


def _cells(row: Sequence[Line], leftward: bool) -> list[tuple[RawWord, ...]]:
    """Part the words of a row where wide gaps are; a list mark belongs to what it marks."""
    cells: list[list[RawWord]] = []
    gap = CELL_GAP * max(line.size for line in row)
    for level in level_rows(row):
        words = [word for line in level for word in line.words]
        for word in sorted(words, key=lambda word: -word[3] if leftward else word[1]):
            cell = next((cell for cell in cells if _distance(cell, word) < gap), None)
            if cell is None:
                cells.append([word])
            else:
                cell.append(word)
    if len(cells) > 1 and len(cells[0]) == 1 and is_list_mark(cells[0][0][0]):
        cells[:2] = [cells[0] + cells[1]]
    return [tuple(cell) for cell in cells]


def _distance(cell: Sequence[RawWord], word: RawWord) -> float:
    return max(word[1] - max(each[3] for each in cell), min(each[1] for each in cell) - word[3])


def _join(row: Sequence[Line]) -> Line:
    """Make one line of those on one height; it is bold where all of it is."""
    if len(row) == 1:
        return row[0]
    words = tuple(word for line in row for word in line.words)
    longest = max(row, key=lambda line: len(line.text))
    return Line(words, longest.size, all(line.bold for line in row), around(words))


def _ruled_row(cells: Sequence[Box], words: Sequence[RawWord], leftward: bool) -> Row:
    held = [tuple(word for word in words if _lies_in(word, cell)) for cell in cells]
    return Row(tuple(reversed(held)) if leftward else tuple(held))


def _without(line: Line, taken: set[RawWord]) -> Line:
    words = tuple(word for word in line.words if word not in taken)
    return line if len(words) == len(line.words) else Line(words, line.size, line.bold, around(words))


def _lies_in(word: RawWord, box: Box) -> bool:
    x, y = (word[1] + word[3]) / 2, (word[2] + word[4]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
