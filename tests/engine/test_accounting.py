"""Questions about annual reports in everyday terms, and the statements that hold what is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.accounting import asked_of
from assistant.engine.statements import NAMES, statements_in

CASH_FLOWS = """Acme Company
Consolidated Statements of Cash Flows
(in millions)
\t2020\t2019
Net income\t1,204\t1,100
Purchases of property, plant and equipment\t(310)\t(295)
Dividends paid\t(401)\t(390)"""


AMOUNTS = "Cash\t1,204\t1,100\nInventories\t1,305\t1,277\nAll\t2,509\t2,377"


@pytest.mark.parametrize(
    ("question", "words", "statements"),
    [
        ("What was capex in FY2018?", "capital expenditures", {"cash flows"}),
        ("How healthy is the quick ratio?", "total current liabilities", {"position"}),
        ("Did gross margin improve?", "cost of goods sold", {"income"}),
        ("What is the net PP&E?", "property, plant and equipment, net", {"position"}),
        ("What is the return on assets?", "net income", {"income", "position"}),
        ("What was EBITDA?", "depreciation and amortization", {"income", "cash flows"}),
        ("Is it capital-heavy?", "capital expenditures", {"income", "position", "cash flows"}),
        ("How much was paid out in dividends?", "cash dividends paid", {"cash flows"}),
    ],
)
def test_everyday_terms_are_looked_for_in_the_words_of_reports(
    question: str, words: str, statements: set[str]
) -> None:
    asked = asked_of(question)
    assert words in asked.words
    assert asked.statements == statements
    assert not asked.named


@pytest.mark.parametrize(
    ("question", "statements"),
    [
        ("Inventory, by the balance sheet?", {"position"}),
        ("Use the P&L and the statement of financial position.", {"income", "position"}),
        ("Rely on the cash flow statement for net income.", {"cash flows"}),
        ("By the statement of consolidated operations?", {"income"}),
    ],
)
def test_a_statement_that_is_named_is_the_one_that_is_meant(question: str, statements: set[str]) -> None:
    asked = asked_of(question)
    assert asked.statements == statements
    assert asked.named


@pytest.mark.parametrize(
    "question",
    ["Who signed the contract?", "How long is the notice period?", "When may we end the lease?", "", "?!"],
)
def test_other_questions_ask_nothing_of_a_report(question: str) -> None:
    assert asked_of(question).words == ()
    assert asked_of(question).statements == frozenset()


def test_a_statement_is_told_by_its_title_and_its_amounts() -> None:
    assert statements_in(CASH_FLOWS) == {"cash flows"}
    assert statements_in(
        "Net income\t1,204\nTaxes\t1,100\t900\nOther\t1,001\nAll\t3,305", "Income statement"
    ) == {"income"}


@pytest.mark.parametrize(
    "title",
    [
        "CONSOLIDATED BALANCE SHEETS",
        "3X Company and Subsidiaries Consolidated Balance Sheet At December 31",
        "Statements of Financial Condition",
        "Consolidated Balance Sheets (Amounts in millions, except per share data)",
        "AUTOMATIC DATA PRODUCTS, INC. CONSOLIDATED BALANCE SHEETS",
        "lumina athletics inc. Consolidated Balance Sheets See accompanying notes",
        "CONSOLIDATED BALANCE SHEETS In millions, except per share data",
    ],
)
def test_titles_of_statements_as_companies_write_them(title: str) -> None:
    assert statements_in(AMOUNTS, title) == {"position"}
    assert statements_in(
        AMOUNTS, f"Item 8. Financial Statements and Supplementary Data (continued) › {title}"
    )


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("Consolidated Statements of (Loss) Income", "income"),
        ("Consolidated Statements of Net (Loss) Income", "income"),
        ("Consolidated Statements of Stockholders’ Deficit", "equity"),
        ("Consolidated Statements of Shareholders’ Investment", "equity"),
    ],
)
def test_titles_of_a_loss_or_of_less_than_nothing_are_titles_too(title: str, statement: str) -> None:
    assert statements_in(AMOUNTS, title) == {statement}


@pytest.mark.parametrize(
    "title",
    [
        "Supplemental balance sheet information related to leases was as follows:",
        "Amounts recognized in the Consolidated Balance Sheets",
        "Schedule I - Condensed Balance Sheets (Parent)",
        "CONSOLIDATED BALANCE SHEETS AND CASH FLOWS ANALYSIS",
        "Consolidated Balance Sheets › Note 5. Inventories",
        "Condensed Balance Sheets (Parent Company Only)",
        "Schedule I – Condensed Financial Information of Registrant › Condensed Balance Sheets",
        "Condensed Consolidating Balance Sheet",
        "Average Balance Sheets, Interest and Rates",
        "Balance Sheet Overview",
        "Changes in the Consolidated Balance Sheets",
        "Note 2. Recently Adopted Rules › Consolidated Balance Sheets",
        "Off-balance sheet arrangements",
        "Statement of Investments",
    ],
)
def test_tables_that_only_speak_of_a_statement_are_none(title: str) -> None:
    assert statements_in(AMOUNTS, title) == frozenset()


@pytest.mark.parametrize(
    "question",
    [
        "What drove the change of revenue?",
        "What explains the drop in operating profit?",
        "Did revenue grow, and what lay behind it?",
        "What revenue guidance did it give?",
        "Which customers accounted for more than 10% of revenue?",
        "What legal matters reduced net income?",
        "If revenue is not growing, which customers left?",
        "Which segment had the highest net income growth?",
        "What is the revenue recognition policy?",
        "What maturities has the long-term debt?",
        "What useful lives are used for depreciation?",
        "What is the fair value of the plan assets?",
        "Are there off-balance sheet arrangements?",
        "What does it use cash flow hedges for?",
    ],
)
def test_what_asks_for_reasons_or_segments_is_not_in_the_statements(question: str) -> None:
    assert asked_of(question).statements == frozenset()


@pytest.mark.parametrize(
    "unless",
    [
        "If gross margin is not a useful metric for a company like this, then state that and explain why.",
        "If it isn't relevant for such a business, please say so and explain the reasons.",
        "If a figure below 1 is not alarming, explain.",
    ],
)
def test_why_a_figure_may_mean_nothing_is_no_question_for_reasons(unless: str) -> None:
    assert asked_of(f"Does gross margin improve? {unless}").statements == {"income"}
    assert asked_of(f"What drove gross margin? {unless}").statements == frozenset()


@pytest.mark.parametrize(
    "question",
    [
        "Did Steve Jobs own shares?",
        "What jobs did the directors hold before?",
        "Are goods traded between markets?",
        "Which notes are listed in the table?",
        "How many upgrades of stores were there?",
    ],
)
def test_words_that_mean_something_else_are_not_looked_for_as_reports_have_them(question: str) -> None:
    assert asked_of(question).words == ()


def test_a_question_of_thousands_of_conditions_is_read_at_once() -> None:
    assert asked_of("if not " * 20_000).words == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which of its notes are listed on a US exchange?", "name of each exchange on which registered"),
        ("How did the order book change?", "backlog"),
        ("What was decided after the end of the year?", "subsequent events"),
        ("What was sold shortly after the end of FY2022?", "subsequent events"),
        ("Do any customers make up more than 10% of it?", "significant customers"),
        ("Is there one buyer of more than a tenth of what it sells?", "significant customers"),
        ("Does it depend on a few clients?", "concentration"),
        ("How many jobs go?", "severance"),
        ("Has it been sued?", "legal proceedings"),
    ],
)
def test_what_no_statement_has_is_looked_for_in_the_words_of_reports_too(question: str, words: str) -> None:
    asked = asked_of(question)
    assert words in asked.lines
    assert asked.statements == frozenset()


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("What was the cost of products sold?", "income"),
        ("How high are selling, general and administrative expenses?", "income"),
        ("What is the operating margin?", "income"),
        ("How much cash and cash equivalents are there?", "position"),
        ("total debt", "position"),
        ("property plant and equipment", "position"),
        ("share-based compensation", "cash flows"),
        ("stock bought back", "cash flows"),
        ("proceeds from the issuance of debt", "cash flows"),
        ("income before income taxes", "income"),
        ("operating loss", "income"),
        ("earnings per diluted share", "income"),
        ("How did sales grow?", "income"),
        ("deferred revenue", "position"),
        ("cash ratio", "position"),
    ],
)
def test_lines_of_statements_are_known_as_people_call_them(question: str, statement: str) -> None:
    assert asked_of(question).statements == {statement}


def test_a_page_that_lists_statements_among_exhibits_is_none_of_them() -> None:
    listed = "Filed as part of this report:\nConsolidated Balance Sheets\nExhibits\n10.1\n10.2\n10.3\n10.4"
    assert statements_in(listed) == frozenset()
    assert statements_in(f"Exhibit 99.1\nConsolidated Balance Sheets\n{AMOUNTS}") == {"position"}


def test_hedges_of_cash_flows_are_no_cash_flows() -> None:
    assert asked_of("How did the cash flow hedges do?").words == ()


def test_what_only_speaks_of_a_statement_is_none() -> None:
    said = "We have audited the consolidated balance sheets of Acme Company and its subsidiaries as of 2020."
    assert statements_in(said) == frozenset()
    assert (
        statements_in("Consolidated Balance Sheets 23\nConsolidated Statements of Cash Flows 24")
        == frozenset()
    )
    assert statements_in("Sales\t1,204\t1,100\t1,305\t1,277") == frozenset()


@given(some.text())
def test_no_text_breaks_it(text: str) -> None:
    assert asked_of(text).statements <= NAMES.keys()
    assert statements_in(text, text) <= NAMES.keys()


def test_the_name_of_a_statement_is_no_line_of_it() -> None:
    asked = asked_of("How high was capex, by the cash flow statement?")
    assert not any("operating activities" in each for each in asked.lines)
    assert any("cash flows" in each for each in asked.words)


@pytest.mark.parametrize(
    ("question", "statements"),
    [
        ("How much long-term debt was repaid?", {"cash flows", "position"}),
        ("How much was paid to repay long-term debt?", {"cash flows"}),
        ("What was spent on acquisitions of businesses?", {"cash flows"}),
        ("What were the dividends declared per share?", set()),
    ],
)
def test_what_was_paid_stands_in_the_cash_flows(question: str, statements: set[str]) -> None:
    assert asked_of(question).statements == statements


def test_the_second_page_of_a_balance_sheet_is_told_by_the_heading_of_its_half() -> None:
    assert statements_in(AMOUNTS, "LIABILITIES AND SHAREHOLDERS’ EQUITY") == {"position"}
