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
PREFERRED, IN_SECTION = 4.0, 1.5
"""What makes the final score: the cross-encoder's logit, the fused score (1 is the best), the similarity, the
share of the question's terms that the passage holds, the best fused score of other passages on the page and
on the one after it, and the question's naming of the document and section.
The first row by listwise logistic regression on 300 validation questions of the training rows, the 251 of
Northwind and 108 of the samples, cross-validated by page. The second by the same regression; Northwind, which
names the page on which a text begins, gains by what is after it (hit@1 .602 → .633), the samples, which name
the page of the words, neither gain nor lose. The third by hand, since no question at hand names a section."""

STATEMENT, SAID, CONTENTS = 2.5, 1.5, -3.0
"""What it adds that a page is a statement that a question about a report needs, that the question says so
itself, and that a passage is a table of contents. By hand, tried on reports that tests/benchmarks/filings
makes."""

Page = tuple[str, int]
"""A document's id and the number of a page."""


def order(sought: Sought, preference: Preference, found: Sequence[Hit], judge: Judge) -> list[Hit]:
    """Have the cross-encoder read the best hits; they come first, ordered by all that is known of them."""
    texts = [(hit.passage.context, hit.passage.text) for hit in found[:READ]]
    judgements = judge(sought.text, texts)
    most = max((hit.score for hit in found), default=1.0)
    fused = {hit.passage.id: hit.score / most for hit in found}
    read = [judged(hit, judgement) for hit, judgement in zip(found, judgements, strict=False)]
    covered = coverage(sought.bare, [hit.passage for hit in read])
    stated = _statements(found, sought.report)
    named = [_named(hit, preference) + _fitting(hit, stated, sought.report) for hit in read]
    scores = [
        _score(hit, fused[hit.passage.id], share, _around(hit, found, fused)) + bonus
        for hit, share, bonus in zip(read, covered, named, strict=True)
    ]
    ordered = sorted(map(_with_score, read, scores), key=lambda hit: -hit.score)
    lowest = min(scores, default=0.0)
    return [*ordered, *(_with_score(hit, lowest + fused[hit.passage.id] - 2) for hit in found[READ:])]


def _score(hit: Hit, fused: float, covered: float, around: tuple[float, float]) -> float:
    own = RELEVANCE * (hit.relevance or 0.0) + FUSED * fused + SIMILAR * hit.similarity + COVERED * covered
    return own + SAME_PAGE * around[0] + PAGE_AFTER * around[1]


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


def _with_score(hit: Hit, score: float) -> Hit:
    return replace(hit, score=score)
