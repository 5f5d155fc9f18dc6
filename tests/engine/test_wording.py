"""What is looked for of what a question says."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.wording import seek, without_form, without_names


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What is the notice period? Answer in one sentence.", "What is the notice period?"),
        ("How much was paid? Round to two decimal places. Please be brief.", "How much was paid?"),
        ("Is the ratio healthy? If it is not relevant, explain why.", "Is the ratio healthy?"),
        ("Is it healthy? Use the balance sheet.", "Is it healthy? Use the balance sheet."),
        ("And 2019? Show the ratio in percent.", "And 2019? Show the ratio in percent."),
        ("Give an answer in one word.", "Give an answer in one word."),
        ("", ""),
    ],
)
def test_sentences_about_the_answers_form_are_not_looked_for(question: str, left: str) -> None:
    assert without_form(question) == left


@pytest.mark.parametrize(
    ("question", "names", "left"),
    [
        ("Did Fairlane & Hobbs's margin improve?", {"fairlane", "hobbs"}, "Did its margin improve?"),
        ("What did 3M earn in 2018?", {"3m"}, "What did it earn in 2018?"),
        ("Does the Bank of Nowhere pay interest?", {"bank", "nowhere"}, "Does the it pay interest?"),
        ("Did J & J pay dividends before Best Buy?", {"jj", "bestbuy"}, "Did it pay dividends before it?"),
        ("What is PerksPlus?", {"perksplus"}, "What is PerksPlus?"),
        ("What did 3Mers earn in 2018?", {"3m"}, "What did 3Mers earn in 2018?"),
        ("Was (a|b) paid in 2018?", {"(a|b"}, "Was it) paid in 2018?"),
        ("Who was paid what?", set(), "Who was paid what?"),
    ],
)
def test_a_named_document_is_it_unless_nothing_else_is_asked(
    question: str, names: set[str], left: str
) -> None:
    assert without_names(question, names, "it") == left


def test_words_of_reports_are_added_where_reports_are_asked() -> None:
    sought = seek("What was capex of Acme in 2018? Round it.", {"acme"}, reports=True)
    assert sought.bare == "What was capex of in 2018?"
    assert "capital expenditures" in sought.words
    assert sought.text.startswith("What was capex of it in 2018? (purchases of property")
    plain = seek("What was capex of Acme in 2018?", set(), reports=False)
    assert plain.words == plain.text == plain.bare == "What was capex of Acme in 2018?"


@given(some.text(), some.sets(some.text(min_size=1), max_size=3))
def test_something_is_always_left_of_a_question(question: str, names: set[str]) -> None:
    sought = seek(question, names, reports=True)
    assert bool(sought.text.strip()) == bool(question.strip())
