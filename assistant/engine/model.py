"""Messages → streamed words: the parent's side of the child process that runs llama.cpp."""

import contextlib
import os
from collections.abc import Generator, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from assistant.engine import gguf
from assistant.engine.confinement import Limits
from assistant.engine.errors import ChildFailedError
from assistant.engine.events import AnswerText, LoadingModel, Notice, ReadingPrompt
from assistant.engine.isolation import Child, Reply
from assistant.engine.model_files import choose_context
from assistant.engine.types import Message

SILENCE_SECONDS = 600.0
"""The longest the child may be silent: loading a large model from a slow disk takes minutes."""

Loading = Generator[Notice | LoadingModel, None, None]
Writing = Generator[ReadingPrompt | AnswerText | Notice | LoadingModel, None, "Completion"]


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How a model runs: gpu_layers auto or a number; context in tokens and threads, 0 chooses.

    adapter is the path of a GGUF LoRA adapter, strength how much of it counts, 0 to 1.
    """

    gpu_layers: str = "auto"
    context_tokens: int = 0
    threads: int = 0
    adapter: str = ""
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote, the tokens read, reused and written, and the seconds they took."""

    text: str
    read: int = 0
    reused: int = 0
    written: int = 0
    read_seconds: float = 0.0
    write_seconds: float = 0.0


class Model:
    """A GGUF model, loaded at its first use into a child process; a crash costs one answer."""

    def __init__(self, path: Path, options: ModelOptions) -> None:
        self.path = path
        self.options = options
        self.name = path.stem
        self.context_tokens = 0
        self._child = Child("assistant.engine.llama:handlers", Limits(reply_seconds=SILENCE_SECONDS))
        self._loaded_in: int | None = None

    def load(self) -> Loading:
        """Load the model unless it is; yields how far it is. Raises BadModelError with llama.cpp's reason."""
        if self._loaded_in is not None and self._loaded_in == self._child.process_id:
            return
        header = gguf.read_header(self.path)
        layers = None if self.options.gpu_layers == "auto" else int(self.options.gpu_layers)
        context = choose_context(header, self.options.context_tokens, psutil.virtual_memory().available)
        threads = self.options.threads or psutil.cpu_count(logical=False) or os.cpu_count() or 1
        yield Notice(f"Loading the model {self.name}…")
        about: Reply = None
        adapter = {"adapter": self.options.adapter, "strength": self.options.strength}
        sizes = {"layers": layers, "context": context, "threads": threads}
        request = self._child.stream("load", path=str(self.path), **sizes, **adapter)
        with contextlib.closing(request) as replies:
            share = 0.0
            for reply in replies:
                if reply is not None and "share" not in reply:
                    about = reply
                    continue
                share = reply["share"] if reply is not None else share
                yield LoadingModel(self.name, share)
        self.context_tokens = int(about["context"])
        self._loaded_in = self._child.process_id
        if about["layers"] != about["wanted"]:
            yield Notice(
                f"The GPU holds {about['layers']} layers of the model; the rest runs on the processor."
            )

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text; the model must be loaded."""
        counts: list[int] = self._child.call("count", texts=list(texts))
        return counts

    def tokens(self, messages: Sequence[Message]) -> list[int]:
        """Return the tokens of messages up to where the answer begins; load the model before."""
        tokens: list[int] = self._child.call("tokens", messages=_told(messages))
        return tokens

    def logits(self, prompts: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        """Return the logits (vocabulary,) behind the last token of each prompt; load the model before."""
        replies = self._child.stream("logits", prompts=[list(each) for each in prompts])
        return [np.frombuffer(reply, np.float32) for reply in replies if reply is not None]

    def surprise(self, messages: Sequence[Message], answer: str) -> tuple[float, int]:
        """Return the sum of -ln p of an answer's tokens, and how many they are; load the model before."""
        total, count = self._child.call("surprise", messages=_told(messages), answer=answer)
        return float(total), int(count)

    def answer(
        self, messages: Sequence[Message], most: int, seed: int, passages: Sequence[str] = ()
    ) -> Writing:
        """Write up to `most` tokens; closing the generator stops within a moment.

        seed 0 always takes the likeliest word; passages are those that "[n]" may name and quotes be of.
        Raises BadModelError, or ChildFailedError when llama.cpp crashes; the next call starts it anew.
        """
        yield from self.load()
        given = {"most": most, "seed": seed, "passages": list(passages)}
        request = self._child.stream("answer", messages=_told(messages), **given)
        text = ""
        figures: dict[str, float] = {}
        reading = ReadingPrompt(0, 0, 0)
        try:
            with contextlib.closing(request) as replies:
                for reply in replies:
                    if reply is None:
                        yield reading if not text else AnswerText("")
                    elif "text" in reply:
                        text += reply["text"]
                        yield AnswerText(reply["text"])
                    elif "done" in reply:
                        figures = {name: value for name, value in reply.items() if name != "done"}
                    else:
                        reading = ReadingPrompt(reply["read"], reply["total"], reply["reused"])
                        yield reading
        except ChildFailedError as error:
            raise ChildFailedError(f"The model's process ended while it answered. {error.text}") from None
        return Completion(text, **figures)  # type: ignore[arg-type]

    def close(self) -> None:
        """End the child process."""
        self._child.close()
        self._loaded_in = None


def written(events: Iterable[object]) -> str:
    """Return the text that comes with the events of an answer, without white space around it."""
    return "".join(event.text for event in events if isinstance(event, AnswerText)).strip()


def _told(messages: Sequence[Message]) -> list[dict[str, str]]:
    return [asdict(each) for each in messages]


def quantise(path: Path, out: Path, kind: str) -> Generator[None, None, None]:
    """Write a GGUF file anew in a child process, as Q8_0, Q5_K_M or Q4_K_M; closing ends it.

    Raises BadModelError.
    """
    child = Child("assistant.engine.llama:handlers", Limits(may_write=True))
    try:
        yield from child.stream("quantise", path=str(path), out=str(out), kind=kind)
    finally:
        child.close()
