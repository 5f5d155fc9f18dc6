"""Rows of tables, each with its label and header."""

import re

from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.cells import LONGEST_LABEL
from assistant.engine.table_rows import entries, passage_of, with_headers
from tests.fakes import make_passage

CASH_FLOWS = """Cash flows from investing activities
(in millions)\t2018\t2017
Purchases of property, plant and equipment\t(1,577)\t(1,373)
Cash flows from financing activities
Dividends paid\t(3,193)\t(2,803)"""


def test_a_row_carries_its_header_and_the_label_above_it() -> None:
    header = "(in millions)\t2018\t2017"
    assert with_headers(CASH_FLOWS) == [
        "Cash flows from investing activities\n"
        f"{header}\nPurchases of property, plant and equipment\t(1,577)\t(1,373)",
        f"Cash flows from financing activities\n{header}\nDividends paid\t(3,193)\t(2,803)",
    ]


def test_a_table_that_goes_on_from_an_earlier_passage_has_no_header_of_its_own() -> None:
    assert with_headers("Net sales\t32,765\nCost of sales\t16,682") == [
        "Net sales\t32,765",
        "Cost of sales\t16,682",
    ]


def test_of_a_table_of_words_the_first_row_is_the_header() -> None:
    assert with_headers("Plan\tDental\nStandard\tno\nPlus\tyes") == [
        "Plan\tDental\nStandard\tno",
        "Plan\tDental\nPlus\tyes",
    ]


def test_prose_ends_a_table_and_its_header() -> None:
    prose = "The following is said of something else. " * 4
    assert len(prose) > LONGEST_LABEL
    assert with_headers(f"Plan\tDental\nPlus\tyes\n{prose}\nRoom\tFloor\nOffice\tfirst") == [
        "Plan\tDental\nPlus\tyes",
        "Room\tFloor\nOffice\tfirst",
    ]


def test_prose_alone_has_no_rows() -> None:
    assert with_headers("Staff get 25 days of leave.\nThey apply in writing.") == []


def test_a_row_is_found_by_the_words_of_its_passages_context_and_names_its_passage() -> None:
    passage = make_passage(CASH_FLOWS)
    first, second = entries([passage])
    assert {passage_of(str(each["id"])) for each in (first, second)} == {passage.id}
    assert {"handbook", "purchas", "2018"} <= set(str(first["terms"]).split())
    assert "dividend" not in str(first["terms"]).split()


@given(some.lists(some.text("ab1 2018\t", max_size=12), max_size=8).map("\n".join))
def test_every_line_with_cells_is_a_row_or_the_header_of_others(text: str) -> None:
    rows = with_headers(text)
    lines = [line for line in text.split("\n") if "\t" in line]
    held = [line for line in lines if any(line in row.split("\n") for row in rows)]
    unheld = [line for line in lines if line not in held]
    assert all(row.split("\n")[-1] in lines for row in rows)
    beside = [line.partition("\t")[2] for line in unheld if not re.search(r"(?:19|20)\d\d", line)]
    assert not any(char.isdigit() for char in "".join(beside))
