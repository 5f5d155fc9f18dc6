"""Index, embedder and cross-encoder in child processes: the window neither carries them nor dies with them.

Two children at most: one is at work for what is being added while the other answers.
"""

import contextlib
import queue
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from assistant.engine import memory, wire
from assistant.engine.confinement import Limits
from assistant.engine.cross_encoder import CrossEncoder, Judgement
from assistant.engine.embedder import Embedder, Vectors
from assistant.engine.errors import BadLibraryError, ChildFailedError
from assistant.engine.index import READERS_NEED, Found, Index, Vector
from assistant.engine.isolation import Cancelled, Child, Handler
from assistant.engine.types import Passage

CHILD = "assistant.engine.apart:handlers"
MOST = 2

HEAVY = ("tidy", "rank", "judge", "encode")
"""Calls after which what was needed for them goes back to the system."""


@dataclass(frozen=True, slots=True)
class Where:
    """The folders of the index, the embedder and the cross-encoder, and threads (0: as many as cores)."""

    index: Path
    embedder: Path
    cross_encoder: Path
    threads: int


Opened = tuple[Index, Embedder, CrossEncoder]
INDEX, EMBEDDER, CROSS_ENCODER = range(3)


def open_here(where: Where) -> Opened:
    """Return index, embedder and cross-encoder in this process."""
    embedder = Embedder(where.embedder, where.threads)
    return Index(where.index, embedder), embedder, CrossEncoder(where.cross_encoder, where.threads)


def open_apart(where: Where) -> Opened:
    """Return the same in children, which start at the first call."""
    workers = Workers(where)
    embedder = EmbedderApart(where.embedder, where.threads, workers)
    index = IndexApart(where.index, embedder, workers)
    return index, embedder, CrossEncoderApart(where.cross_encoder, where.threads, workers)


class Workers:
    """The children; a call takes one that is free, the one that worked last, or waits for it."""

    def __init__(self, where: Where) -> None:
        self._where = wire.encode(astuple(where))
        self._closed = False
        limits = Limits(may_write=True)
        self._children = [Child(CHILD, limits) for _ in range(MOST)]
        self._free: queue.LifoQueue[Child] = queue.LifoQueue()
        for child in reversed(self._children):
            self._free.put(child)

    def ask(self, part: int, method: str, *values: object) -> Any:  # noqa: ANN401
        """Return what a part's method returns; where the child dies, another one is asked once more.

        Every such call can be made twice. Raises the part's errors, BadLibraryError where it dies again.
        """
        request = {"where": self._where, "part": part, "name": method, "given": wire.encode(values)}
        with self._one() as child:
            try:
                return wire.decode(child.call("work", **request))
            except ChildFailedError as error:
                if self._closed:
                    raise _ended() from error
            try:
                return wire.decode(child.call("work", **request))
            except ChildFailedError as error:
                raise _ended() from error

    def close(self) -> None:
        """End the children; a call that was at work in one is not made again."""
        self._closed = True
        for child in self._children:
            child.close()

    @property
    def process_ids(self) -> list[int]:
        """The process ids of the children that run."""
        return [number for child in self._children if (number := child.process_id) is not None]

    @contextlib.contextmanager
    def _one(self) -> Iterator[Child]:
        child = self._free.get()
        try:
            yield child
        finally:
            self._free.put(child)


def _ended() -> BadLibraryError:
    return BadLibraryError(
        "The process that searches your documents ended unexpectedly.",
        "Try again; if it comes back, run: pdf-assistant repair",
    )


class EmbedderApart(Embedder):
    """An embedder whose model is run in a child; its tokens are counted here."""

    def __init__(self, folder: Path, threads: int, workers: Workers) -> None:
        super().__init__(folder, threads)
        self._workers = workers

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As Embedder.encode."""
        vectors: Vectors = self._workers.ask(EMBEDDER, "encode", texts)
        return vectors

    def encode_question(self, text: str) -> Vectors:
        """As Embedder.encode_question."""
        vector: Vectors = self._workers.ask(EMBEDDER, "encode_question", text)
        return vector


class CrossEncoderApart(CrossEncoder):
    """A cross-encoder that is run in a child."""

    def __init__(self, folder: Path, threads: int, workers: Workers) -> None:
        super().__init__(folder, threads)
        self._workers = workers

    def rank(self, question: str, texts: Sequence[tuple[str, str]]) -> list[float]:
        """As CrossEncoder.rank."""
        logits: list[float] = self._workers.ask(CROSS_ENCODER, "rank", question, texts)
        return logits

    def judge(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Judgement]:
        """As CrossEncoder.judge."""
        judged: list[Judgement] = self._workers.ask(CROSS_ENCODER, "judge", question, texts)
        return judged


class IndexApart(Index):
    """An index that is opened in children only; every method is as that of Index."""

    def __init__(self, folder: Path, embedder: Embedder, workers: Workers) -> None:
        super().__init__(folder, embedder)
        self.workers = workers

    def _ask(self, method: str, *values: object) -> Any:  # noqa: ANN401
        return self.workers.ask(INDEX, method, *values)

    def replace(self, document: str, passages: Sequence[Passage], instead_of: str = "") -> None:
        self._ask("replace", document, passages, instead_of)

    def missing_vectors(self, document: str) -> list[tuple[str, str]]:
        return [(id, text) for id, text in self._ask("missing_vectors", document)]

    def set_vectors(self, ids: Sequence[str], vectors: Vector) -> None:
        self._ask("set_vectors", ids, vectors)

    def remove(self, document: str) -> None:
        self._ask("remove", document)

    def tidy(self, keep: timedelta = READERS_NEED) -> None:
        self._ask("tidy", keep)

    def indices_are_whole(self) -> bool:
        return bool(self._ask("indices_are_whole"))

    def make_indices_anew(self) -> None:
        self._ask("make_indices_anew")

    def documents(self) -> set[str]:
        return set(self._ask("documents"))

    def count(self) -> int:
        return int(self._ask("count"))

    def by_words(self, terms: Sequence[str], within: Sequence[str] | None, k: int) -> Found:
        return [(id, score) for id, score in self._ask("by_words", terms, within, k)]

    def by_rows(self, terms: Sequence[str], within: Sequence[str] | None, k: int) -> Found:
        return [(id, score) for id, score in self._ask("by_rows", terms, within, k)]

    def by_meaning(self, vector: Vector, within: Sequence[str] | None, k: int) -> Found:
        return [(id, score) for id, score in self._ask("by_meaning", vector, within, k)]

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        return dict(self._ask("passages", ids))

    def passages_of(self, document: str) -> list[Passage]:
        return list(self._ask("passages_of", document))

    def page(self, document: str, page: int) -> list[Passage]:
        return list(self._ask("page", document, page))

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        return dict(self._ask("vectors", ids))

    def set_aside(self) -> Path:
        return Path(self._ask("set_aside"))

    def close(self) -> None:
        self.workers.close()


# The child's side


def handlers(cancelled: Cancelled) -> dict[str, Handler]:
    """Return the one handler, which calls a method of a part; the parts stay open between calls."""
    memory.keep_few_arenas()
    opened = cache(open_here)

    def work(where: list[Any], part: int, name: str, given: list[Any]) -> Iterator[Any]:
        index, embedder, cross_encoder, threads = where
        parts = opened(Where(Path(index), Path(embedder), Path(cross_encoder), threads))
        yield wire.encode(getattr(parts[part], name)(*map(wire.decode, given)))
        if name in HEAVY:
            memory.give_back()

    return {"work": work}
