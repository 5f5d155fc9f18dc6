"""Passages → quotations, with no language model, and whether they answer the question at all."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engine.citations import quotation
from assistant.engine.sentences import spans
from assistant.engine.terms import content_words, stem
from assistant.engine.types import Citation, Hit, Passage

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts → unit vectors (n, dimensions)."""

PASSAGES_READ = 20
"""As many passages are ordered anew by their best sentences."""

PASSAGES_QUOTED = 8
QUOTATIONS = 3
FEWEST_WORDS = 4

WORDS = 0.3
"""What a sentence's share of the question's words weighs beside its similarity to the question."""

RANK = 0.15
"""What the rank of a sentence's passage weighs."""

WORTH = 0.75
"""The share of the best sentence's score from which another is shown too."""

BIAS, WEIGHTS = -5.91, (8.44, -1.29, 3.91)
"""Logistic regression on 296 Northwind questions and the 88 of the samples, both sets weighing the same."""

THRESHOLD = 0.72
"""At this confidence 62 % of Northwind's unanswerable questions are refused, and 0.4 % of the answerable."""


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
    """A sentence of a passage, start and end on its page, and how well it fits the question.

    similarity is the cosine to the question, overlap the share of the question's stems that it holds.
    """

    hit: int
    start: int
    end: int
    similarity: float
    overlap: float

    @property
    def score(self) -> float:
        """Both together."""
        return self.similarity + WORDS * self.overlap


def best_first(question: str, passages: Sequence[Passage], encode: Encode) -> list[str]:
    """Return the ids of passages ordered by their best sentence for the question."""
    best: dict[str, float] = {}
    for each in _candidates(question, passages, encode):
        id = passages[each.hit].id
        best[id] = max(best.get(id, -1.0), each.score)
    return sorted(best, key=lambda id: -best[id])


def read(question: str, hits: Sequence[Hit], encode: Encode) -> Reading:
    """Choose the sentences that answer best; the quotations' numbers name the hits, from 1."""
    passages = [hit.passage for hit in hits[:PASSAGES_QUOTED]]
    candidates = _candidates(question, passages, encode)
    if not candidates:
        return Reading((), 0.0)
    scores = {each: each.score + RANK / (1 + each.hit) for each in candidates}
    order = sorted(candidates, key=lambda each: -scores[each])[:QUOTATIONS]
    best = [each for each in order if scores[each] >= WORTH * scores[order[0]]]
    quotations = tuple(quotation(each.hit + 1, hits[each.hit], each.start, each.end) for each in best)
    return Reading(quotations, _confidence(features(question, hits, candidates)))


def _candidates(question: str, passages: Sequence[Passage], encode: Encode) -> list[Candidate]:
    """Return the sentences of passages, compared with the question."""
    stems = _stems(question)
    found = [
        (number, passage.start + start, passage.start + end, passage.text[start:end])
        for number, passage in enumerate(passages)
        for start, end in spans(passage.text)
        if len(passage.text[start:end].split()) >= FEWEST_WORDS
    ]
    if not found or not stems:
        return []
    texts = [f"{passages[number].heading}: {text}" for number, _, _, text in found]
    vectors = encode([question, *texts])
    return [
        Candidate(number, start, end, float(similarity), _share(stems, text))
        for (number, start, end, text), similarity in zip(found, vectors[1:] @ vectors[0], strict=True)
    ]


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}


def _share(stems: set[str], text: str) -> float:
    """Return the share of the question's stems that a text holds."""
    return len(stems & _stems(text)) / max(len(stems), 1)


def features(question: str, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> tuple[float, ...]:
    """Return what the confidence is computed from.

    The similarity of the best sentence and of the best passage, and the share of the question's stems
    that the best passage holds.
    """
    stems = _stems(question)
    texts = [f"{hit.passage.context} {hit.passage.text}" for hit in hits]
    return (
        max(each.similarity for each in candidates),
        max(hit.similarity for hit in hits),
        max(_share(stems, text) for text in texts),
    )


def _confidence(values: Sequence[float]) -> float:
    """Return the probability that the question is answered (logistic regression)."""
    total = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    return 1.0 / (1.0 + math.exp(-total))
