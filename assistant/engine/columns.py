"""Cells of rows without rules → whether they stand below each other, and in which column; pure."""

import re
import statistics
from collections.abc import Sequence

from assistant.engine.letters import stands_alone
from assistant.engine.rawpage import RawWord, around, text_of
from assistant.engine.row_cells import AFTER, Cells

FEWEST_ROWS, FEWEST_CELLS = 3, 3
"""Fewer rows are a table only where they have so many cells."""

LINES_OF_HEADS = 3
"""So many lines of heads in words may stand above figures that alone are looked at."""

LONGEST_CELL = 60
"""Half the cells of a table without rules have at most this many letters."""

ALIGNED = 3.0
ALIGNED_SHARE = 0.7
"""In this share of the rows the cells of a column start, end or are centred at the same place, in points."""

FEWEST_BELOW = 3
"""Where fewer rows stand below the heads, and these are more, all of them have to be aligned."""

MOST_TRIED = 8
"""So many columns are looked at to tell a table."""

_HANGING = re.compile(r"(?<=\d)[)%]{1,2}$")

_YEAR = re.compile(r"(?:fiscal )?(?:19|20)\d\d:?", re.IGNORECASE)
_COUNT = re.compile(r"\W*\d(?:[\d.,]*\d)?\W*|(?:[$€£¥] ?)?[—–-]\W*")

Edges = tuple[float, ...]
"""Where a cell starts, ends, is centred, and ends without its bracket and "%"."""

INDENT = 4.0
"""So many heights further right than others a row of the first column may begin."""

HANGING = {")": 0.3, "%": 0.76}
"""Of a line's height what hangs out of its column behind a figure is wide, about so in common fonts."""


def is_below(cell: Sequence[RawWord], column: Sequence[RawWord]) -> bool:
    """Tell whether a cell starts, ends or is centred where another one is."""
    return _are_alike(_edges(cell), _edges(column))


def _are_alike(cell: Edges, column: Edges) -> bool:
    return any(abs(one - other) <= ALIGNED for one, other in zip(cell, column, strict=True))


def _edges(cell: Sequence[RawWord]) -> Edges:
    """Return where a cell starts, ends, is centred, and ends without what hangs out of its column.

    (1,234) may end where 1,234 does or a bracket later, 5.6% where 5.6 does.
    """
    left, top, right, bottom = around(cell)
    figure = [word for word in cell if word[0] not in AFTER] or cell
    hanging = _HANGING.search(figure[-1][0])
    hangs = sum(HANGING[sign] for sign in hanging[0]) if hanging else 0.0
    return left, right, (left + right) / 2, around(figure)[2] - (bottom - top) * hangs


def stand_below(cells: Cells, heads: Cells) -> bool:
    """Tell whether the cells of a row but its label stand between the neighbours of the heads above them.

    The heads may have one more, in the corner.
    """
    tops = [around(head) for head in heads[len(heads) - len(cells) + 1 :]]
    figures = [around(cell) for cell in cells[1:]]
    if not 0 <= len(heads) - len(figures) <= 1:
        return False
    begin = all(before[2] < figure[0] + ALIGNED for before, figure in zip(tops, figures[1:], strict=False))
    return begin and all(
        figure[2] - ALIGNED < after[0] for figure, after in zip(figures, tops[1:], strict=False)
    )


def are_aligned(rows: Sequence[Cells]) -> bool:
    """Tell whether a column has a cell at one place in most rows, and cells are short.

    The heads above the rows may stand otherwise: figures end, and heads are centred.
    """
    length = statistics.median(sum(len(word[0]) + 1 for word in cell) for row in rows for cell in row)
    below = without_heads(rows)
    body = below if len(below) >= FEWEST_BELOW or 2 * len(below) >= len(rows) else rows
    edges = [[_edges(cell) for cell in row] for row in body]
    lengths = [len(row) for row in edges]
    counts = {max(lengths), statistics.mode(lengths)}
    usual = [[row for row in edges if len(row) == count] for count in counts]
    columns = [column for some in usual for column in some[len(some) // 2][1 : 1 + MOST_TRIED]]
    aligned = (_count_aligned(edges, column) >= ALIGNED_SHARE * len(body) for column in columns)
    return length <= LONGEST_CELL and not _is_upright(rows) and any(aligned)


def _is_upright(rows: Sequence[Cells]) -> bool:
    """Tell whether most cells are one sign of Chinese or Japanese: lines that are written downwards."""
    cells = [cell for row in rows for cell in row]
    signs = sum(len(cell) == 1 and len(cell[0][0]) == 1 and stands_alone(cell[0][0]) for cell in cells)
    return 2 * signs > len(cells)


def without_heads(rows: Sequence[Cells]) -> Sequence[Cells]:
    """Return the rows from the first one on that begins in the first column, without heads in words there."""
    boxes = [around(row[0]) for row in rows]
    first = min(box[0] for box in boxes)
    height = boxes[-1][3] - boxes[-1][1]
    body = rows[next(i for i, box in enumerate(boxes) if box[0] - first < INDENT * height) :]
    heads = next((i for i, row in enumerate(body) if any(map(is_count, row[1:]))), 0)
    counted = all(len(row) == 1 or any(map(is_count, row[1:])) for row in body[heads:])
    few = heads <= LINES_OF_HEADS and len(body) - heads >= FEWEST_ROWS - 1
    return body[heads:] if few and counted else body


def is_table(rows: Sequence[Cells]) -> bool:
    """Tell whether rows of several cells are one table: most of them aligned, or two that cannot be else."""
    return are_aligned(rows) if len(rows) >= FEWEST_ROWS else len(rows) > 1 and _are_two(*rows)


def _are_two(above: Cells, below: Cells) -> bool:
    """Tell whether two rows have a label and two figures or more, each below another or below its head."""
    labelled = any(letter.isalpha() for word in below[0] for letter in word[0])
    if not labelled or len(below) < FEWEST_CELLS or not all(map(is_count, below[1:])):
        return False
    if all(map(is_count, above[1:])):
        return len(above) == len(below) and all(map(is_below, below[1:], above[1:]))
    return not any(map(is_count, above)) and stand_below(below, above)


def is_count(cell: Sequence[RawWord]) -> bool:
    """Tell whether a cell is a figure or the dash of none, and no year."""
    return _COUNT.fullmatch(text_of(cell)) is not None and not is_year(cell)


def is_year(cell: Sequence[RawWord]) -> bool:
    """Tell whether a cell is a year alone."""
    return _YEAR.fullmatch(text_of(cell)) is not None


def _count_aligned(rows: Sequence[Sequence[Edges]], column: Edges) -> int:
    """Return how many rows have a cell that starts, ends or is centred where that of a column does."""
    found = [next((cell for cell in row[1:] if _are_alike(cell, column)), None) for row in rows]
    return max(_most_alike(places) for places in zip(*filter(None, found), strict=True))


def _most_alike(places: Sequence[float]) -> int:
    """Return how many places lie within ALIGNED of the middle one."""
    middle = statistics.median_low(places)
    return sum(abs(place - middle) <= ALIGNED for place in places)


def in_columns(rows: Sequence[Cells]) -> list[Cells]:
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
