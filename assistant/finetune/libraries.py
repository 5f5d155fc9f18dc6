"""Child processes with torch, and what they load there, quietly, or a sentence where it is missing."""

import importlib
import os
import threading
import warnings
from typing import Any

from assistant.engine.confinement import Limits
from assistant.engine.errors import TrainingError
from assistant.engine.isolation import Child


def open_child(module: str) -> Child:
    """Return a child process with the handlers of one of our modules; it may write, and is to be closed."""
    return Child(f"assistant.finetune.{module}:handlers", Limits(may_write=True))


def load_torch() -> Any:  # noqa: ANN401
    """Return torch, with transformers and peft at hand; for children only. Raises TrainingError."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    warnings.simplefilter("ignore")
    try:
        import peft  # noqa: F401
        import torch
        from transformers.utils import logging
    except ImportError:
        raise TrainingError(
            "Fine-tuning needs more libraries than are installed.",
            "Run: pip install 'pdf-assistant[finetune]'",
        ) from None
    quiet: Any = logging
    quiet.set_verbosity_error()
    quiet.disable_progress_bar()
    progress: Any = importlib.import_module("tqdm")
    # Its own lock is a semaphore of the system's, which is left behind when the process is ended.
    progress.tqdm.set_lock(threading.RLock())
    return torch
