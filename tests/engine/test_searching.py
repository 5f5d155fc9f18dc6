"""How what was found is ordered, with a cross-encoder that is undecided."""

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.engine.index import Index
from assistant.engine.library import Library
from assistant.engine.ocr import Ocr
from assistant.engine.parts import Parts
from assistant.engine.pdf_reader import PdfReader
from assistant.engine.searching import Request, search
from assistant.engine.types import Arm, Hit, Passage
from tests.fakes import FakeEmbedder, make_passage

OTHERS = [make_passage(f"Chapter {n} tells how to oil wheel number {n}.", page=n) for n in range(20, 40)]


class Undecided:
    """A cross-encoder to which every passage is the same."""

    def rank(self, question: str, texts: Sequence[tuple[str, str]]) -> list[float]:
        return [0.0 for _ in texts]


def found(
    folder: Path,
    question: str,
    passages: Sequence[Passage],
    arm: Arm = "rerank",
    without_vectors: Sequence[Passage] = (),
    reports: bool = False,
) -> list[Hit]:
    embedder: Any = FakeEmbedder()
    index = Index(folder / "index", embedder)
    index.replace(passages[0].document, passages)
    missing = index.missing_vectors(passages[0].document)
    index.set_vectors([id for id, _ in missing], embedder.encode([text for _, text in missing]))
    if without_vectors:
        index.replace(without_vectors[0].document, without_vectors)
    undecided: Any = Undecided()
    parts = Parts(Library(folder), index, embedder, undecided, PdfReader(), Ocr())
    return list(search(parts, Request(question, None, ["en"], reports=reports), arm, 30))


def test_the_page_where_a_matter_begins_comes_before_the_page_where_it_goes_on(tmp_path: Path) -> None:
    begins = make_passage("A contract ends with notice to the office.", page=3)
    goes_on = make_passage("The notice of a contract is given in writing.", page=4)
    hits = found(tmp_path, "notice of a contract", [goes_on, begins, *OTHERS])
    assert [hit.passage.page for hit in hits[:2]] == [3, 4]


def test_of_equals_the_passage_with_more_of_the_questions_words_comes_first(tmp_path: Path) -> None:
    all_words = make_passage("Spare sensors and cables are sent by courier.", page=7)
    some_words = make_passage("Sensors sensors sensors are sent, sensors too.", page=12)
    hits = found(tmp_path, "Are spare sensors sent by courier?", [some_words, all_words, *OTHERS])
    assert hits[0].passage.page == 7


def test_how_far_a_passage_stands_out_is_told_where_many_were_found(tmp_path: Path) -> None:
    notice = make_passage("A contract ends with notice to the office.", page=3)
    hits = found(tmp_path, "notice of a contract", [notice, *OTHERS])
    middle = statistics.median(hit.similarity for hit in hits)
    assert all(hit.prominence == pytest.approx(hit.similarity - middle, abs=0.05) for hit in hits)
    assert max(hits, key=lambda hit: hit.prominence or 0.0).passage == notice


def test_a_passage_without_a_vector_is_not_put_behind_for_it(tmp_path: Path) -> None:
    notice = make_passage("A contract ends with notice to the office.", document="e" * 64, page=3)
    hits = found(tmp_path, "notice of a contract", OTHERS, without_vectors=[notice])
    assert hits[0].passage == notice
    assert hits[0].prominence == pytest.approx(0.0)


def test_how_far_it_stands_out_is_not_told_of_a_few_or_without_meaning(tmp_path: Path) -> None:
    few = found(tmp_path / "few", "oil wheel", OTHERS[:5])
    words = found(tmp_path / "words", "oil wheel", OTHERS, arm="words")
    assert {hit.prominence for hit in (*few, *words)} == {None}


STATEMENT = (
    "Consolidated Statements of Cash Flows\nNet income\t1,204\t1,100\nAdditions to property\t(310)\t(295)"
)


def test_the_statement_that_has_what_is_asked_for_comes_first_among_reports(tmp_path: Path) -> None:
    statement = make_passage(STATEMENT, page=9)
    spoken = make_passage("We speak of capex and of what capex is in our risk factors.", page=3)
    question = "How high was capex?"
    assert found(tmp_path / "a", question, [statement, spoken, *OTHERS])[0].passage.page == 3
    assert found(tmp_path / "b", question, [statement, spoken, *OTHERS], reports=True)[0].passage.page == 9


def test_a_row_that_says_it_lifts_its_long_table_above_prose_that_speaks_of_it_often(tmp_path: Path) -> None:
    rows = "\n".join(f"Wheel oil of grade {n}\t{n}.50" for n in range(1, 40))
    table = make_passage(f"Article\tPrice\n{rows}\nGloves for winter\t9.75", page=9)
    spoken = [
        make_passage(f"Chapter {n} tells of gloves, and what gloves are for.", page=n) for n in range(40, 46)
    ]
    for arm in ("words", "hybrid", "rerank"):
        hits = found(tmp_path / arm, "price of gloves for winter", [*spoken, table, *OTHERS], arm=arm)
        assert hits[0].passage.page == 9, arm
        assert hits[0].by_words == 1


def test_a_table_of_contents_comes_behind_the_pages_that_it_lists(tmp_path: Path) -> None:
    contents = make_passage(
        "Contents\nOil for wheels 3\nWheel sizes 7\nOil and wheels in winter 9\nOil cans 12", page=1
    )
    matter = make_passage("In winter the oil for wheels has to be thin.", page=9)
    hits = found(tmp_path, "oil for wheels in winter", [contents, matter, *OTHERS])
    pages = [hit.passage.page for hit in hits]
    assert pages.index(9) < pages.index(1)
