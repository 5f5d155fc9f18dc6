import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.column_heads import count_heads, names_of

ROWS = some.lists(
    some.lists(some.sampled_from(["", "2018", "Net sales", "1,234", "Years ended"]), min_size=1), max_size=8
)


def rows(*lines: str) -> list[list[str]]:
    return [line.split("|") for line in lines]


@pytest.mark.parametrize(
    ("lines", "heads"),
    [
        (("|2018|2017", "Net sales|1,234|1,198"), 1),
        (("|February 2,|February 3,", "|2019|2018", "Net sales|1,234|1,198"), 2),
        (("|Three Months|Six Months", "(in millions)|2019|2018", "Net sales|1,234|1,198"), 2),
        (("What|When", "Founded|1998", "Next review|2026"), 1),
        (("Grade|Salary", "A|30,000"), 1),
        (("(a)|Submit the form|the employee", "(b)|Approve the form|the manager"), 1),
        (("|Monday|Tuesday", "|Maths|French", "|Sport|Art"), 1),
    ],
)
def test_rows_without_amounts_or_labels_are_the_head(lines: tuple[str, ...], heads: int) -> None:
    assert count_heads(rows(*lines)) == heads


def test_a_date_in_two_lines_is_one_name() -> None:
    assert names_of(rows("|February 2,|February 3,", "|2019|2018")) == (
        "",
        "February 2, 2019",
        "February 3, 2018",
    )


def test_a_name_over_several_columns_is_said_of_each() -> None:
    assert names_of(rows("|Three Months||Six Months|", "|2019|2018|2019|2018")) == (
        "",
        "Three Months 2019",
        "Three Months 2018",
        "Six Months 2019",
        "Six Months 2018",
    )


@given(ROWS)
def test_no_rows_break_it(lines: list[list[str]]) -> None:
    heads = count_heads(lines)
    assert min(1, len(lines)) <= heads <= len(lines)
    if lines:
        assert len(names_of(lines[:heads])) == max(map(len, lines[:heads]))
