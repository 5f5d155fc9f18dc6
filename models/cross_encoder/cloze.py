"""Questions made of passages by rule: some words of a sentence are the answer, those around it the question.

They are no good questions. They teach, beside real ones, that an answer stands near the question's words and
what answers to "when" or "how many" look like (Lewis, Denoyer and Riedel, ACL 2019). A part of them asks with
the words of another passage that holds the same answer (Li et al., ACL 2020), so that words alone do not find
it.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.engine.sentences import spans
from assistant.engine.terms import STOPWORDS
from models.cross_encoder.rows import Example, Part

Kind = Literal["date", "share", "money", "number", "name", "words"]

MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("date", rf"\b(?:\d{{1,2}} )?{MONTH}(?: \d{{1,2}}\b,?)?(?: \d{{4}})?\b|\b(?:1\d|20)\d\d\b(?![,.]\d)"),
    ("share", r"(?<![\w.,])\d[\d.,]*(?: ?%| percent\b)"),
    ("money", r"[$€£]\d[\d.,]*\d(?: (?:thousand|million|billion))?"),
    ("number", r"(?<![\w.,/-])\d(?:[\d.,]*\d)?(?: (?:thousand|million|billion))?(?![\w/-])"),
    ("name", r"\b[A-ZÀ-Ý][\w'’-]+(?: (?:of |the |de |van )?[A-ZÀ-Ý][\w'’-]+)*"),
    ("words", r"\b[a-z][a-z'-]{2,}(?: [a-z][a-z'-]{2,}){0,3}"),
)
"""What an answer may look like, by kind; what an earlier kind took is not looked at again."""

USUAL: dict[Kind, float] = {
    "date": 1.2,
    "share": 1.0,
    "money": 0.7,
    "number": 1.0,
    "name": 1.6,
    "words": 0.55,
}
"""How often a kind is asked for, against another in the same passage."""

ASKED: dict[Kind, tuple[str, ...]] = {
    "date": ("when", "when", "in what year", "which year", "on what date"),
    "share": ("what percentage", "how much", "what percent", "how many"),
    "money": ("how much", "how much money", "what was the amount of", "what"),
    "number": ("how many", "how many", "how many", "what number", "how much", "what"),
    "name": ("who", "who", "what", "what", "which", "who is", "what is the name of"),
    "words": ("what", "what", "what", "which", "how", "what kind of", "what type of"),
}
PLACES, PERSONS = frozenset({"in", "at", "from", "near"}), frozenset({"by"})

FEWEST, MOST = 6, 60
"""Words of a sentence that is asked about."""

TRIES = 10
"""So many questions are made at most for each that is kept: of a short sentence too few words may be left."""

FIGURES = 0.25
"""Sentences with more figures than that are rows of a table, which make no question."""

LONGEST = 70
ELSEWHERE = 0.25
"""The share of questions in the words of another passage with the same answer."""
SHARED = 3
"""So many more words are in both."""
COMMON = 40
"""An answer that stands in more places than that tells nothing of what another one is about."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Words of a part that may be asked for: half-open spans of the answer and of its sentence."""

    part: Part
    sentence: tuple[int, int]
    answer: tuple[int, int]
    kind: Kind

    @property
    def text(self) -> str:
        """The answer."""
        return self.part.text[slice(*self.answer)]


def make(parts: Sequence[Part], count: int, draw: random.Random) -> list[Example]:
    """Return so many questions, each with its part; fewer where too little in them can be asked for."""
    gaps = [gap for part in parts for gap in find_gaps(part)]
    elsewhere = list(_elsewhere(gaps, draw))
    draw.shuffle(elsewhere)
    made = [
        Example(ask(asked, draw), (here.part.text,), here.answer)
        for here, asked in elsewhere[: int(count * ELSEWHERE)]
    ]
    of_part: dict[int, list[Gap]] = defaultdict(list)
    for gap in gaps:
        of_part[gap.part.id].append(gap)
    places = list(of_part.values())
    for _ in range(TRIES * count if places else 0):
        if len(made) == count:
            break
        some = draw.choice(places)
        gap = draw.choices(some, [USUAL[each.kind] for each in some])[0]
        question = ask(gap, draw)
        if len(question.split()) >= FEWEST:
            made.append(Example(question, (gap.part.text,), gap.answer))
    return made


