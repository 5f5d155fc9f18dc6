"""A person's own examples, in the forms that people have."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.errors import UsageError
from assistant.engine.types import Message
from assistant.finetune import importing, rows
from assistant.finetune.importing import split_of

CHAT = {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "How long?"},
                     {"role": "assistant", "content": "Six weeks."}]}  # fmt: skip
SHARED = {"conversations": [{"from": "human", "value": "How long?"}, {"from": "gpt", "value": "Six weeks."}]}
ALPACA = {"instruction": "Shorten.", "input": "It lasts for six weeks.", "output": "Six weeks."}
PLAIN = {"question": "How long?", "answer": "Six weeks.", "document": "handbook.pdf"}


def write(folder: Path, *lines: object, name: str = "mine.jsonl") -> Path:
    file = folder / name
    file.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines))
    return file


@pytest.mark.parametrize("form", [CHAT, SHARED, ALPACA, PLAIN], ids=["chat", "turns", "alpaca", "plain"])
def test_every_known_form_becomes_a_question_and_its_answer(tmp_path: Path, form: object) -> None:
    (row,) = importing.read(write(tmp_path, form))
    assert row.answer == "Six weeks."
    assert row.messages[-1].role == "user"
    assert row.messages[-1].content.startswith(("How long?", "Shorten."))


def test_what_the_system_says_is_kept(tmp_path: Path) -> None:
    (row,) = importing.read(write(tmp_path, CHAT))
    assert row.messages[0] == Message("system", "Be brief.")


def test_alpaca_s_input_stands_behind_the_instruction(tmp_path: Path) -> None:
    (row,) = importing.read(write(tmp_path, ALPACA))
    assert row.messages[0].content == "Shorten.\n\nIt lasts for six weeks."


def test_csv_with_commas_and_line_breaks_in_cells_is_read(tmp_path: Path) -> None:
    text = 'Question,Answer\n"How long, really?","Six\nweeks."\nWho?,The board.\n'
    made = importing.read(write(tmp_path, text, name="mine.csv"))
    assert [each.answer for each in made] == ["Six\nweeks.", "The board."]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"question": "How long?", ', "line 2"),
        ('["no", "object"]', "line 2"),
        ('{"question": "How long?", "answer": ""}', "no answer"),
        ('{"text": "How long?"}', "form"),
        ('{"messages": [{"role": "user", "content": "How long?"}]}', "does not end"),
        ('{"messages": [{"role": "robot", "content": "?"}]}', "known role"),
        ('{"question": 3, "answer": "x"}', "no text"),
        ("[" * 100_000, "line 2"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        importing.read(write(tmp_path, PLAIN, line))
    assert "line 2" in str(caught.value)


def test_files_that_are_missing_empty_or_no_text_are_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "picture.jsonl").write_bytes(b"\x89PNG\xff\xfe")
    for file in (tmp_path / "none.jsonl", tmp_path / "picture.jsonl", write(tmp_path, "")):
        with pytest.raises(UsageError):
            importing.read(file)


@given(some.lists(some.text(), min_size=1))
def test_a_group_is_always_in_the_same_split(groups: list[str]) -> None:
    assert [split_of(each) for each in groups] == [split_of(each) for each in groups]


def test_splits_have_about_the_shares_that_they_should() -> None:
    found = [split_of(f"document {number}") for number in range(2000)]
    assert 0.76 < found.count("train") / 2000 < 0.84
    assert 0.07 < found.count("test") / 2000 < 0.13


def test_rows_are_the_same_after_saving_and_loading(tmp_path: Path) -> None:
    made = importing.read(write(tmp_path, CHAT, ALPACA, PLAIN))
    rows.save(made, tmp_path / "rows.jsonl")
    assert rows.load(tmp_path / "rows.jsonl") == made


def test_a_broken_line_of_kept_rows_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    rows.save(importing.read(write(tmp_path, PLAIN)), file)
    file.write_text(file.read_text() + '{"id": "x"}\n')
    with pytest.raises(UsageError, match="line 2"):
        rows.load(file)
