import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.sentences import spans


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


def test_sentences_end_at_their_stops() -> None:
    assert split("Leave is 25 days. Is it paid? Yes! It is.") == [
        "Leave is 25 days.",
        "Is it paid?",
        "Yes!",
        "It is.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Meyer signed for Contoso Inc. on 3 May.",
        "See Sec. 4.2 and No. 7 of the annex.",
        "Fees, e.g. postage, are 3.5 percent.",
        "The U.S. Treasury pays.",
        "J. R. Smith leads the team.",
        "1. The supplier delivers on time.",
        "It rose to approx. 40 units.",
    ],
)
def test_a_stop_that_ends_no_sentence_splits_nothing(text: str) -> None:
    assert split(text) == [text]


def test_a_closing_quote_belongs_to_its_sentence() -> None:
    assert split("He said “stop.” Then he left.") == ["He said “stop.”", "Then he left."]


def test_a_newline_ends_a_sentence_and_rows_stand_alone() -> None:
    assert split("Leave\nFull-time\t25 days\nPart-time\t15 days") == [
        "Leave",
        "Full-time\t25 days",
        "Part-time\t15 days",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [("年假为二十五天。病假为六周。", 2), ("هل هي مدفوعة؟ نعم.", 2), ("यह पहला है। यह दूसरा है।", 2)],
)
def test_other_scripts_have_sentences_too(text: str, count: int) -> None:
    assert len(split(text)) == count


@given(some.text(alphabet=some.sampled_from('ab A.?!\n 。1.\t"”…'), max_size=80) | some.text(max_size=80))
def test_spans_are_in_order_and_hold_everything_but_white_space(text: str) -> None:
    found = spans(text)
    assert all(start < end for start, end in found)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))
    assert "".join("".join(split(text)).split()) == "".join(text.split())
