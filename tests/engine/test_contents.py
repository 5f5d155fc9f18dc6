"""Tables of contents."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.contents import is_contents


@pytest.mark.parametrize(
    "text",
    [
        "Contents\nBusiness 3\nRisk factors 9\nProperties 20\nLegal proceedings 21",
        "Introduction………5\nScope………7\nTerms ···9\nEnd………12",
        "Leave ........ 4\nPay ........ 7\nTravel ....... 7\nEnding the contract ...... 12",
    ],
)
def test_headings_with_growing_pages_are_contents(text: str) -> None:
    assert is_contents(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Net income 120\nTaxes 31\nCash 4\nDebt 77\nEquity 12",
        "The notice period is three months.\nSee page 7\nIt ends on 31\nNobody knows\nWhy",
        "Sales\t1,204\nCosts\t1,100\nProfit\t104\nTax\t20",
        "Grade\tDays\nJunior\t20\nSenior\t25\nLead\t28\nPrincipal\t30",
    ],
)
def test_figures_and_prose_are_none(text: str) -> None:
    assert not is_contents(text)


def test_what_stands_under_contents_is_a_list_of_pages_though_its_lines_ran_together() -> None:
    run = "Item 1. Business 8 Item 2. Risk Factors 13 Item 3. Properties 18 Item 4. Legal 23"
    assert is_contents(run, "Form 10-K › TABLE OF CONTENTS")
    assert not is_contents(run, "Form 10-K › Contents of the box")
    assert not is_contents("Nothing is listed.", "Contents")
    assert not is_contents("Jewels up to $500\nCash up to $800\nBikes up to $900\nArt up to $950", "Contents")
    assert not is_contents("Net income\t5,363\nOther\t12\nTax\t14\nCash\t20\nAll\t31", "TABLE OF CONTENTS")


@given(some.text() | some.text(alphabet="a .…·\t\n12"))
def test_no_text_breaks_it(text: str) -> None:
    assert is_contents(text) in (True, False)
