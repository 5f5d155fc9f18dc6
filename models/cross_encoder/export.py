"""Trained weights → the int8 model that the program ships.

python -m models.cross_encoder.export WEIGHTS.safetensors BASE FOLDER
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from assistant.engine.cross_encoder import CARD
from assistant.engine.embedder_preparation import BUNDLED_WEIGHTS, quantize
from assistant.engine.onnx_model import MODEL, TOKENIZER, hash_of
from models.cross_encoder.network import QUESTION_TOKENS, TOKENS, CrossEncoder

INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


def main(weights: str, base: str, folder: str) -> None:
    """Write the model, the tokenizer and the card into a folder."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    network = CrossEncoder(Path(base))
    network.load_state_dict(load_file(weights))
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        _export(network.eval(), full)
        quantize(full, target / MODEL)
    (target / TOKENIZER).write_bytes((Path(base) / TOKENIZER).read_bytes())
    card = {
        "name": "pdf-assistant-cross-encoder",
        "base": "all-MiniLM-L6-v2",
        "base_hash": BUNDLED_WEIGHTS,
        "max_tokens": TOKENS,
        "question_tokens": QUESTION_TOKENS,
        "model_hash": hash_of(target / MODEL),
        "tokenizer_hash": hash_of(target / TOKENIZER),
    }
    (target / CARD).write_text(json.dumps(card, indent=2) + "\n", "utf-8")


def _export(network: Any, file: Path) -> None:  # noqa: ANN401
    example = torch.ones(2, 8, dtype=torch.long)
    outputs = ["relevance", "span"]
    axes = {name: {0: "texts", 1: "tokens"} for name in [*INPUTS, "span"]}
    torch.onnx.export(
        network,
        (example, example, example * 0),
        str(file),
        input_names=INPUTS,
        output_names=outputs,
        dynamic_axes={**axes, "relevance": {0: "texts"}},
        opset_version=17,
        dynamo=False,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
