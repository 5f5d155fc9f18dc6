"""How a training goes: defaults from the data's size, and what it will take, told before it starts; pure."""

import dataclasses
import math
import time
from dataclasses import dataclass

import numpy as np

from assistant.engine.errors import UsageError
from assistant.finetune.base import Base

TOGETHER = 8
"""Rows that one step learns from, however many fit at once."""

FEW, MANY = 200, 1000
"""Rows up to which a set is small, and from which it is large."""

BYTES = {"cpu": 4, "mps": 4, "cuda": 2}
"""Bytes a weight on each kind of device; 0.6 of one where the base is quantised to four bits."""

TRIAL = 768
"""Rows and columns of the matrices whose product tells how fast the processor is."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a training depends on, beside base and rows.

    rank and alpha are LoRA's (Hu et al., 2021); batch rows are computed at once, accumulate times before a
    step; longest is in tokens; checks (of validation loss) come every check_every steps, and the training
    ends after `patience` of them without a better one. quantised: QLoRA's four bits, on CUDA only.
    """

    rank: int = 16
    alpha: int = 32
    dropout: float = 0.05
    learning_rate: float = 2e-4
    epochs: int = 3
    batch: int = 1
    accumulate: int = TOGETHER
    longest: int = 2048
    check_every: int = 20
    patience: int = 4
    seed: int = 1
    quantised: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a training takes: steps, seconds, bytes of memory and of disk."""

    steps: int
    seconds: float
    memory: int
    disk: int


def suggest(rows: int, longest: int) -> Recipe:
    """Return a recipe for so many training rows, the longest of so many tokens."""
    epochs = 10 if rows < FEW else 5 if rows < MANY else 3
    batch = max(1, min(TOGETHER, 4096 // max(1, longest)))
    batch = 1 << (batch.bit_length() - 1)
    steps = math.ceil(rows / TOGETHER)
    return Recipe(
        rank=8 if rows < FEW else 16,
        alpha=16 if rows < FEW else 32,
        epochs=epochs,
        batch=batch,
        accumulate=TOGETHER // batch,
        longest=longest,
        check_every=max(1, steps // 2),
    )


def change(recipe: Recipe, name: str, value: str) -> Recipe:
    """Return a recipe with one value, as typed, changed. Raises UsageError."""
    fields = {each.name: each for each in dataclasses.fields(Recipe)}
    if name not in fields:
        raise UsageError(f"A recipe has no “{name}”.", f"It has: {', '.join(fields)}.")
    default = getattr(recipe, name)
    try:
        read = value.lower() in ("true", "yes", "1") if isinstance(default, bool) else type(default)(value)
    except ValueError:
        raise UsageError(f"“{value}” is no value for {name}.", f"It is {default} now.") from None
    least = 0 if name in ("dropout", "seed") else 1e-9
    if not isinstance(read, bool) and not least <= read < 1e9:
        raise UsageError(f"“{value}” is no value for {name}.", f"It is {default} now.")
    return dataclasses.replace(recipe, **{name: read})


def steps_of(recipe: Recipe, rows: int) -> int:
    """Return how many steps a training has at most."""
    return recipe.epochs * math.ceil(rows / (recipe.batch * recipe.accumulate))


def estimate(base: Base, rows: int, tokens: int, recipe: Recipe, device: str, rate: float) -> Estimate:
    """Return what a training takes; tokens is the mean of a row, rate is in operations a second.

    Time: LoRA passes forward and back through all weights but computes few of their gradients, 4 operations
    for each weight and token (6 with full training: Kaplan et al., 2020). Memory: weights, adapter with
    Adam's two moments and gradients in 32 bits, and what a block keeps for the way back.
    """
    adapter = lora_weights(base, recipe)
    weights = base.parameters * (0.6 if recipe.quantised else BYTES.get(device, 4))
    held = recipe.batch * recipe.longest * (base.layers * base.width * 34 + base.vocabulary * 3) * 4
    seconds = 4 * base.parameters * tokens * rows * recipe.epochs / rate
    disk = 3 * adapter * 12 + 4 * 2 * base.parameters
    return Estimate(steps_of(recipe, rows), seconds, int(weights + 16 * adapter + held), disk)


def lora_weights(base: Base, recipe: Recipe) -> int:
    """Return about how many weights the adapter has: two thin matrices for each layer that it changes."""
    return base.layers * len(base.targets) * recipe.rank * 3 * base.width


def processor_rate() -> float:
    """Measure, in about a tenth of a second, the operations a second of this machine's processor."""
    matrix = np.ones((TRIAL, TRIAL), np.float32)
    matrix @ matrix
    started = time.perf_counter()
    times = 0
    while time.perf_counter() - started < 0.1:
        matrix @ matrix
        times += 1
    return 2 * TRIAL**3 * times / (time.perf_counter() - started) / 2
