import shutil
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.events import Answered, ReadThrough
from assistant.engine.extracts import compare, matching
from assistant.engine.matching import find_quote
from assistant.engine.types import Answer, Scope
from tests.conftest import SAMPLES, open_library
from tests.fakes import make_passage

HEATING = "Heating is paid by the tenant."
OLD = ["The rent is 900 euros a month.", "Pets are allowed in the garden only.", HEATING]
NEW = ["The rent is 950 euros a month.", HEATING, "Bicycles are kept in the cellar room."]


def ask(assistant: Assistant, question: str, scope: Scope | None = None) -> Answer:
    *_, last = assistant.ask(question, scope or Scope(), keep=False)
    assert isinstance(last, Answered)
    return last.answer


def assert_verified(assistant: Assistant, answer: Answer) -> None:
    assert answer.citations
    for citation in answer.citations:
        page = assistant.page_text(citation.document, citation.page)
        assert find_quote(citation.quote, page).verdict == "verified"
        assert citation.boxes


def test_a_summary_quotes_sentences_of_several_sections_in_order(samples: Assistant) -> None:
    handbook = samples.find_document("staff-handbook.pdf")
    answer = ask(samples, "Summarise this document", Scope(document=handbook.id))
    assert_verified(samples, answer)
    pages = [each.page for each in answer.citations]
    assert pages == sorted(pages)
    assert len(set(pages)) > 3


def test_every_sentence_that_matches_is_listed_and_counted(samples: Assistant) -> None:
    answer = ask(samples, "List all sentences that mention liability")
    assert_verified(samples, answer)
    assert all("liab" in each.quote.casefold() for each in answer.citations)
    count = len(answer.citations)
    assert answer.text.startswith(f"{count} sentences on")


def test_what_nothing_mentions_is_said_so(samples: Assistant) -> None:
    answer = ask(samples, "List all volcanoes")
    assert answer.kind == "not in documents"
    assert answer.text == "No sentence of your documents holds these words: volcanoes. Try other words."


def test_a_comparison_names_both_files_and_says_what_it_leaves_out(samples: Assistant) -> None:
    answer = ask(samples, "What changed between supply-contract.pdf and product-manual.pdf?")
    first, *_ = answer.text.split("\n")
    assert first.startswith("Compared: ")
    assert {"supply-contract.pdf", "product-manual.pdf"} <= {*first.rstrip(".").split(" ")}
    assert "The first 12 follow." in answer.text


def test_progress_tells_the_pages_read(samples: Assistant) -> None:
    events = list(samples.ask("How many documents mention liability?", keep=False))
    read = [event for event in events if isinstance(event, ReadThrough)]
    assert (read[0].done, read[-1].done) == (0, read[-1].total)
    assert read[-1].total == sum(each.pages for each in samples.documents())


def test_two_versions_are_set_side_by_side(assistant: Assistant, tmp_path: Path) -> None:
    for name, lines in (("lease_old.pdf", OLD), ("lease_new.pdf", NEW)):
        document = pymupdf.open()
        document.new_page().insert_textbox((72, 72, 500, 700), "\n\n".join(lines))
        document.save(tmp_path / name)
    list(assistant.add([tmp_path / "lease_old.pdf", tmp_path / "lease_new.pdf"]))
    answer = ask(assistant, "What changed between lease old and lease new?")
    assert_verified(assistant, answer)
    assert "Changed" in answer.text
    quotes = " ".join(each.quote for each in answer.citations)
    assert "900" in quotes
    assert "950" in quotes
    assert "Pets" in quotes
    assert "Bicycles" in quotes
    assert "Heating" not in quotes


@pytest.mark.parametrize("kind", ["Summarise this document", "Give me an overview of the contract"])
def test_a_model_writes_from_the_passages_it_noted(
    tmp_path: Path, embedder_folder: Path, tiny_model: Path, kind: str
) -> None:
    assistant = open_library(
        tmp_path / "data", embedder_folder, model=str(tiny_model), answer_tokens=24, seed=5
    )
    list(assistant.add([Path(shutil.copy(SAMPLES / "supply-contract.pdf", tmp_path))]))
    events = list(assistant.ask(kind, keep=False))
    assert any(isinstance(event, ReadThrough) and event.things == "passages" for event in events)
    assert isinstance(events[-1], Answered)
    numbers = range(1, len(events[-1].answer.passages) + 1)
    assert all(each.number in numbers for each in events[-1].answer.citations)
    assistant.close()


def test_sentences_match_by_stems_and_most_of_a_longer_subject() -> None:
    passage = make_passage("Suppliers deliver goods. The supplier pays late fees. Nothing else.")
    assert [each.text for each in matching([passage], ["supplier"])] == [
        "Suppliers deliver goods.",
        "The supplier pays late fees.",
    ]
    assert [each.text for each in matching([passage], ["supplier", "fee", "volcano"])] == [
        "The supplier pays late fees."
    ]
    assert matching([passage], []) == []


@pytest.mark.parametrize(
    ("language", "text", "subject", "found"),
    [
        (
            "de",
            "Die Frist beträgt zwei Wochen. Der Preis ist fest.",
            "Fristen",
            "Die Frist beträgt zwei Wochen.",
        ),
        ("fr", "Les délais sont courts. Le prix est fixe.", "délai", "Les délais sont courts."),
        ("es", "El plazo es corto. El precio es fijo.", "plazos", "El plazo es corto."),
        ("zh", "争议提交仲裁解决。价格是固定的。", "仲裁", "争议提交仲裁解决。"),
    ],
)
def test_sentences_match_in_the_language_of_their_document(
    language: str, text: str, subject: str, found: str
) -> None:
    passage = replace(make_passage(text), language=language)
    assert [each.text.strip() for each in matching([passage], [subject])] == [found]


def test_documents_that_say_the_same_do_not_differ() -> None:
    passage = make_passage(" ".join(OLD))
    found = compare([passage], [passage])
    assert (found.changed, found.only_first, found.only_second) == ((), (), ())
