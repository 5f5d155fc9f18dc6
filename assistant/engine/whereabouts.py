"""Where a page fell out of a search: how words and meaning place it, and how likely it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.engine.parts import Parts
from assistant.engine.searching import FOUND_BY_EACH, Request
from assistant.engine.terms import question_terms
from assistant.engine.types import Passage

DEEPEST = 1000
"""Places beyond are not told."""

Outcome = Literal["shown", "behind", "not found", "no text"]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What became of a page; places count from 1 and are those of its best passage, None beyond DEEPEST.

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
    terms = question_terms(request.question, request.languages)
    vector = parts.embedder.encode_question(request.question)
    by_words = _best(passages, parts.index.by_words(terms, request.within, DEEPEST))
    by_meaning = _best(passages, parts.index.by_meaning(vector, request.within, DEEPEST))
    texts = [(each.context, each.text) for each in passages]
    relevance = max(each.relevance for each in parts.cross_encoder.judge(request.question, texts))
    numbers = [number for number, id in enumerate(shown, 1) if id in {each.id for each in passages}]
    found = min(by_words or DEEPEST, by_meaning or DEEPEST) <= FOUND_BY_EACH
    outcome: Outcome = "shown" if numbers else "behind" if found else "not found"
    return Whereabouts(outcome, numbers[0] if numbers else 0, by_words, by_meaning, relevance)


def _best(passages: Sequence[Passage], found: Sequence[tuple[str, float]]) -> int | None:
    places: Mapping[str, int] = {id: place for place, (id, _) in enumerate(found, 1)}
    return min((places[each.id] for each in passages if each.id in places), default=None)
