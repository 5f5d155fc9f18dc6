"""Rows as RAFT makes them, of the samples, with the real index."""

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine import prompt
from assistant.engine.assistant import Assistant
from assistant.engine.matching import find_quote
from assistant.evaluation import questions
from assistant.evaluation.questions import Question
from assistant.finetune import raft
from assistant.finetune.raft import MadeRows, Plan, split_documents
from tests.conftest import SAMPLES

ASKED = questions.load(SAMPLES / "questions.jsonl")


def make(assistant: Assistant, asked: list[Question], plan: Plan) -> MadeRows:
    *_, made = raft.make(assistant, asked, plan)
    assert isinstance(made, MadeRows)
    return made


@pytest.fixture(scope="module")
def made(samples: Assistant) -> MadeRows:
    return make(samples, ASKED[::2], Plan(distractors=2, without=0.25))


def test_rows_are_made_of_most_questions_and_the_others_are_named(made: MadeRows) -> None:
    answerable = sum(each.answerable for each in ASKED[::2])
    assert len(made.rows) >= answerable / 2
    assert all(each.reason for each in made.refused)


def test_every_quote_stands_on_its_page_and_in_the_passage_that_is_named(
    made: MadeRows, samples: Assistant
) -> None:
    quoted = [each for each in made.rows if each.kind == "answer"]
    assert quoted
    for row in quoted:
        quote = row.answer.partition("“")[2].rpartition("”")[0]
        number = int(row.answer.rpartition("[")[2].rstrip("]"))
        document, _, page = row.right.partition(":")
        assert find_quote(quote, samples.page_text(document, int(page))).verdict == "verified"
        assert " ".join(quote.split()) in " ".join(
            prompt.passages_in(row.messages[-1].content)[number - 1].split()
        )
        assert row.pages[number - 1] == row.right


def test_no_page_is_in_two_splits(made: MadeRows) -> None:
    splits = defaultdict(set)
    for row in made.rows:
        for page in (*row.pages, row.right):
            splits[page].add(row.split)
    assert [page for page, found in splits.items() if len(found) > 1] == []


def test_distractors_are_never_the_right_passage_nor_nearly_the_same(made: MadeRows) -> None:
    for row in made.rows:
        shown = prompt.passages_in(row.messages[-1].content)
        assert len(shown) == (3 if row.kind == "answer" else 2)
        wrong = [text for text, page in zip(shown, row.pages, strict=True) if page != row.right]
        assert len(wrong) == 2
        right = [text for text, page in zip(shown, row.pages, strict=True) if page == row.right]
        assert not any(raft.is_alike(one, other) for one in wrong for other in right)


def test_the_share_without_the_right_passage_is_the_share_asked_for(made: MadeRows) -> None:
    lacking = [each for each in made.rows if each.kind == "refusal"]
    assert len(lacking) / len(made.rows) == pytest.approx(0.25, abs=1 / len(made.rows))
    assert all(row.right not in row.pages for row in lacking)
    assert {row.answer for row in lacking} == {"Your documents do not answer this."}


def test_raft_s_own_way_answers_from_memory(samples: Assistant) -> None:
    made = make(samples, ASKED[:20], Plan(distractors=1, without=0.5, memory=True))
    lacking = [each for each in made.rows if each.kind == "memory"]
    assert lacking
    assert all(row.right not in row.pages and "“" not in row.answer for row in lacking)


def test_an_answer_that_is_not_on_its_page_makes_no_row(samples: Assistant) -> None:
    asked = Question("Who painted it?", "Rembrandt van Rijn", True, Path(samples.documents()[0].path).name, 1)
    made = make(samples, [asked], Plan())
    assert made.rows == ()
    assert "no passage" in made.refused[0].reason


@given(some.dictionaries(some.text(min_size=1), some.integers(0, 50), min_size=1), some.integers(0, 9))
def test_every_document_is_in_one_split_and_three_are_enough_for_all(
    weights: dict[str, int], seed: int
) -> None:
    chosen = split_documents(sorted(weights), weights, seed, {})
    assert chosen.keys() == weights.keys()
    if len(weights) >= 3:
        assert set(chosen.values()) == {"train", "validation", "test"}


def test_documents_that_have_a_split_keep_it() -> None:
    chosen = split_documents(["a", "b", "c"], {"a": 9, "b": 1, "c": 1}, 1, {"a": "test"})
    assert chosen["a"] == "test"
