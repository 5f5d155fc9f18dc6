"""One frozen dataclass; its fields feed the settings file, the command line, the dialog and the manual."""

import dataclasses
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from assistant.engine.errors import BadLibraryError, UsageError
from assistant.engine.files import write_whole
from assistant.engine.types import AnswerMode, Arm

FILE = "settings.json"
LANGUAGES = ("system", "en", "de", "zh")

_CODE = r"[a-z]{3}(?:_[a-z]+)*"
_SCANS = re.compile(rf"auto|{_CODE}(?:\+{_CODE})*")
"""Languages as Tesseract names them: eng+deu, chi_sim."""


About = dict[str, str | int | tuple[str, ...]]


def about(
    label: str, explanation: str, least: int = 0, most: int = 0, choices: tuple[str, ...] = ()
) -> About:
    """Return a field's metadata; bounds hold for numbers only, choices are all that a text may be."""
    return {"label": label, "explanation": explanation, "least": least, "most": most, "choices": choices}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose; every field has a label, an explanation and bounds in its metadata."""

    model: str = field(
        default="none",
        metadata=about("Model", "The GGUF model that writes answers; none shows quotations only."),
    )
    gpu_layers: str = field(
        default="auto",
        metadata=about("GPU layers", "How many layers of the model run on the GPU: auto, or a number."),
    )
    context_tokens: int = field(
        default=0,
        metadata=about(
            "Context", "Tokens the model sees at once; 0 fits it to model and memory.", 0, 1 << 20
        ),
    )
    adapter: str = field(
        default="",
        metadata=about("Adapter", "A GGUF LoRA adapter that the model runs with; empty for none."),
    )
    adapter_strength: int = field(
        default=100,
        metadata=about("Adapter strength", "How much of the adapter counts, in percent.", 0, 100),
    )
    passages: int = field(
        default=8,
        metadata=about("Passages", "How many passages are shown and given to the model.", 1, 50),
    )
    answer_tokens: int = field(
        default=512,
        metadata=about("Answer length", "The longest answer, in tokens.", 16, 8192),
    )
    seed: int = field(
        default=0,
        metadata=about("Seed", "The number that makes an answer repeatable.", 0, 2**31 - 1),
    )
    search_arm: Arm = field(
        default="rerank",
        metadata=about(
            "Search",
            "How passages are found: by words, by meaning, by both (hybrid), or both and then read (rerank).",
            choices=get_args(Arm),
        ),
    )
    answer_mode: AnswerMode = field(
        default="strict",
        metadata=about(
            "Answers",
            "What a model may write: only what your documents bear out (strict), anything, with what they do"
            " not bear out marked (assisted), or nothing (quotations).",
            choices=get_args(AnswerMode),
        ),
    )
    refuse_below: int = field(
        default=40,
        metadata=about(
            "Refuse below",
            "Confidence in percent below which your documents are said not to answer a question.",
            0,
            100,
        ),
    )
    ocr_languages: str = field(
        default="auto",
        metadata=about(
            "Languages of scans",
            "What Tesseract reads scanned pages in: auto, or its codes joined by +, like eng+deu.",
        ),
    )
    language: str = field(
        default="system",
        metadata=about(
            "Language", "What the window speaks; the command line speaks English.", choices=LANGUAGES
        ),
    )
    appearance: str = field(
        default="system",
        metadata=about(
            "Appearance", "Light, dark, or as the system is.", choices=("system", "light", "dark")
        ),
    )
    threads: int = field(
        default=0,
        metadata=about("Threads", "Processor threads to work with; 0 takes every core.", 0, 256),
    )


def load(folder: Path) -> Settings:
    """Read the settings kept in a data folder; unknown keys are passed over, a broken file is an error."""
    file = folder / FILE
    if not file.exists():
        return Settings()
    try:
        kept = json.loads(file.read_text("utf-8"))
        known = {each.name for each in dataclasses.fields(Settings)}
        if not _SCANS.fullmatch(str(kept.get("ocr_languages"))):
            known.remove("ocr_languages")  # an older program took any text
        return change(Settings(), **{name: value for name, value in kept.items() if name in known})
    except (OSError, ValueError, AttributeError, RecursionError):
        raise BadLibraryError(
            f"The settings in {file} cannot be read.", "Correct or delete that file."
        ) from None


def read(name: str, text: str) -> str | int:
    """Return a setting's value as a person types it; raises UsageError for an unknown name or no number."""
    kinds = {each.name: type(each.default) for each in dataclasses.fields(Settings)}
    if name not in kinds:
        raise UsageError(f"There is no setting “{name}”.", "See: pdf-assistant settings")
    if kinds[name] is str:
        return text
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"“{text}” is no number.", f"{name} takes a whole number.") from None


def change(settings: Settings, **values: str | int) -> Settings:
    """Return settings with some values replaced; raises UsageError for a value out of its bounds."""
    by_name = {each.name: each for each in dataclasses.fields(Settings)}
    for name, value in values.items():
        _check(by_name[name], value)
    return Settings(**{**dataclasses.asdict(settings), **values})


def save(folder: Path, settings: Settings) -> None:
    """Write the settings; the old file is replaced whole, so that a crash leaves one or the other."""
    write_whole(folder / FILE, json.dumps(dataclasses.asdict(settings), indent=2))


def _check(each: "dataclasses.Field[str | int]", value: object) -> None:
    about = each.metadata
    if type(value) is not type(each.default):
        raise UsageError(f"{about['label']} must be of the kind of {each.default!r}.")
    if isinstance(value, int) and not about["least"] <= value <= about["most"]:
        raise UsageError(f"{about['label']} must be from {about['least']} to {about['most']}.")
    if about["choices"] and value not in about["choices"]:
        raise UsageError(f"{about['label']} must be one of {', '.join(about['choices'])}.")
    if each.name == "gpu_layers" and value != "auto" and not str(value).isdigit():
        raise UsageError(f"{about['label']} must be auto or a number.")
    if each.name == "ocr_languages" and not _SCANS.fullmatch(str(value)):
        raise UsageError(
            f"{about['label']} must be auto, or codes of three letters joined by +, like eng+deu."
        )
