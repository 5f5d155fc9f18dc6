"""Tables without rules, as filings are printed from pages of the web; each cell is placed by hand."""

import pytest

from assistant.engine.layout import assemble
from assistant.engine.rawpage import Line, RawPage, around
from assistant.engine.types import Page

HEIGHT = 10.0
LETTER = 3.7
RIGHTS = (404.0, 486.0, 567.0)
"""Where the figures of three columns end."""


def put(text: str, y: float, left: float = 30, right: float = 0.0, size: float = 9.0) -> Line:
    """Set words from the left, or so that they end at the right."""
    place = right - LETTER * len(text) if right else left
    words = []
    for word in text.split():
        words.append((word, place, y, place + LETTER * len(word), y + HEIGHT))
        place += LETTER * (len(word) + 1)
    return Line(tuple(words), size, False, around(words))


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


def test_heads_of_several_lines_leave_a_short_table_a_table() -> None:
    page = page_of(
        years(72, "Three Months", "Three Months"),
        years(85, "Ended March 31,", "Ended March 31,"),
        years(98, "2018", "2017"),
        row(111, "Home care", "1,234", "98"),
        row(124, "Fabric care", "98", "1,198"),
        row(137, "Total", "1,332", "1,296"),
    )
    assert table_of(page)[-3:] == [
        ["Home care", "1,234", "98"],
        ["Fabric care", "98", "1,198"],
        ["Total", "1,332", "1,296"],
    ]


def test_a_column_of_notes_with_blanks_leaves_the_figures_in_their_columns() -> None:
    page = page_of(
        [put("Note", 98, left=280), *years(98, "2018", "2017")],
        [*row(111, "Goodwill", "1,234", "98"), put("4", 111, left=285)],
        row(124, "Inventories", "98", "1,198"),
        row(137, "Trade receivables", "332", "296"),
        [*row(150, "Cash", "77", "55"), put("12", 150, left=283)],
        row(163, "Total assets", "1,741", "1,647"),
    )
    assert table_of(page) == [
        ["", "Note", "2018", "2017"],
        ["Goodwill", "4", "1,234", "98"],
        ["Inventories", "", "98", "1,198"],
        ["Trade receivables", "", "332", "296"],
        ["Cash", "12", "77", "55"],
        ["Total assets", "", "1,741", "1,647"],
    ]


def test_small_heads_stay_with_a_table_that_begins_with_a_title_of_its_own() -> None:
    heads = [
        put(text, 98, right=right - 4, size=7.0)
        for text, right in zip(("2018", "2017"), RIGHTS, strict=False)
    ]
    page = page_of(
        heads,
        [put("Operating activities", 110)],
        row(123, "Net income", "6,700", "4,706"),
        row(136, "Depreciation", "1,262", "1,077"),
        row(149, "Other", "5,555", "3,472"),
    )
    assert table_of(page)[:3] == [
        ["", "2018", "2017"],
        ["Operating activities"],
        ["Net income", "6,700", "4,706"],
    ]


def test_a_year_alone_is_a_row_that_names_those_below_it() -> None:
    page = page_of(
        years(98, "Sales", "Profit"),
        [put("2018", 111)],
        row(124, "Domestic", "5,608", "781"),
        row(137, "Foreign", "1,438", "527"),
        [put("2017", 150)],
        row(163, "Domestic", "5,211", "642"),
        row(176, "Foreign", "1,270", "418"),
    )
    assert [cells for cells in table_of(page) if len(cells) == 1] == [["2018"], ["2017"]]


def test_a_label_broken_for_want_of_room_is_joined_and_a_title_above_rows_is_not() -> None:
    page = page_of(
        years(87, "2018", "2017"),
        [put("Common stock, $0.01 par value; authorized", 100)],
        [put("300,000,000 shares; issued and", 113, left=40)],
        [put("outstanding", 126, left=40), *row(126, "", "4,807", "5,237")[1:]],
        [put("Shares held by the trustee of the first Rabbi", 139)],
        [put("Trust", 152, left=40), *row(152, "", "345", "120")[1:]],
        [put("Other equity", 165)],
        [put("Retained earnings", 178, left=40), *row(178, "", "4,229", "4,650")[1:]],
        row(191, "Total equity of all of the shareholders there", "9,381", "10,007"),
    )
    common = "Common stock, $0.01 par value; authorized 300,000,000 shares; issued and outstanding"
    assert table_of(page)[1:] == [
        [common, "4,807", "5,237"],
        ["Shares held by the trustee of the first Rabbi Trust", "345", "120"],
        ["Other equity"],
        ["Retained earnings", "4,229", "4,650"],
        ["Total equity of all of the shareholders there", "9,381", "10,007"],
    ]


