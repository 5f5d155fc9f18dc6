"""How sure the reader is, by what the cross-encoder says and by how far the best passage stands out."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine import reader
from assistant.engine.cross_encoder import Judgement, Span
from assistant.engine.types import Hit
from tests.fakes import make_passage

TEXT = "Full-time staff get 25 days of annual leave."
LOGITS = some.floats(-8, 8)
PROMINENCES = some.floats(0, 0.6)


def judge(question: str, texts: Sequence[tuple[str, str]]) -> list[Judgement]:
    """Find “25 days” in the sentence, the head of the statement, and what stands last in other tables."""
    known = {TEXT: Span(20, 27, 0.5), STATEMENT: Span(0, 20, 0.5)}
    return [Judgement(1.0, (known.get(text, Span(12, 16, 0.5)),)) for _, text in texts]


def confidence(logit: float, *prominences: float | None) -> float:
    hits = [
        Hit(make_passage(TEXT, page=page), 1.0, page, relevance=logit, prominence=each)
        for page, each in enumerate(prominences, 1)
    ]
    return reader.read("How many days?", hits, judge).confidence


@given(LOGITS, LOGITS, PROMINENCES)
def test_a_higher_logit_makes_it_no_less_sure(one: float, other: float, prominence: float) -> None:
    low, high = sorted((one, other))
    assert confidence(low, prominence) <= confidence(high, prominence)
    assert confidence(low, None) <= confidence(high, None)


@given(LOGITS, PROMINENCES, PROMINENCES)
def test_a_passage_that_stands_out_more_makes_it_no_less_sure(logit: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert confidence(logit, low) <= confidence(logit, high)


def test_the_passage_that_stands_out_need_not_be_the_first() -> None:
    assert confidence(0.0, 0.05, 0.3) == confidence(0.0, 0.3, 0.05)


def test_what_stands_out_is_answered_at_a_logit_at_which_the_rest_is_refused() -> None:
    assert confidence(-1.0, 0.3) > reader.THRESHOLD > confidence(-1.0, 0.05)


def test_where_nothing_is_known_of_similarities_the_logit_decides() -> None:
    assert confidence(3.0, None) > reader.THRESHOLD > confidence(-3.0, None)


def test_without_passages_nothing_is_answered() -> None:
    def asleep(question: str, texts: Sequence[tuple[str, str]]) -> list[Judgement]:
        pytest.fail("the cross-encoder is woken for nothing")

    assert reader.read("How many days?", [], asleep) == reader.Reading((), 0.0)


STATEMENT = """(Millions)\t2018\t2017
Net income\t5,363\t4,869
Purchases of property and equipment\t(1,577)\t(1,373)
Acquisitions\t(13)\t(2,023)"""


def statement_hit(heading: str) -> Hit:
    passage = replace(make_passage(STATEMENT, page=4), heading=heading)
    return Hit(passage, 1.0, 1, relevance=-3.0, prominence=0.15)


def test_a_cell_of_the_statement_that_is_asked_for_answers_though_the_cross_encoder_doubts_it() -> None:
    words = ("purchases of property and equipment", "consolidated statements of cash flows")
    document = frozenset({statement_hit("").passage.document})
    named = reader.Report(words, document, frozenset({"cash flows"}), document)
    question = "How high was capex in FY2017?"

    def ask(heading: str, report: reader.Report) -> reader.Reading:
        return reader.read(question, [statement_hit(heading)], judge, report)

    found = ask("Statements of Cash Flows", named)
    assert found.quotations[0].words == "(1,373)"
    assert found.confidence > reader.THRESHOLD
    assert ask("Balance Sheet", named).confidence < found.confidence
    assert ask("Statements of Cash Flows", reader.Report(words)).confidence < reader.THRESHOLD


def test_who_names_a_document_is_told_less_readily_that_it_does_not_answer() -> None:
    hit = replace(statement_hit("Other"), relevance=2.0)
    plain, of_another, by_name = (
        reader.read("How did it fare?", [hit], judge, reader.Report(named=frozenset(named)))
        for named in ((), ("another",), (hit.passage.document,))
    )
    assert plain == of_another
    assert plain.confidence < by_name.confidence
    assert plain.quotations == by_name.quotations


def test_the_questions_own_words_tell_the_cell_before_those_of_reports_do() -> None:
    report = reader.Report(("net income", "acquisitions"))
    found = reader.read("Net income in 2017?", [statement_hit("Other")], judge, report)
    assert found.quotations[0].words == "4,869"


def test_how_the_answer_is_to_be_found_does_not_choose_its_row() -> None:
    report = reader.Report(("purchases of property and equipment",))
    asked = "How high was capex in FY2017? Rely on the statement that begins with net income."
    found = reader.read(asked, [statement_hit("Statements of Cash Flows")], judge, report)
    assert found.quotations[0].words == "(1,373)"


def test_what_is_told_before_the_question_chooses_the_row() -> None:
    leave = Hit(make_passage("Years of service\tDays\n0 to 4\t26\n5 to 9\t28\n10 to 20\t30", page=4), 1.0, 1)
    asked = "I have worked here for 7 years. How many days of leave do I get?"
    assert reader.read(asked, [leave], judge).quotations[0].words == "28"


def test_a_line_that_stands_in_two_statements_is_quoted_from_the_one_that_has_what_is_asked() -> None:
    lines = "	2018	2017\nInventories	4,276	3,800\nReceivables	1,305	1,277\nCash	2,509	2,377"
    balance = Hit(replace(make_passage(lines, page=5), heading="Balance Sheets"), 1.0, 1, relevance=1.0)
    flows = Hit(
        replace(make_passage(lines.replace("4,276", "(145)"), page=6), heading="Statements of Cash Flows"),
        2.0,
        1,
        relevance=1.0,
    )
    report = reader.Report(("inventories",), statements=frozenset({"position"}))
    found = reader.read("Inventories at the end of 2018?", [flows, balance], judge, report)
    assert "4,276" in {each.words for each in found.quotations}
    assert "(145)" not in {each.words for each in found.quotations}


def test_a_ratio_is_answered_by_no_single_cell_but_is_known_to_be_answerable() -> None:
    words = ("purchases of property and equipment",)
    plain, ratio = "How high was capex in FY2017?", "Capex turnover in FY2017?"
    hit = statement_hit("Statements of Cash Flows")
    amount, share = (reader.read(each, [hit], judge, reader.Report(words)) for each in (plain, ratio))
    assert amount.quotations[0].words == "(1,373)"
    assert share.quotations[0].words != "(1,373)"
    assert share.confidence == amount.confidence


def test_the_years_above_a_table_are_no_answer_beside_a_row_of_it() -> None:
    row = Hit(make_passage(TEXT, page=1), 2.0, 1, relevance=-3.0, prominence=0.15)
    quotes = [
        each.quote for each in reader.read("How many days?", [row, statement_hit("Other")], judge).quotations
    ]
    assert quotes == [TEXT]


@pytest.mark.parametrize("line", ["Founded\t1998", "Next review\t2026", "Dental cover\tyes\tyes"])
def test_a_row_with_one_year_or_other_cells_may_answer(line: str) -> None:
    row = Hit(make_passage(f"What\tWhen\n{line}", page=4), 1.0, 1, relevance=1.0)
    other = Hit(make_passage(TEXT, page=1), 2.0, 1, relevance=1.0)
    quotes = [each.quote for each in reader.read("When?", [other, row], judge).quotations]
    assert quotes == [TEXT, line]
