"""Rules drawn on a page → the grids of ruled tables; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.engine.rawpage import Table
from assistant.engine.types import Box

THICKEST = 3.0
SHORTEST = 5.0
SNAP = 2.5
"""Rules this near to each other, in points, are one."""

BREAK = 4.0
MOST_CROSSINGS = 400_000
MOST_CELLS = 5000


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight rule: at is its y when it lies and its x when it stands, from start to end along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the rows and columns of a table part, and which of the rules between neighbours are drawn."""

    ys: tuple[float, ...]
    xs: tuple[float, ...]
    below: frozenset[tuple[int, int]]
    beside: frozenset[tuple[int, int]]


def find_tables(shapes: Sequence[Box]) -> tuple[Table, ...]:
    """Return the tables that thin shapes draw; shapes of any thickness are taken by their four edges."""
    edges = [edge for shape in shapes for edge in _edges(shape)]
    lying = _joined(Rule((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in edges if y1 - y0 <= x1 - x0)
    standing = _joined(Rule((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in edges if x1 - x0 < y1 - y0)
    if len(lying) < 2 or not standing or len(lying) * len(standing) > MOST_CROSSINGS:
        return ()
    found = (_grid(*group) for group in _groups(lying, standing))
    return tuple(_table(grid) for grid in found if len(grid.ys) > 2 and len(grid.xs) > 2 and _is_sane(grid))


def _is_sane(grid: Grid) -> bool:
    return len(grid.ys) * len(grid.xs) <= MOST_CELLS


def _edges(shape: Box) -> Iterator[Box]:
    x0, y0, x1, y1 = shape
    if max(x1 - x0, y1 - y0) < SHORTEST:
        return
    if min(x1 - x0, y1 - y0) <= THICKEST:
        yield shape
    else:
        yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def _joined(rules: Iterator[Rule]) -> list[Rule]:
    """Put rules on one line together that touch, and those that lie upon each other."""
    joined: list[Rule] = []
    for line in _on_one_line(rules):
        start, end = line[0].start, line[0].end
        for rule in line[1:]:
            if rule.start > end + BREAK:
                joined.append(Rule(line[0].at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        joined.append(Rule(line[0].at, start, end))
    return joined


def _on_one_line(rules: Iterator[Rule]) -> Iterator[list[Rule]]:
    line: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if line and rule.at - line[0].at > SNAP:
            yield sorted(line, key=lambda rule: rule.start)
            line = []
        line.append(rule)
    if line:
        yield sorted(line, key=lambda rule: rule.start)


def _groups(lying: Sequence[Rule], standing: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Put rules together that cross, each group with its lying and its standing ones."""
    groups: list[tuple[list[Rule], list[Rule]]] = [([rule], []) for rule in lying]
    for stands in standing:
        touched = [group for group in groups if any(_cross(rule, stands) for rule in group[0])]
        if touched:
            whole = touched[0]
            for other in touched[1:]:
                whole[0].extend(other[0])
                whole[1].extend(other[1])
            whole[1].append(stands)
            merged = {id(group) for group in touched[1:]}
            groups = [group for group in groups if id(group) not in merged]
    return groups


def _cross(lies: Rule, stands: Rule) -> bool:
    return (
        lies.start - BREAK <= stands.at <= lies.end + BREAK
        and stands.start - BREAK <= lies.at <= stands.end + BREAK
    )


def _grid(lying: Sequence[Rule], standing: Sequence[Rule]) -> Grid:
    ys, xs = _places(lying, standing), _places(standing, lying)
    return Grid(ys, xs, _drawn(lying, ys, xs), _drawn(standing, xs, ys))


def _places(rules: Sequence[Rule], across: Sequence[Rule]) -> tuple[float, ...]:
    """Return where rules lie, and where those across end, since tables may be open at their sides."""
    ends = (edge for rule in across for edge in (rule.start, rule.end))
    outer = [min(ends, default=0.0), max((rule.end for rule in across), default=0.0)]
    places: list[float] = []
    for place in sorted([rule.at for rule in rules] + outer):
        if not places or place - places[-1] > BREAK:
            places.append(place)
    return tuple(places)


def _drawn(
    rules: Sequence[Rule], places: Sequence[float], along: Sequence[float]
) -> frozenset[tuple[int, int]]:
    """Return (place, stretch) for each stretch between neighbours of `along` that a rule covers."""
    middles = [(one + other) / 2 for one, other in pairwise(along)]
    return frozenset(
        (number, stretch)
        for rule in rules
        for number, place in enumerate(places)
        if abs(rule.at - place) <= BREAK
        for stretch, middle in enumerate(middles)
        if rule.start <= middle <= rule.end
    )


def _table(grid: Grid) -> Table:
    """Part a grid into cells; a cell goes on where no rule is drawn."""
    height, width = len(grid.ys) - 1, len(grid.xs) - 1
    taken: set[tuple[int, int]] = set()
    rows: list[tuple[Box, ...]] = []
    for row in range(height):
        cells: list[Box] = []
        for column in range(width):
            if (row, column) not in taken:
                bottom, right = _extent(grid, row, column, taken)
                taken |= {(y, x) for y in range(row, bottom) for x in range(column, right)}
                cells.append((grid.xs[column], grid.ys[row], grid.xs[right], grid.ys[bottom]))
        rows.append(tuple(cells))
    return Table((grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]), tuple(row for row in rows if row))


def _extent(grid: Grid, row: int, column: int, taken: set[tuple[int, int]]) -> tuple[int, int]:
    """Return the row and the column before which a cell ends."""
    right, bottom = column + 1, row + 1
    while right < len(grid.xs) - 1 and (right, row) not in grid.beside and (row, right) not in taken:
        right += 1
    while bottom < len(grid.ys) - 1 and all((bottom, x) not in grid.below for x in range(column, right)):
        bottom += 1
    return bottom, right
