"""Cited quotes of two documents that say the same with other numbers, or with and without a "not"; pure."""

import re
from collections.abc import Sequence
from itertools import combinations

from assistant.engine.numbers import Number, numbers
from assistant.engine.terms import content_words, stem
from assistant.engine.types import Citation, Disagreement

ALIKE = 0.5
"""Quotes that share this part of their words, numbers aside, speak of the same thing (Jaccard)."""

FEWEST = 3
"""With fewer words in common, two quotes may speak of anything."""

LONGER = 2.0
"""A quote with more than so many times the words of the other says more than that one."""

_DENIED = re.compile(
    r"\b(?:not|never|no|cannot|nicht|kein\w*|nie|ne|pas|jamais|nunca)\b|n['’]t\b", re.IGNORECASE
)


def find(citations: Sequence[Citation]) -> tuple[Disagreement, ...]:
    """Return where verified quotes of two documents contradict each other, in the order of their numbers."""
    verified = sorted(
        (each for each in citations if each.verdict == "verified"), key=lambda each: each.number
    )
    pairs = [(one, other) for one, other in combinations(verified, 2) if one.document != other.document]
    found = [_compare(one, other) for one, other in pairs]
    return tuple(dict.fromkeys(each for each in found if each))


def _compare(one: Citation, other: Citation) -> Disagreement | None:
    words, others = _words(one.quote), _words(other.quote)
    shared = words & others
    longer = max(len(words), len(others)) > LONGER * min(len(words), len(others))
    if longer or len(shared) < FEWEST or len(shared) < ALIKE * len(words | others):
        return None
    here, there = numbers(one.quote), numbers(other.quote)
    alone, alone_there = _missing(here, there), _missing(there, here)
    if len(alone) == len(alone_there) == 1:
        return Disagreement(one.number, other.number, alone[0].text, alone_there[0].text)
    denied, denied_there = (_DENIED.search(each.quote) for each in (one, other))
    if alone or alone_there or bool(denied) == bool(denied_there):
        return None
    return Disagreement(
        one.number, other.number, *(each.group() if each else "" for each in (denied, denied_there))
    )


def _missing(here: Sequence[Number], there: Sequence[Number]) -> list[Number]:
    """Return the numbers that do not stand in the other quote."""
    return [
        each
        for each in here
        if not any(each.is_about(known.value) and each.is_percent == known.is_percent for known in there)
    ]


def _words(text: str) -> set[str]:
    """Return the stems of what a quote speaks of."""
    return {stem(word) for word in content_words(text) if not any(map(str.isdigit, word))}
