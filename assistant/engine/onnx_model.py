"""A small int8 encoder in onnxruntime, with its tokenizer and a card that holds their hashes."""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from assistant.engine.errors import ModelFilesError

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"

HASHED = {"model_hash": MODEL, "tokenizer_hash": TOKENIZER}

Output = list[NDArray[np.float32]]
"""What the model says of one text."""


class Graph:
    """An onnx file; safe to use from several threads, once it is loaded."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> None:
        """Open the file, unless it is open: threads side by side would each open it."""
        assert self._inputs

    def run(self, given: Mapping[str, Any], *wanted: str) -> Output:
        """Return the wanted outputs (none named is all) for one text, given at least the graph's inputs."""
        inputs = {name: np.array([given[name]]) for name in self._inputs}
        return [each[0] for each in self._session.run(wanted or None, inputs)]

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        with read_errors(self._file.parent):
            return onnxruntime.InferenceSession(str(self._file), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _inputs(self) -> list[str]:
        return [given.name for given in self._session.get_inputs()]


class OnnxModel:
    """A model and its tokenizer, checked and loaded at the first use; safe to use from several threads.

    hashed are the names of its files, by the field of the card that holds the file's hash.
    """

    def __init__(self, folder: Path, card: str, threads: int, hashed: Mapping[str, str] = HASHED) -> None:
        self.folder = folder
        self.card_file = folder / card
        self.threads = threads or psutil.cpu_count(logical=False) or 1
        self._hashed = hashed
        self._graph = Graph(folder / MODEL)

    @cached_property
    def card(self) -> dict[str, Any]:
        """The card; raises ModelFilesError where it is missing, or where the files are not those it names."""
        try:
            card: dict[str, Any] = json.loads(self.card_file.read_text("utf-8"))
            hashes = [hash_of(self.folder / name) for name in self._hashed.values()]
            known = [card[field] for field in self._hashed]
        except (OSError, ValueError, TypeError, KeyError):
            raise ModelFilesError(f"The model in {self.folder} is not there, or not whole.") from None
        if hashes != known:
            raise ModelFilesError(f"The model in {self.folder} is damaged: its hash is wrong.")
        return card

    @cached_property
    def tokenizer(self) -> Any:  # noqa: ANN401
        """The tokenizer; it neither cuts nor pads."""
        from tokenizers import Tokenizer

        assert self.card
        with read_errors(self.folder):
            tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        # Else “[SEP]” in a document would be read as the end of it.
        tokenizer.encode_special_tokens = True
        return tokenizer

    def run(self, encodings: Sequence[Any], *wanted: str) -> Iterator[Output]:
        """Run the model on each encoded text, alone; yield its wanted outputs in the order of the texts.

        int8 activations are scaled by all that is run at once: beside others a text would come out otherwise,
        by up to two units of the cross-encoder's logit. To run pairs of texts was no faster.
        """
        assert self.card
        self._graph.load()

        def run_one(encoding: Any) -> Output:  # noqa: ANN401
            ids, mask, kinds = encoding.ids, encoding.attention_mask, encoding.type_ids
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
            return self._graph.run(given, *wanted)

        yield from self.side_by_side(run_one, encodings)

    def side_by_side(self, run_one: Callable[[Any], Output], given: Iterable[Any]) -> Iterator[Output]:
        """Yield the outputs of texts in their order, each run in one of the model's threads.

        Runs side by side need no barriers, at which all threads would wait for the slowest.
        """
        with ThreadPoolExecutor(self.threads) as pool:
            yield from pool.map(run_one, given)


@contextlib.contextmanager
def read_errors(folder: Path) -> Iterator[None]:
    """Raise what keeps a file from being read as ModelFilesError.

    Both libraries raise classes of their own, which derive from Exception only.
    """
    try:
        yield
    except Exception as error:
        raise ModelFilesError(f"The model in {folder} cannot be read ({type(error).__name__}).") from error


def hash_of(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
