"""What the search found → its order, by all that is known of a passage: pure but for the cross-encoder."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace

from assistant.engine.accounting import Asked
from assistant.engine.contents import is_contents
from assistant.engine.coverage import coverage
from assistant.engine.preference import Preference
from assistant.engine.statements import statements_in
from assistant.engine.types import Hit
from assistant.engine.wording import Sought

Rank = Callable[[str, Sequence[tuple[str, str]]], list[float]]
"""Question and (context, text) of passages → the logit that each answers."""

READ, READ_FIRST, READ_ON = 40, 24, 8
"""So many passages are read by the cross-encoder at most, so many at first, and so many more at a time."""

SHOWN = 5
"""Reading ends where nothing unread could come among so many. On 300 validation questions that reads 38 of
40 and costs .002 (nDCG@10 .617 for .619); of Northwind's, which are easier, 34."""

RELEVANCE, FUSED, SIMILAR, COVERED = 1.0, 2.7, 4.8, 1.7
SAME_PAGE, PAGE_AFTER = 0.8, 1.2
KNOWN = (FUSED, SIMILAR, COVERED, SAME_PAGE, PAGE_AFTER)
"""What makes the final score: the cross-encoder's logit, and what is known before it reads: the fused score
(1 is the best), the similarity, the share of the question's terms that the passage holds, the best fused
score of other passages on the page and on the one after it. By listwise logistic regression on validation
questions of the training rows, Northwind's and the samples', with the ranker's fourth stage. The logit's
weight is of its seventh: of .5 to 1.2 Northwind's order is best at 1, and that of 126 questions on invented
filings no worse; all six fitted anew won nothing on Northwind (cross-validated). Northwind, which names the
page on which a text begins, gains by what is after it; of the samples' questions, which name the page of the
words, everyday ones gain, too, and the others neither gain nor lose."""

PREFERRED, IN_SECTION = 4.0, 1.5
"""What it adds that the question names a hit's document, and its section. By hand: no question at hand names
a section."""

BEHIND, STEP = 2.0, 0.01
"""How far what was not read comes behind what was, and each behind the one before. Diversity is weighed
against the range of all scores, which must stay about as it is without them."""

STATEMENT, SAID, CONTENTS = 4.5, 2.7, -3.0
"""What it adds that a page is a statement that a question about a report needs, that the question says so
itself, and that a passage is a table of contents. By hand, tried on reports that tests/benchmarks/filings
makes; the first two grew with the logit's weight (2.5 and 1.5 at .55, 3.6 and 2.2 at .8)."""

Page = tuple[str, int]
"""A document's id and the number of a page."""


def order(sought: Sought, preference: Preference, found: Sequence[Hit], rank: Rank) -> list[Hit]:
    """Have the cross-encoder read the best hits; they come first, ordered by all that is known of them."""
    stated = _statements(found, sought.report)
    before = [
        _weighed(values) + _named(hit, preference) + _fitting(hit, stated, sought.report)
        for hit, values in zip(found, known(sought, found), strict=False)
    ]
    logits = _read(sought.text, found, before, rank)
    ordered = sorted(
        (
            replace(hit, relevance=logit, score=RELEVANCE * logit + rest)
            for hit, logit, rest in zip(found, logits, before, strict=False)
        ),
        key=_down,
    )
    behind = min((hit.score for hit in ordered), default=0.0) - BEHIND
    unread = found[len(ordered) :]
    return [*ordered, *(replace(hit, score=behind - STEP * place) for place, hit in enumerate(unread))]


def known(sought: Sought, found: Sequence[Hit]) -> list[tuple[float, ...]]:
    """Return what is known of each of the best hits before it is read, as KNOWN weighs it."""
    most = max((hit.score for hit in found), default=1.0)
    fused = {hit.passage.id: hit.score / most for hit in found}
    best = found[:READ]
    covered = coverage(sought.bare, [hit.passage for hit in best])
    return [
        (fused[hit.passage.id], hit.similarity, share, *_around(hit, found, fused))
        for hit, share in zip(best, covered, strict=True)
    ]


def _weighed(values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(KNOWN, values, strict=True))


def _read(question: str, found: Sequence[Hit], before: Sequence[float], rank: Rank) -> list[float]:
    """Have hits read in their order, until none of the others could come among the first ones; the logits.

    before is what they score but for the logit. What is not read is taken to be as relevant as the best that
    was (a threshold as in Fagin, Lotem and Naor, PODS 2001, though here no certain one).
    """
    texts = [(hit.passage.context, hit.passage.text) for hit in found[: len(before)]]
    logits = list(rank(question, texts[:READ_FIRST]))
    while left := before[len(logits) :]:
        scores = sorted(RELEVANCE * logit + rest for logit, rest in zip(logits, before, strict=False))
        if RELEVANCE * max(logits) + max(left) < scores[-SHOWN]:
            break
        logits += rank(question, texts[len(logits) :][:READ_ON])
    return logits


def _down(hit: Hit) -> float:
    return -hit.score


def _named(hit: Hit, preference: Preference) -> float:
    """Return what it adds that the question names a hit's document, and its section."""
    passage = hit.passage
    in_section = preference.names_section(passage.document, passage.page)
    return PREFERRED * preference.scores.get(passage.document, 0.0) + IN_SECTION * in_section


def _fitting(hit: Hit, stated: Set[Page], report: Asked) -> float:
    """Return what it adds that a hit's page is a statement that is needed, or it is a table of contents."""
    if (hit.passage.document, hit.passage.page) in stated:
        return STATEMENT + SAID * report.named
    return CONTENTS * is_contents(hit.passage.text, hit.passage.heading)


def _statements(found: Sequence[Hit], report: Asked) -> set[Page]:
    """Return the pages among those found that are statements which a question needs."""
    if not report.statements:
        return set()
    return {
        (passage.document, passage.page)
        for passage in (hit.passage for hit in found)
        if report.statements & statements_in(passage.text, passage.heading)
    }


def _around(hit: Hit, found: Sequence[Hit], fused: Mapping[str, float]) -> tuple[float, float]:
    """Return the best fused score of other passages on a hit's page, and on the page after it."""
    own = hit.passage
    near = [each.passage for each in found if each.passage.document == own.document]

    def best(page: int) -> float:
        return max((fused[each.id] for each in near if each.page == page and each.id != own.id), default=0.0)

    return best(own.page), best(own.page + 1)
