"""Looking up words on a page: a normaliser that keeps its way back, and exact and near search; pure."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engine.types import Box, Passage, Verdict, Word

NEAR = 0.8
"""The share of a quote's words that must stand on the page, in order, for it to be near."""

MOST_WORDS = 400
"""Longer quotes are compared by their first words when they are not found exactly."""

_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
    }
)
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
_WORD = re.compile(r"[^\W_]+")
_ELLIPSIS = re.compile(r"\s*(?:\[?\.\.\.+\]?)\s*")
_SPACED = 0x2E80
"""Below this code point scripts part their words by spaces; above are those of East Asia."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page and its placed words; spans of the words are in the text."""

    text: str
    words: tuple[Word, ...]

    @classmethod
    def of_passages(cls, passages: Sequence[Passage]) -> "PageText":
        """Put a page together from its passages in order; what lies between them is white space."""
        text = ""
        for passage in passages:
            text = text.ljust(passage.start, "\n") + passage.text
        return cls(text, tuple(word for passage in passages for word in passage.words))


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text; offsets[i] is where its letter i comes from in the original."""

    text: str
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """What was found of a quote: its spans on the page, the boxes of exactly those words, what differs."""

    verdict: Verdict
    spans: tuple[tuple[int, int], ...] = ()
    boxes: tuple[Box, ...] = ()
    differences: tuple[str, ...] = ()


NOT_FOUND = Located("not found")


def normalise(text: str) -> Normal:
    """Fold ligatures, widths, dashes, quotes, white space and line-end hyphens; case stays."""
    letters: list[str] = []
    offsets: list[int] = []
    for offset, letter in enumerate(text):
        for folded in unicodedata.normalize("NFKC", letter).translate(_SAME).translate(_INVISIBLE):
            if folded.isspace():
                if not letters or letters[-1] == " ":
                    continue
                folded = " "
            elif folded.islower() and letters[-2:] == ["-", " "] and "".join(letters[-3:-2]).isalpha():
                del letters[-2:], offsets[-2:]
            letters.append(folded)
            offsets.append(offset)
    if letters and letters[-1] == " ":
        letters.pop()
        offsets.pop()
    return Normal("".join(letters), tuple(offsets))


def find_quote(quote: str, page: PageText, within: tuple[int, int] | None = None) -> Located:
    """Look a quote up on a page, first in the span `within`; parts around an ellipsis keep their order."""
    wanted, held = normalise(quote), normalise(page.text)
    parts = [part for part in _ELLIPSIS.split(wanted.text) if _WORD.search(part)]
    if not parts:
        return NOT_FOUND
    start = _first_at(held, within[0]) if within else 0
    for begin in dict.fromkeys((start, 0)):
        if found := _find_parts(parts, held, begin):
            return Located("verified", found, _boxes(page, found))
    return _find_near(wanted, held, page)


def find_all(text: str, page: PageText) -> list[tuple[tuple[int, int], tuple[Box, ...]]]:
    """Return span and boxes of every place where a text stands on a page: in any case, also within words."""
    wanted, held = normalise(text), normalise(page.text)
    sought, letters = wanted.text.lower(), held.text.lower()
    if not sought or len(letters) != len(held.text):
        return []
    places = [match.start() for match in re.finditer(re.escape(sought), letters)]
    spans = [(held.offsets[start], held.offsets[start + len(sought) - 1] + 1) for start in places]
    return [(span, boxes_of(page.words, *span)) for span in spans]


def boxes_of(words: Sequence[Word], start: int, end: int) -> tuple[Box, ...]:
    """Return the boxes of the words in a span, one box for neighbours on a line."""
    boxes: list[Box] = []
    for word in words:
        if word.start < end and word.end > start:
            if boxes and _are_neighbours(boxes[-1], word.box):
                boxes[-1] = _join(boxes[-1], word.box)
            else:
                boxes.append(word.box)
    return tuple(boxes)


def _find_parts(parts: Sequence[str], held: Normal, begin: int) -> tuple[tuple[int, int], ...]:
    spans = []
    for part in parts:
        begin = _find_whole(part, held.text, begin)
        if begin < 0:
            return ()
        end = begin + len(part)
        spans.append((held.offsets[begin], held.offsets[end - 1] + 1))
        begin = end
    return tuple(spans)


def _find_whole(part: str, text: str, begin: int) -> int:
    """Return where a part stands as whole words, -1 if nowhere; the case of its first letter is free."""
    places = [_find_bounded(form, text, begin) for form in {part, _switch_first(part)}]
    return min((place for place in places if place >= 0), default=-1)


def _find_bounded(part: str, text: str, begin: int) -> int:
    place = text.find(part, begin)
    while place >= 0 and not (_parts_words(text, place) and _parts_words(text, place + len(part))):
        place = text.find(part, place + 1)
    return place


def _parts_words(text: str, place: int) -> bool:
    """Tell whether a word may begin or end between the letters before and at a place."""
    if not 0 < place < len(text):
        return True
    before, after = text[place - 1], text[place]
    return not (before.isalnum() and after.isalnum() and max(ord(before), ord(after)) < _SPACED)


def _switch_first(part: str) -> str:
    first = part[0].lower() if part[0].isupper() else part[0].upper()
    return first + part[1:] if len(first) == 1 else part


def _find_near(wanted: Normal, held: Normal, page: PageText) -> Located:
    ours = list(_WORD.finditer(wanted.text))[:MOST_WORDS]
    theirs = list(_WORD.finditer(held.text))
    said = [match.group().casefold() for match in ours]
    have = [match.group().casefold() for match in theirs]
    first, last = _densest(said, have)
    matcher = difflib.SequenceMatcher(None, said, have[first:last], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks or sum(block.size for block in blocks) < NEAR * len(said):
        return NOT_FOUND
    begin, end = first + blocks[0].b, first + blocks[-1].b + blocks[-1].size
    span = (held.offsets[theirs[begin].start()], held.offsets[theirs[end - 1].end() - 1] + 1)
    matcher.set_seq2(have[begin:end])
    found = (span,)
    return Located("near", found, _boxes(page, found), _differences(matcher, ours, theirs[begin:end]))


def _densest(said: Sequence[str], have: Sequence[str]) -> tuple[int, int]:
    """Return the stretch of the page's words, somewhat longer than the quote, that shares most with it."""
    length = len(said) + max(2, len(said) // 4)
    left = Counter(said)
    shared = best = best_end = 0
    for place, word in enumerate(have):
        shared += left[word] > 0
        left[word] -= 1
        if place >= length:
            left[have[place - length]] += 1
            shared -= left[have[place - length]] > 0
        if shared > best:
            best, best_end = shared, place + 1
    return max(0, best_end - length), min(len(have), best_end + 2)


def _differences(
    matcher: "difflib.SequenceMatcher[str]", ours: Sequence[re.Match[str]], theirs: Sequence[re.Match[str]]
) -> tuple[str, ...]:
    found = []
    for tag, a, b, c, d in matcher.get_opcodes():
        said = " ".join(match.group() for match in ours[a:b])
        has = " ".join(match.group() for match in theirs[c:d])
        if tag == "replace":
            found.append(f"said “{said}”, the page has “{has}”")
        elif tag == "delete":
            found.append(f"“{said}” is not on the page")
        elif tag == "insert":
            found.append(f"left out “{has}”")
        elif said != has:
            found.append("upper and lower case differ")
    return tuple(found) or ("signs between the words differ",)


def _first_at(held: Normal, offset: int) -> int:
    return next((place for place, origin in enumerate(held.offsets) if origin >= offset), 0)


def _boxes(page: PageText, spans: Sequence[tuple[int, int]]) -> tuple[Box, ...]:
    return tuple(box for start, end in spans for box in boxes_of(page.words, start, end))


def _are_neighbours(one: Box, other: Box) -> bool:
    height = min(one[3] - one[1], other[3] - other[1])
    shared = min(one[3], other[3]) - max(one[1], other[1])
    gap = max(one[0], other[0]) - min(one[2], other[2])
    return shared > 0.6 * height and gap < 2 * height


def _join(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
