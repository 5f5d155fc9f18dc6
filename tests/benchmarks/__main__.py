"""Prints how fast the parts are, as ratios within one run: python -m tests.benchmarks [PART…]"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant import paths
from assistant.engine.embedder import Embedder
from assistant.engine.embedder_preparation import bundled_source, prepare
from assistant.engine.events import ReadingPrompt
from assistant.engine.index import Index
from assistant.engine.model import Completion, Model, ModelOptions
from assistant.engine.pdf_reader import PdfReader
from assistant.engine.types import Message
from tests.fakes import FakeEmbedder, make_passage
from tests.tiny_model import write_model

SENTENCE = (
    "Full-time employees get 26 days of annual leave, and the notice period grows with the years of service. "
)
SENTENCES = 8
"""About 180 tokens."""


def seconds(act: Callable[[], object], times: int = 3) -> float:
    """Return the shortest time of several runs."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return min(taken)


def embedding(folder: Path) -> None:
    """Compare our embedder with SentenceTransformer.encode in full precision."""
    from sentence_transformers import SentenceTransformer

    source = bundled_source()
    assert source is not None
    list(prepare(source, folder / "embedder"))
    ours = Embedder(folder / "embedder")
    theirs = SentenceTransformer(str(source), device="cpu")
    texts = [f"{number} {SENTENCE * SENTENCES}" for number in range(96)]
    ours.encode(texts[:4])
    fast = seconds(lambda: ours.encode(texts))
    slow = seconds(lambda: theirs.encode(texts, normalize_embeddings=True))
    likeness = (ours.encode(texts) * theirs.encode(texts, normalize_embeddings=True)).sum(1).min()
    print(
        f"embedding: {len(texts) / fast:.0f} passages/s, {slow / fast:.2f} x SentenceTransformer.encode fp32"
    )
    print(f"           least cosine to it {likeness:.3f}")


def reading(folder: Path) -> None:
    """Tell how many pages of the samples are read a second."""
    files = sorted(paths.samples_folder().glob("*.pdf"))
    reader = PdfReader()
    pages = sum(read(reader, file) for file in files)
    taken = seconds(lambda: [read(reader, file) for file in files])
    reader.close()
    print(f"reading:   {pages / taken:.0f} pages/s with layout, one child")


def read(reader: PdfReader, file: Path) -> int:
    """Read a file and return its pages."""
    work = reader.read(file)
    while True:
        try:
            next(work)
        except StopIteration as finished:
            return len(finished.value.pages)


def search(folder: Path) -> None:
    """Compare the latency of searches in indices of different sizes."""
    first = 0.0
    for count in (1_000, 10_000, 100_000):
        words, meaning = latency(folder / str(count), count)
        first = first or words + meaning
        print(
            f"search:    {count:>7} passages: words {words * 1000:.1f} ms, meaning {meaning * 1000:.1f} ms, "
            f"{(words + meaning) / first:.1f} x the smallest index"
        )


def latency(folder: Path, count: int) -> tuple[float, float]:
    """Return the seconds of a search by words and by meaning among so many passages."""
    random = np.random.default_rng(1)
    embedder = FakeEmbedder()
    embedder.dimensions = 384
    index = Index(folder, embedder)  # type: ignore[arg-type]
    vocabulary = [f"word{number}" for number in range(20_000)]
    for part in range(0, count, 10_000):
        size = min(10_000, count - part)
        texts = [" ".join(random.choice(vocabulary, 60)) for _ in range(size)]
        document = f"{part:064}"
        passages = [make_passage(text, document, page=number + 1) for number, text in enumerate(texts)]
        index.replace(document, passages)
        vectors = random.standard_normal((size, 384), np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        index.set_vectors([passage.id for passage in passages], vectors)
    index.tidy()
    vector = np.ones(384, np.float32) / np.float32(384**0.5)
    by_words = seconds(lambda: index.by_words(["word7", "word77", "word777"], None, 50), times=9)
    return by_words, seconds(lambda: index.by_meaning(vector, None, 50), times=9)


def model(folder: Path) -> None:
    """Measure reading, reuse and stopping, and compare with llama-cpp-python's own create_completion."""
    file = write_model(folder / "model.gguf", width=1024, layers=12)
    ours = Model(file, ModelOptions(threads=2))
    passages = "Passage [1]: Full-time staff get 25 days of annual leave. " * 40
    list(ours.load())
    first = complete(ours, f"{passages}\nHow many days?", 64)
    complete(ours, f"{passages}\nWho asks?", 2)
    again = complete(ours, f"{passages}\nHow many days?", 2)
    print(
        f"model:     first wait {first.read_seconds:.2f} s for {first.read} tokens; asked again after "
        f"another one {again.read_seconds / first.read_seconds:.3f} of it ({again.read} tokens read)"
    )
    print(f"           stopping while it reads: {stop(ours, passages) * 1000:.0f} ms")
    ours.close()
    compare(file, passages, first)


def complete(ours: Model, text: str, most: int) -> Completion:
    """Let the model write and return what it wrote."""
    work = ours.answer([Message("user", text)], most, 0)
    while True:
        try:
            next(work)
        except StopIteration as finished:
            return finished.value  # type: ignore[no-any-return]


def stop(ours: Model, passages: str) -> float:
    """Return the longest of three times that stopping takes while a new prompt is read."""
    waits = []
    for number in range(3):
        work = ours.answer([Message("user", f"{number} {passages}")], 8, 0)
        assert isinstance(next(work), ReadingPrompt)
        time.sleep(0.3)
        started = time.perf_counter()
        work.close()
        waits.append(time.perf_counter() - started)
    return max(waits)


def compare(file: Path, passages: str, first: Completion) -> None:
    """Print our speed as a multiple of create_completion's on the same file."""
    from llama_cpp import Llama

    theirs = Llama(str(file), n_ctx=4096, n_threads=2, n_threads_batch=2, verbose=False)
    prompt = f"<|im_start|>user\n{passages}\nHow many days?<|im_end|>\n<|im_start|>assistant\n"
    tokens = len(theirs.tokenize(prompt.encode(), special=True))
    reading_only = seconds(lambda: (theirs.reset(), theirs.create_completion(prompt, max_tokens=1)), times=1)
    both = seconds(
        lambda: (theirs.reset(), theirs.create_completion(prompt, max_tokens=64, temperature=0)), times=1
    )
    written = 64 / max(both - reading_only, 1e-6)
    print(
        f"           reading {first.read / first.read_seconds / (tokens / reading_only):.2f} x, "
        f"writing {first.written / first.write_seconds / written:.2f} x create_completion"
    )


def main(names: list[str]) -> None:
    """Run the benchmarks that are named, or all."""
    known = {"embedding": embedding, "reading": reading, "search": search, "model": model}
    with tempfile.TemporaryDirectory() as place:
        for name in names or known:
            known[name](Path(place))


if __name__ == "__main__":
    main(sys.argv[1:])
