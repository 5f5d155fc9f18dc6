import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.engine.layout import assemble
from assistant.engine.rawpage import Line, RawPage, Table, around
from assistant.engine.running import without_running_lines
from assistant.engine.types import Page
from tests.pdfs import LOREM

WIDTH, HEIGHT = 600.0, 800.0


def line(text: str, x: float = 72, y: float = 300, size: float = 10, bold: bool = False) -> Line:
    """Make a line whose letters are half as wide as high; | leaves a gap as between cells."""
    words, place = [], x
    for word in text.split():
        if word != "|":
            words.append((word, place, y, place + len(word) * size / 2, y + size))
        place += (len(word) + 1) * size / 2 if word != "|" else 60
    return Line(tuple(words), size, bold, around(words))


def lines(*texts: str, x: float = 72, y: float = 300, gap: float = 2) -> list[Line]:
    return [line(text, x, y + number * (10 + gap)) for number, text in enumerate(texts)]


def raw(*held: Line, number: int = 1, tables: Sequence[Table] = ()) -> RawPage:
    return RawPage(number, str(number), WIDTH, HEIGHT, tuple(held), tuple(tables))


def page_of(*held: Line, tables: Sequence[Table] = ()) -> Page:
    return assemble({}, [raw(*held, tables=tables)]).pages[0]


def kinds(page: Page) -> list[tuple[str, str]]:
    return [(block.kind, page.text[block.start : block.end]) for block in page.blocks]


def body(count: int = 6, y: float = 400) -> list[Line]:
    return lines(*(LOREM[number % len(LOREM)] for number in range(count)), y=y)


# Paragraphs and hyphens


def test_lines_of_a_paragraph_are_joined_and_paragraphs_stand_on_their_own() -> None:
    page = page_of(*lines("Staff get leave when", "they ask for it."), *lines("Nobody else does.", y=340))
    assert page.text == "Staff get leave when they ask for it.\nNobody else does."


def test_a_word_broken_at_the_end_of_a_line_is_joined_in_two_parts() -> None:
    page = page_of(*lines("All the infor-", "mation is here."))
    assert page.text == "All the information is here."
    first, second = page.words[2:4]
    assert (first.end, first.box[1]) == (second.start, 300)
    assert second.box[1] == 312


@pytest.mark.parametrize(
    ("held", "read"),
    [
        (("Some do part-", "time work; part-time, we say."), "part-time work"),
        (("Some do part-", "time work."), "parttime work"),
        (("It is non-", "English text."), "non-English text"),
        (("From 2004-", "2005 on."), "2004- 2005 on"),
    ],
)
def test_a_hyphen_stays_where_it_belongs_to_the_word(held: tuple[str, str], read: str) -> None:
    assert read in page_of(*lines(*held)).text


def test_a_sentence_goes_on_in_the_next_column() -> None:
    left = lines(*(f"{LOREM[number % 6]}"[:50] for number in range(8)), x=40, y=100)
    right = lines(*(f"{LOREM[number % 6]}"[:50].lower() for number in range(8)), x=320, y=100)
    assert len(page_of(*left, *right).blocks) == 1


def test_double_spaced_text_is_one_paragraph_while_its_sentence_lasts() -> None:
    assert (
        len(page_of(*lines("The manager has to answer", "within five days of", "arrival.", gap=14)).blocks)
        == 1
    )


# Lists and headings


def test_each_line_of_a_list_is_its_own_block_with_its_mark() -> None:
    page = page_of(
        *lines("• | First of the things", "• | Second of the things", "which is longer", "• | Third")
    )
    assert kinds(page) == [
        ("list", "• First of the things"),
        ("list", "• Second of the things which is longer"),
        ("list", "• Third"),
    ]


def test_headings_are_ranked_by_size_and_weight() -> None:
    page = page_of(
        line("Handbook", y=100, size=24),
        line("Leave", y=200, size=14, bold=True),
        line("How to ask", y=250, bold=True),
        *body(),
    )
    assert [(block.kind, block.level) for block in page.blocks[:3]] == [
        ("heading", 1),
        ("heading", 2),
        ("heading", 3),
    ]
    assert page.blocks[3].kind == "text"


@pytest.mark.parametrize("text", ["2.1 Scope of the rules", "GENERAL PROVISIONS"])
def test_numbered_lines_and_capitals_in_body_type_are_headings(text: str) -> None:
    assert kinds(page_of(line(text, y=200), *body()))[0] == ("heading", text)


@pytest.mark.parametrize(
    "text", ["(b) Overtime salaries; and", "It ends with a full stop.", "25", "12.5 | kg"]
)
def test_other_short_lines_are_no_headings(text: str) -> None:
    assert kinds(page_of(line(text, y=200, bold=True), *body()))[0][0] != "heading"


def test_a_bold_line_within_a_sentence_is_no_heading() -> None:
    whole = lines(*LOREM)
    held = [Line(each.words, each.size, number == 2, each.box) for number, each in enumerate(whole)]
    assert [block.kind for block in page_of(*held).blocks] == ["text"]


# Order


