"""A trained adapter → GGUF files that are known to compute what the trained model does."""

import contextlib
import json
import shutil
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.engine.errors import TrainingError
from assistant.engine.model import Model, ModelOptions, quantise
from assistant.engine.types import Message
from assistant.finetune import converters
from assistant.finetune.base import Base
from assistant.finetune.converters import Doing
from assistant.finetune.libraries import open_child

MERGED, WHOLE, ADAPTER, ABOUT = "merged", "f16.gguf", "adapter.gguf", "about.json"

ROUNDING = 0.02
"""By how much logits may differ, in standard deviations of them: half precision on the way, not more."""

SPARE = 1 << 28
"""Bytes of disk that are left free."""

Logits = list[NDArray[np.float32]]
Prompt = tuple[Sequence[Message], list[int]]


@dataclass(frozen=True, slots=True)
class Exported:
    """The files that were made, by the name of their quantisation, and the adapter's own.

    difference is the largest between the logits of the trained model and of the GGUF.
    """

    files: dict[str, Path]
    adapter: Path
    difference: float


def export(
    base: Base, folder: Path, tools: Path, kinds: Sequence[str], prompts: Sequence[Prompt], about: str
) -> Generator[Doing, None, Exported]:
    """Merge the best adapter of a run's folder, convert, compare, and write each kind of quantisation.

    prompts are messages, with the tokens that were trained on, to compare on; about is what the file
    says of itself. Closing ends it.
    Raises TrainingError; then no file is left.
    """
    converters.require(tools)
    best, merged, out = folder / "best", folder / MERGED, folder / "gguf"
    _require_room(base, folder, len(kinds))
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    files = {"F16": out / WHOLE}
    finished = False
    try:
        yield from _merge(base.folder, best, merged)
        (out / ABOUT).write_text(json.dumps({"general.description": about}), "utf-8")
        described = ["--metadata", str(out / ABOUT)]
        given = [str(merged), "--outfile", str(files["F16"]), "--outtype", "f16", *described]
        yield from converters.convert(tools, converters.MODEL, given, "Writing the model as GGUF")
        given = [str(best), "--base", str(base.folder), "--outfile", str(out / ADAPTER), "--outtype", "f16"]
        yield from converters.convert(tools, converters.ADAPTER, given, "Writing the adapter")
        yield Doing("Comparing the model with what was trained")
        compare_tokens(files["F16"], prompts)
        tokens = [each for _, each in prompts]
        difference = compare(logits_of_trained(merged, tokens), logits_of_gguf(files["F16"], tokens))
        for kind in kinds:
            files[kind] = out / f"{kind}.gguf"
            for _ in quantise(files["F16"], files[kind], kind):
                yield Doing(f"Writing the model as {kind}")
        finished = True
    finally:
        shutil.rmtree(merged, ignore_errors=True)
        if not finished:
            shutil.rmtree(out, ignore_errors=True)
    return Exported(files, out / ADAPTER, difference)


def describe(files: Sequence[Path], about: str, tools: Path) -> Generator[Doing, None, None]:
    """Let GGUF files say this of themselves from now on; each is written anew. Raises TrainingError."""
    for file in files:
        part = file.with_name(f"{file.name}.part")
        given = [str(file), str(part), "--general-description", about, "--force"]
        yield from converters.convert(tools, converters.DESCRIBE, given, "Writing the card")
        part.replace(file)


def convert_base(base: Path, tools: Path, file: Path) -> Generator[Doing, None, None]:
    """Write the base itself as GGUF, to compare with, and for the adapter. Raises TrainingError."""
    part = file.with_name(f"{file.name}.part")
    given = [str(base), "--outfile", str(part), "--outtype", "f16"]
    yield from converters.convert(tools, converters.MODEL, given, "Writing the base as GGUF")
    part.replace(file)


def compare_tokens(model: Path, prompts: Sequence[Prompt]) -> None:
    """Raise TrainingError where llama.cpp reads messages as other tokens than were trained on."""
    with _loaded(model, ModelOptions(gpu_layers="0")) as loaded:
        if any(loaded.tokens(messages) != tokens for messages, tokens in prompts):
            raise TrainingError(
                "The GGUF file cuts text into other tokens than those that were trained on.",
                "It is not used. Take a base whose tokenizer llama.cpp knows.",
            )


def compare(trained: Logits, written: Logits) -> float:
    """Return the largest difference of logits; raises TrainingError where it is more than rounding."""
    differences = [float(np.abs(one - other).max()) for one, other in zip(trained, written, strict=True)]
    spreads = [float(one.std()) for one in trained]
    # Compared so, a number that is none is refused too.
    if not all(
        each <= ROUNDING * max(1.0, spread) for each, spread in zip(differences, spreads, strict=True)
    ):
        raise TrainingError(
            "The GGUF file computes something else than the trained model: its logits are "
            f"{max(differences):.3g} apart.",
            "It is not used. This architecture may need a newer llama-cpp-python.",
        )
    return max(differences)


def logits_of_trained(model: Path, prompts: Sequence[Sequence[int]], adapter: str = "") -> Logits:
    """Return the logits behind each prompt, as transformers computes them in 32 bits."""
    with contextlib.closing(open_child("merging")) as child:
        request = child.stream("logits", model=str(model), prompts=list(map(list, prompts)), adapter=adapter)
        return [np.frombuffer(each, np.float32) for each in request if each is not None]


def logits_of_gguf(
    model: Path, prompts: Sequence[Sequence[int]], adapter: str = "", strength: float = 1.0
) -> Logits:
    """Return the logits behind each prompt, as llama.cpp computes them."""
    with _loaded(model, ModelOptions(gpu_layers="0", adapter=adapter, strength=strength)) as loaded:
        return loaded.logits(prompts)


@contextlib.contextmanager
def _loaded(file: Path, options: ModelOptions) -> Iterator[Model]:
    model = Model(file, options)
    try:
        for _ in model.load():
            pass
        yield model
    finally:
        model.close()


def _merge(base: Path, adapter: Path, out: Path) -> Generator[Doing, None, None]:
    with contextlib.closing(open_child("merging")) as child:
        for _ in child.stream("merge", base=str(base), adapter=str(adapter), out=str(out)):
            yield Doing("Merging what was learned into the base")


def _require_room(base: Base, folder: Path, kinds: int) -> None:
    """Raise TrainingError where the disk will not hold what is written."""
    needed = base.size * (2 + kinds) + SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise TrainingError(
            f"The disk has {free / 1e9:.1f} GB free, and up to {needed / 1e9:.1f} GB are needed.",
            "Make room first.",
        )
