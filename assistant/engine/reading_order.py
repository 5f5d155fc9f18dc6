"""Lines and tables of a page → reading order, column by column; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

from assistant.engine.types import Box

FEWEST_LINES = 4
"""A column of prose has at least so many lines."""

FEWEST_WORDS = 3
FULL = 0.75
FULL_SHARE = 0.45
"""In prose this share of the letters stands in lines of FEWEST_WORDS that fill FULL of the column."""

FULL_LINES = 0.6
"""So many of the lines of a column of prose are full; labels of a table are of all lengths."""

FEWEST_TORN = 2
"""So many rows with figures alone on one side tell that columns are those of a table."""

NARROWEST = 5.0
"""Points that a gutter is wide."""

EDGE = 0.15
"""Nearer to the side than this share of the width there is no gutter."""

MOST_CROSSING = 0.7
"""At most this share of the letters, of headings and the like, may stand across the gutter."""


class Placed(Protocol):
    """What stands on a page."""

    @property
    def box(self) -> Box:
        """Where it stands."""

    @property
    def text(self) -> str:
        """What is read there; "" for what is not prose."""


Part = TypeVar("Part", bound=Placed)


@dataclass(frozen=True, slots=True)
class Size:
    """How wide a line is, and how much it holds."""

    width: float
    letters: int
    words: int


def in_reading_order(parts: Sequence[Part], leftward: bool = False) -> list[list[Part]]:
    """Return zones in reading order, each with its parts row by row; leftward: in a script read so.

    Where a gutter parts columns, what crosses it (a title, a wide table) parts the columns into zones.
    Text that stands upright in the margin comes last; a page that is written downwards stays as it is.
    """
    sideways = [part for part in parts if _is_sideways(part)]
    if 2 * len(sideways) > len(parts):
        return [list(parts)]
    level = [part for part in parts if not _is_sideways(part)] if sideways else list(parts)
    return [*_columns(level, leftward), *([part] for part in sideways)]


def are_level(one: Placed, other: Placed) -> bool:
    """Tell whether two parts stand on the same height of the page."""
    a, b = one.box, other.box
    shared = min(a[3], b[3]) - max(a[1], b[1])
    return shared > 0.5 * min(a[3] - a[1], b[3] - b[1])


def level_rows(parts: Sequence[Part]) -> list[list[Part]]:
    """Put neighbours that stand on the same height together."""
    rows: list[list[Part]] = []
    for part in parts:
        if rows and are_level(rows[-1][0], part):
            rows[-1].append(part)
        else:
            rows.append([part])
    return rows


def _columns(parts: Sequence[Part], leftward: bool) -> list[list[Part]]:
    gutter = _find_gutter(parts)
    if gutter is None:
        return [_rows_first(parts, leftward)] if parts else []
    zones: list[list[Part]] = []
    across: list[Part] = []
    sides: tuple[list[Part], list[Part]] = ([], [])
    for part in sorted(parts, key=lambda part: part.box[1]):
        if part.box[0] < gutter < part.box[2]:
            zones += _side_by_side(sides, leftward)
            sides = ([], [])
            across.append(part)
        else:
            zones += [_rows_first(across, leftward)] if across else []
            across = []
            sides[part.box[0] >= gutter].append(part)
    zones += [_rows_first(across, leftward)] if across else []
    return zones + _side_by_side(sides, leftward)


def _side_by_side(sides: tuple[Sequence[Part], Sequence[Part]], leftward: bool) -> list[list[Part]]:
    ordered = reversed(sides) if leftward else sides
    return [zone for side in ordered for zone in _columns(side, leftward)]


def _is_sideways(part: Placed) -> bool:
    x0, y0, x1, y1 = part.box
    return y1 - y0 > 2 * (x1 - x0) and len(part.text) > 3


def _rows_first(parts: Sequence[Part], leftward: bool) -> list[Part]:
    """Sort by rows, and within a row in the direction of reading."""
    down = sorted(parts, key=lambda part: part.box[1] + part.box[3])
    return [
        part
        for row in level_rows(down)
        for part in sorted(row, key=lambda part: -part.box[2] if leftward else part.box[0])
    ]


def _find_gutter(parts: Sequence[Placed]) -> float | None:
    """Return the x that parts two columns of prose with the fewest letters across it, None for one column."""
    if len(parts) < 2 * FEWEST_LINES:
        return None
    sizes = [(part.box, len(part.text)) for part in parts]
    left, right = min(box[0] for box, _ in sizes), max(box[2] for box, _ in sizes)
    inner = left + EDGE * (right - left), right - EDGE * (right - left)
    gaps = [
        gap
        for gap in _gaps(sizes)
        if gap[2] - gap[1] >= NARROWEST and inner[0] < gap[1] and gap[2] < inner[1]
    ]
    if not gaps:
        return None
    crossing, start, end = min(gaps, key=lambda gap: (gap[0], gap[1] - gap[2]))
    middle = (start + end) / 2
    if crossing > MOST_CROSSING * sum(letters for _, letters in sizes):
        return None
    before = [part for part in parts if part.box[2] <= middle]
    after = [part for part in parts if part.box[0] >= middle]
    fit = _is_prose(before) and _is_prose(after) and not _is_table(before, after)
    return middle if fit and _stand_level(before, after) else None


def _gaps(sizes: Sequence[tuple[Box, int]]) -> list[tuple[int, float, float]]:
    """Return (letters across, start, end) for the stretches between places where parts begin or end."""
    steps = sorted(
        [(box[0], letters) for box, letters in sizes] + [(box[2], -letters) for box, letters in sizes]
    )
    gaps: list[tuple[int, float, float]] = []
    across = 0
    for (place, change), (end, _) in pairwise(steps):
        across += change
        if end > place:
            gaps.append((across, place, end))
    return gaps


def _is_prose(parts: Sequence[Placed]) -> bool:
    texts = [(part.box[2] - part.box[0], part.text) for part in parts if part.text]
    sizes = sorted(
        (Size(width, len(text), text.count(" ") + 1) for width, text in texts), key=lambda size: size.width
    )
    if len(sizes) < FEWEST_LINES:
        return False
    usual = sizes[len(sizes) * 9 // 10].width
    full = sum(size.letters for size in sizes if size.width >= FULL * usual and size.words >= FEWEST_WORDS)
    return full >= FULL_SHARE * sum(size.letters for size in sizes)


def _is_table(before: Sequence[Placed], after: Sequence[Placed]) -> bool:
    """Tell whether one side is columns of figures, and the other their labels, or most rows are so parted."""
    return _are_rows(before, after) or any(
        _are_figures(one) and not _are_full(other) for one, other in ((before, after), (after, before))
    )


def _are_rows(before: Sequence[Placed], after: Sequence[Placed]) -> bool:
    """Tell whether most rows that both sides have part of are of a table: figures alone on one side.

    A side that is full of prose is a column of its own, whatever stands beside it.
    """
    if _are_full(before) or _are_full(after):
        return False
    left = set(map(id, before))
    parts = sorted((part for part in (*before, *after) if part.text), key=lambda part: sum(part.box[1::2]))
    rows = [
        [[part for part in row if (id(part) in left) == side] for side in (True, False)]
        for row in level_rows(parts)
    ]
    shared = [sides for sides in rows if all(sides)]
    torn = [sides for sides in shared if not all(map(_says, sides))]
    return len(torn) >= FEWEST_TORN and 2 * len(torn) > len(shared)


def _says(parts: Sequence[Placed]) -> bool:
    return any(letter.isalpha() for part in parts for letter in part.text)


def _are_figures(parts: Sequence[Placed]) -> bool:
    """Tell whether most rows of a side have no letters."""
    rows = level_rows(sorted((part for part in parts if part.text), key=lambda part: part.box[1]))
    bare = [row for row in rows if not _says(row)]
    return 2 * len(bare) > len(rows)


def _are_full(parts: Sequence[Placed]) -> bool:
    """Tell whether most lines of a side fill it, as those of prose do and labels do not."""
    widths = sorted(part.box[2] - part.box[0] for part in parts if part.text)
    return sum(width >= FULL * widths[len(widths) * 9 // 10] for width in widths) > FULL_LINES * len(widths)


def _stand_level(before: Sequence[Placed], after: Sequence[Placed]) -> bool:
    """Tell whether two sides share at least two lines' height."""
    top = max(min(part.box[1] for part in side) for side in (before, after))
    bottom = min(max(part.box[3] for part in side) for side in (before, after))
    heights = sorted(part.box[3] - part.box[1] for part in [*before, *after])
    return bottom - top > 2 * heights[len(heights) // 2]
