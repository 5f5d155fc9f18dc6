from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.matching import PageText
from assistant.engine.surroundings import ENOUGH, widen
from assistant.engine.types import Hit
from tests.fakes import make_passage

SENTENCE = "The gateway keeps every value for thirty days and sends it again when the line is back. "
LONG = SENTENCE * 12


def page_of(*texts: str) -> tuple[list[Hit], PageText]:
    hits, start = [], 0
    for number, text in enumerate(texts, 1):
        hits.append(Hit(make_passage(text, start=start), 1.0, number))
        start += len(text) + 1
    return hits, PageText.of_passages([hit.passage for hit in hits])


def test_a_short_passage_is_read_with_the_sentences_around_it() -> None:
    hits, page = page_of(LONG.strip(), "It weighs 1.8 kilograms.", LONG.strip())
    (widened,) = widen(hits[1:2], lambda document, number: page)
    passage = widened.passage
    assert "It weighs 1.8 kilograms." in passage.text
    assert ENOUGH <= len(passage.text) < ENOUGH + 2 * len(SENTENCE)
    assert passage.text == page.text[passage.start : passage.end]
    assert all(passage.start < word.end and word.start < passage.end for word in passage.words)


def test_a_long_passage_stays_as_it_is_and_nothing_is_shown_twice() -> None:
    hits, page = page_of(LONG.strip(), "It weighs 1.8 kilograms.", LONG.strip())
    assert widen(hits, lambda document, number: page) == tuple(hits)


@given(
    some.lists(some.sampled_from(["One.", SENTENCE.strip(), LONG.strip(), "A\tB"]), min_size=1, max_size=6),
    some.sets(some.integers(0, 5)),
)
def test_passages_never_overlap_after_they_grew(texts: list[str], chosen: set[int]) -> None:
    hits, page = page_of(*texts)
    shown = [hits[place] for place in sorted(chosen) if place < len(hits)]
    grown = sorted(each.passage.start for each in widen(shown, lambda document, number: page))
    ends = sorted(each.passage.end for each in widen(shown, lambda document, number: page))
    assert all(end <= start for end, start in zip(ends, grown[1:], strict=False))