def test_a_label_that_goes_on_below_its_figures_is_joined() -> None:
    page = page_of(
        row(100, "Accounts receivable, less allowance of", "7,381", "5,494"),
        [put("$45 in 2014 and $51 in 2013", 113, left=40)],
        row(126, "Inventories", "2,575", "840"),
        row(139, "Total current assets", "9,956", "6,334"),
    )
    assert table_of(page)[:2] == [
        ["Accounts receivable, less allowance of $45 in 2014 and $51 in 2013", "7,381", "5,494"],
        ["Inventories", "2,575", "840"],
    ]


def test_dots_that_lead_to_figures_are_left_out_and_those_that_lead_to_pages_stay() -> None:
    led = [
        row(100 + 13 * number, f"{label}{'.' * 80}", "1,234", "1,198") for number, label in enumerate("ABC")
    ]
    assert table_of(page_of(*led)) == [[label, "1,234", "1,198"] for label in "ABC"]
    contents = [
        [put(f"{label}{'.' * 30}", 100 + 13 * number), put(str(10 + number), 100 + 13 * number, right=404)]
        for number, label in enumerate("ABCD")
    ]
    assert all(line.count(".") == 30 for line in page_of(*contents).text.split("\n"))


def test_figures_of_narrow_columns_stay_apart() -> None:
    rows = [
        [put(label, y), put("12.3%", y, right=350), put("13.0%", y, right=378), put("(0.7)%", y, right=410)]
        for y, label in ((100, "Gross margin"), (113, "Operating margin"), (126, "Net margin"))
    ]
    assert table_of(page_of(*rows))[0] == ["Gross margin", "12.3%", "13.0%", "(0.7)%"]


def test_signs_that_head_columns_are_cells() -> None:
    page = page_of(
        [put("$", 100, right=404), put("%", 100, right=486)],
        row(113, "Domestic", "5,608", "78"),
        row(126, "Foreign", "1,438", "22"),
        row(139, "Total", "7,046", "100"),
    )
    assert table_of(page)[0] == ["", "$", "%"]


def test_a_title_above_rows_of_years_is_not_joined_with_the_first() -> None:
    page = page_of(
        years(87, "Beverages", "Foods"),
        [put("Operating income", 104)],
        *(row(113 + 13 * number, str(2018 - number), "5,608", "781") for number in range(3)),
    )
    assert table_of(page)[1:3] == [["Operating income"], ["2018", "5,608", "781"]]


def test_the_head_of_a_letter_is_no_table() -> None:
    page = page_of(
        [put("Musterfirma Ltd", 100, left=200), put("Phone 0419", 100, left=400)],
        [put("High Street 5", 113, left=180), put("Fax 0420", 113, left=350)],
        [put("Dear Sir,", 126), put("12 May", 126, left=250)],
    )
    assert all(block.kind != "table" for block in page.blocks)


def test_prose_beside_a_column_of_figures_stays_together() -> None:
    prose = [
        [put(f"the committee met in the spring of the year and said {word}", 100 + 13 * number)]
        for number, word in enumerate(("so", "no", "yes", "now", "how", "why", "who", "all"))
    ]
    figures = [row(100 + 13 * number, "", "10.00 23.10 36.20", "49.30", "62.40")[1:] for number in range(8)]
    page = page_of(*prose, *figures)
    assert page.text.startswith("the committee met in the spring of the year and said so the committee")


def test_titles_between_rows_stay_apart_from_them() -> None:
    page = page_of(
        row(100, "Flour and sugar", "200", "300"),
        [put("for the sauce:", 113)],
        row(126, "Milk", "100", "150"),
        [put("Towns we drive to", 139)],
        row(152, "Berlin", "900", "950"),
    )
    assert [cells for cells in table_of(page) if len(cells) == 1] == [
        ["for the sauce:"],
        ["Towns we drive to"],
    ]


def test_a_hebrew_sign_of_money_stays_with_the_figure_that_it_is_read_after() -> None:
    amounts = [("1,234", "1,100"), ("2,345", "2,100"), ("3,456", "3,100")]
    rows = [
        [put("הכנסות מכירות", y, right=567), put(f"$ {one}", y, left=380), put(f"$ {other}", y, left=300)]
        for y, (one, other) in zip((100, 113, 126), amounts, strict=True)
    ]
    assert [cells[1:] for cells in table_of(page_of(*rows))] == [
        [f"{one} $", f"{other} $"] for one, other in amounts
    ]


def test_japanese_that_is_written_downwards_is_no_table() -> None:
    lines = ("あのいはとえ", "のいはとえお", "いはとえおき")
    rows = [
        [put(line[place], 100 + 13 * place, left=100 + 60 * number) for number, line in enumerate(lines)]
        for place in range(6)
    ]
    assert all(block.kind != "table" for block in page_of(*rows).blocks)


