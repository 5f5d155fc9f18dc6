"""How like a true answer an answer is; pure. Answers are compared as SQuAD does.

Rajpurkar et al., SQuAD (EMNLP 2016): in lower case, without punctuation and the articles a, an, the.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_SIGNS = str.maketrans("", "", string.punctuation + "“”‘’–—")


def normal(text: str) -> list[str]:
    """Return the words of an answer as they are compared."""
    return _ARTICLES.sub(" ", text.casefold().translate(_SIGNS)).split()


def exact_match(answer: str, true: Sequence[str]) -> float:
    """Return 1 where the answer is one of the true ones, else 0."""
    return float(any(normal(answer) == normal(each) for each in true))


def token_f1(answer: str, true: Sequence[str]) -> float:
    """Return the best F1 of words shared with a true answer."""
    return max((_f1(normal(answer), normal(each)) for each in true), default=0.0)


def rouge_l(answer: str, true: Sequence[str]) -> float:
    """Return the best F-measure of the longest common subsequence of words (Lin, ROUGE, 2004)."""
    return max((_rouge(normal(answer), normal(each)) for each in true), default=0.0)


def _f1(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return float(one == other)
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / (len(one) + len(other))


def _rouge(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return float(one == other)
    lengths = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for place, each in enumerate(other, start=1):
            kept = lengths[place]
            lengths[place] = before + 1 if word == each else max(lengths[place], lengths[place - 1])
            before = kept
    return 2 * lengths[-1] / (len(one) + len(other))
