"""A question → hits: by words and by meaning, fused, then read by the cross-encoder and ordered anew."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.engine import retrieval
from assistant.engine.coverage import coverage
from assistant.engine.parts import Parts
from assistant.engine.preference import NOTHING, Preference
from assistant.engine.reader import judged
from assistant.engine.terms import ENGLISH, question_terms
from assistant.engine.types import Arm, Document, Hit

FOUND_BY_EACH = 50
"""How many passages words and meaning each bring to the fusion."""

WORDS_WEIGHT, MEANING_WEIGHT, NAMED_WEIGHT = 1.25, 1.0, 1.0

READ = 40
"""As many passages are read by the cross-encoder."""

FEWEST_ALIKE = 10
"""Of fewer similarities the median tells little."""

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

BALANCE = 0.95
"""Relevance against novelty in maximal marginal relevance."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is looked for, in which documents (None is all), and which of them the question names."""

    question: str
    within: Sequence[str] | None
    languages: Sequence[str]
    preference: Preference = NOTHING


def search(parts: Parts, request: Request, arm: Arm, k: int) -> tuple[Hit, ...]:
    """Return up to k hits, best first, near-duplicates left out.

    The arms words, meaning and hybrid are first stages only; rerank reads what hybrid found.
    """
    found = _first_stage(parts, request, arm)
    if arm == "rerank":
        found = _read(parts, request, found)
    scores = {hit.passage.id: hit.score for hit in found}
    vectors = parts.index.vectors(list(scores)) if arm != "words" else {}
    by_id = {hit.passage.id: hit for hit in found}
    chosen = retrieval.diversify(scores, vectors, k, BALANCE)
    return tuple(replace(by_id[id], rank=rank) for rank, id in enumerate(chosen, start=1))


def languages_of(documents: Sequence[Document]) -> list[str]:
    """Return the languages of documents, English where one's is not known."""
    return sorted({each.facts.language or ENGLISH for each in documents})


def _first_stage(parts: Parts, request: Request, arm: Arm) -> list[Hit]:
    """Return what words and meaning find, in all documents and in those that the question names, fused."""
    terms = question_terms(request.question, request.languages)
    vector = None if arm == "words" else parts.embedder.encode_question(request.question)
    places: list[tuple[Sequence[str] | None, float]] = [(request.within, 1.0)]
    if request.preference.documents and arm in ("hybrid", "rerank"):
        places.append((request.preference.documents, NAMED_WEIGHT))
    rankings, weights = [], []
    by_words: dict[str, int] = {}
    by_meaning: dict[str, int] = {}
    for within, weight in places:
        if arm != "meaning":
            ranks = _ranks(parts.index.by_words(terms, within, FOUND_BY_EACH))
            by_words = by_words or ranks
            rankings.append(list(ranks))
            weights.append(WORDS_WEIGHT * weight)
        if vector is not None:
            ranks = _ranks(parts.index.by_meaning(vector, within, FOUND_BY_EACH))
            by_meaning = by_meaning or ranks
            rankings.append(list(ranks))
            weights.append(MEANING_WEIGHT * weight)
    scores = retrieval.fuse(rankings, weights)
    passages = parts.index.passages(list(scores))
    similarity = {}
    if vector is not None:
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
    alike = [hit.similarity for hit in found[:READ] if hit.similarity]
    middle = statistics.median(alike) if alike else 0.0
    known = len(alike) >= FEWEST_ALIKE
    similarities = [hit.similarity or middle for hit in found]
    return [
        replace(hit, similarity=each, prominence=each - middle if known else None)
        for hit, each in zip(found, similarities, strict=True)
    ]


def _read(parts: Parts, request: Request, found: Sequence[Hit]) -> list[Hit]:
    """Have the cross-encoder read the best hits; they come first, ordered by all that is known of them."""
    texts = [(hit.passage.context, hit.passage.text) for hit in found[:READ]]
    judgements = parts.cross_encoder.judge(request.question, texts)
    most = max((hit.score for hit in found), default=1.0)
    fused = {hit.passage.id: hit.score / most for hit in found}
    read = [judged(hit, judgement) for hit, judgement in zip(found, judgements, strict=False)]
    covered = coverage(request.question, [hit.passage for hit in read])
    named = [_named(hit, request.preference) for hit in read]
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


def _around(hit: Hit, found: Sequence[Hit], fused: Mapping[str, float]) -> tuple[float, float]:
    """Return the best fused score of other passages on a hit's page, and on the page after it."""
    own = hit.passage
    near = [each.passage for each in found if each.passage.document == own.document]

    def best(page: int) -> float:
        return max((fused[each.id] for each in near if each.page == page and each.id != own.id), default=0.0)

    return best(own.page), best(own.page + 1)


def _with_score(hit: Hit, score: float) -> Hit:
    return replace(hit, score=score)


def _ranks(found: Sequence[tuple[str, float]]) -> dict[str, int]:
    return {id: rank for rank, (id, _) in enumerate(found, start=1)}