def test_signs_of_percent_that_hang_out_of_their_column_leave_it_aligned() -> None:
    def share(label: str, y: float) -> list[Line]:
        return [put(label, y), put("11.4%", y, right=404 + 7.6), put("(10.2)%", y, right=486 + 10.6)]

    page = page_of(
        row(100, "Revenue", "20,090", "22,677", sign=True),
        share("Revenue change", 113),
        row(126, "Profit", "600", "1,245", sign=True),
        share("Profit change", 139),
    )
    assert table_of(page) == [
        ["Revenue", "$ 20,090", "$ 22,677"],
        ["Revenue change", "11.4%", "(10.2)%"],
        ["Profit", "$ 600", "$ 1,245"],
        ["Profit change", "11.4%", "(10.2)%"],
    ]


def test_heads_in_words_do_not_keep_two_rows_from_being_a_table() -> None:
    page = page_of(
        [put("(in millions)", 100), put("Carrying amount", 100, left=360), put("Fair value", 100, left=455)],
        row(113, "Nonrecourse debt", "16,782", "17,789", sign=True),
        row(126, "Recourse debt", "3,391", "3,561"),
    )
    assert table_of(page)[2] == ["Recourse debt", "3,391", "3,561"]


def test_two_rows_of_several_figures_are_a_table() -> None:
    page = page_of(
        row(100, "Basic", "100.7", "109.2", "114.6"), row(113, "Diluted", "101.7", "110.9", "116.2")
    )
    assert table_of(page) == [["Basic", "100.7", "109.2", "114.6"], ["Diluted", "101.7", "110.9", "116.2"]]


def test_one_row_below_its_heads_is_a_table() -> None:
    page = page_of(years(100, "2018", "2017"), row(113, "Rate shocks", "(188)", "93"))
    assert table_of(page) == [["", "2018", "2017"], ["Rate shocks", "(188)", "93"]]


@pytest.mark.parametrize(
    "rows",
    [
        [row(100, "Written in May", "12"), row(113, "Read in June", "14")],
        [
            row(100, "Basic", "100.7", "109.2"),
            [put("Diluted", 113), put("1", 113, left=150), put("2", 113, left=250)],
        ],
        [
            [put("Basic", 100), put("of all", 100, left=250), put("of some", 100, left=300)],
            row(113, "Diluted", "1", "2"),
        ],
        [row(100, "1", "100.7", "109.2"), row(113, "2", "101.7", "110.9")],
    ],
    ids=["one figure each", "not below each other", "not below their heads", "no labels"],
)
def test_two_lines_that_may_be_anything_are_no_table(rows: list[list[Line]]) -> None:
    assert all(block.kind != "table" for block in page_of(*rows).blocks)


def test_a_dash_is_a_figure_of_a_small_table() -> None:
    page = page_of(row(100, "Domestic", "—", "5"), row(113, "Foreign", "28", "—"))
    assert table_of(page) == [["Domestic", "—", "5"], ["Foreign", "28", "—"]]


def test_forms_above_figures_are_not_drawn_into_their_table() -> None:
    fields = [
        [put("Pupil: Miller", 74), put("Class 4", 74, left=110)],
        [put("Teacher: Green", 87), put("Room 2", 87, left=170)],
        [put("Day: Monday", 100), put("Time 8", 100, left=230)],
        [put("Bus: no", 113), put("Lunch yes", 113, left=290)],
    ]
    page = page_of(
        *fields,
        *(row(126 + 13 * n, label, "3.00", "9.00") for n, label in enumerate(("Books", "Pens", "All"))),
    )
    assert page.text.startswith("Pupil: Miller Class 4 Teacher: Green Room 2")


def test_tables_that_stand_below_each_other_with_other_columns_are_two() -> None:
    labels = ("Total revenues", "Pretax income", "Net income", "Dividends")
    page = page_of(
        *(row(100 + 13 * n, label, "9,064", "878") for n, label in enumerate(labels)),
        [put("Quarters ended, 2021", 152)],
        [put("Q4", 165, right=404), put("Q3", 165, right=486)],
        *(
            [put(label, y), put("7,330", y, right=428), put("4,11", y, right=522)]
            for label, y in zip(labels, (178, 191, 204, 217), strict=True)
        ),
    )
    tables = [page.text[each.start : each.end] for each in page.blocks if each.kind == "table"]
    assert [each.split("\n")[0] for each in tables] == ["Total revenues\t9,064\t878", "Quarters ended, 2021"]
    assert "Pretax income\t7,330\t4,11" in tables[1]


def test_years_in_the_columns_of_a_table_do_not_part_it() -> None:
    page = page_of(
        [put("Issued", 87), put("Due", 87, left=380)],
        *([put(str(2001 + n), 100 + 13 * n), put(str(2011 + n), 100 + 13 * n, left=380)] for n in range(12)),
    )
    assert len(table_of(page)) == 13


