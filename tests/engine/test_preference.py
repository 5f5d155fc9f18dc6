from dataclasses import replace
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.preference import prefer
from assistant.engine.types import Document, Facts

NOTHING = Document("", "", "", 1, "complete", "", 1)


def document(path: str, organisation: str = "", year: int = 0, title: str = "", kind: str = "") -> Document:
    facts = Facts(organisation=organisation, years=(year,) if year else (), kind=kind)
    return replace(NOTHING, id=path, path=path, title=title or PurePath(path).stem, facts=facts)


FILINGS = [
    document("3M_2018_10K.pdf", "3M COMPANY", 2018),
    document("3M_2022_10K.pdf", "3M COMPANY", 2022),
    document("ACTIVISIONBLIZZARD_2019_10K.pdf", "Activision Blizzard, Inc", 2019),
    document("CVSHEALTH_2018_10K.pdf", "CVS HEALTH CORPORATION", 2018),
    document("BESTBUY_2023_10K.pdf", "", 2023),
    document("JOHNSON_JOHNSON_2022_10K.pdf", "JOHNSON & JOHNSON", 2022),
]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What was the FY2018 capital expenditure of 3M?", "3M_2018_10K.pdf"),
        ("3m 2022", "3M_2022_10K.pdf"),
        ("Activision Blizzard revenue in fiscal year 19", "ACTIVISIONBLIZZARD_2019_10K.pdf"),
        ("gross margin of best buy", "BESTBUY_2023_10K.pdf"),
        ("Did Johnson & Johnson pay dividends?", "JOHNSON_JOHNSON_2022_10K.pdf"),
        ("Did JnJ pay dividends?", "JOHNSON_JOHNSON_2022_10K.pdf"),
        ("Did J&J pay dividends?", "JOHNSON_JOHNSON_2022_10K.pdf"),
        ("How many stores has CVS?", "CVSHEALTH_2018_10K.pdf"),
    ],
)
def test_a_question_that_names_company_or_year_prefers_that_filing(question: str, first: str) -> None:
    assert prefer(question, FILINGS).documents[0] == first


QUARTERS = [
    document("AMCOR_2022_10K.pdf", "AMCOR PLC", 2022),
    document("AMCOR_2023_10K.pdf", "AMCOR PLC", 2023),
    document("AMCOR_2023Q2_10Q.pdf", "AMCOR PLC", 2023),
    document("AMCOR_2023Q4_EARNINGS.pdf", "AMCOR PLC", 2023),
    document("AMD_2022_10K.pdf", "ADVANCED MICRO DEVICES, INC", 2022),
    document("annual-report.pdf", "INTERNATIONAL BUSINESS MACHINES CORPORATION", 2022),
    document("FOOTLOCKER_2022_8K_dated-2022-05-20.pdf", "", 2022),
]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who left the board of Foot Locker?", "FOOTLOCKER_2022_8K_dated-2022-05-20.pdf"),
        ("How did Amcor's sales change between FY2022 and FY2023?", "AMCOR_2023_10K.pdf"),
        ("Amcor net income in FY2022", "AMCOR_2022_10K.pdf"),
        ("What were Amcor's sales in Q2 2023?", "AMCOR_2023Q2_10Q.pdf"),
        ("Amcor 4Q23: what was said of fiscal 2023?", "AMCOR_2023Q4_EARNINGS.pdf"),
        ("How did Amcor do in 2Q23?", "AMCOR_2023Q2_10Q.pdf"),
        ("Sales of Amcor in the second quarter of 2023", "AMCOR_2023Q2_10Q.pdf"),
        ("What drove the revenue of AMD in 2022?", "AMD_2022_10K.pdf"),
        ("What drove the revenue of IBM in 2022?", "annual-report.pdf"),
    ],
)
def test_of_a_companys_documents_that_of_the_period_asked_for_is_meant(question: str, first: str) -> None:
    found = prefer(question, QUARTERS)
    assert found.documents[0] == first
    assert len({score for score in found.scores.values() if score == max(found.scores.values())}) == 1


def test_both_years_of_a_comparison_are_preferred_and_another_company_is_not() -> None:
    found = prefer("Compare 3M in 2018 and 3M in 2022", FILINGS)
    assert set(found.documents) == {"3M_2018_10K.pdf", "3M_2022_10K.pdf"}


