"""What the tests of fine-tuning share: a small base made from nothing, and llama.cpp's own converters."""

from pathlib import Path

import pytest

from assistant.finetune import converters
from tests.finetune.tiny_base import write_base

STEPS = 600
"""After so many the base answers the made-up questions in a sentence."""


@pytest.fixture(scope="session")
def trained_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base that was trained on made-up text."""
    return write_base(tmp_path_factory.mktemp("bases") / "trained", STEPS)


@pytest.fixture(scope="session")
def raw_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base of random weights."""
    return write_base(tmp_path_factory.mktemp("bases") / "raw", width=64)


@pytest.fixture(scope="session")
def tools(pytestconfig: pytest.Config) -> Path:
    """The converters of the llama-cpp-python that is installed, fetched once, kept in pytest's cache."""
    folder = pytestconfig.cache.mkdir("finetuning") / converters.default_folder(Path()).name
    if not converters.are_there(folder):
        list(converters.fetch(folder))
    return folder