def test_two_columns_are_prose_and_no_table() -> None:
    title = line("A title that stands over the whole width of the page", y=60, size=18)
    left = lines(*(f"l{number} {LOREM[number % 6]}"[:50] for number in range(9)), x=40, y=100)
    right = lines(*(f"r{number} {LOREM[number % 6]}"[:50] for number in range(9)), x=320, y=100)
    page = page_of(title, *(each for pair in zip(left, right, strict=True) for each in pair))
    marks = [word for word in page.text.split() if word[0] in "lr" and word[1:].isdigit()]
    assert marks == [f"l{number}" for number in range(9)] + [f"r{number}" for number in range(9)]
    assert page.blocks[0].kind == "heading"
    assert {block.kind for block in page.blocks[1:]} == {"text"}


def test_three_columns_are_read_from_left_to_right() -> None:
    columns = [
        lines(*(f"{mark} {LOREM[number]}"[:30] for number in range(6)), x=x, y=100)
        for mark, x in (("a", 30), ("b", 220), ("c", 410))
    ]
    page = page_of(*(each for row in zip(*columns, strict=True) for each in row))
    assert [word for word in page.text.split() if word in "abc"] == ["a"] * 6 + ["b"] * 6 + ["c"] * 6


def test_in_hebrew_the_right_column_is_read_first() -> None:
    text = "שלום לכל העובדים של החברה הזאת היום"
    left = lines(*(f"b {text}" for _ in range(6)), x=40, y=100)
    right = lines(*(f"a {text}" for _ in range(6)), x=320, y=100)
    page = page_of(*left, *right)
    assert [word for word in page.text.split() if word in "ab"] == ["a"] * 6 + ["b"] * 6


def test_text_that_stands_upright_in_the_margin_comes_last() -> None:
    upright = Line((("arXiv:2601", 10.0, 100.0, 20.0, 400.0),), 10, False, (10.0, 100.0, 20.0, 400.0))
    assert page_of(upright, *body()).text.endswith("arXiv:2601")


# Tables


def test_ruled_cells_keep_their_column_and_hold_their_words_alone() -> None:
    held = [
        line("30 days", x=210, y=304),
        line("Staff", x=84, y=324),
        line("25", x=210, y=324),
        line("After.", y=400),
    ]
    cells = tuple(
        tuple((80.0 + 120 * x, 300.0 + 20 * y, 200.0 + 120 * x, 320.0 + 20 * y) for x in (0, 1))
        for y in (0, 1)
    )
    page = page_of(*held, tables=[Table((80, 300, 320, 340), cells)])
    assert kinds(page) == [("table", "\t30 days\nStaff\t25"), ("text", "After.")]
    assert page.text[: page.blocks[0].header_end] == "\t30 days"


def test_rules_that_frame_prose_are_no_table() -> None:
    left, right = lines(*LOREM * 3, x=30, y=100), lines(*LOREM * 3, x=330, y=100)
    cells = tuple(
        ((20.0, top, 320.0, top + 220.0), (320.0, top, 800.0, top + 220.0)) for top in (90.0, 310.0)
    )
    page = page_of(*left, *right, tables=[Table((20, 90, 800, 530), cells)])
    assert len(page.words) == len([word for each in (*left, *right) for word in each.words])


def test_the_second_line_of_a_cell_without_rules_belongs_to_it() -> None:
    texts = ("Grade | Meaning", "One | Begins to", "Two | Knows all", "Six | Leads it")
    more = line("work here", x=line("One | Begins").words[1][1], y=335)
    rows = [line(text, y=300 + 24 * number) for number, text in enumerate(texts)]
    page = page_of(rows[0], rows[1], more, *rows[2:])
    assert kinds(page)[0][1].split("\n")[1] == "One\tBegins to work here"


def test_lines_with_two_gaps_are_too_few_for_a_table() -> None:
    assert all(kind != "table" for kind, _ in kinds(page_of(*lines("One | more", "Two | less"))))


# Running lines


def book(*extra: tuple[int, Line], pages: int = 6) -> list[RawPage]:
    more = dict(extra)
    return [
        raw(
            line(f"Handbook {number}", y=30),
            *body(),
            *([more[number]] if number in more else []),
            line(str(number + 2), x=290, y=770),
            number=number,
        )
        for number in range(1, pages + 1)
    ]


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    for page in assemble({}, book()).pages:
        assert "Handbook" not in page.text
        assert str(page.number + 2) not in page.text.split()


def test_roman_page_numbers_are_left_out() -> None:
    pages = [
        raw(*body(), line(roman, x=290, y=770), number=number)
        for number, roman in enumerate(("ii", "iii", "iv"), 1)
    ]
    assert all(len(held) == 6 for held in without_running_lines(pages))


def test_two_pages_are_too_few_to_know_what_runs() -> None:
    assert "Handbook" in assemble({}, book(pages=2)).pages[0].text


def test_years_above_the_tables_of_pages_in_a_row_count_no_pages() -> None:
    heads = {1: ("2018", "2017"), 2: ("2019", "2018"), 3: ("2020", "2019")}
    pages = [
        raw(
            line("In millions", y=40),
            *(line(year, x=300 + 80 * place, y=40) for place, year in enumerate(years)),
            *body(),
            number=number,
        )
        for number, years in heads.items()
    ]
    for held, years in zip(without_running_lines(pages), heads.values(), strict=True):
        assert [each.text for each in held[:3]] == ["In millions", *years]


