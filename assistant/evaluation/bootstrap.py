"""Means with the interval that they would fall into for other questions of the same kind; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

TIMES = 2000
SEED = 1


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and the 95 % interval of the percentile bootstrap (Efron, Annals of Statistics, 1979)."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} ({self.low:.3f}–{self.high:.3f})"


def interval(values: Sequence[float]) -> Interval:
    """Return the mean of values, one a question, and its interval; nothing has nought throughout."""
    if not values:
        return Interval(0.0, 0.0, 0.0)
    sample = np.asarray(values, float)
    drawn = np.random.default_rng(SEED).integers(0, len(sample), (TIMES, len(sample)))
    low, high = np.percentile(sample[drawn].mean(1), [2.5, 97.5])
    return Interval(float(sample.mean()), float(low), float(high))


def difference(one: Sequence[float], other: Sequence[float]) -> Interval:
    """Return by how much `one` is more than `other`, question by question (the paired bootstrap)."""
    return interval([a - b for a, b in zip(one, other, strict=True)])
