"""Text → unit vectors, by an int8 model that embedder_preparation made (onnxruntime and tokenizers only)."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from assistant.engine.errors import EmbedderMissingError

MODEL, TOKENIZER, CARD = "model.onnx", "tokenizer.json", "embedder.json"

TOKENS_AT_ONCE = 400
"""Tokens, padding counted in, of the texts in one run: more of them would leave the processor's cache."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Card:
    """What a prepared embedder says of itself; hashes are SHA-256 in hexadecimal."""

    name: str
    dimensions: int
    max_tokens: int
    pooling: str
    source_hash: str
    model_hash: str
    tokenizer_hash: str


class Embedder:
    """A prepared embedding model, loaded at its first use; safe to use from several threads."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self.folder = folder
        self.threads = threads

    @property
    def ready(self) -> bool:
        """Whether the model has been prepared."""
        return (self.folder / CARD).exists()

    @property
    def identity(self) -> str:
        """The name and the beginning of the hash of the original weights: what an index was made with.

        Not of the int8 model, so that preparing the same weights again does not orphan an index.
        """
        return f"{self._card.name}-{self._card.source_hash[:12]}"

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._card.dimensions

    @property
    def max_tokens(self) -> int:
        """The longest text in tokens, special ones counted in."""
        return self._card.max_tokens

    def count(self, text: str) -> int:
        """Return how many tokens a text has, special ones counted in."""
        return len(self._tokenizer.encode(text).ids)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors (n, dimensions) in the order of the texts.

        Raises ValueError for a text longer than max_tokens: nothing is cut silently.
        """
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        if any(len(ids) > self.max_tokens for ids in tokens):
            raise ValueError(f"a text has more than {self.max_tokens} tokens")
        return self._run(tokens)

    def encode_question(self, text: str) -> Vectors:
        """Return the unit vector (dimensions,) of a question; what passes max_tokens is left out."""
        ids = self._tokenizer.encode(text).ids
        if len(ids) > self.max_tokens:
            ids = [*ids[: self.max_tokens - 1], ids[-1]]
        vector: Vectors = self._run([ids])[0]
        return vector

    def _run(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        vectors = np.empty((len(tokens), self.dimensions), np.float32)

        def fill(together: list[int]) -> None:
            vectors[together] = self._run_together([tokens[i] for i in together])

        # Small runs side by side need no barriers, at which all threads would wait for the slowest.
        with ThreadPoolExecutor(self.threads or psutil.cpu_count(logical=False) or 1) as side_by_side:
            list(side_by_side.map(fill, _together([len(ids) for ids in tokens])))
        return vectors

    def _run_together(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
        mask = np.zeros_like(ids)
        for row, each in enumerate(tokens):
            ids[row, : len(each)] = each
            mask[row, : len(each)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        return pool(states, mask, self._card.pooling)

    @cached_property
    def _card(self) -> Card:
        """Read the card and check the files' hashes against it, once."""
        try:
            card = Card(**json.loads((self.folder / CARD).read_text("utf-8")))
            hashes = [hash_of(self.folder / MODEL), hash_of(self.folder / TOKENIZER)]
        except (OSError, ValueError, TypeError):
            raise EmbedderMissingError("The embedding model has not been prepared on this machine.") from None
        if hashes != [card.model_hash, card.tokenizer_hash]:
            raise EmbedderMissingError(f"The embedding model in {self.folder} is damaged: its hash is wrong.")
        return card

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401
        from tokenizers import Tokenizer

        assert self._card
        tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401
        import onnxruntime

        assert self._card
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        file = str(self.folder / MODEL)
        return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _inputs(self) -> list[str]:
        return [given.name for given in self._session.get_inputs()]


def _together(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places of texts of about the same length, TOKENS_AT_ONCE or one text, the longest first."""
    together: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        if together and lengths[together[0]] * (len(together) + 1) > TOKENS_AT_ONCE:
            yield together
            together = []
        together.append(place)
    if together:
        yield together


def pool(states: NDArray[np.float32], mask: NDArray[np.int64], pooling: str) -> Vectors:
    """Turn token states (n, tokens, dimensions) into unit vectors (n, dimensions); pooling is mean or cls."""
    if pooling == "cls":
        vectors = states[:, 0]
    else:
        vectors = np.einsum("ntd,nt->nd", states, mask.astype(np.float32)) / mask.sum(1, keepdims=True)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def hash_of(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
