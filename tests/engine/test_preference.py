from dataclasses import replace
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.preference import prefer
from assistant.engine.types import Document, Facts

NOTHING = Document("", "", "", 1, "complete", "", 1)


def document(path: str, organisation: str = "", year: int = 0, title: str = "") -> Document:
    facts = Facts(organisation=organisation, years=(year,) if year else ())
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
        ("How many stores has CVS?", "CVSHEALTH_2018_10K.pdf"),
    ],
)
def test_a_question_that_names_company_or_year_prefers_that_filing(question: str, first: str) -> None:
    assert prefer(question, FILINGS).documents[0] == first


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
    assert prefer("What does Contoso say?", same).documents == []


def test_one_document_is_not_preferred_to_itself() -> None:
    assert prefer("3M 2018", FILINGS[:1]).documents == []


@given(some.text())
def test_scores_lie_between_nothing_and_one(question: str) -> None:
    assert all(0 < score <= 1 for score in prefer(question, FILINGS).scores.values())
