"""Words aligned in columns without rules, as in financial statements → rows of a table; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.engine.column_heads import MOST_HEADS
from assistant.engine.columns import (
    ALIGNED,
    INDENT,
    in_columns,
    is_below,
    is_count,
    is_table,
    is_year,
    stand_below,
)
from assistant.engine.rawpage import Line, around, text_of
from assistant.engine.reading_order import level_rows
from assistant.engine.row_cells import Cell, Cells, cells_of
from assistant.engine.row_labels import with_whole_labels
from assistant.engine.tables import Row, Rows

LABEL_GAP, LARGER = 1.2, 1.12
"""A line that is a label alone stands within so many heights below the row above it, and is no larger, but
for one below the heads of the columns."""

MOST_LABELS = 6
"""So many lines without figures may follow each other."""

_PERIOD = re.compile(r"\b(?:months?|weeks?|years?|quarters?|ended|(?:19|20)\d\d)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\d+(?:\.\d+)*\.?\s+\S")


@dataclass
class _Run:
    """Rows of aligned cells, and labels that may belong between them: the cells of the columns so far."""

    rows: list[list[Line]] = field(default_factory=list)
    labels: list[list[Line]] = field(default_factory=list)
    first: float = 0.0
    columns: Cells = field(default_factory=list)
    only_heads: bool = True
    counted: bool = False

    def put(self, row: list[Line], cells: Cells) -> None:
        """Add a row, after the labels before it."""
        start = around(cells[0])[0]
        self.first = min(self.first, start) if self.rows else start
        if len(cells) >= len(self.columns):
            self.columns = cells
        self.rows += [*self.labels, row]
        self.labels = []
        self.counted = self.counted or any(map(is_count, cells[1:]))
        self.only_heads = not self.counted and len(self.rows) <= MOST_HEADS

    def takes_label(self, row: Sequence[Line]) -> bool:
        """Tell whether a line stands in the first column below the rows, close to them, and is no heading."""
        if not self.rows or len(self.labels) == MOST_LABELS:
            return False
        above = (self.labels or self.rows)[-1]
        box, height = row[0].box, row[0].box[3] - row[0].box[1]
        near = box[1] - max(line.box[3] for line in above) <= LABEL_GAP * height
        fits = (
            not self._is_inner([row[0].words])
            and max(line.box[2] for line in row) <= around(self.columns[1])[0]
        )
        same = row[0].size <= LARGER * above[0].size or (self.only_heads and not self.labels)
        text = " ".join(line.text for line in row)
        says = any(map(str.isalpha, text)) and not text.endswith(".") and not _NUMBERED.match(text)
        return near and fits and same and (says or (len(row) == 1 and is_year(row[0].words)))

    def _is_inner(self, cells: Sequence[Cell]) -> bool:
        """Tell whether a row begins right of the first column."""
        left, top, _, bottom = around(cells[0])
        return left - self.first >= INDENT * (bottom - top)

    def goes_on(self, cells: Cells) -> bool:
        """Tell whether a row after labels has its second cell where a row before them has one.

        That may be the first, in a row of years alone above figures that have labels. Periods alone below
        figures are the heads of another table.
        """
        if self.counted and self._is_inner(cells) and all(map(_is_period, cells)):
            return False
        if not self.labels or (self.only_heads and stand_below(cells, self.columns)):
            return True
        return any(is_below(cells[1], column) for column in self.columns)


def _is_period(cell: Cell) -> bool:
    return _PERIOD.search(text_of(cell)) is not None and not is_count(cell)


def find_aligned(lines: Sequence[Line], leftward: bool = False) -> list[Line | Rows]:
    """Return the lines of a zone, those on one height joined, and runs of aligned cells made into tables.

    Labels without figures between the rows of a run are rows of it.
    """
    pieces: list[Line | Rows] = []
    run = _Run()
    for row in level_rows(lines):
        cells = cells_of(row, leftward)
        if len(cells) >= 2:
            if not run.goes_on(cells):
                pieces += _end(run, leftward)
                run = _Run()
            run.put(row, cells)
        elif not run.labels and run.rows and _goes_on(run.rows[-1], row, leftward):
            run.rows[-1] = run.rows[-1] + row
        elif not leftward and run.takes_label(row):
            run.labels.append(row)
        else:
            pieces += [*_end(run, leftward), _join(row)]
            run = _Run()
    return pieces + _end(run, leftward)


def _end(run: _Run, leftward: bool) -> list[Line | Rows]:
    return [*_close(run.rows, leftward), *map(_join, run.labels)]


def _close(run: Sequence[Sequence[Line]], leftward: bool) -> list[Line | Rows]:
    """Make a table of a run of rows, or tables of its parts behind labels, or the lines they were."""
    rows = [cells_of(row, leftward) for row in run]
    if not is_table([row for row in rows if len(row) > 1]):
        starts = [i for i in range(1, len(rows)) if len(rows[i]) == 1 < len(rows[i - 1])]
        if starts:
            parts = pairwise([0, *starts, len(rows)])
            return [piece for start, end in parts for piece in _close(run[start:end], leftward)]
        return [_join(level) for row in run for level in level_rows(row)]
    box = around([word for row in rows for cell in row for word in cell])
    made = rows if leftward else in_columns(with_whole_labels(rows))
    return [Rows(tuple(Row(tuple(cells)) for cells in made), box)]


def _goes_on(before: Sequence[Line], row: Sequence[Line], leftward: bool) -> bool:
    """Tell whether a row is the second line of one of the later cells right above it."""
    later = [around(cell) for cell in cells_of(before, leftward)[1:]]
    below, above = row[0].box, around([word for line in before for word in line.words])
    height = below[3] - below[1]
    near = below[1] - above[3] < 0.3 * height
    edge = 2 if leftward else 0
    return near and any(abs(below[edge] - box[edge]) <= ALIGNED for box in later)


def _join(row: Sequence[Line]) -> Line:
    """Make one line of those on one height; it is bold where all of it is."""
    if len(row) == 1:
        return row[0]
    words = tuple(word for line in row for word in line.words)
    longest = max(row, key=lambda line: len(line.text))
    return Line(words, longest.size, all(line.bold for line in row), around(words))
