"""A question that leans on the one before it → a question that stands alone; pure."""

import re
from collections.abc import Sequence

from assistant.engine.terms import ENGLISH, content_words, question_terms, stem, stems_in
from assistant.engine.types import Turn

LONGEST = 64
"""Tokens that a rephrased question may have."""

_OPENING = re.compile(
    r"^\s*¿?\s*(?:(?:and|or|but|what about|how about|also|then|why|und|oder|aber|warum|wieso"
    r"|et|ou|mais|pourquoi|y|o|pero|por qué)\b|那么|还有|为什么|而)",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|that|those|this|these|he|she|his|her|there|the same|one|ones"
    r"|dessen|deren|davon|darin|dafür|dazu|dabei|daran|darüber|dort"
    r"|celui-ci|celle-ci|ceux-ci|celles-ci|eso|ello|allí)\b|[它他她]们?",
    re.IGNORECASE,
)


def leans_on_history(question: str, history: Sequence[Turn]) -> bool:
    """Tell whether a question needs the ones before it: it opens so, points back or says little."""
    if not history:
        return False
    scant = len(question_terms(question, [ENGLISH])) < 2
    return bool(scant or _OPENING.search(question) or _POINTING.search(question))


def stand_alone(question: str, history: Sequence[Turn]) -> str:
    """Return a question as it can be understood without a model and without the ones before it."""
    return carry_over(question, history) if leans_on_history(question, history) else question


def carry_over(question: str, history: Sequence[Turn]) -> str:
    """Return the question with the content words of the last standalone question that it lacks."""
    own = stems_in(question)
    carried = [word for word in content_words(history[-1].standalone) if stem(word) not in own]
    return f"{question.strip()} ({' '.join(carried)})" if carried else question.strip()


def accept(rephrased: str, question: str, history: Sequence[Turn]) -> str:
    """Return a model's rephrasing if it kept to words of the conversation, else "".

    A small model may answer instead of rephrasing, or bring in a subject of its own.
    """
    line = rephrased.strip().split("\n")[0].strip(" \"“”'")
    said = " ".join([question, *(f"{turn.question} {turn.standalone} {turn.answer}" for turn in history)])
    known = stems_in(said)
    words = [stem(word) for word in content_words(line)]
    return line if words and len(line) < 400 and all(word in known for word in words) else ""
