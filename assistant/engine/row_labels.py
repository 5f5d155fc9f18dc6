"""Labels of rows that go on in the next line → whole labels; pure."""

import re
import statistics
from collections.abc import Sequence
from itertools import pairwise

from assistant.engine.columns import without_heads
from assistant.engine.rawpage import around, text_of
from assistant.engine.row_cells import Cell, Cells
from assistant.engine.types import Box

_OPEN = frozenset({"a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "with"})
"""No label ends with such a word."""

_YEAR = re.compile(r"(?:19|20)\d\d")

CLOSER = 1.0
"""By so many points the lines of one label are closer to each other than rows are, where they are closer."""

HANGS = 4.0
"""So many points further right the rest of a label begins, where it hangs."""

SOLID = 1.3
"""Lines of one label that are closer than rows are at most so many of their heights below each other."""

FULL = 0.8
"""A label that goes on for want of room fills so much of the first column."""


def with_whole_labels(rows: Sequence[Cells]) -> list[Cells]:
    """Join labels that go on in the line below, where the figures stand beside the last line or the first."""
    joined: list[Cells] = []
    usual = _usual_pitch(rows)
    column = around([word for row in without_heads(rows) for word in row[0]])
    for number, cells in enumerate(rows):
        before = joined[-1] if joined else []
        below = rows[number + 1] if number + 1 < len(rows) else []
        if len(before) == 1 and (
            _goes_on(before[0], cells[0]) or _is_wrapped(before[0], cells[0], usual, column)
        ):
            joined[-1] = [before[0] + cells[0], *cells[1:]]
        elif len(before) > 1 and len(cells) == 1 and _is_rest(before[0], cells[0], below):
            joined[-1] = [before[0] + cells[0], *before[1:]]
        else:
            joined.append(list(cells))
    return joined


def _is_open(label: Cell) -> bool:
    """Tell whether a label cannot end here: after such a word, a comma, or within brackets."""
    text = text_of(label)
    ends = text.endswith(",") or label[-1][0].casefold() in _OPEN
    return ends or text.count("(") > text.count(")")


def _goes_on(label: Cell, below: Cell) -> bool:
    return below[0][0][:1].islower() or _is_open(label)


def _is_wrapped(label: Cell, below: Cell, usual: float, column: Box) -> bool:
    """Tell whether a label was broken for want of room: the next word had not fitted into the first column.

    That may be said of a section's title, too, so the lines have to be closer than rows are, or the second to
    hang below the first, which is then not the longest itself.
    """
    left, last, first = around(label)[0], _last_line(label), around(below[:1])
    ended = label[-1][0].endswith(":") or _YEAR.fullmatch(below[0][0])
    if ended or last[2] - column[0] < FULL * (column[2] - column[0]):
        return False
    pitch = first[1] - last[1]
    close = pitch < usual - CLOSER and pitch < SOLID * (last[3] - last[1])
    hangs = first[0] > left + HANGS and last[2] < column[2]
    return (close or hangs) and last[2] + first[2] - first[0] > column[2]


def _is_rest(label: Cell, below: Cell, after: Cells) -> bool:
    """Tell whether a line without figures is the rest of the label above it, not a label of the row below."""
    if below[-1][0].endswith(":"):
        return False
    starts = below[0][0][:1]
    goes_on = starts.islower() or (_is_open(label) and not starts.isupper())
    fits = around(label)[0] <= around(below)[0] + 1.0
    gap = around(below)[1] - _last_line(label)[1]
    nearer = len(after) > 1 and around(after[0])[1] - around(below)[1] < gap - CLOSER
    return goes_on and fits and not nearer


def _last_line(label: Cell) -> Box:
    return around([word for word in label if word[4] > label[-1][2]])


def _usual_pitch(rows: Sequence[Cells]) -> float:
    """Return how far apart, in points, rows with figures mostly are that follow each other."""
    tops = [around(row[0])[1] if len(row) > 1 else None for row in rows]
    steps = [below - above for above, below in pairwise(tops) if above is not None and below is not None]
    return statistics.median(steps) if steps else 0.0
