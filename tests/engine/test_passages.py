import itertools

from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.engine.passages import LIMIT, Source, make_passages
from assistant.engine.types import Block, BlockKind, Page, ParsedPdf, Passage, Word
from tests.fakes import FakeEmbedder

DOCUMENT = "d" * 64


def page(*parts: tuple[BlockKind, str], number: int = 1) -> Page:
    text, blocks, words = "", [], []
    for kind, part in parts:
        start = len(text)
        text += part
        header = start + len(part.split("\n")[0]) if kind == "table" else 0
        blocks.append(Block(start, len(text), kind, int(kind == "heading"), header))
        text += "\n"
    place = 0
    for word in text.split():
        begin = text.index(word, place)
        place = begin + len(word)
        words.append(Word(begin, place, (0, 0, 1, 1)))
    return Page(number, str(number), 600, 800, text[:-1], tuple(words), tuple(blocks), "text")


def count(text: str) -> int:
    """Count like a tokenizer that breaks words apart."""
    return sum(1 + len(word) // 6 for word in text.split()) + 2


def passages(*pages: Page) -> list[Passage]:
    return make_passages(Source(DOCUMENT, "Handbook", "Handbook"), ParsedPdf("Handbook", pages), count)


LONG = "Staff get leave for every month of work in the year. " * 40


def test_a_short_page_is_one_passage_with_its_heading_as_context() -> None:
    (found,) = passages(page(("heading", "Leave"), ("text", "Staff get 25 days.")))
    assert found.text == "Leave\nStaff get 25 days."
    assert (found.heading, found.context) == ("Leave", "Handbook · Leave")


def test_a_new_heading_starts_a_new_passage() -> None:
    found = passages(
        page(("heading", "Leave"), ("text", "25 days."), ("heading", "Pay"), ("text", "Monthly."))
    )
    assert [each.text for each in found] == ["Leave\n25 days.", "Pay\nMonthly."]


def test_a_heading_is_carried_over_to_the_next_page() -> None:
    found = passages(page(("heading", "Leave"), ("text", "25 days.")), page(("text", "More days."), number=2))
    assert (found[1].heading, found[1].page) == ("Leave", 2)


def test_long_text_is_parted_at_the_ends_of_sentences() -> None:
    found = passages(page(("text", LONG.strip())))
    assert len(found) > 1
    assert all(each.text.endswith("year.") for each in found)


def test_later_rows_of_a_table_carry_its_header() -> None:
    rows = "\n".join(f"Grade {number} of the scale\t{number} thousand euros a year" for number in range(40))
    found = passages(page(("table", "Grade\tSalary\n" + rows)))
    assert len(found) > 1
    assert all("Grade Salary" in each.context for each in found[1:])
    assert all("\n" not in each.context for each in found)


def test_of_a_long_context_the_header_with_the_years_is_kept() -> None:
    table = "Years ended\t2018\t2017\n" + "\n".join(f"Item {number}\t{number}\t9" for number in range(80))
    heading = " ".join(["Item 8. Financial Statements and Supplementary Data of the Company"] * 4)
    found = make_passages(
        Source(
            DOCUMENT, "Marrowstone Holdings", "Marrowstone Holdings Corporation: annual report (2018 10K)"
        ),
        ParsedPdf("Marrowstone", (page(("heading", heading), ("table", table)),)),
        count,
    )
    assert found[1].context.endswith("Years ended 2018 2017")
    assert found[1].context.startswith("Marrowstone Holdings")


def test_the_ids_of_passages_are_their_own() -> None:
    found = passages(page(("text", LONG)), page(("text", LONG), number=2))
    assert len({each.id for each in found}) == len(found)


def test_an_endless_word_is_cut_rather_than_lost() -> None:
    found = passages(page(("text", "x" * 20_000)))
    assert "".join(each.text for each in found) == "x" * 20_000


TEXTS = some.lists(
    some.sampled_from(["Leave is paid.", "x" * 900, "a b c", "No.", "25\tdays", "…", LONG]),
    min_size=1,
    max_size=6,
)
PARTS = some.lists(
    some.tuples(some.sampled_from(["heading", "text", "list", "table"]), TEXTS.map("\n".join)), max_size=6
)


@settings(deadline=None, max_examples=60)
@given(PARTS)
def test_passages_hold_all_of_a_page_but_white_space_and_never_too_much(
    parts: list[tuple[BlockKind, str]],
) -> None:
    made = page(*parts) if parts else page(("text", ""))
    found = passages(made)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert "".join("".join(each.text.split()) for each in found) == "".join(made.text.split())
    for each in found:
        assert each.text == made.text[each.start : each.end]
        assert count(f"{each.context}\n{each.text}") <= LIMIT
        assert all(word.start < each.end and word.end > each.start for word in each.words)


def test_the_fake_tokenizer_of_other_tests_is_not_stricter_than_this_one() -> None:
    assert FakeEmbedder().count(LONG) <= count(LONG)
