"""A question → hits: by words and by meaning, fused, then read by the cross-encoder and ordered anew."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.engine import ordering, retrieval
from assistant.engine.events import Found
from assistant.engine.facts import REPORTS
from assistant.engine.parts import Parts
from assistant.engine.preference import NOTHING, Preference
from assistant.engine.terms import ENGLISH, question_terms
from assistant.engine.types import Arm, Document, Hit
from assistant.engine.wording import Sought, as_said, seek

FOUND_BY_EACH = 50
"""How many passages words and meaning each bring to the fusion."""

WORDS_WEIGHT, ROWS_WEIGHT, MEANING_WEIGHT, NAMED_WEIGHT = 1.25, 1.0, 1.0, 1.0
"""What counts in the fusion: words in a passage, in a row of its tables, meaning, and what is found in the
documents that are named. That of rows is by hand: of .5 and 1, 1 was better on the reports that
tests/benchmarks/filings makes. Documents without tables are not touched by it."""

FEWEST_ALIKE = 10
"""Of fewer similarities the median tells little."""

REPORTS_SHARE = 0.5
"""Where so many of the documents are reports of companies, these are what is asked about."""

BALANCE = 0.95
"""Relevance against novelty in maximal marginal relevance."""


@dataclass(frozen=True, slots=True)
class Look:
    """Where is looked (None is everywhere), for which words, for the meaning of what, and what it counts."""

    within: Sequence[str] | None
    words: str
    text: str
    weight: float


@dataclass(frozen=True)
class Request:
    """What is looked for, in which documents (None is all), and which of them the question names.

    reports tells that companies' reports are asked, alike that the question is looked for just as it is.
    """

    question: str
    within: Sequence[str] | None
    languages: Sequence[str]
    preference: Preference = NOTHING
    reports: bool = False
    alike: bool = False

    @cached_property
    def sought(self) -> Sought:
        """What is looked for in the documents that the question names, or in all where it names none."""
        return (
            as_said(self.question) if self.alike else seek(self.question, self.preference.names, self.reports)
        )


def search(parts: Parts, request: Request, arm: Arm, k: int) -> tuple[Hit, ...]:
    """Return up to k hits, best first, near-duplicates left out.

    The arms words, meaning and hybrid are first stages only; rerank reads what hybrid found.
    """
    found = first_stage(parts, request, arm)
    if arm == "rerank":
        found = ordering.order(request.sought, request.preference, found, parts.cross_encoder.rank)
    scores = {hit.passage.id: hit.score for hit in found}
    vectors = parts.index.vectors(list(scores)) if arm != "words" else {}
    by_id = {hit.passage.id: hit for hit in found}
    chosen = retrieval.diversify(scores, vectors, k, BALANCE)
    return tuple(replace(by_id[id], rank=rank) for rank, id in enumerate(chosen, start=1))


def languages_of(documents: Sequence[Document]) -> list[str]:
    """Return the languages of documents, English where one's is not known."""
    return sorted({each.facts.language or ENGLISH for each in documents})


def make_request(
    question: str,
    documents: Sequence[Document],
    within: Sequence[str] | None,
    preference: Preference,
    alike: bool,
) -> Request:
    """Return what is looked for in documents: in the reports that the question names, in their words."""
    asked = [each for each in documents if each.id in preference.documents] or documents
    return Request(question, within, languages_of(documents), preference, _are_reports(asked), alike)


def tell(request: Request, hits: Sequence[Hit], documents: int) -> Found:
    """Return what was found in so many documents, with what was preferred and looked for besides."""
    preference, sought = request.preference, request.sought
    sections = tuple(dict.fromkeys(each.title for _, each in preference.sections))
    left = sought.spoken if sought.spoken.split() != request.question.split() else ""
    preferred = tuple(preference.documents)
    words, by_name = sought.report.words, bool(preference.names)
    return Found(tuple(hits), documents, preferred, preference.words, sections, words, left, by_name)


def _are_reports(documents: Sequence[Document]) -> bool:
    """Tell whether documents are mostly companies' reports in English, which have words of their own."""
    reports = [each.facts.kind in REPORTS and each.facts.language in ("", ENGLISH) for each in documents]
    return sum(reports) >= REPORTS_SHARE * len(documents)


def looks(request: Request, arm: Arm) -> list[Look]:
    """Return where to look for what: in documents that the question names for what it says of them, too."""
    sought, named = request.sought, request.preference.documents
    if not named or arm not in ("hybrid", "rerank"):
        return [Look(request.within, sought.words, sought.text, 1.0)]
    return [
        Look(request.within, request.question, request.question, 1.0),
        Look(named, sought.words, sought.text, NAMED_WEIGHT),
    ]


def first_stage(parts: Parts, request: Request, arm: Arm) -> list[Hit]:
    """Return what words and meaning find, in all documents and in those that the question names, fused.

    Words find passages and rows of tables; a row brings the passage that holds it.
    """
    rankings, weights = [], []
    by_words: dict[str, int] = {}
    by_meaning: dict[str, int] = {}
    todo = looks(request, arm)
    texts = [] if arm == "words" else dict.fromkeys(look.text for look in todo)
    vectors = {text: parts.embedder.encode_question(text) for text in texts}
    for look in todo:
        if arm != "meaning":
            terms = question_terms(look.words, request.languages)
            ranks = _ranks(parts.index.by_words(terms, look.within, FOUND_BY_EACH))
            rows = _ranks(parts.index.by_rows(terms, look.within, FOUND_BY_EACH))
            by_words = by_words or _better(ranks, rows)
            rankings += [list(ranks), list(rows)]
            weights += [WORDS_WEIGHT * look.weight, ROWS_WEIGHT * look.weight]
        if arm != "words":
            ranks = _ranks(parts.index.by_meaning(vectors[look.text], look.within, FOUND_BY_EACH))
            by_meaning = by_meaning or ranks
            rankings.append(list(ranks))
            weights.append(MEANING_WEIGHT * look.weight)
    scores = retrieval.fuse(rankings, weights)
    passages = parts.index.passages(list(scores))
    similarity = {}
    if vectors:
        vector = vectors[todo[-1].text]
        similarity = {id: float(each @ vector) for id, each in parts.index.vectors(list(scores)).items()}
    found = [
        Hit(passages[id], score, rank, by_words.get(id), by_meaning.get(id), similarity.get(id, 0.0))
        for rank, (id, score) in enumerate(scores.items(), start=1)
        if id in passages
    ]
    return _with_prominence(found)


def _with_prominence(found: Sequence[Hit]) -> list[Hit]:
    """Say how far each similarity lies above the median of the first ones, where enough have one.

    A passage that has no vector yet counts as one in the middle.
    """
    alike = [hit.similarity for hit in found[: ordering.READ] if hit.similarity]
    middle = statistics.median(alike) if alike else 0.0
    known = len(alike) >= FEWEST_ALIKE
    similarities = [hit.similarity or middle for hit in found]
    return [
        replace(hit, similarity=each, prominence=each - middle if known else None)
        for hit, each in zip(found, similarities, strict=True)
    ]


def _better(ranks: Mapping[str, int], others: Mapping[str, int]) -> dict[str, int]:
    """Return the better of two ranks of each id."""
    both = [*ranks.items(), *others.items()]
    # Of an id that is there twice the last pair stays.
    return dict(sorted(both, key=lambda pair: -pair[1]))


def _ranks(found: Sequence[tuple[str, float]]) -> dict[str, int]:
    return {id: rank for rank, (id, _) in enumerate(found, start=1)}
