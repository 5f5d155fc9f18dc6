"""Text → unit vectors, by an int8 model that embedder_preparation made."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.engine.errors import EmbedderMissingError, ModelFilesError
from assistant.engine.onnx_model import OnnxModel

CARD = "embedder.json"

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
        self._model = OnnxModel(folder, CARD, threads)

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
        encodings = self._tokenizer.encode_batch(list(texts))
        if any(len(encoding.ids) > self.max_tokens for encoding in encodings):
            raise ValueError(f"a text has more than {self.max_tokens} tokens")
        return self._run(encodings)

    def encode_question(self, text: str) -> Vectors:
        """Return the unit vector (dimensions,) of a question; what passes max_tokens is left out."""
        encoding = self._tokenizer.encode(text)
        if len(encoding.ids) > self.max_tokens:
            words = [end for start, end in encoding.offsets[: self.max_tokens - 1] if end > start]
            encoding = self._tokenizer.encode(text[: words[-1]])
        vector: Vectors = self._run([encoding])[0]
        return vector

    def _run(self, encodings: Sequence[Any]) -> Vectors:
        vectors = [pool(states, self._card.pooling) for states, *_ in self._model.run(encodings)]
        return np.array(vectors, np.float32).reshape(len(encodings), self.dimensions)

    @property
    def _tokenizer(self) -> Any:  # noqa: ANN401
        assert self._card
        return self._model.tokenizer

    @cached_property
    def _card(self) -> Card:
        if not self.ready:
            raise EmbedderMissingError("The embedding model has not been prepared on this machine.")
        try:
            return Card(**self._model.card)
        except ModelFilesError as error:
            raise EmbedderMissingError(str(error)) from None
        except TypeError:
            raise EmbedderMissingError(f"The model in {self.folder} has a damaged card.") from None


def pool(states: NDArray[np.float32], pooling: str) -> Vectors:
    """Turn a text's token states (tokens, dimensions) into a unit vector; pooling is mean or cls."""
    vector = states[0] if pooling == "cls" else states.mean(0)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)
