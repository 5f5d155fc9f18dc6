"""Latencies of the index among more and more passages: python -m tests.benchmarks.index [PASSAGES…]"""

import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

import numpy as np

from assistant.engine.index import Index
from tests.benchmarks.embedding import seconds
from tests.fakes import FakeEmbedder, make_passage

SIZES = (1_000, 10_000, 100_000)
TO_A_DOCUMENT, DIMENSIONS, K = 500, 384, 50
QUESTION = "word3 word50 word300 word2000 word9000"


def compare(sizes: tuple[int, ...] = SIZES) -> None:
    """Print latencies in milliseconds, and how many times those of the smallest index they are."""
    first: dict[str, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found = latencies(fill(Path(folder), size))
        print(f"index of {size:,} passages")
        for name, taken in found.items():
            print(f"  {name:22} {taken:9.1f} ms {taken / first.setdefault(name, taken):7.1f} x the smallest")


def fill(folder: Path, size: int) -> Index:
    """Make an index of documents of random words, frequent and rare, and random vectors."""
    random = np.random.default_rng(1)
    embedder = FakeEmbedder()
    embedder.dimensions = DIMENSIONS
    index = Index(folder / "index", embedder)  # type: ignore[arg-type]
    for number in range(size // TO_A_DOCUMENT):
        words = np.minimum(random.zipf(1.2, (TO_A_DOCUMENT, 60)), 20_000)
        texts = [" ".join(f"word{word}" for word in row) for row in words]
        document = name(number)
        index.replace(document, [make_passage(text, document, 1, 1000 * i) for i, text in enumerate(texts)])
        vectors = random.standard_normal((TO_A_DOCUMENT, DIMENSIONS), np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        index.set_vectors([id for id, _ in index.missing_vectors(document)], vectors)
    index.tidy()
    return index


def name(number: int) -> str:
    """Return a document's id."""
    return f"{number:016x}" * 4


def latencies(index: Index) -> dict[str, float]:
    """Return the median milliseconds of each way to read, and those of forgetting a document."""
    vector = np.full(DIMENSIONS, DIMENSIONS**-0.5, np.float32)
    ids = [id for id, _ in index.by_meaning(vector, None, K)]
    many = [name(number) for number in range(5000)]
    asked: dict[str, Callable[[], object]] = {
        "words": lambda: index.by_words(QUESTION, None, K),
        "words in 1": lambda: index.by_words(QUESTION, many[:1], K),
        "words in 5,000": lambda: index.by_words(QUESTION, many, K),
        "meaning": lambda: index.by_meaning(vector, None, K),
        "meaning in 1": lambda: index.by_meaning(vector, many[:1], K),
        "meaning in 5,000": lambda: index.by_meaning(vector, many, K),
        f"{K} passages": lambda: index.passages(ids),
        f"{K} vectors": lambda: index.vectors(ids),
    }
    found = {name: median(seconds(ask) for _ in range(9)) * 1000 for name, ask in asked.items()}
    return {**found, "remove and forget": seconds(lambda: forget(index)) * 1000}


def forget(index: Index) -> None:
    """Remove a document and its bytes."""
    index.remove(name(0))
    index.tidy(keep=timedelta(0))


if __name__ == "__main__":
    compare(tuple(map(int, sys.argv[1:])) or SIZES)
