"""Rows that would do harm are refused, each with its reason; what may be personal is pointed out; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.engine.terms import stems_in
from assistant.finetune.rows import Row

DUPLICATE, LEAKS = "duplicate", "leaks: a held-out row asks nearly the same"
ALIKE = 0.9
"""Questions and answers that share so much of their words (Jaccard) are the same."""

_PERSONAL = {
    "e-mail address": re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b"),
    "IBAN": re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"),
    "card number": re.compile(r"\b(?:\d{4}[ -]?){3}\d{4}\b"),
    "social security number": re.compile(r"\b\d{3}-\d{2}-\d{4}\b"),
    "telephone number": re.compile(r"(?<![\w.])(?:\+|00)\d{1,3}[ /-]?(?:\(?\d{1,5}\)?[ /-]?){2,5}\d{2,}\b"),
    "date of birth": re.compile(r"\b(?:born|date of birth|geboren)\b[^.\n]{0,20}\d{4}", re.IGNORECASE),
}


def clean(rows: Sequence[Row], lengths: Sequence[int], longest: int) -> list[Row]:
    """Return the rows with those rejected that are too long, that come twice, or that leak the held-out set.

    lengths are in tokens. What a person has accepted stays so, but what is too long cannot be used.
    """
    seen: list[tuple[Row, set[str]]] = []
    # The held-out rows come first, so that it is the training row that has to go.
    order = sorted(
        range(len(rows)), key=lambda place: ("test", "validation", "train").index(rows[place].split)
    )
    found: dict[int, Row] = {}
    for place in order:
        row = rows[place]
        words = stems_in(f"{row.asked}\n{row.answer}")
        reason = _reason(row, words, lengths[place], longest, seen)
        if (row.state == "proposed" and reason) or reason.startswith("too long"):
            row = replace(row, state="rejected", reason=reason)
        if row.used:
            seen.append((row, words))
        found[place] = replace(row, personal=tuple(personal(row)))
    return [found[place] for place in range(len(rows))]


def personal(row: Row) -> Iterator[str]:
    """Yield what in a row may be personal data, as "kind: text", each once."""
    text = "\n".join([*(each.content for each in row.messages), row.answer])
    for kind, pattern in _PERSONAL.items():
        yield from dict.fromkeys(f"{kind}: {match.group()}" for match in pattern.finditer(text))


def _reason(
    row: Row, words: set[str], length: int, longest: int, seen: Sequence[tuple[Row, set[str]]]
) -> str:
    """Return what speaks against a row, "" if nothing; words are those that it asks and answers."""
    if not row.answer.strip():
        return "no answer"
    if length > longest:
        return f"too long: {length} tokens, {longest} fit"
    for other, its in seen:
        if len(words & its) >= ALIKE * len(words | its):
            return DUPLICATE if other.split == row.split else LEAKS
    return ""
