"""From rows to a tuned model that answers through llama.cpp, with the real torch, peft and llama.cpp."""

import dataclasses
import itertools
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.engine import gguf
from assistant.engine.confinement import Limits
from assistant.engine.errors import TrainingError, UsageError
from assistant.engine.isolation import Child
from assistant.engine.library import Library
from assistant.finetune import checkpoints, comparing, converters, exporting, form, recipe, rows, tuning
from assistant.finetune.exporting import logits_of_gguf
from assistant.finetune.recipe import Recipe
from assistant.finetune.tuning import Prepared, Step, Tuned
from assistant.finetune.versions import Card, Versions, gone
from tests.finetune.tiny_base import make_rows

FORM = r"ANSWER: .+ \[\d\]"
ROWS = 200


def prepare(base: Path, place: Path, **changed: object) -> Prepared:
    """Prepare 200 rows for training and twenty for validation, with a recipe changed."""

    def change(use: Recipe) -> Recipe:
        return dataclasses.replace(use, learning_rate=5e-3, **changed)  # type: ignore[arg-type]

    held = make_rows(ROWS * 10 // 9 + 2, 3)
    return tuning.prepare(base, held, place, change)


@pytest.fixture(scope="session")
def tuned(trained_base: Path, tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Card:
    """A model that was tuned on 200 rows to answer in a form, and registered."""
    data = tmp_path_factory.mktemp("tuned")
    versions = Versions(Library(data).database)
    prepared = prepare(trained_base, data, epochs=6)
    *_, last = tuning.tune(prepared, data, "formed", tools, ["Q8_0", "Q4_K_M"], versions)
    assert isinstance(last, Tuned)
    assert versions.all() == [last.card]
    return last.card


def prompts(base: Path) -> list[list[int]]:
    child = Child("assistant.finetune.training:handlers", Limits(may_write=True))
    told = [[dataclasses.asdict(message) for message in each.messages] for each in make_rows(4, 77)]
    tokens: list[list[int]] = child.call("prompts", base=str(base), messages=told)["tokens"]
    child.close()
    return tokens


def apart(one: list[Any], other: list[Any]) -> float:
    return max(float(np.abs(a - b).max()) for a, b in zip(one, other, strict=True))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["F16", "Q8_0", "Q4_K_M"])
def test_a_tuned_model_answers_unseen_rows_in_the_form_and_its_base_does_not(tuned: Card, kind: str) -> None:
    unseen = make_rows(40, 99)
    *_, compared = comparing.compare(
        Path(tuned.files[tuning.BASE]), Path(tuned.files[kind]), unseen, form.read(FORM)
    )
    base, after, _ = compared.figures["form"]
    assert base.mean <= 0.05
    assert after.mean >= 0.95
    assert compared.perplexity[1] < compared.perplexity[0]


@pytest.mark.timeout(600)
def test_the_gguf_computes_what_was_trained(tuned: Card, trained_base: Path) -> None:
    assert tuned.difference <= 1e-2
    folder = next((Path(tuned.adapter).parent.parent / "runs").iterdir())
    tokens = prompts(trained_base)
    trained = exporting.logits_of_trained(trained_base, tokens, adapter=str(folder / "best"))
    assert apart(trained, logits_of_gguf(Path(tuned.files["F16"]), tokens)) <= 1e-2


@pytest.mark.timeout(600)
def test_the_adapter_at_strength_0_is_the_base_and_at_1_the_merged_model(
    tuned: Card, trained_base: Path
) -> None:
    tokens = prompts(trained_base)
    base, merged = Path(tuned.files[tuning.BASE]), Path(tuned.files["F16"])
    none = logits_of_gguf(base, tokens, tuned.adapter, 0.0)
    whole = logits_of_gguf(base, tokens, tuned.adapter, 1.0)
    assert apart(none, logits_of_gguf(base, tokens)) == 0
    assert apart(whole, logits_of_gguf(merged, tokens)) <= 1e-2
    assert apart(none, whole) > 0.1


def test_the_card_stands_in_the_file_and_in_the_library(tuned: Card) -> None:
    said = gguf.read_header(Path(tuned.files["Q8_0"])).text("general.description")
    assert tuned.base_hash in said
    assert tuned.rows_hash in said
    assert tuned.recipe["seed"] == 1
    assert tuned.rows["train"] >= 180
    assert any(check is not None for _, _, check in tuned.curve)


@pytest.mark.timeout(600)
def test_the_figures_of_a_comparison_go_into_the_file(tuned: Card, tools: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(tuned.files["Q8_0"], tmp_path / "copy.gguf"))
    card = dataclasses.replace(tuned, figures={"F1": {"base": 0.125, "tuned": 0.875}})
    list(exporting.describe([file], card.describe(), tools))
    header = gguf.read_header(file)
    assert "0.875" in header.text("general.description")
    assert header.parameters == gguf.read_header(Path(tuned.files["Q8_0"])).parameters


def test_a_tuned_model_says_how_many_of_its_documents_are_gone(tuned: Card) -> None:
    card = dataclasses.replace(tuned, documents=("a", "b"))
    assert gone(card, ["b", "c"]) == 1


def test_deleting_a_tuned_model_takes_its_files_but_not_a_base_that_another_needs(tmp_path: Path) -> None:
    versions = Versions(Library(tmp_path).database)
    base = tmp_path / "base.gguf"
    base.touch()
    cards = []
    for name in ("one", "two"):
        files = {"F16": str(tmp_path / f"{name}.gguf"), tuning.BASE: str(base)}
        (tmp_path / f"{name}.gguf").touch()
        card = Card(0, name, "b", "h", "", "Llama", {}, "r", (), {}, (), 1, 0.0, files, str(tmp_path / name))
        cards.append(versions.put(card))
    versions.remove(cards[0])
    assert (base.exists(), (tmp_path / "one.gguf").exists()) == (True, False)
    versions.remove(cards[1])
    assert not base.exists()
    with pytest.raises(UsageError):
        versions.find("one")


def test_a_name_that_is_taken_or_no_file_name_is_refused(tmp_path: Path, tuned: Card) -> None:
    versions = Versions(Library(tmp_path).database)
    versions.put(dataclasses.replace(tuned, id=0))
    for name in ("formed", "../formed", "", "a/b"):
        with pytest.raises(UsageError):
            tuning.require_name(name, versions)
    tuning.require_name("formed-2", versions)


# Going on after a kill


def run(prepared: Prepared, folder: Path) -> list[Step]:
    folder.mkdir(exist_ok=True)
    rows.save([each for each in prepared.rows if each.used], folder / "rows.jsonl")
    return list(tuning.train_in_child(prepared, folder))


@pytest.mark.timeout(600)
def test_a_killed_training_goes_on_and_ends_where_it_would_have(raw_base: Path, tmp_path: Path) -> None:
    prepared = prepare(raw_base, tmp_path, epochs=3, check_every=5)
    whole = run(prepared, tmp_path / "whole")
    place = tmp_path / "killed"
    place.mkdir()
    rows.save([each for each in prepared.rows if each.used], place / "rows.jsonl")
    killed_at = random.Random(5).randrange(10, whole[-1].of - 10)
    child = Child("assistant.finetune.training:handlers", Limits(may_write=True))
    told = {"folder": str(place), "base": str(raw_base), "recipe": dataclasses.asdict(prepared.recipe)}
    for reply in child.stream("train", **told):
        if reply is not None and reply["step"] >= killed_at:
            child.close()
            break
    kept = checkpoints.load(place, checkpoints.KEPT)
    assert kept is not None
    assert 0 < kept[1].step <= killed_at
    again = run(prepared, place)
    assert again[0].step == kept[1].step + 1
    before, after = (found[-1].check for found in (whole, again))
    assert before is not None
    assert after == pytest.approx(before, rel=0.01)


def test_a_crash_between_two_renames_loses_no_checkpoint(tmp_path: Path) -> None:
    import torch

    checkpoints.save(tmp_path, checkpoints.KEPT, {"a": torch.ones(2)}, checkpoints.Standing(step=3))
    (tmp_path / checkpoints.KEPT).rename(tmp_path / f"{checkpoints.KEPT}.old")
    kept = checkpoints.load(tmp_path, checkpoints.KEPT)
    assert kept is not None
    assert (kept[1].step, kept[0]["a"].tolist()) == (3, [1.0, 1.0])


@pytest.mark.timeout(600)
def test_cancelling_ends_a_training_within_a_step_and_keeps_what_was_checked(
    raw_base: Path, tmp_path: Path
) -> None:
    prepared = prepare(raw_base, tmp_path, epochs=10, check_every=3)
    rows.save(prepared.rows, tmp_path / "rows.jsonl")
    events = tuning.train_in_child(prepared, tmp_path)
    seen = list(itertools.islice(events, 8))
    events.close()
    kept = checkpoints.load(tmp_path, checkpoints.KEPT)
    assert kept is not None
    assert kept[1].step <= seen[-1].step + 3


@pytest.mark.timeout(600)
def test_of_a_training_that_learns_by_heart_the_step_with_the_lowest_loss_is_kept(
    raw_base: Path, tmp_path: Path
) -> None:
    few = make_rows(90, 3)
    changed = {"learning_rate": 2e-2, "epochs": 40, "check_every": 4, "patience": 5, "dropout": 0.0}
    prepared = tuning.prepare(raw_base, few, tmp_path, lambda use: dataclasses.replace(use, **changed))
    run(prepared, tmp_path / "run")
    kept = checkpoints.load(tmp_path / "run", checkpoints.KEPT)
    assert kept is not None
    checks = {step: check for step, _, check in kept[1].curve if check is not None}
    lowest = min(checks, key=lambda step: checks[step])
    assert kept[1].best == lowest < max(checks)
    assert checks[max(checks)] > checks[lowest]
    assert kept[1].step < recipe.steps_of(prepared.recipe, 81)


# What can go wrong


def test_a_disk_that_fills_up_ends_in_a_sentence_and_keeps_the_checkpoint(
    raw_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors import torch as saving

    from assistant.finetune import training

    prepared = prepare(raw_base, tmp_path, epochs=2, check_every=3)
    rows.save(prepared.rows, tmp_path / "rows.jsonl")
    real, saved = saving.save_file, []

    def save(tensors: object, file: object, **more: object) -> None:
        if saved and checkpoints.KEPT in str(file):
            raise OSError(28, "No space left on device")
        saved.extend([file] if checkpoints.KEPT in str(file) else [])
        real(tensors, file, **more)

    monkeypatch.setattr(saving, "save_file", save)
    told = dataclasses.asdict(prepared.recipe)
    with pytest.raises(TrainingError, match="disk is full"):
        list(training.train(lambda: False, str(raw_base), str(tmp_path), told))
    kept = checkpoints.load(tmp_path, checkpoints.KEPT)
    assert kept is not None
    assert kept[1].step == 3


def test_memory_that_does_not_suffice_ends_in_a_sentence(
    raw_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from assistant.finetune import learning, training

    def fail(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(learning, "_adapted", fail)
    prepared = prepare(raw_base, tmp_path)
    rows.save(prepared.rows, tmp_path / "rows.jsonl")
    with pytest.raises(TrainingError, match="memory"):
        list(training.train(lambda: False, str(raw_base), str(tmp_path), dataclasses.asdict(prepared.recipe)))


def test_logits_that_differ_by_more_than_rounding_are_refused() -> None:
    right = [np.linspace(-3, 3, 100, dtype=np.float32)]
    assert exporting.compare(right, [right[0] + 0.001]) == pytest.approx(0.001, abs=1e-5)
    for wrong in (right[0] + 0.5, right[0] * np.nan, right[0][::-1]):
        with pytest.raises(TrainingError, match="logits"):
            exporting.compare(right, [wrong.astype(np.float32)])


@pytest.mark.timeout(600)
def test_a_model_that_computes_something_else_is_not_registered(
    raw_base: Path, tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = prepare(raw_base, tmp_path, epochs=1)
    real = exporting.logits_of_trained
    monkeypatch.setattr(exporting, "logits_of_trained", lambda *given: [each + 1 for each in real(*given)])
    versions = Versions(Library(tmp_path).database)
    with pytest.raises(TrainingError, match="logits"):
        list(tuning.tune(prepared, tmp_path, "wrong", tools, ["Q8_0"], versions))
    assert versions.all() == []
    assert list(tmp_path.rglob("*.gguf")) == []


def test_without_the_converters_nothing_starts(raw_base: Path, tmp_path: Path) -> None:
    prepared = prepare(raw_base, tmp_path)
    with pytest.raises(TrainingError, match="converters") as caught:
        next(
            tuning.tune(prepared, tmp_path, "x", tmp_path / "none", [], Versions(Library(tmp_path).database))
        )
    assert "fetch-converters" in caught.value.advice


def test_a_converter_that_fails_says_why(tools: Path, tmp_path: Path) -> None:
    shutil.copytree(tools, tmp_path / "tools", dirs_exist_ok=True)
    with pytest.raises(TrainingError, match="failed"):
        list(converters.convert(tools, converters.MODEL, [str(tmp_path), "--outfile", "x"], "Writing"))


def test_the_packed_program_says_that_it_cannot_fetch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.frozen", True, raising=False)
    with pytest.raises(TrainingError, match="packed program"):
        next(converters.fetch(tmp_path / "tools"))


def test_closing_ends_a_program_that_runs(tmp_path: Path) -> None:
    mark = tmp_path / "ended"
    running = converters.run(["sh", "-c", f"sleep 3; touch {mark}"], "Waiting", {})
    next(running)
    running.close()
    assert not mark.exists()
