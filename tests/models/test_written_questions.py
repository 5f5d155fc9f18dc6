"""Questions written for this project become rows; one without an answer teaches to refuse."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from models.cross_encoder.mine import OURS
from models.cross_encoder.rows import Part
from models.cross_encoder.stages import STAGES, examples
from models.cross_encoder.written import REPORTS, add_written, hash_of

LEASE = "The deposit is paid back within 30 days. Dogs need consent in writing."
OTHERS = [
    Part(n, n + 1, text) for n, text in enumerate([LEASE, "Rent is due.", "Keys.", "Heating.", "Water."])
]


def written(folder: Path, *lines: dict[str, object]) -> Path:
    file = folder / "written.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return file


def asked(
    *rows: tuple[str, str | bool | None], passage: str | None = None, held: bool = False
) -> dict[str, object]:
    text = passage or LEASE
    return {"passage": passage, "part": hash_of(text), "held": held, "rows": rows}


def test_a_question_points_at_the_words_that_answer_it(tmp_path: Path) -> None:
    parts = list(OTHERS)
    (question,) = add_written(
        written(tmp_path, asked(("When do I get my money back?", "within 30 days"))), parts
    )
    assert question.answer is not None
    assert parts[question.right[0]].text[slice(*question.answer)] == "within 30 days"
    assert parts == OTHERS


def test_a_passage_of_its_own_becomes_a_part(tmp_path: Path) -> None:
    parts = list(OTHERS)
    text = "The boiler is serviced every autumn."
    (question,) = add_written(
        written(tmp_path, asked(("How often?", "every autumn"), passage=text, held=True)), parts
    )
    assert [part.text for part in parts] == [*[part.text for part in OTHERS], text]
    assert len({part.passage for part in parts}) == len(parts)
    assert question.right == (len(OTHERS),)
    assert question.split == "written"


def test_a_question_without_an_answer_is_shown_with_wrong_passages_only(tmp_path: Path) -> None:
    parts = list(OTHERS)
    (question,) = add_written(written(tmp_path, asked(("How high is the deposit?", None))), parts)
    assert question.right == ()
    assert question.misses == (0,)
    mined = replace(question, misses=(*question.misses, 1, 2, 3, 4))
    (example,) = examples(parts, [mined], STAGES[0], random.Random(1))
    assert not example.answered
    assert example.passages[0] == LEASE
    assert len(set(example.passages)) == 3


def test_a_question_whose_answer_is_computed_has_a_right_passage_but_no_words(tmp_path: Path) -> None:
    file = written(tmp_path, asked(("Is the deposit paid back soon?", True)))
    (question,) = add_written(file, list(OTHERS))
    assert question.right == (0,)
    assert question.answer is None
    assert question.answers == ()


def test_the_name_of_the_file_is_the_source(tmp_path: Path) -> None:
    file = written(tmp_path, asked(("When do I get my money back?", "within 30 days")))
    (question,) = add_written(file.rename(tmp_path / "reports.jsonl"), list(OTHERS))
    assert question.source == REPORTS


def test_an_answer_that_is_not_in_its_passage_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="60 days"):
        add_written(written(tmp_path, asked(("When?", "within 60 days"))), list(OTHERS))


def test_a_passage_that_is_no_part_of_the_rows_is_told(tmp_path: Path) -> None:
    file = written(tmp_path, asked(("When?", None)) | {"part": "00"})
    with pytest.raises(ValueError, match="00"):
        add_written(file, list(OTHERS))


@pytest.mark.parametrize("file", OURS, ids=lambda file: str(file.stem))
def test_what_ships_is_as_hashed_holds_some_back_and_has_near_misses(file: Path) -> None:
    lines = [json.loads(line) for line in file.read_text("utf-8").split("\n") if line]
    assert all(hash_of(line["passage"]) == line["part"] for line in lines if line["passage"])
    held, others = ({line["part"] for line in lines if line["held"] == back} for back in (True, False))
    assert not held & others
    assert 0.05 < sum(line["held"] for line in lines) / len(lines) < 0.2
    assert any(answer is None for line in lines for _, answer in line["rows"])
