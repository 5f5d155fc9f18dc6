"""Passages of whole documents → the sentences that sum them up, match, or set them apart; pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engine.language import is_common
from assistant.engine.sentences import spans
from assistant.engine.terms import ENGLISH, STOPWORDS, terms, words
from assistant.engine.types import Passage

FEWEST_WORDS = 5
ALIKE, SAME = 0.55, 0.999
"""From this share of shared words two sentences say nearly the same, and the same."""

MOST_PAIRED = 60
"""Sentences that share a rarer word and are compared with one."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A sentence of a passage: a span of its page."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]

    @property
    def terms(self) -> set[str]:
        """What the sentence tells of, as the index has it."""
        return set(_telling_terms(self.text, self.passage.language))


def sentences_of(passages: Sequence[Passage]) -> list[Extract]:
    """Return the sentences of passages in order."""
    return [
        Extract(passage, passage.start + start, passage.start + end)
        for passage in passages
        for start, end in spans(passage.text)
    ]


def key_sentences(
    passages: Sequence[Passage], vectors: Mapping[str, NDArray[np.float32]], most: int
) -> list[Extract]:
    """Return the sentences that sum a document up, in its order, from different sections first.

    Passages count by how near they are to the document's centre (Radev et al., MEAD, 2004), sentences in
    them by how often the document uses their words. vectors are (dimensions,) by passage id.
    """
    held = [passage for passage in passages if passage.id in vectors]
    if not held:
        return []
    matrix = np.stack([vectors[passage.id] for passage in held])
    nearness = matrix @ matrix.mean(0)
    usage = Counter(each for passage in held for each in set(_telling_terms(passage.text, passage.language)))
    seen: Counter[str] = Counter()
    chosen: list[tuple[int, Extract]] = []
    order = sorted(range(len(held)), key=lambda place: -nearness[place])
    telling = [_telling(passage, usage) for passage in held]
    for turn in range(3):
        for place in order:
            heading, best = held[place].heading, telling[place]
            taken = any(best is each for _, each in chosen)
            if best and not taken and seen[heading] == turn and len(chosen) < most:
                chosen.append((place, best))
                seen[heading] += 1
    return [extract for _, extract in sorted(chosen, key=lambda pair: pair[0])]


def matching(passages: Sequence[Passage], subject: Sequence[str]) -> list[Extract]:
    """Return every sentence that holds the terms of a subject: all of two, two thirds of more."""
    languages = {passage.language for passage in passages}
    wanted = {each: set(_telling_terms(" ".join(subject), each)) for each in languages}
    return [each for each in sentences_of(passages) if _holds(each, wanted[each.passage.language])]


def _holds(extract: Extract, wanted: Set[str]) -> bool:
    needed = len(wanted) if len(wanted) <= 2 else -(-2 * len(wanted) // 3)
    return bool(wanted) and len(wanted & extract.terms) >= needed


@dataclass(frozen=True, slots=True)
class Comparison:
    """Pairs of sentences that nearly say the same, and what stands in one document only."""

    changed: tuple[tuple[Extract, Extract], ...]
    only_first: tuple[Extract, ...]
    only_second: tuple[Extract, ...]


def compare(first: Sequence[Passage], second: Sequence[Passage]) -> Comparison:
    """Set two documents side by side, sentence by sentence; what both say alike is left out."""
    ones, others = _telling_sentences(first), _telling_sentences(second)
    by_stem: dict[str, list[int]] = defaultdict(list)
    for place, (_, stems) in enumerate(others):
        for each in stems:
            by_stem[each].append(place)
    changed, only_first, met = [], [], set()
    for extract, stems in ones:
        place, share = _nearest(stems, others, by_stem)
        if share >= ALIKE:
            met.add(place)
            if extract.text.split() != others[place][0].text.split():
                changed.append((extract, others[place][0]))
        else:
            only_first.append(extract)
    only_second = [extract for place, (extract, _) in enumerate(others) if place not in met]
    return Comparison(tuple(changed), tuple(only_first), tuple(only_second))


def _nearest(
    stems: set[str], others: Sequence[tuple[Extract, set[str]]], by_stem: Mapping[str, Sequence[int]]
) -> tuple[int, float]:
    """Return the sentence that shares most with these stems, and what share of both (Jaccard)."""
    rare = sorted((each for each in stems if each in by_stem), key=lambda each: len(by_stem[each]))
    near = list(dict.fromkeys(place for each in rare for place in by_stem[each]))[:MOST_PAIRED]
    shares = [(len(stems & others[place][1]) / len(stems | others[place][1]), place) for place in near]
    share, place = max(shares, default=(0.0, -1))
    return place, share


def _telling_sentences(passages: Sequence[Passage]) -> list[tuple[Extract, set[str]]]:
    found = [(each, each.terms) for each in sentences_of(passages)]
    return [(each, held) for each, held in found if held and _count(each.text, held) >= FEWEST_WORDS]


def _count(text: str, held: Set[str]) -> int:
    """Return how many words a sentence has; in a script without spaces, its terms: pairs of letters."""
    return max(len(text.split()), len(held))


def _telling_terms(text: str, language: str) -> list[str]:
    """Return the terms of a text without the commonest words of its language and of English."""
    told = " ".join(word for word in words(text) if word not in STOPWORDS and not is_common(word, language))
    return terms(told, language or ENGLISH)


def _telling(passage: Passage, usage: Mapping[str, int]) -> Extract | None:
    """Return the sentence whose words the document uses most, on average."""
    found = _telling_sentences([passage])

    def used(stems: set[str]) -> float:
        return sum(usage[each] for each in stems) / len(stems)

    return max(found, key=lambda pair: used(pair[1]))[0] if found else None
