"""What a base folder holds, and the sentences for what cannot be trained."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from assistant.engine.errors import TrainingError, UsageError
from assistant.finetune import recipe, rows, training, tuning
from assistant.finetune.base import examine
from tests.finetune.tiny_base import make_rows, write_base, write_tokenizer


@pytest.fixture
def base(raw_base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(raw_base, tmp_path / "base"))


def config(base: Path, **values: object) -> None:
    file = base / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))


def test_a_base_tells_its_size_and_shape_without_being_loaded(base: Path) -> None:
    (base / "README.md").write_text("---\nlicense: apache-2.0\n---\n# A model")
    found = examine(base)
    assert found.architecture == "LlamaForCausalLM"
    assert (found.layers, found.width, found.context) == (2, 64, 512)
    assert found.size > 4 * found.parameters > 0
    assert found.licence == "apache-2.0"
    assert "im_start" in found.template


@pytest.mark.parametrize("kind", ["Mistral", "Qwen2", "Qwen3", "Gemma", "Gemma2"])
def test_every_shape_that_is_named_can_be_trained(kind: str, tmp_path: Path) -> None:
    base = write_base(tmp_path / "base", width=64, kind=kind)
    rows.save(make_rows(40, 1), tmp_path / "rows.jsonl")
    chosen = dataclasses.asdict(recipe.Recipe(epochs=1, check_every=2))
    *_, last = training.train(lambda: False, str(base), str(tmp_path), chosen)
    assert last["step"] == last["of"]
    assert (tmp_path / "best" / "adapter_model.safetensors").exists()


def test_a_folder_without_a_model_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Hugging Face"):
        examine(tmp_path)


def test_an_architecture_that_is_not_supported_is_named(base: Path) -> None:
    config(base, architectures=["MambaForCausalLM"])
    with pytest.raises(UsageError, match="Mamba") as caught:
        examine(base)
    assert "Qwen" in caught.value.advice


def test_a_base_without_a_chat_template_is_refused_with_what_to_take_instead(base: Path) -> None:
    write_tokenizer(base, template=None)
    (base / "chat_template.jinja").unlink(missing_ok=True)
    with pytest.raises(UsageError, match="chat template") as caught:
        examine(base)
    assert "instruct" in caught.value.advice


def test_weights_that_could_run_programs_are_refused(base: Path) -> None:
    for file in base.glob("*.safetensors"):
        file.rename(file.with_name("pytorch_model.bin"))
    with pytest.raises(UsageError, match="safetensors"):
        examine(base)


@pytest.mark.parametrize("damage", [b"", b"\xff" * 64, b"\x08\x00\x00\x00\x00\x00\x00\x00nonsense"])
def test_damaged_weights_are_told_from_missing_ones(base: Path, damage: bytes) -> None:
    next(base.glob("*.safetensors")).write_bytes(damage)
    with pytest.raises(UsageError, match="damaged"):
        examine(base)


def test_too_few_examples_are_refused_before_anything_starts(base: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="examples for train"):
        tuning.prepare(base, make_rows(10, 1), tmp_path / "place")


def test_a_base_that_needs_more_memory_than_there_is_is_refused_before_it_starts(
    base: Path, tmp_path: Path
) -> None:
    prepared = tuning.prepare(base, make_rows(60, 1), tmp_path / "place")
    small = tuning.Prepared(
        prepared.base, prepared.rows, prepared.lengths, prepared.recipe, "cpu", prepared.estimate, 1000
    )
    with pytest.raises(TrainingError, match="memory"):
        tuning.require_room(small, tmp_path)


def test_four_bits_without_a_gpu_are_refused_with_a_sentence(base: Path, tmp_path: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    prepared = tuning.prepare(
        base, make_rows(60, 1), tmp_path, lambda use: recipe.change(use, "quantised", "yes")
    )
    folder = tmp_path / "run"
    folder.mkdir()
    rows.save(prepared.rows, folder / "rows.jsonl")
    with pytest.raises(TrainingError, match="CUDA"):
        list(tuning.train_in_child(prepared, folder))


@pytest.mark.parametrize("word", ["rank=many", "rank=0", "colour=red", "learning_rate=-1", "epochs=nan"])
def test_a_recipe_refuses_what_makes_no_sense(word: str) -> None:
    name, _, value = word.partition("=")
    with pytest.raises(UsageError):
        recipe.change(recipe.Recipe(), name, value)


def test_more_rows_make_fewer_rounds_and_a_richer_adapter() -> None:
    few, many = recipe.suggest(100, 512), recipe.suggest(5000, 512)
    assert few.epochs > many.epochs
    assert few.rank < many.rank
    assert few.batch * few.accumulate == many.batch * many.accumulate == recipe.TOGETHER
