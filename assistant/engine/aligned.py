"""Words aligned in columns without rules, as in financial statements → rows of a table; pure."""

import re
import statistics
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from assistant.engine.rawpage import Line, RawWord, around
from assistant.engine.reading_order import level_rows
from assistant.engine.tables import Row, Rows, is_list_mark
from assistant.engine.types import Box

FEWEST_ROWS = 3
CELL_GAP = 1.6
"""Cells without rules stand at least this many times the letters' size apart."""

LONGEST_CELL = 60
"""Half the cells of a table without rules have at most this many letters."""

ALIGNED = 3.0
ALIGNED_SHARE = 0.7
"""In this share of the rows the second cell starts, ends or is centred at the same place, in points."""

LABEL_GAP, INDENT, LARGER = 1.2, 4.0, 1.12
"""A line that is a label alone stands within so many heights below the row above it and to the right of the
first column, and is no larger."""

_NUMBERED = re.compile(r"\d+(?:\.\d+)*\.?\s+\S")
_LEADER = re.compile(r"[.·…_]+")

MOST_LABELS = 3
"""So many labels may follow each other without figures."""

SIGNS = frozenset({"$", "€", "£", "¥", "US$", "(", "$(", "C$", "A$"})
"""What stands apart before a figure and belongs to it."""

AFTER = frozenset({")", "%", ")%"})
"""What stands apart after a figure and belongs to it."""

Cells = list[tuple[RawWord, ...]]


@dataclass
class _Run:
    """Rows of aligned cells, and labels that may belong between them: the edges of the columns so far."""

    rows: list[list[Line]] = field(default_factory=list)
    labels: list[list[Line]] = field(default_factory=list)
    first: float = 0.0
    columns: list[Box] = field(default_factory=list)

    def put(self, row: list[Line], cells: Cells) -> None:
        """Add a row, after the labels before it."""
        boxes = [around(cell) for cell in cells]
        self.first = min(self.first, boxes[0][0]) if self.rows else boxes[0][0]
        if len(boxes) > len(self.columns):
            self.columns = boxes[1:]
        self.rows += [*self.labels, row]
        self.labels = []

    def takes_label(self, row: Sequence[Line]) -> bool:
        """Tell whether a line stands in the first column below the rows, close to them, and is no heading."""
        if not self.rows or len(self.labels) == MOST_LABELS:
            return False
        above = (self.labels or self.rows)[-1]
        box, height = row[0].box, row[0].box[3] - row[0].box[1]
        near = box[1] - max(line.box[3] for line in above) <= LABEL_GAP * height
        fits = (
            box[0] - self.first < INDENT * height and max(line.box[2] for line in row) <= self.columns[0][0]
        )
        same = row[0].size <= LARGER * above[0].size
        text = " ".join(line.text for line in row)
        says = any(map(str.isalpha, text)) and not text.endswith(".") and not _NUMBERED.match(text)
        return near and fits and same and says

    def goes_on(self, cells: Cells) -> bool:
        """Tell whether a row after labels has its second cell where a row before them has one."""
        return not self.labels or any(_is_below(around(cells[1]), column) for column in self.columns)


def _is_below(box: Box, column: Box) -> bool:
    """Tell whether a cell starts, ends or is centred where another one is."""
    ends = [(box[0], column[0]), (box[2], column[2]), ((box[0] + box[2]) / 2, (column[0] + column[2]) / 2)]
    return any(abs(one - other) <= ALIGNED for one, other in ends)


def find_aligned(lines: Sequence[Line], leftward: bool = False) -> list[Line | Rows]:
    """Return the lines of a zone, those on one height joined, and runs of aligned cells made into tables.

    Labels without figures between the rows of a run are rows of it.
    """
    pieces: list[Line | Rows] = []
    run = _Run()
    for row in level_rows(lines):
        cells = _cells(row, leftward)
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
    """Make a table of a run of rows if it is one, else give its lines back."""
    rows = [_cells(row, leftward) for row in run]
    full = [row for row in rows if len(row) > 1]
    if len(full) < FEWEST_ROWS or not _is_aligned(full):
        return [_join(level) for row in run for level in level_rows(row)]
    box = around([word for row in rows for cell in row for word in cell])
    made = rows if leftward else _in_columns(_with_whole_labels(rows))
    return [Rows(tuple(Row(tuple(cells)) for cells in made), box)]


def _with_whole_labels(rows: Sequence[Cells]) -> list[Cells]:
    """Join labels that go on in the line below, which then begins with a small letter."""
    joined: list[Cells] = []
    for cells in rows:
        before = joined[-1] if joined else []
        if len(before) == 1 and cells[0][0][0][:1].islower():
            joined[-1] = [before[0] + cells[0], *cells[1:]]
        else:
            joined.append(list(cells))
    return joined


def _in_columns(rows: Sequence[Cells]) -> list[Cells]:
    """Put empty cells where a row has none in a column; columns are those of the rows with most cells."""
    count = max(map(len, rows))
    full = [[around(cell) for cell in row] for row in rows if len(row) == count]
    columns = [
        (min(box[0] for box in column), max(box[2] for box in column)) for column in zip(*full, strict=True)
    ]
    return [row if len(row) in (1, count) else _in_their_places(row, columns) for row in rows]


def _in_their_places(row: Cells, columns: Sequence[tuple[float, float]]) -> Cells:
    """Return a row with each cell in the column that it overlaps most; as it was where two fall into one."""
    placed: Cells = [()] * len(columns)
    for cell in row:
        left, _, right, _ = around(cell)
        shared = [min(right, end) - max(left, start) for start, end in columns]
        place = max(range(len(columns)), key=lambda column: shared[column])
        if placed[place]:
            return row
        placed[place] = cell
    return placed


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
        words = [word for line in level for word in line.words if not _LEADER.fullmatch(word[0])]
        for word in sorted(words, key=lambda word: -word[3] if leftward else word[1]):
            cell = next((cell for cell in cells if _distance(cell, word) < gap), None)
            if cell is None:
                cells.append([word])
            else:
                cell.append(word)
    if len(cells) > 1 and len(cells[0]) == 1 and is_list_mark(cells[0][0][0]):
        cells[:2] = [cells[0] + cells[1]]
    return [tuple(cell) for cell in _with_signs(cells)]


def _with_signs(cells: Sequence[list[RawWord]]) -> list[list[RawWord]]:
    """Join signs that stand apart with the figures that they belong to."""
    joined: list[list[RawWord]] = []
    for cell in cells:
        if joined and len(joined) > 1 and (_is_one(joined[-1], SIGNS) or _is_one(cell, AFTER)):
            joined[-1] = joined[-1] + cell
        else:
            joined.append(cell)
    return joined


def _is_one(cell: Sequence[RawWord], signs: Set[str]) -> bool:
    return len(cell) == 1 and cell[0][0] in signs


def _distance(cell: Sequence[RawWord], word: RawWord) -> float:
    return max(word[1] - max(each[3] for each in cell), min(each[1] for each in cell) - word[3])


def _join(row: Sequence[Line]) -> Line:
    """Make one line of those on one height; it is bold where all of it is."""
    if len(row) == 1:
        return row[0]
    words = tuple(word for line in row for word in line.words)
    longest = max(row, key=lambda line: len(line.text))
    return Line(words, longest.size, all(line.bold for line in row), around(words))
