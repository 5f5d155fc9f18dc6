"""What a run is measured by; pure. Ranks count from 1, None is not found."""

import math
from collections.abc import Iterable, Sequence

CUTS = (1, 3, 5, 10, 20)

Rank = int | None


def page_rank(found: Iterable[tuple[str, int]], wanted: tuple[str, int]) -> Rank:
    """Return the rank of a page among the distinct pages found, best first."""
    pages = list(dict.fromkeys(found))
    return pages.index(wanted) + 1 if wanted in pages else None


def hit_at(ranks: Sequence[Rank], cut: int) -> float:
    """Return the share of questions whose page is among the first `cut`."""
    return share(sum(rank is not None and rank <= cut for rank in ranks), len(ranks))


def mean_reciprocal_rank(ranks: Sequence[Rank]) -> float:
    """Return the mean of 1/rank, 0 where the page was not found (Voorhees, TREC-8, 1999)."""
    return share(sum(1 / rank for rank in ranks if rank), len(ranks))


def share(part: float, whole: int) -> float:
    """Return part/whole, 0 of nothing."""
    return part / whole if whole else 0.0


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that is not below `percent` of the values (nearest rank); 0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)] if ordered else 0.0
