"""The samples that come with the program are what their questions say."""

import json
import subprocess
import sys
from pathlib import Path

import pymupdf
import pytest

from assistant.evaluation.questions import Question, load
from tests.conftest import SAMPLES

PAGES = {"staff-handbook.pdf": 20, "product-manual.pdf": 15, "supply-contract.pdf": 12}
QUESTIONS = [*load(SAMPLES / "questions.jsonl"), *load(SAMPLES / "everyday.jsonl")]
MAKER = SAMPLES.parent / "make_samples.py"


@pytest.mark.parametrize(("name", "pages"), PAGES.items())
def test_a_sample_has_its_pages_bookmarks_and_a_title(name: str, pages: int) -> None:
    with pymupdf.open(SAMPLES / name) as file:
        assert file.page_count == pages
        assert len(file.get_toc()) >= pages - 2
        assert file.metadata["title"]


def test_the_handbook_counts_its_front_matter_in_roman_numbers() -> None:
    with pymupdf.open(SAMPLES / "staff-handbook.pdf") as file:
        assert [file[number].get_label() for number in range(3)] == ["i", "ii", "1"]


def test_the_manual_has_two_columns() -> None:
    with pymupdf.open(SAMPLES / "product-manual.pdf") as file:
        words = file[4].get_text("words")
    assert sum(word[2] < 300 for word in words) > 50
    assert sum(word[0] > 300 for word in words) > 50


@pytest.mark.parametrize(
    "question", [each for each in QUESTIONS if each.answerable], ids=lambda each: each.question
)
def test_the_answer_stands_on_the_page_that_is_named(question: Question) -> None:
    with pymupdf.open(SAMPLES / question.pdf) as file:
        text = " ".join(file[question.page - 1].get_text().replace("-\n", "").split())
    assert question.answer in text


def test_there_are_enough_questions_of_both_kinds() -> None:
    assert sum(each.answerable for each in QUESTIONS) >= 60
    assert sum(not each.answerable for each in QUESTIONS) >= 20
    rows = [json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text().splitlines()]
    assert all(row["pdf"] is None and row["page"] is None for row in rows if not row["answerable"])


def test_the_samples_are_written_with_the_same_bytes_again(tmp_path: Path) -> None:
    copy = tmp_path / "resources"
    copy.mkdir()
    (copy / "make_samples.py").write_bytes(MAKER.read_bytes())
    (copy / "sample_texts").symlink_to(MAKER.parent / "sample_texts")
    subprocess.run([sys.executable, copy / "make_samples.py"], check=True)
    for name in PAGES:
        assert (copy / "samples" / name).read_bytes() == (SAMPLES / name).read_bytes()
