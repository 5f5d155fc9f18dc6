"""Does it pay to add words to a question: of abbreviations that the collection explains, of the first finds?

python -m tests.benchmarks.expansion MINED.json

MINED.json is what models.cross_encoder.mine makes of the training rows; words only, its validation questions.
"""

import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.engine.terms import question_terms, terms
from assistant.evaluation.bootstrap import difference, interval
from assistant.evaluation.metrics import ndcg
from models.cross_encoder.rows import Part, read

K1, B = 1.2, 0.75
ADDED = 0.5
FEEDBACK, FEEDBACK_TERMS, FEEDBACK_WEIGHT = 5, 10, 0.15

_EXPLAINED = re.compile(r"([^()]{3,120})\(([A-Z][A-Za-z0-9&.-]{1,9})\)")

Weights = dict[str, float]


class WordIndex:
    """BM25 over the parts (Robertson and Zaragoza, 2009)."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.terms = [terms(part.text, "en") for part in parts]
        self.mean = sum(map(len, self.terms)) / len(parts)
        self.held: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, each in enumerate(self.terms):
            for term, count in Counter(each).items():
                self.held[term].append((place, count))

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency."""
        count = len(self.held.get(term, ()))
        return math.log(1 + (len(self.terms) - count + 0.5) / (count + 0.5))

    def search(self, weights: Weights, k: int = 20) -> list[tuple[int, float]]:
        """Return (part, score), best first."""
        scores: dict[int, float] = defaultdict(float)
        for term, weight in weights.items():
            for place, count in self.held.get(term, ()):
                length = 1 - B + B * len(self.terms[place]) / self.mean
                scores[place] += weight * self.rarity(term) * count * (K1 + 1) / (count + K1 * length)
        return sorted(scores.items(), key=lambda pair: -pair[1])[:k]


def plain(question: str) -> Weights:
    """Return the question's own terms."""
    return dict.fromkeys(question_terms(question, ["en"]), 1.0)


def explained(parts: Sequence[Part]) -> dict[str, str]:
    """Return the abbreviations that the parts explain, as Schwartz and Hearst (2003) find them."""
    found: Counter[tuple[str, str]] = Counter()
    for part in parts:
        for before, short in _EXPLAINED.findall(part.text):
            if (full := _full(short, before)) and sum(map(str.isupper, short)) > 1:
                found[short, full.casefold()] += 1
    best: dict[str, str] = {}
    for short, full in (pair for pair, _ in found.most_common()):
        best.setdefault(short, full)
    return best


def _full(short: str, before: str) -> str:
    """Return the words before an abbreviation whose letters it takes, in order; "" where there are none."""
    text = " ".join(before.split()[-min(len(short) + 5, 2 * len(short)) :])
    place = len(text)
    letters = [letter.casefold() for letter in short if letter.isalnum()]
    for number, letter in reversed(list(enumerate(letters))):
        place = text.casefold().rfind(letter, 0, place)
        while number == 0 and place > 0 and text[place - 1].isalnum():
            place = text.casefold().rfind(letter, 0, place)
        if place < 0:
            return ""
    return text[place:].strip()


def with_explained(question: str, known: dict[str, str]) -> Weights:
    """Add the words of abbreviations in a question, and the abbreviations of its words."""
    weights = plain(question)
    for short, full in known.items():
        said = re.search(rf"\b{re.escape(short)}s?\b", question)
        for term in question_terms(full if said else short if full in question.casefold() else "", ["en"]):
            weights.setdefault(term, ADDED)
    return weights


def with_feedback(question: str, index: WordIndex) -> Weights:
    """Add the terms that tell most of the first finds (pseudo-relevance feedback, as RM3)."""
    weights = plain(question)
    first = index.search(weights, FEEDBACK)
    gained: Counter[str] = Counter()
    for place, score in first:
        for term, count in Counter(index.terms[place]).items():
            likely = math.exp(score - first[0][1])
            gained[term] += likely * index.rarity(term) * count / len(index.terms[place])  # type: ignore[assignment]
    most = max(gained.values(), default=1)
    for term, gain in gained.most_common(FEEDBACK_TERMS):
        weights[term] = weights.get(term, 0.0) + FEEDBACK_WEIGHT * gain / most
    return weights


def main(mined: str) -> None:
    """Print nDCG@10 of each way, and by how much it differs from the plain question."""
    parts, questions = read(Path(mined))
    asked = [each for each in questions if each.split == "validation"]
    index, known = WordIndex(parts), explained(parts)
    ways: dict[str, Callable[[str], Weights]] = {
        "plain": plain,
        "abbreviations": lambda question: with_explained(question, known),
        "feedback": lambda question: with_feedback(question, index),
    }
    before: list[float] = []
    for name, weigh in ways.items():
        found = [([place for place, _ in index.search(weigh(each.text))], set(each.right)) for each in asked]
        gains = [ndcg(order, right) for order, right in found]
        before = before or gains
        print(f"{name:<15}nDCG@10 {interval(gains)}  less plain {difference(gains, before)}")
    print(f"{len(known)} abbreviations, {len(asked)} questions, {len(parts)} parts")


if __name__ == "__main__":
    main(*sys.argv[1:])
