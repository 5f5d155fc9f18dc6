import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.matching import PageText, boxes_of, find_quote, normalise
from assistant.engine.types import Word
from tests.fakes import make_passage


def page(text: str) -> PageText:
    return PageText(text, make_passage(text).words)


LEAVE = page(
    "Full-time staff get 25 days of annual leave. Part-time staff get a share of it. Leave lapses in March."
)


@pytest.mark.parametrize(
    "quote",
    [
        "Part-time staff get a share of it.",
        "part-time staff get a share",
        "Part‑time  staff\nget a share",
        "Part–time staff get a\u00a0share of it",
        "Full-time staff get … annual leave",
        "Full-time staff ... share of it",
        "leave. Part-\u00adtime staff",
    ],
)
def test_a_quote_in_the_words_of_the_page_is_verified(quote: str) -> None:
    found = find_quote(quote, LEAVE)
    assert found.verdict == "verified"
    assert found.boxes


def test_ligatures_quotes_and_line_end_hyphens_make_no_difference() -> None:
    held = page("The ﬁrst “of\ufb01ce” pays an allow-\nance.")
    assert find_quote('The first "office" pays an allowance.', held).verdict == "verified"


def test_a_changed_word_is_near_and_named() -> None:
    found = find_quote("Full-time staff get 30 days of annual leave.", LEAVE)
    assert found.verdict == "near"
    assert found.differences == ("said “30”, the page has “25”",)


def test_a_left_out_word_is_near_and_named() -> None:
    assert find_quote("Full-time staff get days of annual leave", LEAVE).differences == ("left out “25”",)


@pytest.mark.parametrize(
    "quote", ["Nobody gets any bonus at all this year", "", "…", "!!!", "time staff get 25 days off when ill"]
)
def test_what_is_not_on_the_page_is_not_found(quote: str) -> None:
    found = find_quote(quote, LEAVE)
    assert (found.verdict, found.boxes) == ("not found", ())


def test_a_part_of_a_word_is_no_quote() -> None:
    assert find_quote("art-time staff get", LEAVE).verdict != "verified"


def test_parts_around_an_ellipsis_must_follow_in_order() -> None:
    assert find_quote("Leave lapses in … 25 days", LEAVE).verdict != "verified"


def test_the_place_in_the_passage_wins_over_an_earlier_one() -> None:
    twice = page("Pay is monthly. Fees apply. Pay is monthly.")
    assert find_quote("Pay is monthly", twice, (16, 43)).spans == ((28, 42),)


def test_boxes_cover_exactly_the_words_and_part_at_line_ends_and_columns() -> None:
    words = (
        Word(0, 3, (10, 10, 30, 20)),
        Word(4, 7, (34, 10, 60, 20)),
        Word(8, 11, (10, 24, 40, 34)),
        Word(12, 15, (300, 24, 330, 34)),
    )
    assert boxes_of(words, 0, 7) == ((10, 10, 60, 20),)
    assert boxes_of(words, 4, 15) == ((34, 10, 60, 20), (10, 24, 40, 34), (300, 24, 330, 34))
    assert boxes_of(words, 7, 8) == ()


@given(some.text(max_size=120))
def test_every_normalised_letter_knows_where_it_came_from(text: str) -> None:
    normal = normalise(text)
    assert len(normal.text) == len(normal.offsets)
    assert list(normal.offsets) == sorted(normal.offsets)
    assert all(0 <= offset < len(text) for offset in normal.offsets)


@given(some.text(max_size=200), some.text(max_size=60))
def test_any_quote_on_any_page_gives_a_verdict(text: str, quote: str) -> None:
    found = find_quote(quote, page(text))
    if found.verdict == "verified" and "..." not in normalise(quote).text:
        assert normalise(quote).text.casefold() in normalise(text).text.casefold()


@given(
    some.lists(some.sampled_from(["leave", "pay", "is", "due", "25", "days."]), min_size=3, max_size=40),
    some.data(),
)
def test_any_run_of_the_pages_words_is_verified_with_its_own_boxes(
    text: list[str], data: some.DataObject
) -> None:
    held = page(" ".join(text))
    first = data.draw(some.integers(0, len(text) - 1))
    last = data.draw(some.integers(first + 1, len(text)))
    found = find_quote(" ".join(text[first:last]), held)
    assert found.verdict == "verified"
    ((start, end),) = found.spans
    assert normalise(held.text[start:end]).text.casefold() == " ".join(text[first:last]).casefold()


def test_a_hostile_page_and_quote_are_compared_in_time() -> None:
    held = page("a b " * 2500)
    assert find_quote("b a a " * 300, held).verdict in ("near", "not found")
