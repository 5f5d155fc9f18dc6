"""Text → unit vectors, by an int8 model that embedder_preparation made (onnxruntime and tokenizers only)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.engine.errors import EmbedderMissingError

MODEL, TOKENIZER, CARD = "model.onnx", "tokenizer.json", "embedder.json"

AT_ONCE = 16
"""Texts in one run; with texts sorted by length, more only adds padding."""

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
        """The name and the beginning of the hash of the model: what an index was made with."""
        return f"{self._card.name}-{self._card.model_hash[:12]}"

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
        by_length = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
        for start in range(0, len(by_length), AT_ONCE):
            together = by_length[start : start + AT_ONCE]
            vectors[together] = self._run_together([tokens[i] for i in together])
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
        import psutil

        assert self._card
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads or psutil.cpu_count(logical=False) or 1
        options.log_severity_level = 3
        file = str(self.folder / MODEL)
        return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _inputs(self) -> list[str]:
        return [given.name for given in self._session.get_inputs()]


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