def test_a_year_is_no_part_of_a_documents_name() -> None:
    found = prefer("What did 3M earn in 2018?", FILINGS)
    assert found.names == (("3m",),)
    assert prefer("What did 3M earn?", FILINGS[:1]).names == (("3m",),)
    found = prefer("Did Activision pay dividends?", FILINGS)
    assert found.names == (("activision", "blizzard"),)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What is JPM's total assets?", "JPMORGAN_2021_10K.pdf"),
        ("Does AMEX pay dividends?", "AMERICANEXPRESS_2022_10K.pdf"),
        ("What is the current ratio of American Express?", "AMERICANEXPRESS_2022_10K.pdf"),
        ("What does American Airlines earn?", ""),
        ("What does AMC earn?", ""),
        ("What does General Dynamics earn?", ""),
        ("WHAT IS THE TOTAL NET COST TO THE BANK OF IT?", ""),
        ("Does AT&T pay dividends?", "ATT_2020_10K.pdf"),
        ("How high is the ROE in USD?", ""),
    ],
)
def test_companies_are_called_by_short_forms_of_their_names(question: str, first: str) -> None:
    documents = [
        *FILINGS,
        document("JPMORGAN_2021_10K.pdf", "JPMORGAN CHASE & CO", 2021),
        document("AMERICANEXPRESS_2022_10K.pdf", "AMERICAN EXPRESS COMPANY", 2022),
        document("AMCOR_2022_10K.pdf", "AMCOR PLC", 2022),
        document("ATT_2020_10K.pdf", "AT&T INC.", 2020),
        document("GENERALMILLS_2020_10K.pdf", "GENERAL MILLS, INC.", 2020),
        document("NETFLIX_2020_10K.pdf", "Netflix, Inc.", 2020),
        document("USDATA_2022_8K.pdf", "USDATA CORP", 2022, "USDATA CORP: current report 2022"),
    ]
    assert [*prefer(question, documents).documents, ""][0] == first


def test_a_year_alone_prefers_all_documents_of_that_year() -> None:
    assert set(prefer("revenue in 2018", FILINGS).documents) == {"3M_2018_10K.pdf", "CVSHEALTH_2018_10K.pdf"}


def test_the_words_that_named_it_are_told() -> None:
    assert prefer("What did 3M earn in 2018?", FILINGS).words == ("2018", "3m")


@pytest.mark.parametrize(
    "question", ["What are health costs?", "Is there a best price?", "", "?!", "the and of"]
)
def test_a_question_that_names_none_prefers_none(question: str) -> None:
    assert prefer(question, FILINGS).documents == []


def test_part_of_a_title_is_not_its_name() -> None:
    plans = [document("Health_Plus_Plan.pdf"), document("Health_Standard_Plan.pdf"), document("handbook.pdf")]
    assert prefer("Does my Health plan cover glasses?", plans).documents == []
    assert prefer("What does the health plus plan cover?", plans).documents == ["Health_Plus_Plan.pdf"]


def test_what_every_document_shares_names_none() -> None:
    same = [document(f"{name}.pdf", "Contoso Ltd") for name in ("alpha", "beta")]
    found = prefer("What does Contoso say?", same)
    assert found.documents == []
    assert found.names == (("contoso",),)


def test_of_one_companys_reports_it_is_told_that_the_company_is_named_too() -> None:
    found = prefer("What did 3M earn in 2018?", FILINGS[:2])
    assert found.documents == ["3M_2018_10K.pdf"]
    assert found.words == ("2018", "3m")


def test_one_document_is_not_preferred_to_itself() -> None:
    assert prefer("3M 2018", FILINGS[:1]).documents == []


@given(some.text())
def test_scores_lie_between_nothing_and_one(question: str) -> None:
    assert all(0 < score <= 1 for score in prefer(question, FILINGS).scores.values())


