"""Where a training stands, on disk: whole or not at all, as safetensors and JSON, never as pickle."""

import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

KEPT = "checkpoint"
BEST = "best"
_TENSORS, _STATE = "tensors.safetensors", "state.json"


@dataclass(slots=True)
class Standing:
    """How far a training is; curve holds (step, training loss, validation loss or None).

    best is the step with the lowest validation loss so far, worse how many checks came since.
    """

    step: int = 0
    best: int = 0
    best_loss: float = float("inf")
    worse: int = 0
    seconds: float = 0.0
    curve: list[tuple[int, float | None, float | None]] = field(default_factory=list)


def save(folder: Path, name: str, tensors: dict[str, Any], standing: Standing) -> None:
    """Keep torch tensors and the standing under a name; after a crash the old ones are there, or the new."""
    from safetensors.torch import save_file

    part = folder / f"{name}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    save_file({each: value.detach().cpu().contiguous() for each, value in tensors.items()}, part / _TENSORS)
    (part / _STATE).write_text(json.dumps(asdict(standing)))
    put(part, folder / name)


def put(part: Path, place: Path) -> None:
    """Put a folder that is whole where another may be; a crash leaves one of the two, maybe as `.old`."""
    for file in part.iterdir():
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
    old = place.with_name(f"{place.name}.old")
    if place.exists():
        shutil.rmtree(old, ignore_errors=True)
        place.rename(old)
    part.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def load(folder: Path, name: str) -> tuple[dict[str, Any], Standing] | None:
    """Return what was kept under a name, None where nothing was."""
    from safetensors.torch import load_file

    place = settle(folder / name)
    if not (place / _STATE).exists():
        return None
    values = json.loads((place / _STATE).read_text("utf-8"))
    values["curve"] = [tuple(each) for each in values["curve"]]
    return load_file(place / _TENSORS), Standing(**values)


def settle(place: Path) -> Path:
    """Return a folder that `put` put there, made good where a crash left it as `.old`."""
    old = place.with_name(f"{place.name}.old")
    if not place.exists() and old.exists():
        old.rename(place)
    return place
