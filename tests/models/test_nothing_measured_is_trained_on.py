"""No question that the model learns from is one that it is measured with, in other small words."""

import json
from pathlib import Path
from typing import Any

from assistant.engine.terms import question_terms
from models.cross_encoder.mine import OURS, WHOLE

SAMPLES = Path("resources/samples")
MEASURED = (SAMPLES / "questions.jsonl", SAMPLES / "everyday.jsonl")


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").rstrip("\n").split("\n")]


def said(question: str) -> frozenset[str]:
    """Return the stems of a question's words; "may I" asks what "can I" does, whose "can" is no term."""
    return frozenset(question_terms(question, ["en"])) - {"may"}


def test_no_question_of_the_samples_is_trained_on() -> None:
    asked = [row for file in (*OURS, *WHOLE) for line in lines(file) for row in line["rows"]]
    trained = {(said(row[0]), row[1] is not None) for row in asked}
    measured = [(each["question"], each["answerable"]) for file in MEASURED for each in lines(file)]
    assert len(trained) > 30_000
    assert len(measured) > 150
    assert [question for question, answered in measured if (said(question), answered) in trained] == []
