import pytest

from assistant.evaluation.proposals import Proposal, propose
from tests.fakes import make_passage


def proposed(text: str) -> dict[str, Proposal]:
    return {each.question: each for each in propose(make_passage(text))}


def test_a_definition_is_asked_for_by_its_term() -> None:
    found = proposed("“Working Day” means any day other than a Sunday or a public holiday.")
    assert found["What does “Working Day” mean?"].answer.startswith("“Working Day” means any day")


def test_a_statement_is_asked_for_by_what_it_speaks_of() -> None:
    found = proposed("Please read on. The notice period is six weeks for everybody.")
    assert found["What is the notice period?"].answer == "six weeks for everybody"


def test_a_cell_is_asked_for_by_its_row_and_column() -> None:
    found = proposed(
        "Site\tDesks\tOpening hours\nBristol\t40\t8 to 18\nGhent\t25\t7 to 19\nLeeds\t12\t9 to 17"
    )
    cell = found["What is the opening hours for “Ghent”?"]
    assert (cell.kind, cell.answer) == ("cell", "7 to 19")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It is a matter of course for everybody.",
        "This was said in the first meeting of the year.",
        "Knowing which providers are near is a great help.",
        "When the lamp is red the probe was cleaned before.",
        "12 is 12.",
    ],
)
def test_what_does_not_stand_alone_is_not_asked_for(text: str) -> None:
    assert not proposed(text)


def test_an_answer_is_where_the_proposal_says() -> None:
    text = "First words. The deductible is 500 dollars for each claim. Last words."
    (found,) = proposed(text).values()
    assert text[found.start : found.end].startswith(found.answer)
