"""llama.cpp: the handlers of the child process that loads a model and writes with it."""

import ctypes
import os
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from assistant.engine.errors import BadModelError
from assistant.engine.isolation import Cancelled, Handler
from assistant.engine.restoring import restore
from assistant.engine.types import Message
from assistant.engine.writing import Loaded, Writing

BATCH = 512
MICRO_BATCH = 64
"""Tokens that are computed at once: small enough that the abort callback is asked often."""

PROGRESS_SECONDS = 0.2

QUANTISATIONS = {"Q8_0": 7, "Q5_K_M": 17, "Q4_K_M": 15}
"""llama.cpp's numbers of file types (llama.h, enum llama_ftype)."""

ERROR, WARNING = 4, 3
"""Of ggml's log levels."""


def handlers(cancelled: Cancelled) -> dict[str, Handler]:
    """Return the handlers: what the build can do, load, count, answer, look at logits, quantise."""
    runtime = Runtime(cancelled)
    return {
        "offload": runtime.offload,
        "load": runtime.load,
        "count": runtime.count,
        "answer": runtime.answer,
        "tokens": runtime.tokens,
        "logits": runtime.logits,
        "surprise": runtime.surprise,
        "quantise": runtime.quantise,
    }


class Runtime:
    """The model that is loaded, and llama.cpp's log."""

    def __init__(self, cancelled: Cancelled) -> None:
        self.cancelled = cancelled
        self.log: list[tuple[int, str]] = []
        self.writing: Writing | None = None
        self._keep: list[Any] = []
        self._share = 0.0

    def offload(self) -> Iterator[bool]:
        """Yield whether this build can run layers on a GPU."""
        yield bool(self._library().llama_supports_gpu_offload())

    def load(
        self,
        path: str,
        layers: int | None,
        context: int,
        threads: int,
        adapter: str = "",
        strength: float = 1.0,
    ) -> Iterator[dict[str, Any]]:
        """Load a model; layers None is as many as fit. Yields {"share"}, then {"context", "layers"}.

        Raises BadModelError.

        adapter is the path of a LoRA adapter or empty; strength scales what it changes.
        """
        library = self._library()
        self.log.clear()
        wanted = self._layer_plan(layers)
        for count in wanted:
            model = yield from self._load_with_progress(path, count)
            state = self._make_context(model, context, threads) if model else None
            if state:
                self._adapt(model, state, adapter, strength)
                self.writing = Writing(Loaded(library, model, state), BATCH, self.cancelled)
                yield {"context": int(library.llama_n_ctx(state)), "layers": count, "wanted": wanted[0]}
                return
            if model:
                library.llama_model_free(model)
        raise BadModelError(f"The model cannot be loaded. llama.cpp says: {self._reason()}")

    def count(self, texts: Sequence[str]) -> Iterator[list[int]]:
        """Yield the number of tokens of each text."""
        writing = self._loaded()
        yield [len(writing.tokenize(text, control=False)) for text in texts]

    def answer(
        self, messages: Sequence[dict[str, str]], most: int, seed: int, passages: Sequence[str]
    ) -> Iterator[dict[str, Any]]:
        """Yield {"read", "total", "reused"}, then {"text"} pieces, then {"done"}."""
        yield from self._loaded().answer(_messages(messages), most, seed, passages)

    def tokens(self, messages: Sequence[dict[str, str]]) -> Iterator[list[int]]:
        """Yield the tokens of messages, up to where the answer begins."""
        yield self._loaded().prompt(_messages(messages))

    def logits(self, prompts: Sequence[Sequence[int]]) -> Iterator[bytes]:
        """Yield, for each prompt of tokens, the logits (vocabulary,) behind its last token, as float32."""
        for tokens in prompts:
            yield self._loaded().logits_behind(tokens).tobytes()

    def surprise(self, messages: Sequence[dict[str, str]], answer: str) -> Iterator[tuple[float, int]]:
        """Yield the sum of -ln p of an answer's tokens behind the messages, and how many they are."""
        yield self._loaded().surprise(_messages(messages), answer)

    def quantise(self, path: str, out: str, kind: str) -> Iterator[None]:
        """Write a GGUF file anew as one of QUANTISATIONS. Raises BadModelError."""
        library = self._library()
        params = library.llama_model_quantize_default_params()
        params.ftype = QUANTISATIONS[kind]
        self.log.clear()
        if library.llama_model_quantize(os.fsencode(path), os.fsencode(out), ctypes.byref(params)):
            raise BadModelError(f"The model cannot be written as {kind}. llama.cpp says: {self._reason()}")
        yield from ()

    def _loaded(self) -> Writing:
        if self.writing is None:
            raise BadModelError("No model is loaded.")
        return self.writing

    def _layer_plan(self, layers: int | None) -> list[int]:
        """Return the numbers of GPU layers to try, in order."""
        if layers is not None:
            return [layers]
        if not self._library().llama_supports_gpu_offload():
            return [0]
        return [999, 32, 16, 8, 0]

    def _load_with_progress(self, path: str, layers: int) -> Generator[dict[str, Any], None, Any]:
        """Load weights in a thread, so that what is done of them can be told meanwhile; nobody else calls."""
        self._share = 0.0
        with ThreadPoolExecutor(1) as loader:
            model = loader.submit(self._load_model, path, layers)
            while not wait([model], PROGRESS_SECONDS).done:
                yield {"share": round(self._share, 3)}
            return model.result()

    def _follow_load(self, share: float, _: Any) -> bool:  # noqa: ANN401
        self._share = share
        return not self.cancelled()

    def _load_model(self, path: str, layers: int) -> Any:  # noqa: ANN401
        library = self._library()
        params = library.llama_model_default_params()
        params.n_gpu_layers = layers
        params.progress_callback = self._loading = library.llama_progress_callback(self._follow_load)
        return library.llama_model_load_from_file(os.fsencode(path), params)

    def _make_context(self, model: Any, context: int, threads: int) -> Any:  # noqa: ANN401
        library = self._library()
        params = library.llama_context_default_params()
        params.n_ctx = context
        params.n_batch = BATCH
        params.n_ubatch = MICRO_BATCH
        params.n_threads = params.n_threads_batch = threads
        params.no_perf = True
        abort = library.ggml_abort_callback(lambda _: bool(self.cancelled()))
        self._keep.append(abort)
        state = library.llama_init_from_model(model, params)
        if state:
            library.llama_set_abort_callback(state, abort, None)
        return state

    def _adapt(self, model: Any, state: Any, adapter: str, strength: float) -> None:  # noqa: ANN401
        if not adapter:
            return
        library = self._library()
        loaded = library.llama_adapter_lora_init(model, os.fsencode(adapter))
        if not loaded:
            raise BadModelError(f"The adapter cannot be used. llama.cpp says: {self._reason()}")
        adapters = (library.llama_adapter_lora_p_ctypes * 1)(loaded)
        scales = (ctypes.c_float * 1)(strength)
        if library.llama_set_adapters_lora(state, adapters, 1, scales) != 0:
            raise BadModelError("The adapter does not fit this model.")

    def _library(self) -> Any:  # noqa: ANN401
        import llama_cpp.llama_cpp as library

        if not self._keep:
            listen = library.llama_log_callback(self._listen)
            self._keep.append(listen)
            library.llama_log_set(listen, ctypes.c_void_p(0))
            library.llama_backend_init()
        return library

    def _listen(self, level: int, text: bytes, _: Any) -> None:  # noqa: ANN401
        self.log.append((level, text.decode("utf-8", "replace")))
        del self.log[:-400]

    def _reason(self) -> str:
        """Return the first error of the log, else the first warning."""
        for wanted in (ERROR, WARNING):
            for level, text in self.log:
                if level == wanted and text.strip():
                    return text.strip().split(": ", 1)[-1][:300]
        return "nothing."


def _messages(told: Sequence[dict[str, str]]) -> list[Message]:
    return [restore(Message, each) for each in told]
