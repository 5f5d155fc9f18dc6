"""Where a page fell out of a search: how words and meaning place it, and how likely it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.engine.parts import Parts
from assistant.engine.searching import FOUND_BY_EACH, Request, looks
from assistant.engine.terms import question_terms
from assistant.engine.types import Passage

DEEPEST = 1000
"""Places beyond are not told."""

Outcome = Literal["shown", "behind", "not found", "no text"]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What became of a page; places count from 1 and are those of its best passage, None beyond DEEPEST.

    Where the question names documents, these are looked through on their own, too: the better place counts.

    behind: it was found, but others were better; number is that under which it was shown, 0 if it was not;
    relevance is the cross-encoder's logit of its likeliest passage.
    """

    outcome: Outcome
    number: int = 0
    by_words: int | None = None
    by_meaning: int | None = None
    relevance: float | None = None


def find(parts: Parts, request: Request, page: tuple[str, int], shown: Sequence[str]) -> Whereabouts:
    """Return what became of a page (document, number) in a search that showed passages by these ids."""
    passages = parts.index.page(*page)
    if not passages:
        return Whereabouts("no text")
    by_words, by_meaning = [], []
    for look in looks(request, "rerank"):
        terms = question_terms(look.words, request.languages)
        vector = parts.embedder.encode_question(look.text)
        by_words += _places(passages, parts.index.by_words(terms, look.within, DEEPEST))
        by_words += _places(passages, parts.index.by_rows(terms, look.within, DEEPEST))
        by_meaning += _places(passages, parts.index.by_meaning(vector, look.within, DEEPEST))
    texts = [(each.context, each.text) for each in passages]
    relevance = max(parts.cross_encoder.rank(request.sought.text, texts))
    numbers = [number for number, id in enumerate(shown, 1) if id in {each.id for each in passages}]
    found = min([*by_words, *by_meaning], default=DEEPEST) <= FOUND_BY_EACH
    outcome: Outcome = "shown" if numbers else "behind" if found else "not found"
    words, meaning = min(by_words, default=None), min(by_meaning, default=None)
    return Whereabouts(outcome, numbers[0] if numbers else 0, words, meaning, relevance)


def _places(passages: Sequence[Passage], found: Sequence[tuple[str, float]]) -> list[int]:
    """Return the places that passages have among those found, from 1."""
    ids = {each.id for each in passages}
    return [place for place, (id, _) in enumerate(found, 1) if id in ids]
