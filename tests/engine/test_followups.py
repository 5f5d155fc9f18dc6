import pytest

from assistant.engine.followups import accept, carry_over, leans_on_history
from assistant.engine.types import Turn

HISTORY = [
    Turn(
        "How many vacation days do full-time staff get?",
        "How many vacation days do full-time staff get?",
        "25",
    )
]


@pytest.mark.parametrize(
    "question",
    [
        "And for part-time staff?",
        "Why?",
        "Can they be carried over to next year?",
        "What about interns?",
        "Und für Teilzeitkräfte?",
        "Was wird davon übertragen?",
        "Et pour les stagiaires ?",
        "¿Y para los becarios?",
        "那么实习生呢？",
        "它们可以延到明年吗？",
    ],
)
def test_a_question_that_points_back_leans_on_the_conversation(question: str) -> None:
    assert leans_on_history(question, HISTORY)


@pytest.mark.parametrize(
    "question",
    [
        "Who signs the supply contract for Meridian?",
        "Gibt es eine Frist für die Kündigung?",
        "Où se trouve le siège de la société ?",
        "¿Quién firma el contrato de suministro?",
        "全职员工有多少天假期？",
    ],
)
def test_a_question_of_its_own_stands_alone(question: str) -> None:
    assert not leans_on_history(question, HISTORY)


def test_the_first_question_never_leans_on_anything() -> None:
    assert not leans_on_history("And they?", [])


def test_what_the_follow_up_lacks_is_carried_over() -> None:
    carried = carry_over("And for part-time staff?", HISTORY)
    assert carried.startswith("And for part-time staff?")
    assert "vacation" in carried
    assert carried.count("staff") == 1


def test_nothing_is_carried_when_nothing_is_lacking() -> None:
    assert carry_over(HISTORY[0].question, HISTORY) == HISTORY[0].question


def test_a_rephrasing_in_the_words_of_the_conversation_is_taken() -> None:
    said = "How many vacation days do part-time staff get?\nHere is more."
    assert (
        accept(said, "And for part-time staff?", HISTORY) == "How many vacation days do part-time staff get?"
    )


@pytest.mark.parametrize("said", ["", "How old is Napoleon?", "Staff " * 200])
def test_a_rephrasing_that_brings_in_its_own_subject_is_not_taken(said: str) -> None:
    assert accept(said, "And for part-time staff?", HISTORY) == ""
