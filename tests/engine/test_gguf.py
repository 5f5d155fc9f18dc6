import contextlib
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from assistant.engine.errors import BadModelError, UsageError
from assistant.engine.gguf import read_header
from assistant.engine.model_files import (
    choose_context,
    describe,
    find_model,
    find_models,
    known_places,
    needed_memory,
)


def test_a_header_tells_what_the_model_is(tiny_model: Path) -> None:
    header = read_header(tiny_model)
    assert (header.architecture, header.quantisation) == ("llama", "F16")
    assert header.number("context_length") == 4096
    assert header.text("general.license") == "agpl-3.0"
    assert header.parameters > 100_000
    assert header.values["tokenizer.ggml.tokens"] is None


@pytest.mark.parametrize("cut", [0, 3, 4, 20, 100, 5000])
def test_a_header_that_is_cut_off_is_refused(tiny_model: Path, tmp_path: Path, cut: int) -> None:
    file = tmp_path / "cut.gguf"
    file.write_bytes(tiny_model.read_bytes()[:cut])
    with pytest.raises(BadModelError):
        read_header(file)


@pytest.mark.parametrize(
    "start",
    [
        b"GGUF" + struct.pack("<IQQ", 3, 2**60, 1),
        b"GGUF" + struct.pack("<IQQ", 3, 1, 2**60),
        b"GGUF" + struct.pack("<IQQ", 99, 1, 1),
        b"GGUF" + struct.pack(">IQQ", 3, 1, 1),
        b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 2**62),
        b"PK\x03\x04" + b"\0" * 100,
    ],
)
def test_claims_beyond_all_bounds_are_refused_at_once(tmp_path: Path, start: bytes) -> None:
    file = tmp_path / "wild.gguf"
    file.write_bytes(start + b"\0" * 64)
    with pytest.raises(BadModelError):
        read_header(file)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadModelError, match="cannot be read"):
        read_header(tmp_path / "missing.gguf")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=some.lists(some.tuples(some.integers(0, 6000), some.integers(0, 255)), min_size=1, max_size=8))
def test_a_mutated_header_is_read_or_refused(
    tiny_model: Path, tmp_path: Path, places: list[tuple[int, int]]
) -> None:
    data = bytearray(tiny_model.read_bytes())
    for place, value in places:
        data[place] = value
    file = tmp_path / "mutant.gguf"
    file.write_bytes(data)
    with contextlib.suppress(BadModelError):
        assert read_header(file).architecture


def test_models_are_found_below_folders_once_and_broken_ones_left_out(
    tiny_model: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / "maker" / "small"
    folder.mkdir(parents=True)
    (folder / "small.gguf").symlink_to(tiny_model)
    (folder / "copy-00002-of-00003.gguf").symlink_to(tiny_model)
    (folder / "broken.gguf").write_bytes(b"GGUF")
    found = find_models(
        [("test", tmp_path / "models"), ("twice", tmp_path / "models"), ("gone", tmp_path / "none")]
    )
    assert [(model.name, model.source) for model in found] == [("small", "test")]


def test_ollamas_blobs_are_named_by_their_manifest(tiny_model: Path, tmp_path: Path) -> None:
    digest = "a" * 64
    manifest = tmp_path / "manifests" / "registry" / "library" / "small" / "latest"
    manifest.parent.mkdir(parents=True)
    kind = "application/vnd.ollama.image.model"
    manifest.write_text(f'{{"layers": [{{"mediaType": "{kind}", "digest": "sha256:{digest}"}}]}}')
    (manifest.parent / "broken").write_text("{")
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs" / f"sha256-{digest}").symlink_to(tiny_model)
    assert [model.name for model in find_models([("Ollama", tmp_path)])] == ["small:latest"]


def test_a_model_is_found_by_name_or_path(tiny_model: Path) -> None:
    places = [("test", tiny_model.parent)]
    assert find_model("tiny", places).path == find_model(str(tiny_model), places).path
    with pytest.raises(UsageError, match="no model"):
        find_model("huge", places)


def test_the_forecast_grows_with_the_context_and_the_context_fits_the_memory(tiny_model: Path) -> None:
    header = read_header(tiny_model)
    assert needed_memory(header, 4096) > needed_memory(header, 512) > header.size
    assert choose_context(header, 0, 64 << 30) == 4096
    assert choose_context(header, 0, header.size) == 512
    assert choose_context(header, 100_000, 64 << 30) == 4096
    assert describe(tiny_model, "tiny", "test").fits


def test_places_of_other_programs_follow_the_environment(tmp_path: Path) -> None:
    places = dict(known_places(tmp_path, {"OLLAMA_MODELS": "/elsewhere", "HF_HOME": "/hf"}))
    assert places["Ollama"] == Path("/elsewhere")
    assert places["Hugging Face"] == Path("/hf/hub")
