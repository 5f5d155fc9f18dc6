"""A folder with a model in Hugging Face's form → what it is, or why it cannot be fine-tuned; no torch."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.engine.errors import UsageError

ATTENTION = ("q_proj", "k_proj", "v_proj", "o_proj")
FEED_FORWARD = ("gate_proj", "up_proj", "down_proj")

TARGETS: Mapping[str, tuple[str, ...]] = dict.fromkeys(
    (
        "LlamaForCausalLM",
        "MistralForCausalLM",
        "Qwen2ForCausalLM",
        "Qwen3ForCausalLM",
        "GemmaForCausalLM",
        "Gemma2ForCausalLM",
        "Gemma3ForCausalLM",
    ),
    ATTENTION + FEED_FORWARD,
)
"""Architecture → the linear layers that LoRA changes: all of a block (Dettmers et al., QLoRA, 2023)."""

LARGEST_HEADER = 100 << 20


@dataclass(frozen=True, slots=True)
class Base:
    """A model to start from: parameters counted, context in tokens, size of its weights in bytes.

    template is its chat template, in Jinja; hash the SHA-256 of its configuration and weights.
    """

    folder: Path
    name: str
    architecture: str
    parameters: int
    layers: int
    width: int
    vocabulary: int
    context: int
    size: int
    template: str
    licence: str

    @property
    def targets(self) -> tuple[str, ...]:
        """The linear layers that LoRA changes."""
        return TARGETS[self.architecture]

    def hash(self) -> str:
        """Read everything that makes the model what it is; minutes for a large one."""
        digest = hashlib.sha256()
        for file in [self.folder / "config.json", *_weights(self.folder)]:
            with file.open("rb") as stream:
                hashlib.file_digest(stream, lambda: digest)
        return digest.hexdigest()


def examine(folder: Path) -> Base:
    """Return what a base folder holds. Raises UsageError that says what is missing and what to do."""
    config = _json(folder / "config.json", "It is not a folder with a model in Hugging Face's form.")
    named = config.get("architectures")
    architecture = str(named[0]) if isinstance(named, list) and named else "unknown"
    if architecture not in TARGETS:
        raise UsageError(
            f"A model of the architecture “{architecture[:60]}” cannot be fine-tuned here.",
            "Llama, Mistral, Qwen2, Qwen2.5, Qwen3 and Gemma can.",
        )
    if not _weights(folder):
        raise UsageError(
            "The folder holds no weights as safetensors.",
            "Weights in other files (.bin, .pt) may run programs when they are opened, so they are refused.",
        )
    if not (folder / "tokenizer.json").exists():
        raise UsageError("The folder holds no tokenizer.json.", "Download the whole folder of the model.")
    template = _template(folder)
    if not template:
        raise UsageError(
            "The model has no chat template, so it does not know question from answer.",
            "Take the model's “instruct” or “chat” form as the base.",
        )
    shapes = [shape for file in _weights(folder) for shape in _shapes(file)]
    return Base(
        folder=folder,
        name=folder.resolve().name,
        architecture=architecture,
        parameters=sum(math.prod(shape) for shape in shapes),
        layers=_number(config, "num_hidden_layers"),
        width=_number(config, "hidden_size"),
        vocabulary=_number(config, "vocab_size"),
        context=_number(config, "max_position_embeddings", 2048),
        size=sum(file.stat().st_size for file in _weights(folder)),
        template=template,
        licence=_licence(folder),
    )


def _weights(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.safetensors"))


def _json(file: Path, otherwise: str) -> dict[str, Any]:
    try:
        values = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise UsageError(otherwise, f"{file.name} is missing there, or damaged.")
    return values


def _number(config: Mapping[str, Any], name: str, otherwise: int = 1) -> int:
    value = config.get(name, otherwise)
    return value if isinstance(value, int) and value > 0 else otherwise


def _template(folder: Path) -> str:
    """Return the chat template: of chat_template.jinja, else of tokenizer_config.json, there maybe named."""
    own = folder / "chat_template.jinja"
    if own.exists():
        return own.read_text("utf-8", "replace")
    config = folder / "tokenizer_config.json"
    found = _json(config, "The model's tokenizer cannot be read.").get("chat_template")
    if isinstance(found, list):
        named = {each.get("name"): each.get("template") for each in found if isinstance(each, dict)}
        found = named.get("default")
    return found if isinstance(found, str) else ""


def _shapes(file: Path) -> list[list[int]]:
    """Return the shapes of a safetensors file's tensors.

    Source: https://huggingface.co/docs/safetensors, "Format": eight bytes of length, then JSON.
    """
    try:
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if length > min(LARGEST_HEADER, file.stat().st_size):
                raise ValueError
            header: dict[str, Any] = json.loads(stream.read(length))
        return [
            [int(size) for size in tensor["shape"]]
            for name, tensor in header.items()
            if name != "__metadata__"
        ]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UsageError(f"The weights in {file.name} are damaged.", "Download the file again.") from None


def _licence(folder: Path) -> str:
    """Return the licence that the model's card names in its front matter, "" where there is none."""
    try:
        lines = (folder / "README.md").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    if not lines or lines[0] != "---":
        return ""
    for line in lines[1:50]:
        name, _, value = line.partition(":")
        if name == "license" or line == "---":
            return value.strip()[:80]
    return ""