WELL_KNOWN = [
    *FILINGS,
    *[document(f"COCACOLA_{year}_10K.pdf", "COCA COLA CO", year) for year in (2017, 2021, 2022)],
    document("PEPSICO_2022_10K.pdf", "PepsiCo, Inc.", 2022),
    document("MGMRESORTS_2022_10K.pdf", "MGM RESORTS INTERNATIONAL", 2022),
    document("MGMRESORTS_2022Q4_EARNINGS.pdf", "", 2022),
    document("TARGET_2022_10K.pdf", "TARGET CORPORATION", 2022),
    document("JOHNSONCONTROLS_2022_10K.pdf", "JOHNSON CONTROLS INTERNATIONAL PLC", 2022),
    document("AMERICANEXPRESS_2022_10K.pdf", "AMERICAN EXPRESS COMPANY", 2022),
    document("VISA_2022_10K.pdf", "VISA INC.", 2022),
    document("DISNEY_2022_10K.pdf", "THE WALT DISNEY COMPANY", 2022),
]
WELL_KNOWN = [replace(each, facts=replace(each.facts, kind="annual report")) for each in WELL_KNOWN]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Compare the margins of Coca-Cola and PepsiCo in 2022", {"COCACOLA_2022", "PEPSICO_2022"}),
        ("Visa and AmEx: card members in 2022", {"VISA_2022", "AMERICANEXPRESS_2022"}),
        ("What did Coke earn in 2017?", {"COCACOLA_2017"}),
        ("MGM fourth quarter 2022 results", {"MGMRESORTS_2022Q4"}),
        ("what did cvs earn in 2018", {"CVSHEALTH_2018"}),
        ("Johnson Controls' backlog in 2022", {"JOHNSONCONTROLS_2022"}),
        ("What debt target does Visa set itself in 2022?", {"VISA_2022"}),
        ("what debt target does pepsico set itself in 2022", {"PEPSICO_2022"}),
        ("Target's inventory in 2022", {"TARGET_2022"}),
        ("Compare Disney and PepsiCo in 2022", {"DISNEY_2022", "PEPSICO_2022"}),
    ],
)
def test_companies_are_told_apart_however_they_are_called(question: str, named: set[str]) -> None:
    found = prefer(question, WELL_KNOWN).documents
    assert {path.removesuffix("_10K.pdf").removesuffix("_EARNINGS.pdf") for path in found} == named


def test_the_latest_report_is_the_last_one_of_the_company() -> None:
    kinds = {"10K": "annual report", "10Q": "quarterly report"}
    files = ["3M_2018_10K", "3M_2022_10K", "3M_2023_10Q", "AMCOR_2023_10K"]
    parts = [stem.split("_") for stem in files]
    documents = [
        document(f"{stem}.pdf", f"{name} COMPANY", int(year), kind=kinds[kind])
        for stem, (name, year, kind) in zip(files, parts, strict=True)
    ]
    assert prefer("What does 3M's latest annual report say?", documents).documents[0] == "3M_2022_10K.pdf"
    assert prefer("What does the most recent 10-Q of 3M say?", documents).documents[0] == "3M_2023_10Q.pdf"
    documents.append(document("3M_supply_2024.pdf", "3M COMPANY", 2024, kind="contract"))
    assert prefer("What does 3M's latest annual report say?", documents).documents[0] == "3M_2022_10K.pdf"


def test_of_one_companys_reports_the_next_one_tells_of_a_year_that_none_has() -> None:
    reports = [
        document(f"{year}.pdf", "ACME COMPANY", year, kind="annual report") for year in (2015, 2018, 2022)
    ]
    assert prefer("What did Acme earn in 2017?", reports).documents[0] == "2018.pdf"
    assert prefer("What did Acme earn in 2030?", reports).documents == []


def test_a_word_in_small_letters_names_no_company_that_publishes_no_reports() -> None:
    policies = [
        document(f"{n}.pdf", name, kind="insurance policy")
        for n, name in enumerate(["Home Insurance Company", "Northern Light Ltd", "Other GmbH"])
    ]
    assert prefer("is my home covered against fire", policies).documents == []


def test_documents_are_of_one_company_only_where_whole_words_of_their_files_say_so() -> None:
    manuals = [
        document("bosch/manual.pdf", "Bosch GmbH"),
        document("man/manual.pdf", "MAN SE"),
        document("other/manual.pdf", "Miele AG"),
    ]
    assert prefer("How do I clean the Bosch filter?", manuals).documents == ["bosch/manual.pdf"]


def test_only_a_report_of_the_company_that_is_named_tells_of_the_year_before() -> None:
    notes = [document(f"note {n}.pdf") for n in range(9)]
    club = document("club 2021.pdf", "Rowing Club Ltd", 2021, kind="annual report")
    assert prefer("Who joined in 2020?", [*notes, club]).documents == []
