"""A question → hits: by words and by meaning, fused; the best ordered anew by their best sentences."""

from collections.abc import Sequence

from assistant.engine import reader, retrieval
from assistant.engine.parts import Parts
from assistant.engine.types import Arm, Hit

FOUND_BY_EACH = 50
"""How many passages words and meaning each bring to the fusion."""

WORDS_WEIGHT, MEANING_WEIGHT, SENTENCES_WEIGHT = 1.25, 1.0, 1.0

BALANCE = 0.95
"""Relevance against novelty in maximal marginal relevance."""


def search(parts: Parts, question: str, within: Sequence[str] | None, arm: Arm, k: int) -> tuple[Hit, ...]:
    """Return up to k hits, best first, near-duplicates left out.

    within names the documents to look in, None is all of them. The single arms are first stages only.
    """
    vector = None if arm == "words" else parts.embedder.encode_question(question)
    by_words = _ranks(parts.index.by_words(question, within, FOUND_BY_EACH)) if arm != "meaning" else {}
    by_meaning = _ranks(parts.index.by_meaning(vector, within, FOUND_BY_EACH)) if vector is not None else {}
    rankings, weights = [list(by_words), list(by_meaning)], [WORDS_WEIGHT, MEANING_WEIGHT]
    if arm == "hybrid":
        rankings.append(_by_sentences(parts, question, list(retrieval.fuse(rankings, weights))))
        weights.append(SENTENCES_WEIGHT)
    scores = retrieval.fuse(rankings, weights)
    vectors = parts.index.vectors(list(scores)) if vector is not None else {}
    chosen = retrieval.diversify(scores, vectors, k, BALANCE)
    passages = parts.index.passages(chosen)
    similarity = {id: float(vectors[id] @ vector) for id in chosen if id in vectors and vector is not None}
    return tuple(
        Hit(passages[id], scores[id], rank, by_words.get(id), by_meaning.get(id), similarity.get(id, 0.0))
        for rank, id in enumerate((id for id in chosen if id in passages), start=1)
    )


def _by_sentences(parts: Parts, question: str, fused: Sequence[str]) -> list[str]:
    found = parts.index.passages(fused[: reader.PASSAGES_READ])
    return reader.best_first(question, list(found.values()), parts.embedder.encode)


def _ranks(found: Sequence[tuple[str, float]]) -> dict[str, int]:
    return {id: rank for rank, (id, _) in enumerate(found, start=1)}
