import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.terms import content_words, stem, words


def test_numbers_are_one_word_and_compounds_are_several() -> None:
    assert words("Part-time staff: 3.5 days, §4.2, it’s 1,000 €") == [
        "part", "time", "staff", "3.5", "days", "4.2", "it's", "1,000",
    ]  # fmt: skip


def test_content_words_leave_out_what_every_sentence_has() -> None:
    assert content_words("What is the notice period of the notice?") == ["notice", "period"]


@pytest.mark.parametrize(
    "forms",
    [
        ("plan", "plans", "planned", "planning"),
        ("policy", "policies"),
        ("cover", "covers", "covered", "covering"),
        ("use", "uses", "used", "using"),
        ("reimburse", "reimbursed", "reimbursing"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    "pair", [("2018", "201"), ("contract", "contact"), ("class", "clas"), ("read", "real")]
)
def test_different_words_keep_different_stems(pair: tuple[str, str]) -> None:
    assert stem(pair[0]) != stem(pair[1])


@given(some.text(max_size=200))
def test_any_text_has_words_and_each_content_word_once(text: str) -> None:
    found = content_words(text)
    assert len(found) == len(set(found))
    assert set(found) <= set(words(text))
    assert all(stem(word) for word in found)
