"""One frozen dataclass; its fields feed the settings file, the command line, the dialog and the manual."""

import dataclasses
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.engine.errors import BadLibrary, UsageError

FILE = "settings.json"


def _setting(default: Any, label: str, explanation: str, **bounds: Any) -> Any:
    return field(default=default, metadata={"label": label, "explanation": explanation, **bounds})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose; every field has a label, an explanation and bounds in its metadata."""

    model: str = _setting("none", "Model", "The GGUF model that writes answers; none shows quotations only.")
    gpu_layers: str = _setting("auto", "GPU layers", "How many layers run on the GPU: auto, or a number.")
    context_tokens: int = _setting(
        0, "Context", "Tokens that the model can see at once; 0 fits it to model and memory.", least=0, most=1048576
    )
    passages: int = _setting(8, "Passages", "How many passages are shown and given to the model.", least=1, most=50)
    answer_tokens: int = _setting(512, "Answer length", "The longest answer, in tokens.", least=16, most=8192)
    seed: int = _setting(0, "Seed", "The number that makes an answer repeatable.", least=0, most=2**31 - 1)
    threads: int = _setting(0, "Threads", "Processor threads to work with; 0 takes every core.", least=0, most=256)


def load(folder: Path) -> Settings:
    """Read the settings kept in a data folder; unknown keys are passed over, a broken file is an error."""
    file = folder / FILE
    if not file.exists():
        return Settings()
    try:
        kept = json.loads(file.read_text("utf-8"))
        known = {each.name for each in dataclasses.fields(Settings)}
        return change(Settings(), **{name: value for name, value in kept.items() if name in known})
    except (ValueError, AttributeError, UnicodeDecodeError):
        raise BadLibrary(f"The settings in {file} cannot be read.", "Correct or delete that file.") from None


def change(settings: Settings, **values: Any) -> Settings:
    """Return settings with some values replaced; raises UsageError for a value out of its bounds."""
    by_name = {each.name: each for each in dataclasses.fields(Settings)}
    for name, value in values.items():
        _check(by_name[name], value)
    return dataclasses.replace(settings, **values)


def save(folder: Path, settings: Settings) -> None:
    """Write the settings; the old file is replaced whole, so that a crash leaves one or the other."""
    part = folder / (FILE + ".part")
    with part.open("w", encoding="utf-8") as stream:
        json.dump(dataclasses.asdict(settings), stream, indent=2)
        stream.flush()
        os.fsync(stream.fileno())
    part.chmod(0o600)
    part.replace(folder / FILE)


def _check(each: "dataclasses.Field[Any]", value: Any) -> None:
    label = each.metadata["label"]
    if type(value) is not type(each.default):
        raise UsageError(f"{label} must be of the kind of {each.default!r}.")
    least, most = each.metadata.get("least"), each.metadata.get("most")
    if least is not None and not least <= value <= most:
        raise UsageError(f"{label} must be from {least} to {most}.")
    if each.name == "gpu_layers" and value != "auto" and not value.isdigit():
        raise UsageError(f"{label} must be auto or a number.")
