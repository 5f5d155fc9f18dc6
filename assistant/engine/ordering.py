"""What the search found → its order, by all that is known of a passage: pure but for the cross-encoder."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from assistant.engine.accounting import Asked, statements_in
from assistant.engine.contents import is_contents
from assistant.engine.coverage import coverage
from assistant.engine.preference import Preference
from assistant.engine.reader import Judge, judged
from assistant.engine.types import Hit
from assistant.engine.wording import Sought

READ = 40
"""As many passages are read by the cross-encoder."""

RELEVANCE, FUSED, SIMILAR, COVERED = 0.55, 2.7, 4.8, 1.7
SAME_PAGE, PAGE_AFTER = 0.8, 1.2
WEIGHTS = (RELEVANCE, FUSED, SIMILAR, COVERED, SAME_PAGE, PAGE_AFTER)
"""What makes the final score: the cross-encoder's logit, the fused score (1 is the best), the similarity, the
share of the question's terms that the passage holds, the best fused score of other passages on the page and
on the one after it. By listwise logistic regression on validation questions of the training rows, Northwind's
and the samples', before tests/benchmarks/fitting, which does it anew, was written. Northwind, which names the
page on which a text begins, gains by what is after it; the samples, which name the page of the words, neither
gain nor lose."""

PREFERRED, IN_SECTION = 4.0, 1.5
"""What it adds that the question names a hit's document, and its section. By hand: no question at hand names
a section."""

BEHIND, STEP = 2.0, 0.01
"""How far what was not read comes behind what was, and each behind the one before. Diversity is weighed
against the range of all scores, which must stay about as it is without them."""

STATEMENT, SAID, CONTENTS = 2.5, 1.5, -3.0
"""What it adds that a page is a statement that a question about a report needs, that the question says so
itself, and that a passage is a table of contents. By hand, tried on reports that tests/benchmarks/filings
makes."""

Page = tuple[str, int]
"""A document's id and the number of a page."""


def order(sought: Sought, preference: Preference, found: Sequence[Hit], judge: Judge) -> list[Hit]:
    """Have the cross-encoder read the best hits; they come first, ordered by all that is known of them."""
    read = features(sought, found, judge)
    stated = _statements(found, sought.report)
    scores = [
        sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
        + _named(hit, preference)
        + _fitting(hit, stated, sought.report)
        for hit, values in read
    ]
    ordered = sorted(
        (replace(hit, score=score) for (hit, _), score in zip(read, scores, strict=True)), key=_down
    )
    behind = min(scores, default=0.0) - BEHIND
    return [*ordered, *(replace(hit, score=behind - STEP * place) for place, hit in enumerate(found[READ:]))]


def features(sought: Sought, found: Sequence[Hit], judge: Judge) -> list[tuple[Hit, tuple[float, ...]]]:
    """Return the best hits as the cross-encoder reads them, each with what WEIGHTS weighs."""
    texts = [(hit.passage.context, hit.passage.text) for hit in found[:READ]]
    judgements = judge(sought.text, texts)
    most = max((hit.score for hit in found), default=1.0)
    fused = {hit.passage.id: hit.score / most for hit in found}
    read = [judged(hit, judgement) for hit, judgement in zip(found, judgements, strict=False)]
    covered = coverage(sought.bare, [hit.passage for hit in read])
    return [
        (
            hit,
            (hit.relevance or 0.0, fused[hit.passage.id], hit.similarity, share, *_around(hit, found, fused)),
        )
        for hit, share in zip(read, covered, strict=True)
    ]


def _down(hit: Hit) -> float:
    return -hit.score


def _named(hit: Hit, preference: Preference) -> float:
    """Return what it adds that the question names a hit's document, and its section."""
    passage = hit.passage
    in_section = preference.names_section(passage.document, passage.page)
    return PREFERRED * preference.scores.get(passage.document, 0.0) + IN_SECTION * in_section


def _fitting(hit: Hit, stated: Set[Page], report: Asked) -> float:
    """Return what it adds that a hit's page is a statement that is needed, or it is a table of contents."""
    needed = (hit.passage.document, hit.passage.page) in stated
    return (STATEMENT + SAID * report.named) * needed + CONTENTS * is_contents(
        hit.passage.text, hit.passage.heading
    )


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
