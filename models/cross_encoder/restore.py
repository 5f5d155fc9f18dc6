"""The int8 model that the program ships → weights to go on training from.

python -m models.cross_encoder.restore FOLDER BASE RANKER.safetensors READER.safetensors

The ranker's head for words that answer is not among them: a new one stands there, which knows nothing yet.
An int8 weight times its channel's scale differs from what was trained by rounding; the scores are the same.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

from assistant.engine.cross_encoder import READER
from assistant.engine.onnx_model import MODEL
from models.cross_encoder.network import CrossEncoder
from models.cross_encoder.reader import Reader

SEED = 1

EXPORTED = "reader."
"""What the names of weights begin with in both files."""

PASSED = ("Cast", "Mul", "Add")
"""What stands between the product of a quantized weight and the addition of its bias."""


def main(folder: str, base: str, ranker: str, reader: str) -> None:
    """Write the weights of a model as safetensors; those that it has not are new, or the base's."""
    import onnx

    found: dict[str, NDArray[np.float32]] = {}
    for name in (MODEL, READER):
        found |= weights_of(onnx.load(str(Path(folder) / name)).graph)
    torch.manual_seed(SEED)
    network = Reader(CrossEncoder(Path(base)))
    state = network.state_dict()
    for name, values in found.items():
        own = name.removeprefix(EXPORTED)
        state[own] = torch.tensor(values).reshape(state[own].shape)
    network.load_state_dict(state)
    save_file(network.ranker.state_dict(), ranker)
    save_file(network.state_dict(), reader)
    missing = set(state) - {name.removeprefix(EXPORTED) for name in found}
    print(f"{len(found)} of {len(state)} weights restored; not there: {sorted(missing)}")


def weights_of(graph: Any) -> dict[str, NDArray[np.float32]]:  # noqa: ANN401
    """Return the weights of a graph by their names in the network, linear ones as torch has them."""
    from onnx import numpy_helper

    stored = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found = {
        name: np.asarray(values, np.float32)
        for name, values in stored.items()
        if name.endswith((".weight", ".bias", ".likeness"))
    }
    for name in stored:
        if name.endswith(".weight_quantized"):
            found[name.removesuffix("_quantized")] = _widened(stored, name.removesuffix("_quantized"))
    for step in graph.node:
        if step.op_type == "MatMulInteger" and step.input[1] in stored:
            weight = _widened(stored, step.input[1].removesuffix("_quantized"))
            found[_bias_after(graph, step, stored).removesuffix(".bias") + ".weight"] = weight.T
    return found


def _widened(stored: dict[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
    values, scale, zero = (stored[f"{name}_{part}"] for part in ("quantized", "scale", "zero_point"))
    return np.asarray((values.astype(np.float32) - zero.astype(np.float32)) * scale, np.float32)


def _bias_after(graph: Any, step: Any, stored: dict[str, NDArray[Any]]) -> str:  # noqa: ANN401
    """Return the name of the bias that is added to a product."""
    while True:
        step = next(each for each in graph.node if step.output[0] in each.input and each.op_type in PASSED)
        named = [each for each in step.input if each in stored and each.endswith(".bias")]
        if named:
            return str(named[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
