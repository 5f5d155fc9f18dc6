import dataclasses

import pytest

from assistant import printing
from assistant.engine.disagreements import find
from assistant.engine.types import Citation, Disagreement
from tests.desktop.fakes import make_answer


def cite(number: int, document: str, quote: str) -> Citation:
    return Citation(number, f"p{number}", document * 64, document, 1, "1", quote, (), "verified")


def compare(one: str, other: str) -> tuple[Disagreement, ...]:
    return find([cite(1, "a", one), cite(2, "b", other)])


def test_two_documents_that_give_another_number_for_the_same_thing_disagree() -> None:
    found = compare(
        "Either party may end the contract with 30 days of written notice.",
        "Each party may end this contract on written notice of 60 days.",
    )
    assert found == (Disagreement(1, 2, "30", "60"),)
    assert printing.disagreement(found[0]) == "Your documents disagree: [1] says “30”, [2] says “60”."


def test_a_document_that_denies_what_another_one_says_disagrees() -> None:
    found = compare(
        "Routine eye exams are covered under this plan.",
        "Routine eye exams are not covered under this plan.",
    )
    assert found == (Disagreement(1, 2, "", "not"),)
    assert printing.disagreement(found[0]) == "Your documents disagree: [1] does not, [2] says “not”."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The notice period for the lease is 30 days.",
            "The notice period of the lease: thirty (30) days.",
        ),
        ("The annual fee for the card is $1,500.", "The annual fee of the card is 1500 dollars."),
        ("The notice period is 30 days.", "Full-time staff get 25 days of annual leave."),
        ("Revenue of 2018 was 5 million.", "Operating costs of 2019 were 7 million and rose."),
        ("", ""),
    ],
)
def test_the_same_number_or_another_matter_is_no_disagreement(one: str, other: str) -> None:
    assert compare(one, other) == ()


def test_one_document_does_not_disagree_with_itself_nor_with_words_that_were_not_found() -> None:
    first = cite(1, "a", "The notice period for the lease is 30 days.")
    second = dataclasses.replace(first, number=2, quote="The notice period for the lease is 60 days.")
    assert find([first, second]) == ()
    assert find([first, dataclasses.replace(second, document="b" * 64, verdict="not found")]) == ()


def test_a_pair_that_is_cited_twice_is_told_once() -> None:
    pair = [cite(1, "a", "The notice period for the lease is 30 days."),
            cite(2, "b", "The notice period for the lease is 60 days.")]  # fmt: skip
    assert len(find([*pair, *pair])) == 1


def test_the_command_line_shows_disagreements_below_the_answer() -> None:
    answer = make_answer("30 days [1].", disagreements=(Disagreement(1, 2, "30", "60"),))
    assert "[2] says “60”" in printing.disagreements(answer, printing.in_black)
