"""The trained weights of a ranker and of a reader above the same layers → the int8 model that ships.

python -m models.cross_encoder.export RANKER.safetensors READER.safetensors BASE FOLDER
"""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file

from assistant.engine.cross_encoder import CARD, READER, RELEVANCE, SPAN, STATES
from assistant.engine.embedder_preparation import BUNDLED_WEIGHTS, quantize
from assistant.engine.onnx_model import MODEL, TOKENIZER, hash_of
from models.cross_encoder.network import QUESTION_TOKENS, TOKENS, CrossEncoder
from models.cross_encoder.reader import Reader

INPUTS = ["input_ids", "attention_mask", "token_type_ids"]

ROUNDED = 1e-6
"""By so much a mean of equal weights may differ from them."""


def main(ranker: str, weights: str, base: str, folder: str) -> None:
    """Write the model, the tokenizer and the card into a folder.

    Raises ValueError where the reader was trained above other layers than the ranker has.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    reader = Reader(CrossEncoder(Path(base)))
    reader.load_state_dict(load_file(weights))
    below = [weight.clone() for module in reader.ranker.shared() for weight in module.parameters()]
    reader.ranker.load_state_dict(load_file(ranker))
    above = [weight for module in reader.ranker.shared() for weight in module.parameters()]
    if not all(torch.allclose(one, other, atol=ROUNDED) for one, other in zip(below, above, strict=True)):
        msg = "The reader was trained above other shared layers than the ranker's."
        raise ValueError(msg)
    reader.eval()
    pair, states = torch.ones(2, 8, dtype=torch.long), torch.ones(2, 8, reader.span.in_features)
    _export(RankerGraph(reader), (pair, pair, pair * 0), INPUTS, [RELEVANCE, STATES], target / MODEL)
    _export(ReaderGraph(reader), (states,), [STATES], [SPAN], target / READER)
    (target / TOKENIZER).write_bytes((Path(base) / TOKENIZER).read_bytes())
    card = {
        "name": "pdf-assistant-cross-encoder",
        "base": "all-MiniLM-L6-v2",
        "base_hash": BUNDLED_WEIGHTS,
        "max_tokens": TOKENS,
        "question_tokens": QUESTION_TOKENS,
        "model_hash": hash_of(target / MODEL),
        "reader_hash": hash_of(target / READER),
        "tokenizer_hash": hash_of(target / TOKENIZER),
    }
    (target / CARD).write_text(json.dumps(card, indent=2) + "\n", "utf-8")


class RankerGraph(torch.nn.Module):
    """The ranker, which shows the states that are shared, too."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return relevance (n,) and the shared states (n, tokens, width)."""
        ranker = self.reader.ranker
        states = ranker.lower(ids, mask, types)
        return ranker.relevance_of(ranker.upper(states, mask), mask, types), states


class ReaderGraph(torch.nn.Module):
    """The reader's own layers, for texts that are run alone: nothing is padding."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """Return the scores of the tokens (n, tokens, 2)."""
        return self.reader.read(states, torch.ones_like(states[:, :, 0]))


def _export(
    network: torch.nn.Module,
    example: tuple[torch.Tensor, ...],
    inputs: Sequence[str],
    outputs: Sequence[str],
    file: Path,
) -> None:
    """Write a network as int8."""
    axes = {name: {0: "texts", 1: "tokens"} for name in [*inputs, *outputs]}
    if RELEVANCE in axes:
        axes[RELEVANCE] = {0: "texts"}
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            network,
            example,
            str(full),
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize(full, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