def test_names_below_heads_that_are_more_are_a_table() -> None:
    names = ("William J. Harrow", "Corinne S. Albrecht", "John M. McAllister", "Atifa Rahimi-Cole")
    told = (
        "The executive officers of the company and their ages and positions at the end of the year are told"
    )
    page = page_of(
        *([put(told, 30 + 13 * n)] for n in range(5)),
        [put("Name", 100, left=80), put("Age", 100, left=200), put("Position", 100, left=300)],
        *(
            [put(name, 113 + 13 * n), put("54 Chief Officer", 113 + 13 * n, left=195)]
            for n, name in enumerate(names)
        ),
    )
    assert "Corinne S. Albrecht\t" in page.text


def test_ranges_of_figures_are_figures() -> None:
    page = page_of(
        *(
            [
                put(label, y),
                put("1,020", y, right=300),
                put("2018–2021", y, left=307),
                put("Short", y, left=420),
            ]
            for label, y in (("Solar", 100), ("Wind", 113), ("Hydro", 126))
        )
    )
    assert table_of(page)[0] == ["Solar", "1,020", "2018–2021", "Short"]


def test_years_below_figures_head_the_table_that_follows() -> None:
    page = page_of(
        years(87, "2018", "2017"),
        row(100, "Strip", "152,418", "1,097,662"),
        row(113, "Regional", "200,853", "557,406"),
        years(139, "2018", "2017"),
        row(152, "Strip margin", "13.4", "29.0"),
        row(165, "Regional margin", "17.8", "25.6"),
    )
    tables = [block for block in page.blocks if block.kind == "table"]
    assert [page.text[each.start : each.end].split("\n")[0].split("\t") for each in tables] == [
        ["", "2018", "2017"],
        ["", "2018", "2017"],
    ]


def test_small_tables_among_prose_are_not_parted_at_a_gutter_between_their_columns() -> None:
    def small(y: float) -> list[list[Line]]:
        return [
            [put("For the years ended December 31,", y, left=340)],
            [
                put("(in millions)", y + 13),
                put("2019", y + 13, left=270),
                put("Change of 2019", y + 13, left=470),
            ],
            [put("Operating margin", y + 26), put("788", y + 26, right=290), put("(32)", y + 26, right=530)],
            [put("Adjusted income", y + 39), put("441", y + 39, right=290), put("13", y + 39, right=530)],
        ]

    told = (
        "The margin rose by three percent since new projects came on line and rates were raised in the spring"
    )
    page = page_of(
        [put(told, 60)],
        *small(80),
        [put(told, 140)],
        *small(160),
        [put(told, 220)],
        *small(240),
        [put(told, 300)],
    )
    assert page.text.count("Operating margin\t788\t(32)") == 3


def test_figures_above_prose_in_a_column_do_not_join_it_with_the_other() -> None:
    left = [
        "The parties have agreed on this",
        "in the town and the vale",
        "as they always did before",
        "so it was",
    ]
    right = "The council met again in the winter of that year and spoke"
    page = page_of(
        *([put(text, 100 + 13 * n)] for n, text in enumerate([*left, *left])),
        *([put(figure, 100 + 13 * n, left=320)] for n, figure in enumerate(("12", "1,450", "88", "3.5"))),
        *([put(right, 152 + 13 * n, left=320)] for n in range(8)),
    )
    assert page.text.startswith(
        "The parties have agreed on this in the town and the vale as they always did before"
    )


def test_dots_that_reach_a_sign_of_money_lead_to_it() -> None:
    page = page_of(
        *(
            [
                put(f"{label} . . . . .$", y),
                put("18,385", y, right=404),
                put("$", y, left=430),
                put("17,229", y, right=486),
            ]
            for label, y in (("Sales to customers", 100), ("Total assets", 113), ("Total equity", 126))
        )
    )
    assert table_of(page)[0] == ["Sales to customers", "$ 18,385", "$ 17,229"]


def test_periods_in_words_below_figures_head_the_table_that_follows() -> None:
    def heads(y: float) -> list[list[Line]]:
        both = [
            put("Three months ended June 30,", y, left=300),
            put("Six months ended June 30,", y, left=450),
        ]
        return [both, years(y + 13, "2022", "2021")]

    page = page_of(
        *heads(74),
        *(
            row(100 + 13 * n, label, "(22)", "241")
            for n, label in enumerate(("Additions", "Phones", "Lines"))
        ),
        *heads(139),
        *(
            [put(label, y), put("1,463", y, right=419), put("1,522", y, right=501)]
            for label, y in (("Large", 165), ("Small", 178), ("All", 191))
        ),
    )
    tables = [page.text[each.start : each.end] for each in page.blocks if each.kind == "table"]
    assert [each.split("\n")[-1] for each in tables] == ["Lines\t(22)\t241", "All\t1,463\t1,522"]
