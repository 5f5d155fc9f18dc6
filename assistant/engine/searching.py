"""A question → hits: asks the index by words and by meaning, and lets retrieval fuse and rank."""

from collections.abc import Sequence

from assistant.engine import retrieval
from assistant.engine.parts import Parts
from assistant.engine.types import Arm, Hit

FOUND_BY_EACH = 50
"""How many passages words and meaning each bring to the fusion."""

WORDS_WEIGHT, MEANING_WEIGHT = 1.0, 1.0

BALANCE = 0.9
"""Relevance against novelty in maximal marginal relevance."""


def search(parts: Parts, question: str, within: Sequence[str] | None, arm: Arm, k: int) -> tuple[Hit, ...]:
    """Return up to k hits, best first, near-duplicates left out.

    within names the documents to look in, None is all of them.
    """
    vector = None if arm == "words" else parts.embedder.encode_question(question)
    by_words = _ranks(parts.index.by_words(question, within, FOUND_BY_EACH)) if arm != "meaning" else {}
    by_meaning = _ranks(parts.index.by_meaning(vector, within, FOUND_BY_EACH)) if vector is not None else {}
    scores = retrieval.fuse([list(by_words), list(by_meaning)], [WORDS_WEIGHT, MEANING_WEIGHT])
    vectors = parts.index.vectors(list(scores)) if vector is not None else {}
    chosen = retrieval.diversify(scores, vectors, k, BALANCE)
    passages = parts.index.passages(chosen)
    similarity = {id: float(vectors[id] @ vector) for id in chosen if id in vectors and vector is not None}
    return tuple(
        Hit(passages[id], scores[id], rank, by_words.get(id), by_meaning.get(id), similarity.get(id, 0.0))
        for rank, id in enumerate((id for id in chosen if id in passages), start=1)
    )


def _ranks(found: Sequence[tuple[str, float]]) -> dict[str, int]:
    return {id: rank for rank, (id, _) in enumerate(found, start=1)}
