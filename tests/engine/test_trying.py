"""A trial with the real llama.cpp, models named by the user, and adapters."""

from pathlib import Path

import gguf
import numpy as np
import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.errors import BadModelError
from assistant.engine.known_models import Trial
from assistant.engine.model import Model, ModelOptions
from assistant.engine.types import Message
from tests.conftest import open_library


def write_adapter(file: Path, width: int = 64, architecture: str = "llama") -> Path:
    """A LoRA adapter for the first layer of the tiny model."""
    writer = gguf.GGUFWriter(str(file), architecture)
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 4.0)
    random = np.random.default_rng(3)
    for name in ("blk.0.attn_output.weight", "blk.1.attn_output.weight"):
        writer.add_tensor(f"{name}.lora_a", random.standard_normal((4, width), np.float32))
        writer.add_tensor(f"{name}.lora_b", random.standard_normal((width, 4), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def written(path: Path, adapter: str, strength: float) -> str:
    model = Model(path, ModelOptions("0", 1024, 1, adapter, strength))
    writing = model.answer([Message("user", "How many days of leave?")], 16, 0)
    try:
        while True:
            next(writing)
    except StopIteration as finished:
        text: str = finished.value.text
        return text
    finally:
        model.close()


def test_a_model_that_the_user_named_is_listed_tried_and_forgotten(
    tmp_path: Path, embedder_folder: Path, tiny_model: Path
) -> None:
    assistant: Assistant = open_library(tmp_path / "data", embedder_folder)
    assistant.known_models.put(tiny_model)
    assert [(each.path, each.source) for each in assistant.models()] == [(str(tiny_model), "added")]
    *_, trial = assistant.try_model(tiny_model.stem)
    assert isinstance(trial, Trial)
    assert min(trial.loaded, trial.reads, trial.writes) > 0
    assert assistant.known_models.trials() == {str(tiny_model): trial}
    assistant.known_models.remove(str(tiny_model))
    assert assistant.models() == []
    assistant.close()


def test_an_adapter_changes_what_is_written_and_at_strength_nought_nothing(
    tmp_path: Path, tiny_model: Path
) -> None:
    adapter = str(write_adapter(tmp_path / "mine.gguf"))
    plain = written(tiny_model, "", 1.0)
    assert written(tiny_model, adapter, 0.0) == plain
    assert written(tiny_model, adapter, 1.0) != plain


def test_an_adapter_of_another_shape_is_refused_with_a_reason(tmp_path: Path, tiny_model: Path) -> None:
    adapter = str(write_adapter(tmp_path / "other.gguf", width=128))
    with pytest.raises(BadModelError, match="adapter cannot be used"):
        written(tiny_model, adapter, 1.0)


def test_an_adapter_alone_is_no_model(tmp_path: Path, embedder_folder: Path) -> None:
    adapter = write_adapter(tmp_path / "mine.gguf")
    assistant = open_library(tmp_path / "data", embedder_folder)
    with pytest.raises(BadModelError, match="is an adapter"):
        assistant.known_models.put(adapter)
    assistant.close()
