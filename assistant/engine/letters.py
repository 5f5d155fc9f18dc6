"""Letters as the PDF library places them → words; pure.

A letter is PyMuPDF's: a mapping with c (the sign), origin and bbox.
"""

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.engine.rawpage import RawWord

Letter = Mapping[str, Any]
Places = dict[tuple[str, float, float], list[tuple[float, float]]]

OVERPRINT = 0.05
"""Letters printed again within this share of their size only look bolder."""

GRID = 2.0
FEWEST_OVERPRINTS = 3

_BULLETS = dict.fromkeys("\uf06c\uf06e\uf076\uf0a7\uf0b7\uf0d8\uf0fc", "•")
"""What Word's list marks in Symbol and Wingdings become; other private signs mean nothing."""

_JOINERS = "\u200c\u200d"
_SILENT = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
_SOFT_HYPHEN = "\u00ad"

_SPACELESS = (
    (0x2E80, 0x2FDF),
    (0x3001, 0x312F),
    (0x31A0, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF01, 0xFFEF),
    (0x20000, 0x3FFFF),
)


@functools.lru_cache(maxsize=1 << 16)
def stands_alone(sign: str) -> bool:
    """Tell whether a sign belongs to Chinese or Japanese, which put no spaces between words."""
    return any(first <= ord(sign) <= last for first, last in _SPACELESS)


@functools.lru_cache(maxsize=1 << 16)
def clean(sign: str) -> str:
    """Return what a sign is read as; "" for white space, control signs, half surrogates and the unknown."""
    if sign in _BULLETS:
        return _BULLETS[sign]
    kept = sign.isprintable() and not sign.isspace() and sign != "\ufffd"
    return sign if kept or sign in _JOINERS or sign == _SOFT_HYPHEN else ""


def clean_text(text: str) -> str:
    """Return a label or a title of a PDF on one line, without signs that cannot be shown."""
    return " ".join("".join([clean(sign) or " " for sign in text]).split())


def is_unknown(sign: str) -> bool:
    """Tell whether the PDF does not say which letter this is."""
    return not clean(sign) and not sign.isspace() and sign not in _SILENT


def words_of(letters: Sequence[Letter]) -> Iterator[RawWord]:
    """Yield words: letters between white space; each sign of Chinese or Japanese is a word of its own."""
    part: list[tuple[str, Letter]] = []
    for letter in letters:
        if letter["c"] in _SILENT:
            continue
        sign = clean(letter["c"])
        alone = bool(sign) and stands_alone(sign[0])
        if part and (not sign or alone):
            yield from _word(part)
            part = []
        if alone:
            yield from _word([(sign, letter)])
        elif sign:
            part.append((sign, letter))
    yield from _word(part)


def _word(part: Sequence[tuple[str, Letter]]) -> Iterator[RawWord]:
    text = "".join([sign for sign, _ in part])
    if _SOFT_HYPHEN in text:
        text = text.replace(_SOFT_HYPHEN, "") + ("-" if text.endswith(_SOFT_HYPHEN) else "")
    if text:
        left, top, right, bottom = zip(*[letter["bbox"] for _, letter in part], strict=True)
        yield text, round(min(left), 2), round(min(top), 2), round(max(right), 2), round(max(bottom), 2)


def without_overprints(spans: Sequence[Mapping[str, Any]]) -> list[Sequence[Letter]]:
    """Return the letters of each span without those that were printed before.

    Programs that lack a bold font print a text several times, a fraction of a point apart.
    """
    letters = [letter for span in spans for letter in span["chars"]]
    places = {(letter["c"], round(letter["origin"][0]), round(letter["origin"][1])) for letter in letters}
    if len(letters) - len(places) < FEWEST_OVERPRINTS:
        return [span["chars"] for span in spans]
    seen: Places = {}
    return [[letter for letter in span["chars"] if _is_new(letter, span["size"], seen)] for span in spans]


def _is_new(letter: Letter, size: float, seen: Places) -> bool:
    sign: str = letter["c"]
    x, y = letter["origin"]
    reach = min(GRID / 2, OVERPRINT * size)
    near = {(sign, a // GRID, b // GRID) for a in (x - reach, x + reach) for b in (y - reach, y + reach)}
    if any(abs(x - a) <= reach and abs(y - b) <= reach for cell in near for a, b in seen.get(cell, ())):
        return False
    seen.setdefault((sign, x // GRID, y // GRID), []).append((x, y))
    return True
