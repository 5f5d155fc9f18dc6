"""The library that a command works on, and the exit codes of all commands."""

import argparse
import atexit

from assistant import settings
from assistant.engine.assistant import Assistant
from assistant.paths import data_folder

ANSWERED, FAILED, NOT_IN_DOCUMENTS = 0, 1, 3

_CHOSEN = {
    "model": "model",
    "gpu_layers": "gpu_layers",
    "k": "passages",
    "seed": "seed",
    "mode": "answer_mode",
}
"""Words of the command line that stand for settings, for one run."""


def chosen(given: argparse.Namespace) -> settings.Settings:
    """Return the settings with what a command chooses for one run. Raises UsageError."""
    values = {field: getattr(given, word, None) for word, field in _CHOSEN.items()}
    kept = settings.load(data_folder(given.data_dir))
    return settings.change(kept, **{name: value for name, value in values.items() if value is not None})


def open_assistant(given: argparse.Namespace) -> Assistant:
    """Open the library that a command names; it is closed when the program ends."""
    from assistant import wiring

    assistant = wiring.open_assistant(data_folder(given.data_dir), chosen(given))
    atexit.register(assistant.close)
    return assistant
