import itertools
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.engine.rules import find_tables
from assistant.engine.types import Box


def boxes(xs: Sequence[float], ys: Sequence[float]) -> list[Box]:
    lying = [(xs[0], y, xs[-1], y) for y in ys]
    return lying + [(x, ys[0], x, ys[-1]) for x in xs]


def test_rules_that_cross_make_cells() -> None:
    (table,) = find_tables(boxes((10, 110, 210), (20, 40, 60)))
    assert table.box == (10, 20, 210, 60)
    assert table.rows == (((10, 20, 110, 40), (110, 20, 210, 40)), ((10, 40, 110, 60), (110, 40, 210, 60)))


def test_a_table_open_at_its_sides_is_closed_where_its_rules_end() -> None:
    lying = [(10.0, y, 210.0, y) for y in (20.0, 40.0, 60.0)]
    (table,) = find_tables([*lying, (110, 20, 110, 60)])
    assert [len(row) for row in table.rows] == [2, 2]


def test_a_cell_goes_on_where_no_rule_is_drawn() -> None:
    shapes: list[Box] = [(10, y, 210, y) for y in (20, 40, 60)] + [
        (10, 20, 10, 60),
        (210, 20, 210, 60),
        (110, 40, 110, 60),
    ]
    (table,) = find_tables(shapes)
    assert table.rows[0] == ((10, 20, 210, 40),)
    assert len(table.rows[1]) == 2


def test_a_frame_an_underline_and_a_chart_of_thousands_of_rules_are_no_table() -> None:
    assert find_tables([(10, 10, 500, 700)]) == ()
    assert find_tables([(10, 10, 500, 10), (10, 90, 500, 90)]) == ()
    assert find_tables(boxes(range(0, 900, 9), range(0, 900, 9))) == ()


@settings(max_examples=60)
@given(some.lists(some.tuples(*[some.floats(0, 600)] * 4), max_size=25))
def test_cells_never_overlap_and_lie_in_their_table(corners: list[Box]) -> None:
    for table in find_tables([(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners]):
        cells = [cell for row in table.rows for cell in row]
        assert all(table.box[0] <= x0 < x1 <= table.box[2] for x0, _, x1, _ in cells)
        for one, other in itertools.combinations(cells, 2):
            assert min(one[2], other[2]) <= max(one[0], other[0]) or min(one[3], other[3]) <= max(
                one[1], other[1]
            )
