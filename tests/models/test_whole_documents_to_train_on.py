"""Invented documents become parts and questions; near misses are passages of the same document."""

import json
from pathlib import Path

import pytest

from assistant.engine.embedder import Embedder
from models.cross_encoder.mine import WHOLE, in_document
from models.cross_encoder.rows import Part
from models.cross_encoder.whole import add_whole

OTHER = Part(0, 1, "Rent is due on the first of the month.")
PASSAGES = [
    "Brick, Inc. · Liquidity. Capital spending was $12 million in 2022, mostly for the new kiln.",
    "Brick, Inc. · Kilns. A second kiln is planned.",
    "Brick, Inc. · Statements of Cash Flows. Additions to plant; (12); (9)",
    "Brick, Inc. · Employees. We had 310 employees.",
    "Brick, Inc. · Competition. Tiles of others are sold at lower prices.",
]


def kept(folder: Path, *rows: tuple[str, str | bool | None, list[int]]) -> Path:
    file = folder / "filings.jsonl"
    file.write_text(json.dumps({"title": "BRICK", "passages": PASSAGES, "rows": rows}) + "\n", "utf-8")
    return file


def test_a_question_points_at_all_passages_of_its_document_that_answer(tmp_path: Path) -> None:
    parts = [OTHER]
    (document,) = add_whole(kept(tmp_path, ("Brick capex FY22", "$12 million", [0, 2])), parts)
    (question,) = document.questions
    assert [parts[id].text for id in question.right] == [PASSAGES[0], PASSAGES[2]]
    assert question.answer is not None
    assert PASSAGES[0][slice(*question.answer)] == "$12 million"
    assert parts == [OTHER, *document.parts]
    assert len({part.passage for part in parts}) == len(parts)


def test_an_answer_that_is_not_in_its_passage_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="13 million"):
        add_whole(kept(tmp_path, ("Brick capex FY22", "$13 million", [0])), [])


@pytest.mark.parametrize(
    ("answer", "places", "told"),
    [
        ("$12 million", [], "or neither"),
        (None, [0], "or neither"),
        (True, [], "or neither"),
        (False, [0], "or neither"),
        ("$12 million", [5], "no passage 5"),
        ("$12 million", [-5], "no passage -5"),
    ],
)
def test_an_answer_without_a_passage_and_a_passage_that_there_is_not_are_told(
    tmp_path: Path, answer: str | bool | None, places: list[int], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        add_whole(kept(tmp_path, ("Brick capex FY22", answer, places)), [])


def test_near_misses_are_of_the_document_and_never_what_answers(
    tmp_path: Path, embedder_folder: Path
) -> None:
    parts = [OTHER]
    rows = [("What did Brick spend on plant?", True, [0, 2]), ("What will the second kiln cost?", None, [])]
    (document,) = add_whole(kept(tmp_path, *rows), parts)
    spent, cost = in_document(document, parts, Embedder(embedder_folder))
    assert set(spent.misses) == {2, 4, 5}
    assert parts[cost.misses[0]].text == PASSAGES[1]
    assert OTHER.id not in cost.misses


@pytest.mark.parametrize("file", WHOLE, ids=lambda file: str(file.stem))
def test_what_ships_is_sound_and_asks_what_is_not_told_too(file: Path) -> None:
    for document in add_whole(file, []):
        unanswered = [question for question in document.questions if not question.right]
        assert 0.1 < len(unanswered) / len(document.questions) < 0.5
