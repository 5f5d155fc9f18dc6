"""Lines of a page → reading order, columns left to right; pure."""

import statistics
from collections.abc import Sequence

from assistant.engine.rawpage import Line

FEWEST_LINES = 4
"""A column has at least so many lines."""

FEWEST_WORDS = 3
"""Half the lines of a column of prose have at least so many words; of a table's column, fewer."""

FULLNESS = 0.55
"""Half the lines of a column of prose fill at least this share of its width."""

MOST_CROSSING = 0.4
"""At most this share of the lines, headings and the like, may cross the gutter."""

STEPS = 60


def in_reading_order(lines: Sequence[Line]) -> list[list[Line]]:
    """Return zones in reading order, each with its lines from top to bottom and left to right.

    Where a gutter parts columns, lines that cross it (a title, a wide figure) part the columns into zones.
    """
    gutter = _find_gutter(lines)
    if gutter is None:
        return [_rows_first(lines)] if lines else []
    zones: list[list[Line]] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda line: line.box[1]):
        if line.box[0] < gutter < line.box[2]:
            zones += [*in_reading_order(left), *in_reading_order(right), [line]]
            left, right = [], []
        else:
            (left if line.box[2] <= gutter else right).append(line)
    return _join_singles([*zones, *in_reading_order(left), *in_reading_order(right)])


def are_level(one: Line, other: Line) -> bool:
    """Tell whether two lines stand on the same height of the page."""
    a, b = one.box, other.box
    shared = min(a[3], b[3]) - max(a[1], b[1])
    return shared > 0.5 * min(a[3] - a[1], b[3] - b[1])


def _rows_first(lines: Sequence[Line]) -> list[Line]:
    """Sort by rows, and within a row from left to right."""
    ordered: list[Line] = []
    row: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.box[1] + line.box[3], line.box[0])):
        if row and not are_level(row[0], line):
            ordered += sorted(row, key=lambda line: line.box[0])
            row = []
        row.append(line)
    return ordered + sorted(row, key=lambda line: line.box[0])


def _find_gutter(lines: Sequence[Line]) -> float | None:
    """Return the x that parts two columns of prose with the fewest lines crossing it, None for one column."""
    if len(lines) < 2 * FEWEST_LINES:
        return None
    least = min(line.box[0] for line in lines)
    width = max(line.box[2] for line in lines) - least
    places = [least + width * step / STEPS for step in range(STEPS // 6, STEPS - STEPS // 6)]
    crossing = {x: sum(line.box[0] < x < line.box[2] for line in lines) for x in places}
    fewest = min(crossing.values())
    if fewest > MOST_CROSSING * len(lines):
        return None
    best = [x for x in places if crossing[x] == fewest]
    middle = best[len(best) // 2]
    sides = (
        [line for line in lines if line.box[2] <= middle],
        [line for line in lines if line.box[0] >= middle],
    )
    return middle if all(map(_is_prose, sides)) and _stand_side_by_side(*sides) else None


def _is_prose(lines: Sequence[Line]) -> bool:
    if len(lines) < FEWEST_LINES:
        return False
    width = max(line.box[2] for line in lines) - min(line.box[0] for line in lines)
    filled = statistics.median((line.box[2] - line.box[0]) / (width or 1.0) for line in lines)
    return statistics.median(len(line.words) for line in lines) >= FEWEST_WORDS and filled >= FULLNESS


def _stand_side_by_side(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Tell whether both columns share at least two lines' height."""
    top = max(min(line.box[1] for line in side) for side in (left, right))
    bottom = min(max(line.box[3] for line in side) for side in (left, right))
    return bottom - top > 2 * statistics.median(line.box[3] - line.box[1] for line in [*left, *right])


def _join_singles(zones: list[list[Line]]) -> list[list[Line]]:
    """Put neighbouring zones of one line each together: lines of a full-width paragraph."""
    joined: list[list[Line]] = []
    for zone in zones:
        if joined and len(zone) == 1 and all(map(_is_alone, (joined[-1], zone))):
            joined[-1].extend(zone)
        else:
            joined.append(list(zone))
    return joined


def _is_alone(zone: Sequence[Line]) -> bool:
    return len(zone) == 1 or all(
        one.box[3] <= other.box[3] for one, other in zip(zone, zone[1:], strict=False)
    )
