"""A question, and the row of a table that it asks for → the column; pure."""

import re
from collections import Counter
from collections.abc import Sequence

from assistant.engine.terms import stems_in, words

SHORTEST = 5
"""Letters from which words that begin alike are taken for each other: accurate, accuracy."""

IN_HEADER = 0.6
"""The share of a header's words, small ones counted in, from which a question names it."""

_YEAR = re.compile(r"(?:19|20)\d{2}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_AMOUNT = re.compile(r"[$€£(−–-]*\s*\d+(?:[.,]\d+)*\)?\s*%?|[—–-]")
_COUNTED = re.compile(r"\bhow many\b|\bwie viele\b|\bnumber of\b", re.IGNORECASE)


def choose_column(
    question: str, names: Sequence[str], texts: Sequence[str], under: str, context: str
) -> int | None:
    """Return the place of the cell that a question asks for, None where it cannot be told.

    names are those of the columns, texts the cells of the row, under the line above it. Where a year is asked
    for, it is the column of that year; where none has a year, one that is named otherwise, or the one that
    seems to be meant, if the document is of that year or the row holds more than amounts.
    """
    asked, years = stems_in(question), _YEAR.findall(question)
    column = _column(question, asked, names, texts)
    filled = [place for place, text in enumerate(texts) if place and text.strip()]
    if not years or column is None or len(filled) < 2:
        return column
    if any(map(_YEAR.search, names)):
        return _of_year(years, asked, names, filled)
    amounts = all(_AMOUNT.fullmatch(texts[place].strip()) for place in filled)
    of_row = _YEAR.search(f"{under} {texts[0]}")
    if amounts and (of_row or not set(years) & set(_YEAR.findall(context))):
        return _named(question, asked, names, filled)
    return column


def _column(question: str, asked: set[str], names: Sequence[str], texts: Sequence[str]) -> int | None:
    """Return the cell that a header names; else one of the kind that is asked for, or the only one left."""
    known = {place for place, cell in enumerate(texts) if stems_in(cell) and stems_in(cell) <= asked}
    if not known or _NUMBER.fullmatch(texts[0].strip()):
        known.add(0)
    left = [place for place, cell in enumerate(texts) if place not in known and cell.strip()]
    if not left:
        return None
    left.sort(key=lambda place: place == 0)
    named = _named(question, asked, names, left)
    if named is not None:
        return named
    if _COUNTED.search(question):
        return next((place for place in left if _NUMBER.fullmatch(texts[place].strip())), left[0])
    said = [place for place in left if asked & stems_in(texts[place])]
    return said[0] if len(said) == 1 else _with_unit(texts, left)


def _named(question: str, asked: set[str], names: Sequence[str], left: Sequence[int]) -> int | None:
    """Return the one column whose header the question names best, None where none is."""
    heads = {place: stems_in(names[place]) for place in left if place < len(names)}
    shared = Counter(each for stems in heads.values() for each in stems)
    spoken = set(words(question))
    scores = dict.fromkeys(left, 0.0)
    for place, stems in heads.items():
        scores[place] = sum(1 / shared[each] for each in stems if _is_asked(each, asked))
        said = words(names[place])
        if said and sum(each in spoken for each in said) >= IN_HEADER * len(said):
            scores[place] += 1.0
    best = max(scores.values())
    return max(scores, key=lambda place: scores[place]) if list(scores.values()).count(best) == 1 else None


def _of_year(
    years: Sequence[str], asked: set[str], names: Sequence[str], filled: Sequence[int]
) -> int | None:
    """Return the column of the first year that is asked for; of several, the one that is named best.

    None where none is, or two are named alike.
    """
    held = {place: _YEAR.findall(names[place]) for place in filled if place < len(names)}
    for year in years:
        of_it = [place for place in held if held[place] == [year]]
        of_it = of_it or [place for place in held if year in held[place]]
        if of_it:
            scores = {place: len(stems_in(names[place]) & asked) for place in of_it}
            best = [place for place in of_it if scores[place] == max(scores.values())]
            return best[0] if len(best) == 1 else None
    return None


def _is_asked(head: str, asked: set[str]) -> bool:
    begin = head[:SHORTEST]
    return head in asked or (len(begin) == SHORTEST and any(each.startswith(begin) for each in asked))


def _with_unit(texts: Sequence[str], left: Sequence[int]) -> int:
    """Return the first cell that says more than a bare number."""
    return next((place for place in left if not _AMOUNT.fullmatch(texts[place].strip())), left[0])
