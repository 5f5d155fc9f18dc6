"""Rows → a LoRA adapter: the handlers of the child process that trains with torch and peft.

The loop is our own because what it keeps must be whole after a kill, free of pickle, and the same when it
goes on; LoRA itself is peft's (Hu et al., 2021).
"""

import errno
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from assistant.engine.errors import TrainingError
from assistant.engine.isolation import Cancelled, Handler
from assistant.engine.restoring import restore
from assistant.engine.types import Message
from assistant.finetune import base as bases
from assistant.finetune import rows
from assistant.finetune.learning import Learning
from assistant.finetune.libraries import load_torch
from assistant.finetune.recipe import Recipe
from assistant.finetune.tokens import Writer


def handlers(cancelled: Cancelled) -> dict[str, Handler]:
    """Return the handlers: look at the device, measure rows in tokens, train."""
    return {"device": device, "lengths": lengths, "prompts": prompts, "train": partial(train, cancelled)}


def device() -> Iterator[dict[str, Any]]:
    """Yield {"device": "cuda", "mps" or "cpu", "memory": bytes that are free there}. Raises TrainingError."""
    torch = load_torch()
    if torch.cuda.is_available():
        yield {"device": "cuda", "memory": int(torch.cuda.mem_get_info()[0])}
        return
    import psutil

    kind = "mps" if torch.backends.mps.is_available() else "cpu"
    yield {"device": kind, "memory": int(psutil.virtual_memory().available)}


def lengths(base: str, file: str) -> Iterator[dict[str, list[int]]]:
    """Yield {"lengths": tokens of each row in a file, in order}."""
    load_torch()
    writer = _writer(Path(base))
    yield {
        "lengths": [len(writer.write(each.messages, each.answer).tokens) for each in rows.load(Path(file))]
    }


def prompts(base: str, messages: list[list[dict[str, str]]]) -> Iterator[dict[str, list[list[int]]]]:
    """Yield {"tokens": those of each list of messages, up to where the answer begins}."""
    writer = _writer(Path(base))
    said = [[restore(Message, each) for each in one] for one in messages]
    yield {"tokens": [writer.prompt(each) for each in said]}


def train(cancelled: Cancelled, base: str, folder: str, recipe: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Train on the rows in a run's folder, going on where it was left; yields how far it is.

    Yields {"step", "of", "loss", "check", "best", "seconds_left"}; the best adapter is in the folder `best`.
    Raises TrainingError where memory or disk do not suffice.
    """
    torch = load_torch()
    place = Path(folder)
    try:
        learning = Learning(Path(base), place, Recipe(**recipe), _writer(Path(base)))
        yield from _follow(learning, cancelled)
    except ImportError as error:
        text = f"A library is missing ({error.name or 'bitsandbytes'})."
        raise TrainingError(text, "Install it with pip; bitsandbytes is for training on four bits.") from None
    except torch.OutOfMemoryError:
        raise _too_little_memory() from None
    except (RuntimeError, MemoryError) as error:
        if isinstance(error, RuntimeError) and "memory" not in str(error):
            raise TrainingError(f"The training failed ({_first_line(error)}).") from None
        raise _too_little_memory() from None
    except Exception as error:
        # safetensors reports a full disk as an error of its own kind.
        if _is_full(error):
            raise TrainingError("The disk is full.", "Make room, then start again: it goes on.") from None
        raise


def _follow(learning: Learning, cancelled: Cancelled) -> Iterator[dict[str, Any]]:
    began, first = time.monotonic(), learning.standing.step
    for said in learning.run(cancelled):
        done = learning.standing.step - first
        left = (time.monotonic() - began) / done * (learning.steps - learning.standing.step) if done else None
        yield {**said, "step": learning.standing.step, "of": learning.steps, "seconds_left": left}


def _writer(folder: Path) -> Writer:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    return Writer(tokenizer, bases.examine(folder).template)


def _too_little_memory() -> TrainingError:
    return TrainingError(
        "The training needs more memory than there is.",
        "Train with a smaller base, shorter rows (--set longest=1024) or a smaller rank.",
    )


def _first_line(error: Exception) -> str:
    return str(error).split("\n")[0][:120]


def _is_full(error: Exception) -> bool:
    return getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error)
