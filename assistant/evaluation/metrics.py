"""What a run is measured by; pure. Ranks count from 1, None is not found."""

import bisect
import math
from collections.abc import Collection, Iterable, Sequence

CUTS = (1, 3, 5, 10, 20)
NDCG_CUT = 10

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


def by_question(ranks: Sequence[Rank]) -> dict[str, tuple[float, ...]]:
    """Return what each question counts for under each measure, in their order."""
    return {
        "hit@1": tuple(float(rank == 1) for rank in ranks),
        "hit@5": tuple(float(rank is not None and rank <= 5) for rank in ranks),
        "MRR": tuple(1 / rank if rank else 0.0 for rank in ranks),
        "nDCG@10": tuple(1 / math.log2(rank + 1) if rank and rank <= NDCG_CUT else 0.0 for rank in ranks),
    }


def share(part: float, whole: int) -> float:
    """Return part/whole, 0 of nothing."""
    return part / whole if whole else 0.0


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that is not below `percent` of the values (nearest rank); 0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)] if ordered else 0.0


def ndcg(found: Sequence[object], right: Collection[object], cut: int = 10) -> float:
    """Return the normalised discounted cumulative gain at a cut (Järvelin and Kekäläinen, TOIS 2002).

    found is what was found, best first, each once; right is what answers, all of it equally.
    """
    gain = sum(1 / math.log2(place + 1) for place, each in enumerate(found[:cut], start=1) if each in right)
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(cut, len(right)) + 1))
    return gain / ideal if ideal else 0.0


def auroc(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Return the probability that a true case scores above a false one, ties counting half.

    The area under the receiver operating characteristic; 0.5 where there are no cases of one kind.
    """
    true = sorted(score for score, is_true in zip(scores, truth, strict=True) if is_true)
    false = sorted(score for score, is_true in zip(scores, truth, strict=True) if not is_true)
    if not true or not false:
        return 0.5
    below = sum(bisect.bisect_left(false, score) + bisect.bisect_right(false, score) for score in true)
    return below / (2 * len(true) * len(false))
