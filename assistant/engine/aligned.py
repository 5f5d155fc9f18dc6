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
_FIGURE_END = re.compile(r"[\d)%—–-]$")

MOST_LABELS = 3
"""So many labels may follow each other without figures."""

SIGNS = frozenset({"$", "€", "£", "¥", "US$", "(", "$(", "C$", "A$"})
"""What stands apart before a figure and belongs to it."""

AFTER = frozenset({")", "%", ")%"})
"""What stands apart after a figure and belongs to it."""

BRACKET = 0.3
"""Of a line's height a closing bracket is wide."""

SPACE = 0.5
"""Of the letters' size; a sign of money that is no further from a figure belongs to it: 5 €."""

Cells = list[tuple[RawWord, ...]]


@dataclass
class _Run:
    """Rows of aligned cells, and labels that may belong between them: the edges of the columns so far."""

    rows: list[list[Line]] = field(default_factory=list)
    labels: list[list[Line]] = field(default_factory=list)
    first: float = 0.0
    columns: Cells = field(default_factory=list)

    def put(self, row: list[Line], cells: Cells) -> None:
        """Add a row, after the labels before it."""
        start = around(cells[0])[0]
        self.first = min(self.first, start) if self.rows else start
        if len(cells) >= len(self.columns):
            self.columns = cells
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
            box[0] - self.first < INDENT * height
            and max(line.box[2] for line in row) <= around(self.columns[1])[0]
        )
        same = row[0].size <= LARGER * above[0].size
        text = " ".join(line.text for line in row)
        says = any(map(str.isalpha, text)) and not text.endswith(".") and not _NUMBERED.match(text)
        return near and fits and same and says

    def goes_on(self, cells: Cells) -> bool:
        """Tell whether a row after labels has its second cell where a row before them has one.

        That may be the first, in a row of years alone above figures that have labels.
        """
        if not self.labels or self._heads(cells):
            return True
        return any(_is_below(cells[1], column) for column in self.columns)

    def _heads(self, cells: Cells) -> bool:
        """Tell whether the columns so far stand above the cells of a row but for its label."""
        return len(cells) == len(self.columns) + 1 and all(
            _overlap(around(cell), around(column)) > 0
            for cell, column in zip(cells[1:], self.columns, strict=True)
        )


def _overlap(one: Box, other: Box) -> float:
    return min(one[2], other[2]) - max(one[0], other[0])


def _edges(cell: Sequence[RawWord]) -> tuple[float, ...]:
    """Return where a cell starts, ends, is centred, and ends without a bracket that hangs out of its column.

    (1,234) may end where 1,234 does or a bracket later.
    """
    left, top, right, bottom = around(cell)
    figure = around([word for word in cell if word[0] not in AFTER] or cell)[2]
    hangs = cell[-1][0].endswith(")") and cell[-1][0] not in AFTER
    return left, right, (left + right) / 2, figure - BRACKET * (bottom - top) * hangs


def _is_below(cell: Sequence[RawWord], column: Sequence[RawWord]) -> bool:
    """Tell whether a cell starts, ends or is centred where another one is."""
    edges = zip(_edges(cell), _edges(column), strict=True)
    return any(abs(one - other) <= ALIGNED for one, other in edges)


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
    column = max(rows, key=len)[1]
    seconds = [next((cell for cell in row if _is_below(cell, column)), row[1]) for row in rows]
    common = max(_most_alike(places) for places in zip(*map(_edges, seconds), strict=True))
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
            cell = min(cells, key=lambda cell: _distance(cell, word), default=[])
            if not cell or _distance(cell, word) >= gap or _begins_next(cell, word):
                cells.append([word])
            else:
                cell.append(word)
    if len(cells) > 1 and len(cells[0]) == 1 and is_list_mark(cells[0][0][0]):
        cells[:2] = [cells[0] + cells[1]]
    return [tuple(_closed(cell)) for cell in _with_signs(cells)]


def _closed(cell: Sequence[RawWord]) -> list[RawWord]:
    """Put a bracket that stands apart to the figure that it closes: (1,234 ) → (1,234)."""
    words: list[RawWord] = []
    for word in cell:
        if words and word[0] == ")" and words[-1][0].startswith("("):
            words[-1] = (f"{words[-1][0]})", *around([words[-1], word]))
        else:
            words.append(word)
    return words


def _begins_next(cell: Sequence[RawWord], word: RawWord) -> bool:
    """Tell whether a sign of money after a figure is that of the next figure, which may be far from it."""
    if word[0] not in SIGNS or not _FIGURE_END.search(cell[-1][0]):
        return False
    apart = _distance(cell, word) > SPACE * (word[4] - word[2])
    return apart or any(each[0] in SIGNS for each in cell)


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
