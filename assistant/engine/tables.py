"""Words in ruled cells, or aligned without rules → rows of a table; pure."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engine.columns import are_level
from assistant.engine.rawpage import Line, RawWord, Table, around
from assistant.engine.types import Box

FEWEST_ROWS = 3
CELL_GAP = 1.6
"""Cells stand at least this many times the letters' height apart."""

LONGEST_CELL = 60
"""Half the cells of a table without rules have at most this many letters."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the words of each cell that holds any."""

    cells: tuple[tuple[RawWord, ...], ...]
    box: Box


def take_ruled(lines: Sequence[Line], tables: Sequence[Table]) -> tuple[list[Line], list[list[Row]]]:
    """Put the words that lie in ruled tables into rows; return the lines that are left, and the tables."""
    free = list(lines)
    found: list[list[Row]] = []
    for table in tables:
        inside = [word for line in free for word in line.words if _lies_in(word, table.box)]
        rows = [_ruled_row(cells, inside) for cells in table.rows]
        filled = [row for row in rows if row.cells]
        if len(filled) < 2 or max(len(row.cells) for row in filled) < 2:
            continue
        taken = {word for row in filled for cell in row.cells for word in cell}
        free = [left for line in free if (left := _without(line, taken)).words]
        found.append(filled)
    return free, found


def find_aligned(lines: Sequence[Line]) -> list[Line | list[Row]]:
    """Return the lines of a zone in order, with runs of rows whose cells are aligned made into tables."""
    pieces: list[Line | list[Row]] = []
    run: list[list[Line]] = []
    for row in _level_rows(lines):
        if len(_cells(row)) >= 2:
            run.append(row)
        else:
            pieces += _close(run)
            pieces += row
            run = []
    return pieces + _close(run)


def _close(run: Sequence[Sequence[Line]]) -> list[Line | list[Row]]:
    """Make a table of a run of rows if it is one, else give its lines back."""
    rows = [_cells(row) for row in run]
    if len(rows) < FEWEST_ROWS or not _is_aligned(rows):
        return [line for row in run for line in row]
    return [[Row(tuple(cells), around([word for cell in cells for word in cell])) for cells in rows]]


def _is_aligned(rows: Sequence[Sequence[Sequence[RawWord]]]) -> bool:
    """Tell whether later cells start, or end, at the same places in most rows, and are short."""
    length = statistics.median(sum(len(word[0]) + 1 for word in cell) for row in rows for cell in row)
    starts = [round(cell[0][1] / 6) for row in rows for cell in row[1:]]
    ends = [round(cell[-1][3] / 6) for row in rows for cell in row[1:]]
    common = max(max(map(places.count, places)) for places in (starts, ends))
    return length <= LONGEST_CELL and common >= 0.6 * len(rows)


def _level_rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        if rows and are_level(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _cells(row: Sequence[Line]) -> list[tuple[RawWord, ...]]:
    """Part the words of a row where wide gaps are."""
    words = sorted((word for line in row for word in line.words), key=lambda word: word[1])
    gap = CELL_GAP * max(line.size for line in row)
    cells: list[list[RawWord]] = []
    for word in words:
        if cells and word[1] - cells[-1][-1][3] < gap:
            cells[-1].append(word)
        else:
            cells.append([word])
    return [tuple(cell) for cell in cells]


def _ruled_row(cells: Sequence[Box], words: Sequence[RawWord]) -> Row:
    held = [tuple(word for word in words if _lies_in(word, cell)) for cell in cells]
    filled = tuple(cell for cell in held if cell)
    return Row(filled, around([word for cell in filled for word in cell]))


def _without(line: Line, taken: set[RawWord]) -> Line:
    words = tuple(word for word in line.words if word not in taken)
    return line if len(words) == len(line.words) else Line(words, line.size, line.bold, around(words))


def _lies_in(word: RawWord, box: Box) -> bool:
    x, y = (word[1] + word[3]) / 2, (word[2] + word[4]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
