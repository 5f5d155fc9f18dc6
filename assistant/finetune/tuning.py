"""Rows and a base → a tuned model in the list of models: looked at, then trained, written, registered."""

import contextlib
import dataclasses
import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.engine.database import now
from assistant.engine.errors import TrainingError, UsageError
from assistant.engine.files import write_whole
from assistant.engine.forgetting import FINETUNING, ROWS
from assistant.engine.types import Message
from assistant.finetune import checkpoints, cleaning, converters, exporting, rows
from assistant.finetune import recipe as recipes
from assistant.finetune.base import Base, examine
from assistant.finetune.converters import Doing
from assistant.finetune.libraries import open_child
from assistant.finetune.recipe import Estimate, Recipe
from assistant.finetune.rows import Row
from assistant.finetune.versions import Card, Versions

BASE = "base"
"""Stands for the base's own GGUF among a card's files."""

FEWEST = {"train": 20, "validation": 2}
COMPARED = 4
"""Prompts on which the logits before and after writing are compared."""

FAST = {"cuda": 40e12, "mps": 2e12}
"""Operations a second that are assumed of a GPU until the first steps tell; a processor is measured."""

_NAME = re.compile(r"\w[\w.-]{0,79}")


@dataclass(frozen=True, slots=True)
class Prepared:
    """What will be trained; rows include those refused, lengths are in tokens and belong to rows."""

    base: Base
    rows: tuple[Row, ...]
    lengths: tuple[int, ...]
    recipe: Recipe
    device: str
    estimate: Estimate
    memory: int


@dataclass(frozen=True, slots=True)
class Step:
    """How far a training is; check is the validation loss where it was measured, best the best step."""

    step: int
    of: int
    loss: float
    check: float | None
    best: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Tuned:
    """The model is made and registered; the last event."""

    card: Card


def models_folder(data: Path) -> Path:
    """Where the tuned models of a library are."""
    return data / FINETUNING / "models"


def prepare(
    base: Path,
    examples: Sequence[Row],
    place: Path,
    change: Callable[[Recipe], Recipe] = lambda recipe: recipe,
) -> Prepared:
    """Look at base and rows before an hour is lost; change is what a person wants of the recipe otherwise.

    place is a folder to work in. Raises UsageError and TrainingError.
    """
    found = examine(base)
    place.mkdir(parents=True, exist_ok=True)
    looked_at = place / "looked-at.jsonl"
    rows.save(examples, looked_at)
    try:
        with contextlib.closing(open_child("training")) as child:
            there = child.call("device")
            lengths: list[int] = child.call("lengths", base=str(base), file=str(looked_at))["lengths"]
    finally:
        looked_at.unlink(missing_ok=True)
    longest = min(found.context, max([*lengths, 1]))
    use = change(recipes.suggest(sum(each.split == "train" for each in examples), longest))
    use = dataclasses.replace(use, longest=min(use.longest, found.context))
    kept = cleaning.clean(examples, lengths, use.longest)
    for split, fewest in FEWEST.items():
        count = len(rows.of_split(kept, split))  # type: ignore[arg-type]
        if count < fewest:
            raise TrainingError(
                f"There are {count} examples for {split}, and at least {fewest} are needed.",
                "Make or import more, or accept some that were refused.",
            )
    rate = FAST.get(there["device"]) or recipes.processor_rate()
    train = [length for row, length in zip(kept, lengths, strict=True) if row.used and row.split == "train"]
    mean = sum(train) // len(train)
    estimate = recipes.estimate(found, len(train), mean, use, there["device"], rate)
    return Prepared(found, tuple(kept), tuple(lengths), use, there["device"], estimate, int(there["memory"]))


def require_room(prepared: Prepared, place: Path) -> None:
    """Raise TrainingError where memory or disk will not suffice."""
    needed, there = prepared.estimate.memory, prepared.memory
    if needed > there:
        raise TrainingError(
            f"The training needs about {needed / 1e9:.1f} GB of memory, and {there / 1e9:.1f} GB are free.",
            "Take a smaller base, shorter rows (--set longest=1024) or a smaller batch (--set batch=1).",
        )
    free = shutil.disk_usage(place).free
    if prepared.estimate.disk > free:
        raise TrainingError(
            f"The disk has {free / 1e9:.1f} GB free; about {prepared.estimate.disk / 1e9:.1f} GB are needed.",
            "Make room first.",
        )


