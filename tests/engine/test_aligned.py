"""Tables without rules, as filings are printed from pages of the web; each cell is placed by hand."""

from assistant.engine.layout import assemble
from assistant.engine.rawpage import Line, RawPage, around
from assistant.engine.types import Page

HEIGHT = 10.0
LETTER = 3.7
RIGHTS = (404.0, 486.0, 567.0)
"""Where the figures of three columns end."""


def put(text: str, y: float, left: float = 30, right: float = 0.0) -> Line:
    """Set words from the left, or so that they end at the right."""
    place = right - LETTER * len(text) if right else left
    words = []
    for word in text.split():
        words.append((word, place, y, place + LETTER * len(word), y + HEIGHT))
        place += LETTER * (len(word) + 1)
    return Line(tuple(words), 9.0, False, around(words))


def years(y: float, *texts: str) -> list[Line]:
    """Set years centred above their columns, dollar signs and brackets taken along."""
    middles = [right - 12 for right in RIGHTS]
    return [
        put(text, y, left=middle - LETTER / 2 * len(text))
        for text, middle in zip(texts, middles, strict=False)
    ]


def row(y: float, label: str, *figures: str, sign: bool = False) -> list[Line]:
    """Set a label and figures; signs stand at the left of their columns, brackets hang out on the right."""
    lines = [put(label, y)]
    for figure, right in zip(figures, RIGHTS, strict=False):
        if sign:
            lines.append(put("$", y, left=right - 64))
        lines.append(put(figure.removesuffix(")"), y, right=right))
        if figure.endswith(")"):
            lines.append(put(")", y, left=right))
    return lines


def page_of(*rows: list[Line]) -> Page:
    held = tuple(line for row in rows for line in row)
    return assemble({}, [RawPage(1, "1", 612, 792, held, ())]).pages[0]


def table_of(page: Page) -> list[list[str]]:
    (table,) = [block for block in page.blocks if block.kind == "table"]
    return [line.split("\t") for line in page.text[table.start : table.end].split("\n")]


def test_a_page_with_nothing_but_a_statement_is_not_read_as_two_columns() -> None:
    labels = (
        "Net sales of products",
        "Cost of products sold",
        "Selling and marketing expenses",
        "Interest expense, net",
        "Income before income taxes",
        "Provision for income taxes",
    )
    page = page_of(
        [put("CONSOLIDATED STATEMENTS OF INCOME", 56, left=200)],
        [put("(In millions, except per share data)", 72, left=200)],
        years(98, "2018", "2017"),
        *(row(112 + 13 * number, label, "418", "548") for number, label in enumerate(labels)),
        [put("The accompanying Notes are an integral part of this statement.", 210, left=200)],
    )
    assert page.text.startswith("CONSOLIDATED STATEMENTS OF INCOME")
    assert table_of(page) == [["", "2018", "2017"], *([label, "418", "548"] for label in labels)]


def test_a_dollar_sign_near_the_figure_before_it_belongs_to_the_next_one() -> None:
    page = page_of(
        years(98, "2018", "2017", "2016"),
        row(112, "Coatings", "(15,685)", "(14,876)", "13,150", sign=True),
        row(125, "Adhesives", "10,457", "9,917", "8,766"),
        row(138, "Total", "(5,228)", "(4,959)", "(4,384)", sign=True),
    )
    assert table_of(page) == [
        ["", "2018", "2017", "2016"],
        ["Coatings", "$ (15,685)", "$ (14,876)", "$ 13,150"],
        ["Adhesives", "10,457", "9,917", "8,766"],
        ["Total", "$ (5,228)", "$ (4,959)", "$ (4,384)"],
    ]


def test_a_sign_of_money_behind_its_figure_stays_with_it() -> None:
    rows = [
        [put(label, y), put(f"{one} €", y, right=404), put(f"{other} €", y, right=486)]
        for y, label, one, other in (
            (100, "Umsatz", "1.234", "1.100"),
            (113, "Kosten", "834", "790"),
            (126, "Ergebnis", "400", "310"),
        )
    ]
    assert table_of(page_of(*rows)) == [
        ["Umsatz", "1.234 €", "1.100 €"],
        ["Kosten", "834 €", "790 €"],
        ["Ergebnis", "400 €", "310 €"],
    ]


def test_figures_in_brackets_are_aligned_with_those_without() -> None:
    page = page_of(
        row(100, "Purchases of property", "(1,344)", "(1,381)", "(984)"),
        row(113, "Sales of property", "1,262", "1,077", "1,060"),
        row(126, "Dividends paid", "(1,262)", "(1,077)", "(1,060)"),
        row(139, "Net increase in cash", "5,555", "3,472", "2,975"),
    )
    assert table_of(page)[0] == ["Purchases of property", "(1,344)", "(1,381)", "(984)"]
    assert len(table_of(page)) == 4


def test_years_above_a_label_without_figures_are_the_head_of_the_table() -> None:
    page = page_of(
        years(98, "2018", "2017"),
        [put("Assets", 111)],
        [put("Current assets:", 124)],
        row(137, "Cash and cash equivalents", "4,229", "4,650", sign=True),
        row(150, "Inventories", "4,276", "3,800"),
        row(163, "Total current assets", "8,505", "8,450", sign=True),
    )
    assert table_of(page) == [
        ["", "2018", "2017"],
        ["Assets"],
        ["Current assets:"],
        ["Cash and cash equivalents", "$ 4,229", "$ 4,650"],
        ["Inventories", "4,276", "3,800"],
        ["Total current assets", "$ 8,505", "$ 8,450"],
    ]
