"""How deep the cross-encoder reads, and that nothing found is lost by it."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from assistant.engine.ordering import READ, READ_FIRST, order
from assistant.engine.preference import NOTHING
from assistant.engine.types import Hit
from assistant.engine.wording import as_said
from tests.fakes import make_passage

MANY = READ + 12


class Reader:
    """Thinks of each passage what it is told to, and counts what it reads."""

    def __init__(self, logits: Sequence[float]) -> None:
        self._logits = logits
        self.read = 0

    def rank(self, question: str, texts: Sequence[tuple[str, str]]) -> list[float]:
        start, self.read = self.read, self.read + len(texts)
        return list(self._logits[start : self.read])


def hits(count: int) -> list[Hit]:
    passages = [make_passage(f"Chapter {n} is about wheels.", page=n) for n in range(1, count + 1)]
    return [Hit(each, 1 / place, place) for place, each in enumerate(passages, start=1)]


def ordered(found: Sequence[Hit], reader: Reader) -> list[Hit]:
    return order(as_said("How are wheels oiled?"), NOTHING, found, reader.rank)


def test_where_nothing_unread_could_come_among_the_first_ones_no_more_are_read() -> None:
    reader = Reader([6.0] * READ_FIRST + [9.0] * MANY)
    found = ordered(hits(MANY), reader)
    assert reader.read == READ_FIRST
    assert sum(hit.relevance is not None for hit in found) == READ_FIRST


def test_where_another_could_reading_goes_on_and_the_one_that_answers_comes_first() -> None:
    reader = Reader([3.0] + [-6.0] * (READ - 2) + [9.0] + [-6.0] * MANY)
    found = ordered(hits(MANY), reader)
    assert reader.read == READ
    assert found[0].passage.page == READ


def test_a_few_passages_are_read_at_once() -> None:
    reader = Reader([-6.0] * 3)
    assert len(ordered(hits(3), reader)) == reader.read == 3
    assert ordered([], Reader([])) == []


@given(st.integers(0, MANY), st.lists(st.floats(-9, 9), min_size=MANY, max_size=MANY))
def test_every_passage_found_comes_back_once_and_what_was_not_read_is_last(
    count: int, logits: list[float]
) -> None:
    given_ = hits(count)
    found = ordered(given_, Reader(logits))
    assert {hit.passage.id for hit in found} == {hit.passage.id for hit in given_}
    assert len(found) == count
    unread = [hit.relevance is None for hit in found]
    assert unread == sorted(unread)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
