import contextlib
import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant import wiring
from assistant.engine.assistant import Assistant
from assistant.engine.errors import BadLibraryError, UsageError
from assistant.settings import FILE, Settings, change, load, save


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    mine = change(Settings(), model="llama", passages=12, gpu_layers="20")
    save(tmp_path, mine)
    assert load(tmp_path) == mine


def test_a_new_library_has_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


@pytest.mark.parametrize(
    "wrong",
    [
        {"passages": 0},
        {"passages": 51},
        {"gpu_layers": "many"},
        {"seed": -1},
        {"model": 3},
        {"ocr_languages": "eng,deu"},
    ],
)
def test_a_value_out_of_bounds_is_refused_with_its_label(wrong: dict[str, int | str]) -> None:
    with pytest.raises(UsageError, match="must be"):
        change(Settings(), **wrong)


def test_a_setting_of_a_newer_program_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"passages": 9, "hologram": true}')
    assert load(tmp_path) == Settings(passages=9)


def test_languages_of_scans_that_an_older_program_took_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"passages": 9, "ocr_languages": "klingon"}')
    assert load(tmp_path) == Settings(passages=9)
    mine = change(Settings(), ocr_languages="deu+chi_sim_vert")
    save(tmp_path, mine)
    assert load(tmp_path) == mine


@pytest.mark.parametrize("text", ["", "{", "[]", '"text"', "\x00"])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(BadLibraryError, match=FILE):
        load(tmp_path)


@given(some.binary(max_size=60))
def test_any_bytes_are_settings_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("settings")
    (folder / FILE).write_bytes(data)
    with contextlib.suppress(BadLibraryError, UsageError):
        assert isinstance(load(folder), Settings)


def test_every_setting_explains_itself() -> None:
    for each in dataclasses.fields(Settings):
        assert each.metadata["label"]
        assert str(each.metadata["explanation"]).endswith(".")


def test_settings_that_are_used_are_kept_and_change_the_open_library(assistant: Assistant) -> None:
    chosen = change(Settings(), passages=3, search_arm="words", refuse_below=55, threads=1)
    assert wiring.use_settings(assistant, chosen) == ["Threads"]
    assert (assistant.passages, assistant.arm, assistant.refuse_below) == (3, "words", 0.55)
    assert load(assistant.folder) == chosen


def test_settings_with_a_model_that_is_not_there_change_nothing(assistant: Assistant) -> None:
    with pytest.raises(UsageError):
        wiring.use_settings(assistant, change(Settings(), model="no-such-model", passages=3))
    assert load(assistant.folder) == Settings()
    assert assistant.passages == Settings().passages


def test_a_model_answers_with_settings_that_were_changed(assistant: Assistant, tiny_model: Path) -> None:
    wiring.use_settings(assistant, change(Settings(), model=str(tiny_model), answer_tokens=33))
    assert assistant.voice is not None
    assert assistant.voice.answer_tokens == 33
    wiring.use_settings(assistant, Settings())
    assert assistant.model_name == "none"
