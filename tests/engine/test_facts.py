from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.facts import facts_of, telling_title
from assistant.engine.types import Page

COVER = """UNITED STATES SECURITIES AND EXCHANGE COMMISSION
FORM 10-K
ANNUAL REPORT PURSUANT TO SECTION 13
For the fiscal year ended December 31, 2018
Commission file number 1-3285
ACME COMPANY
(Exact name of registrant as specified in its charter)"""


def page(text: str) -> Page:
    return Page(1, "1", 600, 800, text, (), (), "text")


def test_the_cover_of_a_filing_tells_who_what_and_when() -> None:
    facts = facts_of("Form 10-K", {}, [page(COVER)], PurePath("filing.pdf"))
    assert (facts.organisation, facts.kind) == ("ACME COMPANY", "annual report")
    assert (facts.period, facts.years) == ("year ended December 31, 2018", (2018,))


@pytest.mark.parametrize(
    "cover",
    [
        "FORM 10-K\nACME COMPANY\n\n(Exact name of registrant as specified in its charter)",
        "For the transition period from ____ to ____\nExact Name of Registrant\n1-12609\tACME COMPANY\tOhio",
        "Commission File Number: 1-2\nExact name of registrant as specified in its charter: ACME COMPANY",
        "ACME COMPANY\nDelaware 94-1234567\n(Exact name of registrant)\nNASDAQ Inc",
        "Commission file number 1-3285 ACME COMPANY\n(Exact name of registrant as specified in its charter)",
        "ACME COMPANY\n________\n(Exact name of registrant as specified in its charter)",
        "ACME COMPANY\nAmendment No. 1\n(Exact name of registrant as specified in its charter)",
        "ACME COMPANY\n(formerly known as Harlan Pump Company)\n(Exact name of registrant)",
        "ACME COMPANY /DE/\n(Exact name of registrant as specified in its charter)",
        "ACME COMPANY -------- (Exact name of registrant as specified in its charter)",
        "ACME COMPANY\n(Name of Registrant as Specified In Its Charter)",
    ],
)
def test_a_company_is_told_by_covers_of_other_forms(cover: str) -> None:
    assert facts_of("Form 10-K", {}, [page(cover)], PurePath("000100.pdf")).organisation == "ACME COMPANY"


@pytest.mark.parametrize(
    ("title", "cover"),
    [
        (
            "ACME COMPANY",
            "FORM 10-K\nState of Incorporation: Ohio\nChicago Stock Exchange, Inc.\nThe Company",
        ),
        (
            "2019 FORM 10-K",
            "FORM 10-K\nCommission file number 1-33\nACME COMPANY\nDelaware 31-0418822\nThe Company",
        ),
        (
            "q.htm",
            "FORM 10-Q\nCommission file number 1-33\nACME COMPANY\nEmerging growth company. Growth company",
        ),
    ],
)
def test_a_company_that_stands_alone_on_its_cover_is_told_where_nothing_says_that_it_is_one(
    title: str, cover: str
) -> None:
    assert facts_of(title, {}, [page(cover)], PurePath("acme.pdf")).organisation == "ACME COMPANY"


@pytest.mark.parametrize("line", ["The Company", "About Our Company", "The Group", "Ernst & Young LLP"])
def test_a_heading_of_a_report_is_no_company(line: str) -> None:
    pages = [page("The annual report by Acme Widgets Ltd."), page(f"{line}\nwhich is Acme Widgets Ltd.")]
    assert facts_of(line, {}, pages, PurePath("a.pdf")).organisation == "Acme Widgets Ltd"


def test_what_every_cover_says_is_no_company() -> None:
    cover = page("FORM 10-K\nThe Company\nEmerging Growth Company\nACME COMPANY")
    assert facts_of("The Company", {}, [cover], PurePath("a.pdf")).organisation == "ACME COMPANY"


