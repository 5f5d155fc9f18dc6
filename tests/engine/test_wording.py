"""What is looked for of what a question says."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.wording import as_said, seek, without_names


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
    assert seek(question, [], reports=False).text == left


@pytest.mark.parametrize(
    "question",
    [
        "I want to claim travel. What form do I use?",
        "I was ill for two weeks. What documents need I provide?",
        "What did Acme Inc. provide in response?",
    ],
)
def test_a_sentence_that_asks_is_always_looked_for(question: str) -> None:
    assert seek(question, [], reports=False).text == question


@pytest.mark.parametrize(
    ("question", "name", "left"),
    [
        ("Did Fairlane & Hobbs's margin improve?", "fairlane hobbs", "Did its margin improve?"),
        ("What did 3M earn in 2018?", "3m", "What did it earn in 2018?"),
        ("Does the Bank of Nowhere pay interest?", "bank nowhere", "Does it pay interest?"),
        ("Did J & J pay dividends in 2018?", "jj", "Did it pay dividends in 2018?"),
        ("Did Best Buy pay dividends?", "bestbuy", "Did it pay dividends?"),
        (
            "What were General Mills' general expenses?",
            "general mills",
            "What were its general expenses?",
        ),
        (
            "Did General Mills's Selling, General and Other costs fall?",
            "general mills",
            "Did its Selling, General and Other costs fall?",
        ),
        ("Did AT&T pay dividends?", "att", "Did it pay dividends?"),
        ("Which notes of Larkfield Co. are listed?", "larkfield", "Which notes of it are listed?"),
        ("Did Larkfield, Inc.'s debt grow?", "larkfield", "Did its debt grow?"),
        ("What is the Larkfield company policy?", "larkfield", "What is it company policy?"),
        ("Which Strip Resorts did MGM sell?", "mgm resorts", "Which Strip Resorts did it sell?"),
        ("How 3 m deep is it?", "3m", "How 3 m deep is it?"),
        ("What is PerksPlus?", "perksplus", "What is PerksPlus?"),
        ("What did 3Mers earn in 2018?", "3m", "What did 3Mers earn in 2018?"),
        ("Who was paid what?", "", "Who was paid what?"),
    ],
)
def test_a_named_company_is_it_unless_nothing_else_is_asked(question: str, name: str, left: str) -> None:
    names = [tuple(name.split())] if name else []
    assert without_names([question], names, "it") == [left]


def test_words_of_reports_are_added_where_reports_are_asked() -> None:
    sought = seek("What was capex of Acme in 2018? Round it.", [("acme",)], reports=True)
    assert sought.bare == "What was capex of in 2018?"
    assert sought.spoken == "What was capex of it in 2018?"
    assert "capital expenditures" in sought.words
    assert sought.text.startswith("What was capex of it in 2018? (purchases of property")


def test_the_question_is_read_before_how_it_is_to_be_answered() -> None:
    question = "Answer as an analyst of equities would. What was Acme's capex?"
    sought = seek(question, [("acme",)], reports=True)
    assert sought.text.startswith("What was its capex? (purchases")
    assert sought.text.endswith("Answer as an analyst of equities would.")


def test_of_other_documents_the_question_is_looked_for_in_its_own_words() -> None:
    question = "How long is the warranty of capex?"
    sought = seek(question, [("warranty",)], reports=False)
    assert sought == as_said(question)


@given(some.text(), some.lists(some.lists(some.text(min_size=1), min_size=1).map(tuple), max_size=3))
def test_something_is_always_left_of_a_question(question: str, names: list[tuple[str, ...]]) -> None:
    sought = seek(question, names, reports=True)
    assert bool(sought.text.strip()) == bool(question.strip())
