"""How much of what a question asks for stands in a passage, word for word; pure."""

import math
from collections import Counter
from collections.abc import Sequence, Set

from assistant.engine.terms import ENGLISH, question_terms, terms
from assistant.engine.types import Passage


def coverage(question: str, passages: Sequence[Passage]) -> list[float]:
    """Return the share (0 to 1) of a question's terms that each passage or its context holds.

    A term weighs the more, the fewer of these passages hold it (inverse document frequency, Spärck Jones,
    Journal of Documentation 1972); terms are those of the passage's language.
    """
    languages = [each.language or ENGLISH for each in passages]
    asked = {language: frozenset(question_terms(question, [language])) for language in set(languages)}
    held = [
        asked[language].intersection(terms(f"{passage.context}\n{passage.text}", language))
        for passage, language in zip(passages, languages, strict=True)
    ]
    counts = Counter(term for each in held for term in each)

    def weight(some: Set[str]) -> float:
        return sum(math.log1p(len(passages) / (1 + counts[term])) for term in some)

    whole = {language: weight(each) or 1.0 for language, each in asked.items()}
    return [weight(each) / whole[language] for each, language in zip(held, languages, strict=True)]
