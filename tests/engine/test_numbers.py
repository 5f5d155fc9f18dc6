import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.numbers import formulas, keep_supported, numbers, unsupported

TABLE = "Capital expenditure (in millions)\t2018\t2017\nPurchases of equipment\t$1,577\t$1,373"


def texts(sentence: str, *passages: str) -> list[str]:
    return [each.text for each in unsupported(sentence, passages)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1’234", 1234),
        ("12 %", 12),
        ("$3.2 million", 3.2e6),
        ("25", 25),
        ("(1,234)", 1234),
        ("0,5", 0.5),
        ("2,5 Mio", 2.5e6),
        ("1.234.567", 1234567),
    ],
)
def test_numbers_are_read_however_they_are_written(text: str, value: float) -> None:
    assert [each.value for each in numbers(f"It is {text} here.")] == pytest.approx([value])


def test_markers_and_letters_with_digits_are_no_numbers() -> None:
    assert numbers("The B2B form [12] of v1.2b") == []


def test_a_number_that_stands_in_a_passage_is_supported() -> None:
    assert texts("Staff get 25 days [1].", "Full-time staff get 25 days of leave.") == []


def test_a_number_that_stands_nowhere_is_not() -> None:
    assert texts("Staff get 42 days [1].", "Full-time staff get 25 days of leave.") == ["42"]


def test_a_number_in_millions_is_the_one_of_the_table() -> None:
    assert texts("It spent $1,577 million, or 1.577 billion.", TABLE) == []
    assert texts("It spent about 1.6 billion.", TABLE) == []
    assert texts("It spent 1.7 billion.", TABLE) == ["1.7 billion"]


def test_a_number_of_the_question_is_known() -> None:
    assert unsupported("In 2031 it is 25.", ["25 days"], ["What about 2031?"]) == []


@pytest.mark.parametrize(
    ("sentence", "formula"),
    [
        ("It rose by 204.", "1,577 − 1,373 = 204"),
        ("It rose by 14.9 %.", "(1,577 − 1,373) ÷ 1,373 = 14.9%"),
        ("Both years together: 2,950.", "1,577 + 1,373 = 2,950"),
    ],
)
def test_a_number_computed_from_one_row_carries_its_formula(sentence: str, formula: str) -> None:
    assert formulas(sentence, [TABLE]) == [formula]
    assert texts(sentence, TABLE) == []


def test_a_number_computed_from_numbers_of_the_sentence_is_one_too() -> None:
    rows = "2018: 1,577.\nThe year before: 1,373."
    assert formulas("From 1,373 to 1,577 it rose by 204.", [rows]) == ["1,577 − 1,373 = 204"]


def test_numbers_of_different_rows_are_not_thrown_together() -> None:
    assert texts("It is 30.", "Leave\t25 days\nSick\t5 days") == ["30"]


def test_a_sentence_with_a_number_from_nowhere_is_left_out_of_an_answer() -> None:
    answer = "Staff get 25 days [1]. Bosses get 99 days [1]. That is all."
    kept, left_out = keep_supported(answer, ["Staff get 25 days."])
    assert kept == "Staff get 25 days [1]. That is all."
    assert [each.text for each in left_out] == ["99"]


def test_a_number_must_stand_in_the_passage_that_the_sentence_cites() -> None:
    assert keep_supported("It is 25 [2].", ["It is 25.", "It is 30."])[0] == ""


def test_the_formula_stands_before_the_marker() -> None:
    kept, _ = keep_supported("It rose by 204 [1].", [TABLE])
    assert kept == "It rose by 204 (1,577 − 1,373 = 204) [1]."


@given(some.lists(some.integers(0, 10**9), min_size=1, max_size=8))
def test_a_passage_supports_its_own_numbers(values: list[int]) -> None:
    text = " and ".join(f"{value:,}" for value in values)
    assert unsupported(text, [text]) == []


@given(some.text(), some.text())
def test_any_texts_can_be_compared(sentence: str, passage: str) -> None:
    assert len(unsupported(sentence, [passage])) <= len(numbers(sentence))