def test_the_name_of_the_file_tells_kind_and_year_before_the_text_does() -> None:
    facts = facts_of("", {}, [page("Published 1999.")], PurePath("/a/ACME_2021_10K.pdf"))
    assert (facts.kind, facts.years) == ("annual report", (2021,))


@pytest.mark.parametrize(
    ("ended", "period"),
    [
        ("FOR THE FISCAL YEAR ENDED MAY 31, 2018", "year ended MAY 31, 2018"),
        ("For the Year Ended December 31, 2018", "year ended December 31, 2018"),
        ("for the year ended 31 December 2018", "year ended 31 December 2018"),
        ("52 weeks ended February 3, 2018", "year ended February 3, 2018"),
    ],
)
def test_the_period_of_a_cover_is_told_as_covers_print_it(ended: str, period: str) -> None:
    facts = facts_of("Form 10-K", {}, [page(f"FORM 10-K\n{ended}\n")], PurePath("filing.pdf"))
    assert (facts.period, facts.years) == (period, (2018,))


def test_a_current_report_is_of_the_day_on_which_it_was_made() -> None:
    cover = page(
        "FORM 8-K\nDate of Report (Date of earliest event reported): January 28, 2020\nACME COMPANY\nOhio"
    )
    facts = facts_of("ACME COMPANY", {}, [cover], PurePath("ACME_2019Q4_8K_dated-2020-01-28.pdf"))
    assert (facts.period, facts.years) == ("reported on January 28, 2020", (2019, 2020))
    assert telling_title("ACME COMPANY", facts) == "ACME COMPANY: current report January 28, 2020"


def test_the_period_of_a_quarterly_report_is_a_quarter() -> None:
    cover = page("FORM 10-Q\nFor the quarterly period ended June 30, 2020")
    assert facts_of("Form 10-Q", {}, [cover], PurePath("q.pdf")).period == "quarter ended June 30, 2020"


@pytest.mark.parametrize(
    "stem", ["10K-FY22-Acme", "Q2FY22_10Q", "ACME_10K_FY 22", "acm-20220531", "ACME_2022"]
)
def test_the_name_of_a_file_tells_its_year_in_other_forms(stem: str) -> None:
    assert facts_of("", {}, [page("Made 1999.")], PurePath(f"{stem}.pdf")).years == (2022,)


@pytest.mark.parametrize(
    ("stem", "cover", "year"),
    [
        ("2019-02-22 Acme 10-K", "For the fiscal year ended December 31, 2018", 2018),
        ("Acme 10-K 2017", "For the fiscal year ended December 31, 2018", 2017),
        (
            "acme 8-K",
            "Date of Report (Date of earliest event reported): February 5, 2019\nyear ended May 31, 2018",
            2019,
        ),
        ("acme 10-KT", "For the transition period from July 1, 2018 to December 31, 2018", 2018),
        ("acme 10-Q", "For the quarterly period (13 weeks) ended November 24, 2018", 2018),
        ("acme 20-F", "for the year ended 31st December 2018", 2018),
    ],
)
def test_the_year_is_that_of_the_report_and_not_of_its_filing(stem: str, cover: str, year: int) -> None:
    assert facts_of("", {}, [page(cover)], PurePath(f"{stem}.pdf")).years == (year,)


@pytest.mark.parametrize(
    ("stem", "kind"),
    [("acme 10-K405", "annual report"), ("acme 20-F", "annual report"), ("acme DEF 14A", "proxy statement")],
)
def test_rarer_forms_are_known(stem: str, kind: str) -> None:
    assert facts_of("", {}, [page("Acme")], PurePath(f"{stem}.pdf")).kind == kind


def test_what_is_no_report_is_of_the_year_of_its_title() -> None:
    facts = facts_of("Handbook 2023", {}, [page("Rates of the year ended June 30, 2019")], PurePath("h.pdf"))
    assert facts.years == (2023,)
    assert facts_of(
        "Minutes", {}, [page("year ended June 30, 2019")], PurePath("minutes_20230501.pdf")
    ).years == (2023,)


