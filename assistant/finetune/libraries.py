"""torch and what goes with it, loaded quietly, or a sentence where it is missing; in children only."""

import importlib
import os
import threading
import warnings
from typing import Any

from assistant.engine.errors import TrainingError


def load_torch() -> Any:  # noqa: ANN401
    """Return torch, with transformers and peft at hand. Raises TrainingError where one is missing."""
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