def test_a_header_beside_one_year_runs() -> None:
    pages = [
        raw(line("Staff handbook", y=30), line("2023", x=500, y=30), *body(), number=number)
        for number in range(1, 5)
    ]
    assert all("Staff handbook" not in {each.text for each in held} for held in without_running_lines(pages))


def printed(pages: int, *last: str) -> list[RawPage]:
    """Make pages of a browser: the line that counts them follows the text, which ends anywhere."""
    return [
        raw(
            *body()[: 2 + number % 3],
            *(
                line(text.format(number=number), x=72 + 150 * place, y=460 + 25 * (number % 3))
                for place, text in enumerate(last)
            ),
            number=number,
        )
        for number in range(1, pages + 1)
    ]


@pytest.mark.parametrize(
    "last",
    [
        ("{number}",),
        ("Page {number} of 6",),
        ("{number}/6",),
        ("Acme Inc", "401", "{number}"),
        ("Acme Inc", "{number}", "2019 Form 10-K"),
        ("F-{number}",),
        ("2019 Form 10-K {number}",),
    ],
)
def test_lines_that_count_the_pages_of_a_browser_are_left_out_wherever_they_stand(
    last: tuple[str, ...],
) -> None:
    pages = printed(6, *last)
    assert [len(held) for held in without_running_lines(pages)] == [2 + page.number % 3 for page in pages]


@pytest.mark.parametrize(
    "last",
    [
        ("Total", "4{number}1"),
        ("See the notes",),
        ("Sales of 2019", "{number}0"),
        ("Figure {number}",),
        ("{number}. Do not lie.",),
        ("Amount due this month", "{number}"),
        ("Slip 10{number}",),
        ("Anno 180{number}",),
    ],
)
def test_last_lines_that_count_no_pages_stay(last: tuple[str, ...]) -> None:
    pages = printed(6, *last)
    assert without_running_lines(pages) == [list(page.lines) for page in pages]


def test_the_last_row_of_a_ruled_table_counts_no_pages() -> None:
    pages = [replace(page, tables=(Table((60, 440, 500, 560), ()),)) for page in printed(6, "{number}")]
    assert without_running_lines(pages) == [list(page.lines) for page in pages]


def test_four_pages_are_too_few_for_lines_that_count_anywhere() -> None:
    pages = printed(4, "{number}")
    assert without_running_lines(pages) == [list(page.lines) for page in pages]


def test_numbers_and_lines_that_come_once_stay() -> None:
    pages = assemble({}, book((2, line("47", x=400, y=750)), (3, line("See the annex", y=40)))).pages
    assert "47" in pages[1].text
    assert "See the annex" in pages[2].text


def test_the_repeated_head_of_a_table_stays() -> None:
    table = Table(
        (70, 20, 500, 90), (((70, 20, 285, 55), (285, 20, 500, 55)), ((70, 55, 285, 90), (285, 55, 500, 90)))
    )
    pages = [
        raw(
            line("Grade | Salary", y=30),
            line(f"One{number} | 3000", y=60),
            *body(),
            number=number,
            tables=[table],
        )
        for number in range(1, 5)
    ]
    assert all("Grade" in page.text for page in assemble({}, pages).pages)


def test_a_page_that_holds_nothing_else_keeps_its_running_lines() -> None:
    pages = [raw(line(f"Label {number}", y=30), number=number) for number in range(1, 6)]
    assert [page.text for page in assemble({}, pages).pages] == [f"Label {number}" for number in range(1, 6)]


# Every page


WORDS = some.sampled_from(["Leave", "•", "1.", "is", "infor-", "mation", "脆", "שלום", "x" * 40, "|", "END."])
PLACED = some.builds(
    line,
    some.lists(WORDS, min_size=1, max_size=8).map(" ".join).filter(lambda text: text.strip("| ")),
    some.floats(0, 500),
    some.floats(0, 780),
    some.sampled_from([6.0, 10.0, 10.0, 18.0]),
    some.booleans(),
)


@settings(deadline=None, max_examples=80)
@given(some.lists(some.lists(PLACED, max_size=14), min_size=1, max_size=4))
def test_every_word_that_does_not_run_is_written_once_and_in_its_place(pages: list[list[Line]]) -> None:
    raws = [raw(*held, number=number) for number, held in enumerate(pages, 1)]
    for page, held in zip(assemble({}, raws).pages, without_running_lines(raws), strict=True):
        if page.state == "no text":
            assert not any(letter.isalnum() for each in held for letter in each.text)
            continue
        assert sorted(word.box for word in page.words) == sorted(
            word[1:] for each in held for word in each.words
        )
        assert all(one.end <= other.start for one, other in itertools.pairwise(page.words))
        assert all(one.end < other.start for one, other in itertools.pairwise(page.blocks))
        assert "  " not in page.text
        assert "".join(page.text[word.start : word.end] for word in page.words) == "".join(page.text.split())
