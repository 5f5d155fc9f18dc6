"""Question → ranked passages: fusion of the ways that found them, and diversity; pure."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

RRF_CONSTANT = 8
"""k of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009; they take 60 for TREC)."""

NEAR_DUPLICATE = 0.97
"""Cosine similarity from which a passage only repeats one that is shown already."""


def fuse(rankings: Sequence[Sequence[str]], weights: Sequence[float]) -> dict[str, float]:
    """Return the reciprocal-rank-fusion score of every id, best first; each ranking lists ids best first."""
    scores: dict[str, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for rank, id in enumerate(ranking, start=1):
            scores[id] = scores.get(id, 0.0) + weight / (RRF_CONSTANT + rank)
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))


def diversify(
    scores: Mapping[str, float], vectors: Mapping[str, Vector], count: int, balance: float
) -> list[str]:
    """Choose up to count ids by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).

    scores: relevance by id; vectors: unit vectors (dimensions,) by id, ids without one are never similar.
    balance weighs relevance against novelty (1 is relevance alone). Near-duplicates are left out.
    """
    if not scores:
        return []
    highest, lowest = max(scores.values()), min(min(scores.values()), 0.0)
    left = {id: (score - lowest) / ((highest - lowest) or 1.0) for id, score in scores.items()}
    nearest = dict.fromkeys(left, 0.0)
    chosen: list[str] = []
    while left and len(chosen) < count:
        pick = max(left, key=lambda id: balance * left[id] - (1 - balance) * nearest[id])
        chosen.append(pick)
        del left[pick]
        _approach(nearest, left, vectors, pick)
    return chosen


def _approach(
    nearest: dict[str, float], left: dict[str, float], vectors: Mapping[str, Vector], pick: str
) -> None:
    """Bring the similarities to the nearest chosen id up to date; drop near-duplicates of the pick."""
    if pick not in vectors:
        return
    for id in [id for id in left if id in vectors]:
        similarity = float(vectors[id] @ vectors[pick])
        nearest[id] = max(nearest[id], similarity)
        if similarity >= NEAR_DUPLICATE:
            del left[id]
