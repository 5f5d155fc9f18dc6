import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.cells import find_cell, rows_of

RATES = """Country	Full day	Hotel limit
Belgium	48 euros	135 euros
Portugal	40 euros	120 euros
Spain	41 euros	99 euros"""
LEAVE = """Years of service	Full-time	Part-time
0 to 4	26 days	14 days
5 to 9	28 days	15 days
More than 10	30 days	16 days"""
WIRES = """Wire	Colour	Meaning
1	Red	Supply plus
2	Black	Supply minus
3	White	Data A"""


def cell(question: str, text: str) -> str | None:
    found = find_cell(question, text)
    return None if found is None else text[slice(*found.cell)]


@pytest.mark.parametrize(
    ("question", "table", "answer"),
    [
        ("How high is the hotel limit in Portugal?", RATES, "120 euros"),
        ("What is paid for a full day in Belgium?", RATES, "48 euros"),
        ("How much leave do full-time staff get after 7 years of service?", LEAVE, "28 days"),
        ("What leave has part-time staff with more than 10 years?", LEAVE, "16 days"),
        ("Part-time leave with 0 to 4 years?", LEAVE, "14 days"),
        ("Which colour has supply minus?", WIRES, "Black"),
        ("What does the white wire mean?", WIRES, "Data A"),
    ],
)
def test_a_question_finds_its_row_and_its_cell(question: str, table: str, answer: str) -> None:
    assert cell(question, table) == answer


@pytest.mark.parametrize(
    "question", ["How long is the warranty?", "Belgium or Portugal?", "", "What is the limit in France?"]
)
def test_where_no_row_is_plainly_meant_there_is_no_cell(question: str) -> None:
    assert cell(question, RATES) is None


def test_text_without_a_table_has_no_cell() -> None:
    assert cell("What is paid in Belgium?", "In Belgium 48 euros are paid.\nIn Portugal 40.") is None


def test_a_table_is_found_between_paragraphs() -> None:
    text = f"Rates in Belgium follow.\n{RATES}\nThey hold for Belgium and others."
    assert cell("What is the hotel limit in Spain?", text) == "99 euros"


@given(some.text(), some.text(alphabet="ab \t\n1"))
def test_a_cell_lies_in_its_row(question: str, text: str) -> None:
    found = find_cell(question, text)
    assert found is None or found.row[0] <= found.cell[0] <= found.cell[1] <= found.row[1] <= len(text)


STATEMENT = """(Millions)\t2018\t2017
Cash flows from operating activities
Net income\t$ 5,363\t$ 4,869
Pension contributions\t(370)\t(967)
Cash flows from investing activities
Purchases of property and equipment\t(1,577)\t(1,373)"""


@pytest.mark.parametrize(("year", "figure"), [("FY2018", "(1,577)"), ("fiscal year 17", "(1,373)")])
def test_a_fiscal_year_is_the_column_of_that_year(year: str, figure: str) -> None:
    found = find_cell(f"What were the purchases of property and equipment in {year}?", STATEMENT)
    assert found
    assert STATEMENT[slice(*found.cell)] == figure


@pytest.mark.parametrize("year", ["2012", "FY2019"])
def test_a_table_of_other_years_has_no_cell_for_the_year_asked_for(year: str) -> None:
    assert find_cell(f"What were the purchases of property and equipment in {year}?", STATEMENT) is None


def test_a_row_with_its_first_figure_only_does_not_lose_the_years_above() -> None:
    text = (
        "(Millions)\t2018\t2017\nNet income\t5,363\t4,869\nInvesting activities\nSale of a business\t846\n"
        "Purchases of property\t(1,577)\t(1,373)"
    )
    found = find_cell("Purchases of property in FY2017?", text)
    assert found
    assert text[slice(*found.cell)] == "(1,373)"


def test_years_in_a_heading_are_no_header() -> None:
    text = "Country\tPer diem\tHotel\nBelgium\t48\t120\nItaly\t45\t110\nSpain\t41\t99"
    found = find_cell("What is the hotel limit in Spain?", text, "policy · Rates 2023 and 2024")
    assert found
    assert text[slice(*found.cell)] == "99"


def test_where_a_table_goes_on_its_years_are_those_of_its_beginning() -> None:
    rest = STATEMENT.partition("\n")[2]
    found = find_cell(
        "Pension contributions in 2017?", rest, "3X 2018 10-K · Cash Flows · (Millions) 2018 2017"
    )
    assert found
    assert rest[slice(*found.cell)] == "(967)"


def test_labels_between_two_tables_of_other_columns_do_not_join_them() -> None:
    leave = "Grade\tPay\tLeave\nA\t10\t25\nB\t20\t26"
    travel = "Country\tPer diem\nBelgium\t48\nItaly\t45\nSpain\t44"
    text = f"{leave}\nTravel\n{travel}"
    assert [row.texts[0] for row in rows_of(text)] == ["Country", "Belgium", "Italy", "Spain"]


STACKED = """	February 2,	February 3,	January 28,
	2019	2018	2017
Net sales	$ 1,937	$ 2,180	$ 2,306
Operating income	(120)	245	(98)
Total shareholders’ equity	937	1,180	1,306"""
QUARTERS = """		Three Months		Six Months
	2019	2018	2019	2018
Net sales	512	498	1,012	977
Operating income	61	58	118	109
Net income	41	38	78	71"""


