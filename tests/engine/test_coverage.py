from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.coverage import coverage
from tests.fakes import make_passage

SOME_WORDS = ["leave", "days", "notice", "pay", "sick", "contract", "sensor", "price"]
WORDS = some.lists(some.sampled_from(SOME_WORDS), min_size=1)


def shares(question: str, *texts: str) -> list[float]:
    return coverage(question, [make_passage(text) for text in texts])


def test_a_passage_that_holds_all_words_is_covered_wholly_and_one_without_any_not_at_all() -> None:
    assert shares("paid notice periods", "A notice period is paid.", "The sensor is clean.") == [1.0, 0.0]


def test_a_word_that_few_passages_hold_weighs_more() -> None:
    rare, usual, _ = shares("sensor price", "The sensor.", "The price.", "Another price.")
    assert rare > usual > 0


def test_the_heading_of_a_passage_counts_too() -> None:
    with_title = make_passage("It is 25 days.")
    assert coverage(with_title.context, [with_title]) == [1.0]


def test_words_are_stemmed_in_the_passages_language() -> None:
    german = replace(make_passage("Die Kündigungsfristen sind lang."), language="de")
    assert coverage("Kündigungsfrist", [german]) == [1.0]


def test_a_question_without_words_is_covered_by_nothing() -> None:
    assert shares("what is it?", "It is what it is.") == [0.0]
    assert coverage("notice", []) == []


@given(WORDS, some.lists(WORDS, min_size=1, max_size=5))
def test_shares_lie_between_nought_and_one_and_more_text_covers_no_less(
    question: list[str], texts: list[list[str]]
) -> None:
    made = [" ".join(each) for each in texts]
    plain = shares(" ".join(question), *made)
    assert all(0.0 <= share <= 1.0 + 1e-9 for share in plain)
    whole = shares(" ".join(question), *made, " ".join([*made, *question]))
    assert whole[-1] >= max(whole) - 1e-9
