"""A short trial of a model: how long it loads, reads and writes here."""

import time
from collections.abc import Generator

from assistant.engine.events import AnswerText, LoadingModel, Notice, ReadingPrompt
from assistant.engine.known_models import Trial
from assistant.engine.model import Model
from assistant.engine.types import Message

WRITTEN = 24
"""Tokens to be written: about a second on a laptop with a model of a few billion parameters."""

TEXT = (
    "The supplier delivers each lot within thirty days after the order. For each full week of delay it pays "
    "a penalty of half a percent of the price of the delayed lot, up to five percent of that. If a delay "
    "exceeds ten weeks, the customer may terminate the contract for the lots that are not yet delivered. Say "
    "in two sentences what happens when a delivery is late."
)


def try_model(model: Model) -> Generator[Notice | LoadingModel | ReadingPrompt | AnswerText, None, Trial]:
    """Load a model, let it read and write a little, and return how fast that was.

    Raises BadModelError, or ChildFailedError when llama.cpp crashes; the model's process ends in any case.
    """
    began = time.monotonic()
    try:
        yield from model.load()
        loaded = time.monotonic() - began
        done = yield from model.answer([Message("user", TEXT)], WRITTEN, 0)
    finally:
        model.close()
    return Trial(loaded, _rate(done.read, done.read_seconds), _rate(done.written, done.write_seconds))


def _rate(tokens: int, seconds: float) -> float:
    return tokens / seconds if seconds > 0 else 0.0
