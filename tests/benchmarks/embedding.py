"""Our embedder against SentenceTransformer.encode in full precision: python -m tests.benchmarks.embedding"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from pydoc_data.topics import topics

from assistant.engine.embedder import Embedder
from assistant.engine.embedder_preparation import bundled_source, prepare

PASSAGES, TOKENS, ROUNDS = 64, 174, 5


def compare() -> float:
    """Print and return how many times faster ours is; both take turns in one run, the fastest turn counts."""
    from sentence_transformers import SentenceTransformer

    source = bundled_source()
    assert source is not None
    with tempfile.TemporaryDirectory() as folder:
        list(prepare(source, Path(folder) / "embedder"))
        ours = Embedder(Path(folder) / "embedder")
        theirs = SentenceTransformer(str(source), device="cpu")
        texts = passages(ours.count)
        fast, slow = [], []
        for _ in range(ROUNDS):
            fast.append(seconds(lambda: ours.encode(texts)))
            slow.append(seconds(lambda: theirs.encode(texts, normalize_embeddings=True)))
        likeness = (ours.encode(texts) * theirs.encode(texts, normalize_embeddings=True)).sum(1)
    ratio = min(slow) / min(fast)
    print(
        f"embedding: {len(texts) / min(fast):.1f} against {len(texts) / min(slow):.1f} passages/s of", end=" "
    )
    print(f"{sum(map(ours.count, texts)) / len(texts):.0f} tokens: {ratio:.2f} x SentenceTransformer fp32")
    print(f"           cosine to it {likeness.mean():.4f} on average, {likeness.min():.4f} at least")
    return ratio


def passages(count: Callable[[str], int]) -> list[str]:
    """Return passages of English prose of TOKENS tokens or a few more, from Python's own manual."""
    found: list[str] = []
    text = ""
    for word in " ".join(topics[name] for name in sorted(topics)).split():
        text = f"{text} {word}"
        if count(text) >= TOKENS:
            found.append(text)
            text = ""
        if len(found) == PASSAGES:
            break
    return found


def seconds(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    compare()