@pytest.mark.parametrize(
    ("question", "table", "answer"),
    [
        ("Net sales in FY2019?", STACKED, "$ 1,937"),
        ("Operating income of 2017?", STACKED, "(98)"),
        ("What was the total shareholders' equity in 2018?", STACKED, "1,180"),
        ("Net sales of the six months of 2019?", QUARTERS, "1,012"),
        ("Net income of the three months of 2018?", QUARTERS, "38"),
        ("Net income of 2018?", QUARTERS, None),
    ],
)
def test_years_in_several_lines_or_columns_name_one_cell_or_none(
    question: str, table: str, answer: str | None
) -> None:
    assert cell(question, table) == answer


def test_where_a_year_is_asked_and_no_column_is_known_to_be_of_it_there_is_no_cell() -> None:
    lost = "\n".join(STACKED.split("\n")[2:]) + "\nNet income	80	145	61"
    assert cell("Net income in 2014?", lost) is None


def test_a_row_that_shares_one_word_with_the_question_is_not_meant() -> None:
    rows = (
        "	2018	2017",
        "Repurchases of common stock	(1,313)	(987)",
        "Dividends	(71)	(70)",
        "Other	3	4",
    )
    table = "\n".join(rows)
    assert cell("What was the stock-based compensation in 2018?", table) is None
    assert cell("How high were the repurchases of stock in 2018?", table) == "(1,313)"


def test_a_total_is_not_the_row_called_total() -> None:
    table = (
        "	2018	2017\nLease obligations	41	39\nPurchase obligations	12	11\nTotal	53	50"
    )
    assert cell("What were the total lease obligations in 2018?", table) == "41"


def test_a_column_of_notes_leaves_the_years_of_the_context_to_the_last_columns() -> None:
    text = (
        "Debt repaid	7	(41)	(39)\nDebt issued		12	11\nDividends paid	9	(53)	(50)"
    )
    context = "Acme · Cash flows · Note 2016 2015"
    found = find_cell("Debt repaid in 2016?", text, context)
    assert found
    assert text[slice(*found.cell)] == "(41)"


def test_rows_with_the_same_label_are_told_apart_by_the_line_above_them() -> None:
    table = "\n".join(
        (
            "	2018	2017",
            "Current:",
            "Federal	32	31",
            "State	5	4",
            "Deferred:",
            "Federal	79	81",
            "State	2	3",
        )
    )
    assert cell("What was the deferred federal tax in 2017?", table) == "81"
    assert cell("What was the current federal tax in 2018?", table) == "32"
    assert cell("What was the federal tax in 2018?", table) is None


def test_rows_of_years_are_of_the_line_above_them() -> None:
    table = "\n".join(
        (
            "	Beverages	Foods",
            "Net sales",
            "2018	320	142",
            "2017	338	149",
            "Income",
            "2018	51	16",
            "2017	45	17",
        )
    )
    assert cell("What were the net sales of beverages in 2017?", table) == "338"
    assert cell("What was the income of foods in 2018?", table) == "16"


def test_rows_below_another_year_are_not_meant() -> None:
    table = "\n".join(
        (
            "	Sales	Profit",
            "2018",
            "Domestic	56	78",
            "Foreign	14	52",
            "2017",
            "Domestic	52	64",
            "Foreign	12	41",
        )
    )
    assert cell("How high was the profit of the domestic business in 2017?", table) == "64"


@pytest.mark.parametrize(
    ("document", "answer"),
    [("Acme (ACME 2018 10K)", "$ 1,937"), ("Acme (ACME 2019 10K)", "$ 2,180"), ("", "$ 2,180")],
)
def test_a_fiscal_year_that_ends_in_february_is_the_one_that_the_document_calls_so(
    document: str, answer: str
) -> None:
    found = find_cell("Net sales in FY2018?", STACKED, f"{document} · Statements of Income")
    assert found
    assert STACKED[slice(*found.cell)] == answer


ROOMS = """Name	Room	Department
Bert Maier	14	Finance
Schmidt, Anna	12	Sales
Carla Ruiz	9	Law"""
COSTS = """Cost	Amount
Parking at the airport	10 EUR
Use of a private car for business	0.30 EUR
Meals on a trip	14 EUR"""
MERGED = """Category	Item	Price
Kitchen	Kettle	29 EUR
	Toaster	39 EUR
Garden	Rake	19 EUR
	Hose	25 EUR"""
STEPS = """(a)	Submit the form	the employee
(b)	Approve the form	the manager
(c)	File the copy	the office"""
HALF_EMPTY = """Item\tPrice\t
Kettle	29	new
Toaster	39	used
Rake	19	new"""
HOLIDAYS = """Holiday	Date	Day
Easter	1 April	Sunday
Labour Day	1 May	Tuesday
Christmas	25 December	Tuesday"""


@pytest.mark.parametrize(
    ("question", "table", "answer"),
    [
        ("In which room is Bert?", ROOMS, "14"),
        ("What is the room of Anna?", ROOMS, "12"),
        ("How much for parking?", COSTS, "10 EUR"),
        ("How much is paid for a private car?", COSTS, "0.30 EUR"),
        ("What is the price of the toaster?", MERGED, "39 EUR"),
        ("What is the price of the rake?", MERGED, "19 EUR"),
        ("Who has to approve the form?", STEPS, "the manager"),
        ("What is the price of the kettle?", HALF_EMPTY, "29"),
        ("When is Easter in 2018?", HOLIDAYS, "1 April"),
    ],
)
def test_tables_that_are_no_statements_are_read_as_before(question: str, table: str, answer: str) -> None:
    assert cell(question, table) == answer


def test_years_in_a_heading_beside_other_words_name_no_columns_of_a_table_with_notes() -> None:
    text = "Meals	7	14	15\nHotels	8	99	105\nTaxis	9	30	35"
    assert find_cell("How much for meals in 2019?", text, "Handbook · Rates valid from 2018 to 2019") is None
