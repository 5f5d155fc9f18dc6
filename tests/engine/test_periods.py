"""The year, quarter and kind of report that a question means."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.periods import fit, fit_later, period_of
from assistant.engine.types import Document, Facts

REPORT = Document("", "acme.pdf", "", 1, "complete", "", 1)


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("What was the FY2018's revenue?", {2018}),
        ("Revenue in 2Q2022", {2022}),
        ("Sales in 4QFY22", {2022}),
        ("Compare fiscal years '17 and '18", {2017, 2018}),
        ("Average of FY2016 - FY2018", {2016, 2018}),
        ("In the 2018 10-K, how much debt matures in 2022?", {2018}),
        ("According to the 10-K for fiscal year 2019, what is due by 2024?", {2019}),
        ("In 2018, which notes are due in 2030?", {2018}),
        ("Which notes are due in 2030?", {2030}),
        ("Average of 2017 through 2019", {2017, 2019}),
        ("Did profit fall due to the fire of 2019?", {2019}),
        ("What does the Q2 10-Q say?", set()),
        ("Is 2,018 or $2019 enough?", set()),
        ("Cash as of May 31,2019 and 31.12.2018", {2018, 2019}),
        ("Growth in FY2018-19", {2018, 2019}),
        ("Growth in 2017/18", {2017, 2018}),
        ("What was filed on 2009-10-31?", {2009}),
        ("Debt at FYE21, CY22 and FY-23", {2021, 2022, 2023}),
        ("Debt at FYE 31 March 2021", {2021}),
        ("Who pays?", set()),
    ],
)
def test_the_years_of_a_question_are_those_of_the_report(question: str, years: set[int]) -> None:
    assert period_of(question).years == years


@pytest.mark.parametrize(
    ("question", "quarter"),
    [
        ("Sales in Q2 2023", 2),
        ("Sales in 2Q23", 2),
        ("the second quarter of 2023", 2),
        ("the 2nd fiscal quarter", 2),
        ("quarter 3 of 2022", 3),
        ("a quarter of the staff", 0),
    ],
)
def test_quarters_are_read_as_people_write_them(question: str, quarter: int) -> None:
    assert period_of(question).quarter == quarter


def report(kind: str, year: int, path: str = "acme.pdf") -> Document:
    return replace(REPORT, path=path, facts=Facts(kind=kind, years=(year,)))


def test_a_kind_of_report_that_is_named_is_meant() -> None:
    annual, quarterly = report("annual report", 2022), report("quarterly report", 2022)
    for question, meant, other in (
        ("Revenue in the 2022 10-K", annual, quarterly),
        ("Revenue in the 10-Q of 2022", quarterly, annual),
        ("Revenue in 2022", annual, quarterly),
        ("Revenue in the 10-Q", quarterly, annual),
        ("Revenue in the 10-Qs", quarterly, annual),
        ("Revenue in 2022", annual, report("current report", 2022)),
        ("Revenue in the 2022 press release", report("earnings release", 2022, "q4.pdf"), annual),
    ):
        assert fit(meant, period_of(question)) == 1.0
        assert fit(other, period_of(question)) < 1.0


def test_the_quarter_that_is_named_is_meant_with_or_without_a_year() -> None:
    second, third = report("quarterly report", 2022, "q2.pdf"), report("quarterly report", 2022, "q3.pdf")
    for question in ("Net income in Q2", "Net income in Q2 2022"):
        assert fit(second, period_of(question)) > fit(third, period_of(question)) > 0


def test_a_report_of_another_year_does_not_fit() -> None:
    assert fit(report("annual report", 2021), period_of("Revenue in 2022")) == 0.0
    assert fit(report("annual report", 2021), period_of("Revenue")) == 0.0


def test_the_next_annual_report_tells_a_little_of_the_year_before_it() -> None:
    asked = period_of("Revenue in 2020")
    next, after, later = (fit_later(report("annual report", year), asked) for year in (2021, 2022, 2023))
    assert 0.5 > next > after > later == 0.0
    assert fit_later(report("quarterly report", 2021), asked) == 0.0


@given(some.text())
def test_no_question_breaks_it(question: str) -> None:
    assert 0.0 <= fit(report("annual report", 2021), period_of(question)) <= 1.0
