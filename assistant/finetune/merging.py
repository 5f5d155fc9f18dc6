"""Base and adapter → one model in Hugging Face's form, and what it computes; runs in the child with torch."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.engine.errors import TrainingError
from assistant.engine.isolation import Cancelled, Handler
from assistant.finetune.libraries import load_torch

KEPT = (
    "tokenizer",
    "special_tokens_map",
    "chat_template",
    "vocab",
    "merges",
    "added_tokens",
    "generation_config",
)
"""How the files begin that go along with the weights."""


def handlers(_: Cancelled) -> dict[str, Handler]:
    """Return the handlers: merge, and the logits behind the last token of each prompt."""
    return {"merge": merge, "logits": logits}


def merge(base: str, adapter: str, out: str) -> Iterator[dict[str, Any]]:
    """Merge an adapter into its base and write the result, as it will be converted. Raises TrainingError.

    A merge that gives a number which is none is refused (peft's safe_merge).
    """
    torch = load_torch()
    from peft import PeftModel

    merged = PeftModel.from_pretrained(_load(base, torch.float32), adapter, local_files_only=True)
    try:
        whole = merged.merge_and_unload(safe_merge=True)
    except ValueError:
        raise TrainingError("The adapter holds numbers that are none.", "Train anew, more slowly.") from None
    whole.to(torch.float16).save_pretrained(out, safe_serialization=True)
    for file in sorted(Path(base).iterdir()):
        if file.is_file() and file.name.startswith(KEPT):
            shutil.copyfile(file, Path(out) / file.name)
    yield {"done": True}


def logits(model: str, prompts: list[list[int]], adapter: str = "") -> Iterator[bytes]:
    """Yield, for each prompt of tokens, the logits (vocabulary,) behind its last token, as float32."""
    torch = load_torch()
    loaded = _load(model, torch.float32)
    if adapter:
        from peft import PeftModel

        loaded = PeftModel.from_pretrained(loaded, adapter, local_files_only=True)
    loaded.eval()
    for tokens in prompts:
        with torch.no_grad():
            scores = loaded(input_ids=torch.tensor([tokens])).logits[0, -1]
        yield scores.float().numpy().tobytes()


def _load(folder: str, kind: Any) -> Any:  # noqa: ANN401
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(
        folder, local_files_only=True, trust_remote_code=False, use_safetensors=True, dtype=kind
    )
