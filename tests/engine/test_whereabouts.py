"""Where a page fell out of a search."""

from pathlib import Path

from assistant.engine.assistant import Assistant
from tests import pdfs
from tests.conftest import open_library

QUESTION = "How is liability limited per calendar year?"


def test_a_page_that_is_shown_is_named_by_its_number(samples: Assistant) -> None:
    hits = samples.search(QUESTION).hits
    first = hits[0].passage
    found = samples.whereabouts(QUESTION, first.document, first.page, [hit.passage.id for hit in hits])
    assert (found.outcome, found.number) == ("shown", 1)
    assert found.relevance is not None
    assert min(found.by_words or 99, found.by_meaning or 99) < 10


def test_a_page_beside_the_question_says_where_it_stands(samples: Assistant) -> None:
    hits = samples.search(QUESTION).hits
    shown = [hit.passage.id for hit in hits]
    manual = samples.find_document("product-manual.pdf")
    pages = {(hit.passage.document, hit.passage.page) for hit in hits}
    page = next(number for number in range(2, manual.pages) if (manual.id, number) not in pages)
    found = samples.whereabouts(QUESTION, manual.id, page, shown)
    first = samples.whereabouts(QUESTION, hits[0].passage.document, hits[0].passage.page, shown)
    assert found.outcome in ("behind", "not found")
    assert (found.relevance or 0) < (first.relevance or 0)


def test_a_page_of_a_document_that_the_question_names_has_its_place_in_that_document(
    samples: Assistant,
) -> None:
    manual = samples.find_document("product-manual.pdf")
    passages = samples.parts.index.passages_of(manual.id)
    named = f"How is liability limited, according to the {manual.title}?"
    assert samples.search(named).preferred == (manual.id,)
    places = [
        samples.whereabouts(named, manual.id, number).by_meaning for number in range(1, manual.pages + 1)
    ]
    assert all(place is not None and place <= len(passages) for place in places)
    plain = [
        samples.whereabouts(QUESTION, manual.id, number).by_meaning for number in range(1, manual.pages + 1)
    ]
    assert max(place or 0 for place in plain) > len(passages)


def test_a_page_without_text_is_told_so(tmp_path: Path, embedder_folder: Path) -> None:
    assistant = open_library(tmp_path / "data", embedder_folder)
    list(assistant.add([pdfs.plain(tmp_path / "a.pdf", ["Staff get 25 days of leave each year."], [])]))
    (document,) = assistant.documents()
    assert assistant.whereabouts(QUESTION, document.id, 2).outcome == "no text"
    assistant.close()
