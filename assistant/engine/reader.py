"""Passages → quotations, with no language model, and whether they answer the question at all."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engine.citations import quotation
from assistant.engine.sentences import spans
from assistant.engine.terms import content_words, stem
from assistant.engine.types import Citation, Hit

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts → unit vectors (n, dimensions)."""

PASSAGES_READ = 8
SENTENCES_READ = 48
QUOTATIONS = 3
FEWEST_WORDS = 4

MEANING, WORDS, RANK = 1.0, 0.5, 0.15
"""What a sentence's similarity, its share of the question's words and its passage's rank weigh."""

WORTH = 0.75
"""The share of the best sentence's score from which another is shown too."""

THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """Quotations, best first, and the calibrated probability that they answer the question."""

    quotations: tuple[Citation, ...]
    confidence: float

    @property
    def answerable(self) -> bool:
        """Whether the documents answer the question."""
        return bool(self.quotations) and self.confidence >= THRESHOLD


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage: hit counts from 0, start and end are on its page."""

    hit: int
    start: int
    end: int
    text: str
    overlap: float


def read(question: str, hits: Sequence[Hit], encode: Encode) -> Reading:
    """Choose the sentences that answer best; the quotations' numbers name the hits, from 1."""
    stems = {stem(word) for word in content_words(question)}
    candidates = _candidates(stems, hits[:PASSAGES_READ])
    if not candidates or not stems:
        return Reading((), 0.0)
    texts = [f"{hits[each.hit].passage.heading}: {each.text}" for each in candidates]
    vectors = encode([question, *texts])
    similarity = vectors[1:] @ vectors[0]
    scores = [
        MEANING * float(near) + WORDS * each.overlap + RANK / (1 + each.hit)
        for near, each in zip(similarity, candidates, strict=True)
    ]
    order = sorted(range(len(candidates)), key=lambda i: -scores[i])
    best = [i for i in order[:QUOTATIONS] if scores[i] >= WORTH * scores[order[0]]]
    quotations = [
        quotation(candidates[i].hit + 1, hits[candidates[i].hit], candidates[i].start, candidates[i].end)
        for i in best
    ]
    return Reading(tuple(quotations), _confidence(stems, hits, float(similarity.max())))


def _candidates(stems: set[str], hits: Sequence[Hit]) -> list[Candidate]:
    """Return the sentences worth comparing: those that share most with the question, in order of rank."""
    found = [
        Candidate(index, hit.passage.start + start, hit.passage.start + end, text, _share(stems, text))
        for index, hit in enumerate(hits)
        for start, end in spans(hit.passage.text)
        if len((text := hit.passage.text[start:end]).split()) >= FEWEST_WORDS
    ]
    return sorted(found, key=lambda each: (-each.overlap, each.hit))[:SENTENCES_READ]


def _share(stems: set[str], text: str) -> float:
    """Return the share of the question's stems that a text holds."""
    held = {stem(word) for word in content_words(text)}
    return len(stems & held) / max(len(stems), 1)


def features(stems: set[str], hits: Sequence[Hit], sentence: float) -> tuple[float, ...]:
    """Return what the confidence is computed from.

    The similarity of the best sentence and of the best passage, the share of the question's stems that
    the best passage and that all passages together hold.
    """
    texts = [f"{hit.passage.context} {hit.passage.text}" for hit in hits]
    return (
        sentence,
        max(hit.similarity for hit in hits),
        max(_share(stems, text) for text in texts),
        _share(stems, " ".join(texts)),
    )


def _confidence(stems: set[str], hits: Sequence[Hit], sentence: float) -> float:
    weights = (4.0, 4.0, 2.0, 2.0)
    total = -5.0 + sum(w * f for w, f in zip(weights, features(stems, hits, sentence), strict=True))
    return 1.0 / (1.0 + math.exp(-total))
