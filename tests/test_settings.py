import contextlib
import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.errors import BadLibraryError, UsageError
from assistant.settings import FILE, Settings, change, load, save


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    mine = change(Settings(), model="llama", passages=12, gpu_layers="20")
    save(tmp_path, mine)
    assert load(tmp_path) == mine


def test_a_new_library_has_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


@pytest.mark.parametrize(
    "wrong", [{"passages": 0}, {"passages": 51}, {"gpu_layers": "many"}, {"seed": -1}, {"model": 3}]
)
def test_a_value_out_of_bounds_is_refused_with_its_label(wrong: dict[str, int | str]) -> None:
    with pytest.raises(UsageError, match="must be"):
        change(Settings(), **wrong)


def test_a_setting_of_a_newer_program_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"passages": 9, "hologram": true}')
    assert load(tmp_path) == Settings(passages=9)


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