def find_gaps(part: Part) -> Iterator[Gap]:
    """Yield the words of a part that may be asked for."""
    for start, end in spans(part.text):
        words = part.text[start:end].split()
        figures = sum(word == ";" or any(letter.isdigit() for letter in word) for word in words)
        if FEWEST <= len(words) <= MOST and figures <= FIGURES * len(words):
            for (begin, stop), kind in _answers(part.text[start:end]):
                yield Gap(part, (start, end), (start + begin, start + stop), kind)


def _answers(sentence: str) -> Iterator[tuple[tuple[int, int], Kind]]:
    taken = set[int]()
    for kind, pattern in PATTERNS:
        for found in re.finditer(pattern, sentence):
            begin, stop = _without_small(sentence, *found.span()) if kind == "words" else found.span()
            text = sentence[begin:stop]
            if (
                not text
                or stop - begin > LONGEST
                or text.lower() in STOPWORDS
                or taken & {*range(begin, stop)}
            ):
                continue
            taken |= {*range(begin, stop)}
            yield (begin, stop), kind


def _without_small(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the longest run without small words; an article before it may stay."""
    runs: list[tuple[int, int]] = [(start, start)]
    for word in re.finditer(r"\S+", text[start:end]):
        begin, stop = start + word.start(), start + word.end()
        if word.group() in STOPWORDS:
            article = word.group() in ("the", "a", "an")
            runs.append((begin, begin) if article else (stop, stop))
        elif runs[-1][0] == runs[-1][1] and text[runs[-1][0] :].startswith(("the ", "a ", "an ")):
            runs[-1] = (runs[-1][0], stop)
        else:
            runs[-1] = (begin if runs[-1][0] == runs[-1][1] else runs[-1][0], stop)
    return max(runs, key=lambda run: run[1] - run[0])


def _elsewhere(gaps: Sequence[Gap], draw: random.Random) -> Iterator[tuple[Gap, Gap]]:
    """Yield gaps with another passage's gap for the same answer, where both passages share more words."""
    same: dict[str, list[Gap]] = defaultdict(list)
    for gap in gaps:
        if gap.kind in ("name", "date", "words"):
            same[gap.text.lower()].append(gap)
    for answer, those in same.items():
        for here in those if 1 < len(those) <= COMMON else ():
            asked = draw.choice(those)
            shared = _telling(here.part.text) & _telling(asked.part.text[slice(*asked.sentence)])
            if asked.part.id != here.part.id and len(shared - _telling(answer)) >= SHARED:
                yield here, asked


def _telling(text: str) -> set[str]:
    return {word for word in re.findall(r"\w{4,}", text.lower()) if word not in STOPWORDS}


def ask(gap: Gap, draw: random.Random) -> str:
    """Return a question for a gap: words of its sentence, some dropped, some bent, with the asking words."""
    (start, end), (begin, stop) = gap.sentence, gap.answer
    before = re.findall(r"[\w$%'’.-]*\w", gap.part.text[start:begin])
    after = re.findall(r"[\w$%'’.-]*\w", gap.part.text[stop:end])
    asking = _asking(gap.kind, before[-1].lower() if before else "", draw)
    small, other = draw.choice([(0.1, 0.05), (0.4, 0.15), (0.9, 0.2)])

    def kept(words: list[str]) -> list[str]:
        return [
            _bent(word, draw)
            for word in words
            if draw.random() >= (small if word.lower() in STOPWORDS else other)
        ]

    before = kept(before[-draw.choice((3, 6, 10, 20)) :])
    after = kept(after[: draw.choice((3, 6, 10, 20))])
    mixed = [*before, *after]
    draw.shuffle(mixed)
    words = draw.choice(
        [[asking, *after, *before], [asking, *before, *after], [*before, asking, *after], [asking, *mixed]]
    )
    text = " ".join(words)
    text = text.lower() if draw.random() < 0.5 else text[:1].upper() + text[1:]
    return text + draw.choice(("?", "?", ""))


def _asking(kind: Kind, before: str, draw: random.Random) -> str:
    if kind == "name" and before in PLACES:
        return draw.choice(("where", "where", "what", "in which"))
    if kind == "name" and before in PERSONS:
        return draw.choice(("who", "who", "by whom", "what"))
    return draw.choice(ASKED[kind])


def _bent(word: str, draw: random.Random) -> str:
    """Return a word, a tenth of the time in another form: "indexed" → "index", "index" → "indexing"."""
    if draw.random() > 0.1 or len(word) < 5 or not word.islower():
        return word
    for ending in ("ing", "ed", "es", "s", "ly", "ion"):
        if word.endswith(ending):
            return word.removesuffix(ending)
    return word + draw.choice(("s", "ed", "ing"))
