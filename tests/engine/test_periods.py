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
        ("What did it project for 2022 in its FY2021 report?", {2021}),
        ("What does the filing for 2020 say of 2023?", {2020}),
        ("How much did it report in 2018 and 2019?", {2018, 2019}),
        ("What did it report for 2018, and what in 2019?", {2018, 2019}),
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
        ("shares bought back in the first half of FY2020", 2),
        ("sales of the six months ended June 30, 2020", 2),
        ("the first nine months of 2020", 3),
        ("the first half of the story", 0),
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


def of_month(kind: str, year: int, period: str) -> Document:
    return replace(REPORT, facts=Facts(kind=kind, years=(year,), period=period))


@pytest.mark.parametrize(
    "question",
    [
        "Which profit did it guide to for 2023 in its release of February 8, 2023?",
        "What did it guide to for 2023 when it reported in February 2023?",
        "Cash flow guided to for 2023 in the February 2023 release",
        "By how much did net debt move? Use the earnings release of February 2023.",
        "What does the 8-K of Feb. 8, 2023 say?",
    ],
)
def test_a_month_means_what_was_reported_in_it(question: str) -> None:
    asked = period_of(question)
    release = of_month("current report", 2022, "reported on February 8, 2023")
    others = [
        of_month("current report", 2022, "reported on May 11, 2022"),
        of_month("current report", 2023, "reported on November 2, 2023"),
        of_month("annual report", 2022, "year ended December 31, 2022"),
        of_month("quarterly report", 2023, "quarter ended March 31, 2023"),
    ]
    assert fit(release, asked) == 1.0
    assert all(fit(other, asked) < 1.0 for other in others)


def test_a_month_means_what_ended_in_it() -> None:
    before = of_month("annual report", 2021, "year ended January 29, 2022")
    after = of_month("annual report", 2022, "year ended January 28, 2023")
    quarter = of_month("quarterly report", 2022, "quarter ended July 30, 2022")
    asked = period_of("By how much did equity fall in the year to January 2022?")
    assert fit(before, asked) > max(fit(after, asked), fit(quarter, asked))
    asked = period_of("What was decided after the July 2022 quarter?")
    assert fit(quarter, asked) > fit(after, asked)


def test_a_day_of_the_year_that_is_asked_for_means_no_other_report() -> None:
    annual = of_month("annual report", 2018, "year ended December 31, 2018")
    news = [
        of_month("current report", 2017, "reported on August 3, 2017"),
        of_month("current report", 2018, "reported on December 12, 2018"),
    ]
    for question in (
        "In FY2018, what was bought on August 3, 2017?",
        "How much cash was there at December 31, 2018?",
    ):
        asked = period_of(question)
        assert fit(annual, asked) == 1.0
        assert all(fit(each, asked) < 1.0 for each in news)


def test_of_two_years_that_ended_in_a_month_the_later_is_meant() -> None:
    asked = period_of("Sales of the years ended June 30, 2019 and June 30, 2018")
    later, earlier = (of_month("annual report", year, f"year ended June 30, {year}") for year in (2019, 2018))
    assert (fit(later, asked), fit(earlier, asked)) == (1.0, 0.5)


@pytest.mark.parametrize(
    "question",
    [
        "How does 2019 revenue compare with the 2018 results?",
        "Is the 2019 margin in line with the results of before?",
        "How may 2019 revenue be restated?",
        "Who may release the deposit of 2019?",
    ],
)
def test_words_that_only_look_like_news_or_a_month_mean_none(question: str) -> None:
    annual = of_month("annual report", 2019, "year ended December 31, 2019")
    assert fit(annual, period_of(question)) == 1.0
    assert not period_of(question).kinds
    assert not period_of(question).months


def test_a_release_that_names_no_quarter_may_be_of_any_but_one_of_another_is_less() -> None:
    asked = period_of("Sales in the Q3 2022 earnings release")
    own, unknown, other = (
        report("earnings release", 2022, path) for path in ("q3.pdf", "acme.pdf", "q1.pdf")
    )
    assert fit(own, asked) > fit(unknown, asked) > fit(other, asked) > 0


def test_a_release_is_looked_for_in_the_current_report_that_has_it() -> None:
    release, annual = report("current report", 2022), report("annual report", 2022)
    for question in ("Sales in the 2022 earnings release", "The charges announced with its Q3 2022 results"):
        assert fit(release, period_of(question)) > fit(annual, period_of(question))


@given(some.text())
def test_no_question_breaks_it(question: str) -> None:
    assert 0.0 <= fit(report("annual report", 2021), period_of(question)) <= 1.0
