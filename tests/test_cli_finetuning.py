"""Examples, training and advice on the command line, as a person types them."""

import json
from pathlib import Path

import pytest

from tests.conftest import SAMPLES, run
from tests.finetune.tiny_base import make_rows, write_base


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.jsonl"
    made = make_rows(80, 3)
    lines = [
        {"question": row.messages[0].content, "answer": row.answer, "document": row.group} for row in made
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    return file


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """Every third of the samples' questions, of all three documents."""
    lines = (SAMPLES / "questions.jsonl").read_text().splitlines()
    file = tmp_path / "asked.jsonl"
    file.write_text("\n".join(lines[::3]))
    return file


def test_examples_are_made_of_the_documents_looked_through_and_decided_on(
    stocked: Path, asked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(stocked, "finetune", "make", str(asked), "--distractors", "2") == 0
    assert "new examples" in capsys.readouterr().out
    assert run(stocked, "finetune", "rows", "--json") == 0
    (first, *_) = held = json.loads(capsys.readouterr().out)
    assert len(held) > 5
    assert run(stocked, "finetune", "rows", first["id"]) == 0
    assert "Passage [1]" in capsys.readouterr().out
    assert run(stocked, "finetune", "rows", "zzz") == 2
    assert "No example has “zzz”." in capsys.readouterr().err
    assert run(stocked, "finetune", "reject", first["id"]) == 0
    assert "rejected by you" in capsys.readouterr().out
    assert run(stocked, "finetune", "edit", first["id"], "“Nobody ever said this.” [1]") == 0
    assert "quote not found" in capsys.readouterr().out


def test_a_training_is_forecast_before_it_starts(
    tmp_path: Path, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = write_base(tmp_path / "base", width=64)
    assert run(tmp_path, "finetune", "import", str(mine)) == 0
    assert "80 new examples" in capsys.readouterr().out
    assert run(tmp_path, "finetune", "check", str(base), "--set", "epochs=4") == 0
    told = capsys.readouterr().out
    assert "epochs=4" in told
    assert "steps" in told
    assert "of memory" in told


def test_what_cannot_be_trained_says_why(
    tmp_path: Path, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "finetune", "check", str(tmp_path)) == 2
    assert "finetune make" in capsys.readouterr().err
    run(tmp_path, "finetune", "import", str(mine))
    assert run(tmp_path, "finetune", "check", str(tmp_path)) == 2
    assert "Hugging Face" in capsys.readouterr().err
    base = write_base(tmp_path / "base", width=64)
    assert run(tmp_path, "finetune", "train", str(base), "--converters", str(tmp_path)) == 1
    assert "fetch-converters" in capsys.readouterr().err
    assert run(tmp_path, "finetune", "list") == 0
    assert "No model was tuned yet" in capsys.readouterr().out


def test_the_six_questions_are_asked_where_nothing_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("y\ny\nn\ny\nn\nn\n"))
    assert run(tmp_path, "advise") == 0
    told = capsys.readouterr().out
    assert "That speaks for: retrieval" in told
    assert "advise QUESTIONS.jsonl" in told


@pytest.mark.timeout(300)
def test_advice_is_measured_with_the_model_that_is_chosen(
    stocked: Path, tiny_model: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    few = (SAMPLES / "questions.jsonl").read_text().splitlines()[:2]
    (tmp_path / "few.jsonl").write_text("\n".join(few))
    assert run(stocked, "advise", str(tmp_path / "few.jsonl"), "--model", "none") == 2
    assert "needs a model" in capsys.readouterr().err
    assert run(stocked, "advise", str(tmp_path / "few.jsonl"), "--model", str(tiny_model)) == 0
    assert "Needed:" in capsys.readouterr().out


def test_models_answer_a_question_side_by_side(
    stocked: Path, tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = "How many days of annual leave do full-time employees get?"
    assert run(stocked, "finetune", "ask", question, str(tiny_model), "none", "--json") == 0
    assert set(json.loads(capsys.readouterr().out)) == {str(tiny_model), "none"}


def test_forgetting_a_document_takes_its_examples(
    stocked: Path, asked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(stocked, "finetune", "make", str(asked), "--distractors", "1")
    rows = stocked / "finetuning" / "rows.jsonl"
    capsys.readouterr()
    run(stocked, "documents", "--json")
    for document in json.loads(capsys.readouterr().out):
        assert document["id"] in rows.read_text()
        assert run(stocked, "forget", document["id"]) == 0
        assert document["id"] not in rows.read_text()
    assert rows.read_text() == ""