def require_name(name: str, versions: Versions) -> None:
    """Raise UsageError where a tuned model cannot have this name."""
    if not _NAME.fullmatch(name):
        raise UsageError("A model's name is made of letters, digits, dots, hyphens and underscores.")
    if any(each.name == name for each in versions.all()):
        raise UsageError(f"There is a tuned model “{name}” already.", "Choose another: --name NAME")


def run_folder(prepared: Prepared, data: Path) -> Path:
    """Where this training is kept: the same for the same base, rows and recipe, so that it goes on."""
    told = [str(prepared.base.folder.resolve()), rows.hash_rows(prepared.rows), asdict(prepared.recipe)]
    return data / FINETUNING / "runs" / hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]


def tune(
    prepared: Prepared, data: Path, name: str, tools: Path, kinds: Sequence[str], versions: Versions
) -> Generator[Doing | Step | Tuned, None, None]:
    """Train, write and register; closing ends it within a step, and the same call goes on later.

    Raises TrainingError; then nothing is registered.
    """
    converters.require(tools)
    require_name(name, versions)
    folder = run_folder(prepared, data)
    folder.mkdir(parents=True, exist_ok=True)
    require_room(prepared, folder)
    yield Doing("Reading the base")
    base_hash = prepared.base.hash()
    rows.save([each for each in prepared.rows if each.used], folder / ROWS)
    write_whole(folder / "recipe.json", json.dumps(asdict(prepared.recipe)))
    yield from train_in_child(prepared, folder)
    card = _card(prepared, name, base_hash, _standing(folder))
    exported = yield from exporting.export(
        prepared.base, folder, tools, kinds, _prompts(prepared), card.describe()
    )
    place = models_folder(data)
    place.mkdir(parents=True, exist_ok=True)
    original = place / f"{prepared.base.name}-{base_hash[:8]}.F16.gguf"
    if not original.exists():
        yield from exporting.convert_base(prepared.base.folder, tools, original)
    files = {kind: str(file.replace(place / f"{name}.{kind}.gguf")) for kind, file in exported.files.items()}
    adapter = exported.adapter.replace(place / f"{name}.adapter.gguf")
    kept = dataclasses.replace(
        card, files={**files, BASE: str(original)}, adapter=str(adapter), difference=exported.difference
    )
    yield Tuned(versions.put(kept))


def _card(prepared: Prepared, name: str, base_hash: str, standing: checkpoints.Standing) -> Card:
    """Return the card as it stands before there are files."""
    used = [each for each in prepared.rows if each.used]
    return Card(
        id=0,
        name=name,
        base=prepared.base.name,
        base_hash=base_hash,
        licence=prepared.base.licence,
        architecture=prepared.base.architecture,
        rows=dict(Counter(each.split for each in used)),
        rows_hash=rows.hash_rows(prepared.rows),
        documents=tuple(sorted({each.group for each in used if each.origin == "documents"})),
        recipe=asdict(prepared.recipe),
        curve=tuple(standing.curve),
        best=standing.best,
        difference=0.0,
        files={},
        adapter="",
        made=now(),
    )


def _standing(folder: Path) -> checkpoints.Standing:
    kept = checkpoints.load(folder, checkpoints.KEPT)
    if kept is None or not checkpoints.settle(folder / checkpoints.BEST).exists():
        raise TrainingError("The training ended before its first check.", "Start it again: it begins anew.")
    return kept[1]


def train_in_child(prepared: Prepared, folder: Path) -> Generator[Step, None, None]:
    """Train on the rows in a run's folder; yields each step, and the last one again while nothing comes."""
    told = {"base": str(prepared.base.folder), "folder": str(folder), "recipe": asdict(prepared.recipe)}
    last: Step | None = None
    with contextlib.closing(open_child("training")) as child:
        for reply in child.stream("train", **told):
            if reply is not None:
                last = Step(**reply)
            if last is not None:
                yield last


def _prompts(prepared: Prepared) -> list[tuple[tuple[Message, ...], list[int]]]:
    """Return the messages of a few rows, with the tokens that were trained on."""
    chosen = [each.messages for each in prepared.rows if each.used][:COMPARED]
    told = [[asdict(message) for message in each] for each in chosen]
    with contextlib.closing(open_child("training")) as child:
        tokens = child.call("prompts", base=str(prepared.base.folder), messages=told)["tokens"]
    return list(zip(chosen, tokens, strict=True))
