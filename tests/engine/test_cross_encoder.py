"""The model that ships, for real."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant import paths
from assistant.engine.cross_encoder import CrossEncoder
from assistant.engine.errors import ModelFilesError

READER = CrossEncoder(paths.cross_encoder_folder(), threads=2)
LEAVE = "Full-time employees get 26 days of annual leave a year. Leave is requested two weeks ahead."
BIKES = "Bicycles are kept in the cellar. The key hangs beside the lift."
QUESTION = "How many days of annual leave do full-time employees get?"


def test_the_passage_that_answers_is_judged_above_another() -> None:
    right, wrong = READER.judge(QUESTION, [("", LEAVE), ("", BIKES)])
    assert right.relevance > 0 > wrong.relevance


def test_the_words_that_answer_are_named() -> None:
    (judgement,) = READER.judge(QUESTION, [("", LEAVE)])
    best = judgement.spans[0]
    assert LEAVE[best.start : best.end] in ("26", "26 days")
    assert 0 < best.probability <= 1


def test_an_answer_never_lies_in_the_context() -> None:
    (judgement,) = READER.judge(QUESTION, [("Handbook: 26 days", BIKES)])
    assert all(0 <= span.start < span.end <= len(BIKES) for span in judgement.spans)


def test_a_passage_is_judged_the_same_whatever_else_is_judged() -> None:
    texts = [("", LEAVE), ("Bikes", BIKES), ("", LEAVE * 5)]
    together = READER.judge(QUESTION, texts)
    alone = [READER.judge(QUESTION, [text])[0] for text in texts]
    assert together == alone


def test_ranking_says_how_relevant_a_passage_is_as_judging_does() -> None:
    texts = [("", LEAVE), ("Bikes", BIKES)]
    assert READER.rank(QUESTION, texts) == [each.relevance for each in READER.judge(QUESTION, texts)]


def test_long_questions_and_passages_are_cut() -> None:
    (judgement,) = READER.judge("why " * 5000, [("context " * 50, "word " * 5000)])
    assert judgement.spans


@settings(deadline=None, max_examples=25)
@given(some.text(max_size=80), some.text(max_size=80), some.text(max_size=80))
def test_any_text_is_judged(question: str, context: str, text: str) -> None:
    (judgement,) = READER.judge(question, [(context, text)])
    assert all(0 <= span.start < span.end <= len(text) for span in judgement.spans)


def test_no_passages_are_no_judgements() -> None:
    assert READER.judge(QUESTION, []) == []


@pytest.mark.parametrize("file", ["model.onnx", "reader.onnx", "tokenizer.json"])
def test_a_model_that_is_missing_or_damaged_is_a_sentence(tmp_path: Path, file: str) -> None:
    shutil.copytree(paths.cross_encoder_folder(), tmp_path, dirs_exist_ok=True)
    (tmp_path / file).write_text("{}")
    with pytest.raises(ModelFilesError, match="damaged"):
        CrossEncoder(tmp_path).rank("a", [("", "b")])
    (tmp_path / file).unlink()
    with pytest.raises(ModelFilesError, match="not there"):
        CrossEncoder(tmp_path).judge("a", [("", "b")])


def test_all_weights_of_the_program_stay_below_32_megabytes() -> None:
    texts = (".py", ".pyc", ".md", ".jsonl")
    folder = paths.program_folder() / "models"
    files = [each for each in folder.rglob("*") if each.is_file() and each.suffix not in texts]
    assert {each.name for each in files} == {"model.onnx", "reader.onnx", "tokenizer.json", "card.json"}
    assert sum(each.stat().st_size for each in files) < 32e6
    assert json.loads((paths.cross_encoder_folder() / "card.json").read_text())["base"] == "all-MiniLM-L6-v2"
