"""Annual reports of two companies, asked about in an analyst's words, through the real parts."""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.types import Scope
from tests.benchmarks.filings.company import Filing
from tests.benchmarks.filings.writer import write
from tests.conftest import open_library

FILLER = (
    "Demand may fall, costs may rise, and our suppliers may be late or fail to deliver at all.",
    "We lease offices and warehouses in many places and hold them to be suitable for our business.",
    "Estimates are made with judgement, and actual results may differ from them.",
)
FILINGS = tuple(Filing(number, year) for number in (0, 3) for year in (2020, 2021))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, embedder_folder: Path) -> Iterator[Assistant]:
    """A library of two years of two companies."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "filings").mkdir()
    for filing in FILINGS:
        write(filing, cycle(FILLER), folder / "filings")
    assistant = open_library(folder / "library", embedder_folder)
    list(assistant.add([folder / "filings"]))
    yield assistant
    assistant.close()


def pages_of(assistant: Assistant, question: str, **scope: bool) -> list[tuple[str, int]]:
    names = {each.id: Path(each.path).name for each in assistant.documents()}
    hits = assistant.search(question, Scope(**scope), 30).hits
    return list(dict.fromkeys((names[hit.passage.document], hit.passage.page) for hit in hits))


def test_a_filing_is_called_by_company_and_year(reports: Assistant) -> None:
    titles = {each.title for each in reports.documents()}
    assert titles == {f"{each.name}: annual report {each.year}" for each in FILINGS}


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("How high was capex of Brightmoor Foods in FY2020?", ("BRIGHTMOORFOODS_2020_10K.pdf", 23)),
        ("Quick ratio of Evergrove Water Works, FY2021?", ("EVERGROVEWATERWORKS_2021_10K.pdf", 22)),
        ("Did the gross margin of Brightmoor Foods rise in 2021?", ("BRIGHTMOORFOODS_2021_10K.pdf", 20)),
    ],
)
def test_the_statement_of_the_year_asked_for_is_found(
    reports: Assistant, question: str, page: tuple[str, int]
) -> None:
    assert page in pages_of(reports, question)[:3]


def test_what_else_is_looked_for_is_told_and_left_out_on_demand(reports: Assistant) -> None:
    question = "How high was capex of Brightmoor Foods in FY2020?"
    found = reports.search(question)
    assert "capital expenditures" in found.also
    assert found.named == ("2020", "brightmoor", "brightmoorfoods", "foods")
    alike = reports.search(question, Scope(alike=True))
    assert (alike.also, alike.preferred) == ((), ())


def test_a_company_is_named_among_others_and_alone_and_a_year_by_itself_names_none(
    reports: Assistant,
) -> None:
    own = next(each.id for each in reports.documents() if "BRIGHTMOOR" in each.path)
    for scope in (Scope(), Scope(document=own)):
        assert reports.search("How did Brightmoor Foods fare?", scope).by_name
        assert not reports.search("How did it fare in 2020?", scope).by_name
    assert not reports.search("How did Brightmoor Foods fare?", Scope(alike=True)).by_name


def test_other_documents_are_not_asked_in_the_words_of_reports(samples: Assistant) -> None:
    assert samples.search("What is capex?").also == ()