def test_a_thermostat_is_no_annual_report_and_a_form_no_company() -> None:
    facts = facts_of(
        "Floor",
        {},
        [page("Heat the floor to 20F and 40F.\nRegistration form\nName of registrant")],
        PurePath("x.pdf"),
    )
    assert (facts.kind, facts.organisation) == ("", "")


def test_a_word_that_ends_in_fy_is_no_year() -> None:
    assert facts_of("Simplify 20 steps", {}, [page("Made 1999.")], PurePath("x.pdf")).years == ()


def test_a_blank_form_is_read_at_once() -> None:
    rules = "\n".join(["_" * 60] * 400)
    assert facts_of("Form", {}, [page(rules)], PurePath("x.pdf")).organisation == ""


def test_a_company_is_the_one_that_the_first_pages_name_most() -> None:
    text = "This Agreement is made by Northern Steel Ltd and Bob. Northern Steel Ltd shall pay Other GmbH."
    facts = facts_of("Supply Agreement", {}, [page(text)], PurePath("x.pdf"))
    assert (facts.organisation, facts.kind) == ("Northern Steel Ltd", "contract")


def test_metadata_tell_subject_and_date() -> None:
    metadata = {"subject": "  Leave \n rules ", "creationDate": "D:20230306142530+01'00'"}
    facts = facts_of("Handbook", metadata, [page("Der Urlaub und die Tage")], PurePath("h.pdf"))
    assert (facts.subject, facts.made, facts.kind) == ("Leave rules", "2023-03-06", "handbook")


@pytest.mark.parametrize("author", ["python-docx", "Microsoft Office User", "Liam Cavanagh", "admin"])
def test_a_program_or_a_person_is_no_organisation(author: str) -> None:
    assert facts_of("A", {"author": author}, [page("Text.")], PurePath("a.pdf")).organisation == ""


def test_what_a_document_does_not_tell_is_empty() -> None:
    facts = facts_of("", {"creationDate": "yesterday"}, [], PurePath("scan.pdf"))
    assert (facts.kind, facts.organisation, facts.period, facts.years, facts.made) == ("", "", "", (), "")


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("UNITED STATES SECURITIES AND EXCHANGE COMMISSION", "ACME COMPANY: annual report 2018"),
        ("Form 10-K", "ACME COMPANY: annual report 2018"),
        ("FORM 10-K/A", "ACME COMPANY: annual report 2018"),
        ("Acme Company", "ACME COMPANY: annual report 2018"),
        ("2018 Annual Report", "ACME COMPANY: annual report 2018"),
        ("2018 FORM 10-K", "ACME COMPANY: annual report 2018"),
        ("Q2 2018 Form 10-Q", "ACME COMPANY: quarterly report December 31, 2018"),
        ("ACME 10-K", "ACME COMPANY: annual report 2018"),
        ("Acme Company 2018 Annual Report", "ACME COMPANY: annual report 2018"),
        ("Acme in 2018", "Acme in 2018"),
        ("Annual Report on Water Quality", "Annual Report on Water Quality"),
        ("United States Patent 10,123,456", "United States Patent 10,123,456"),
    ],
)
def test_a_title_that_every_filing_has_gives_way_to_what_the_document_is(title: str, told: str) -> None:
    facts = facts_of(title, {}, [page(COVER)], PurePath("filing.pdf"))
    assert telling_title(title, facts) == told


def test_a_poor_title_stays_where_nothing_better_is_known() -> None:
    facts = facts_of("Form 10-K", {}, [page("No more.")], PurePath("filing.pdf"))
    assert telling_title("Form 10-K", facts) == "Form 10-K"


@given(some.text(), some.dictionaries(some.sampled_from(["author", "subject", "creationDate"]), some.text()))
def test_no_text_or_metadata_breaks_it(text: str, metadata: dict[str, str]) -> None:
    assert len(facts_of(text, metadata, [page(text)], PurePath("a.pdf")).organisation) <= 120
