"""Examples are cleaned, decided on and edited; what would do harm is refused with its reason."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.errors import UsageError
from assistant.engine.types import Message
from assistant.finetune import cleaning
from assistant.finetune.examples import QUOTE_NOT_FOUND, Examples
from assistant.finetune.rows import Row, Split, make_id

PASSAGES = "═══ Passage [1]: Handbook · page 3\nSick pay lasts for six weeks.\n\n═══ Question\nHow long?"


def row(asked: str, answer: str, split: Split = "train") -> Row:
    messages = (Message("user", asked),)
    return Row(make_id(messages, answer), messages, answer, asked, "file", split=split)


def clean(*rows: Row, longest: int = 100) -> list[Row]:
    return cleaning.clean(rows, [10] * len(rows), longest)


def test_a_row_that_comes_twice_is_used_once() -> None:
    first, second = clean(
        row("How long does it last?", "Six weeks."), row("How long does it last?", "six weeks")
    )
    assert first.used
    assert (second.used, second.reason) == (False, cleaning.DUPLICATE)


def test_of_a_held_out_row_and_its_like_the_training_row_goes() -> None:
    trained = row("How long does sick pay last?", "Six weeks.")
    held = row("How long does sick pay last ?", "Six weeks", "test")
    first, second = clean(trained, held)
    assert (first.used, first.reason) == (False, cleaning.LEAKS)
    assert second.used


def test_a_row_that_does_not_fit_the_base_is_refused_even_if_it_was_accepted() -> None:
    (found,) = cleaning.clean([replace(row("How long?", "Six."), state="accepted")], [101], 100)
    assert not found.used
    assert "101 tokens" in found.reason


def test_a_duplicate_that_a_person_accepted_stays() -> None:
    again = replace(row("How long does it last?", "six weeks"), state="accepted")
    assert clean(row("How long does it last?", "Six weeks."), again)[1].used


@pytest.mark.parametrize(
    "text",
    [
        "Write to anna.berg@example.org",
        "IBAN DE89 3704 0044 0532 0130 00",
        "Card 4111 1111 1111 1111",
        "SSN 078-05-1120",
        "Call +49 30 1234567",
        "She was born on 3 May 1980",
    ],
)
def test_what_may_be_personal_is_pointed_out(text: str) -> None:
    assert clean(row(text, "Yes."))[0].personal


def test_figures_and_dates_of_contracts_are_not_called_personal() -> None:
    text = "The fee is 12,500.00 euros from 1 May 2026 under section 4.2.1 of contract 2026-118."
    assert clean(row(text, "Yes."))[0].personal == ()


@given(some.lists(some.tuples(some.text(max_size=20), some.text(max_size=20)), max_size=8))
def test_cleaning_twice_changes_nothing_more(pairs: list[tuple[str, str]]) -> None:
    once = clean(*(row(*each) for each in pairs))
    assert clean(*once) == once


def test_a_decision_is_kept(tmp_path: Path) -> None:
    examples = Examples(tmp_path)
    made = row("How long?", "Six weeks.")
    assert examples.add([made, made]) == 1
    assert examples.add([made]) == 0
    examples.decide(made.id, "rejected")
    (kept,) = Examples(tmp_path).all()
    assert (kept.used, kept.reason) == (False, "rejected by you")
    examples.decide(made.id, "accepted")
    assert Examples(tmp_path).all()[0].used


def test_an_edited_answer_may_only_quote_what_its_passages_say(tmp_path: Path) -> None:
    examples = Examples(tmp_path)
    examples.add([made := row(PASSAGES, "Six weeks.")])
    right = examples.edit(made.id, "Six weeks: “Sick pay lasts for six weeks.” [1]")
    assert (right.used, right.answer[:4]) == (True, "Six ")
    wrong = examples.edit(made.id, "“Sick pay lasts for ten weeks.” [1]")
    assert (wrong.used, wrong.reason) == (False, QUOTE_NOT_FOUND)


def test_deciding_on_a_row_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no example"):
        Examples(tmp_path).decide("abc", "accepted")
