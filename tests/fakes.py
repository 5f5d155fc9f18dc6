"""Stand-ins for the outside things, for tests of the parts that use them."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.engine.terms import content_words, stem
from assistant.engine.types import Passage, Word


class FakeEmbedder:
    """Vectors of the words that a text holds: texts that share words are near each other."""

    identity = "fake-1"
    dimensions = 64
    max_tokens = 256
    ready = True

    def count(self, text: str) -> int:
        return len(text.split()) + 2

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.full((len(texts), self.dimensions), 1e-3, np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in content_words(text):
                row[int(hashlib.sha256(stem(word).encode()).hexdigest(), 16) % self.dimensions] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def encode_question(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self.encode([text])[0], np.float32)


def make_passage(text: str, document: str = "d" * 64, page: int = 1, start: int = 0) -> Passage:
    """Make a passage whose words stand on one line, ten points wide each."""
    words, place = [], 0
    for number, word in enumerate(text.split()):
        begin = text.index(word, place)
        place = begin + len(word)
        words.append(Word(start + begin, start + place, (10.0 * number, 20.0, 10.0 * number + 9, 30.0)))
    id = f"{document[:16]}-{page}-{start}"
    context = "Handbook · Leave"
    end = start + len(text)
    return Passage(
        id, document, page, str(page), "Handbook", "Leave", context, text, start, end, tuple(words)
    )
