"""llama.cpp's own converters, found in the source distribution of the llama-cpp-python that is installed.

They are run as programs of their own; none of their code is part of this project.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from assistant.engine.errors import TrainingError

PACKAGE = "llama-cpp-python"
MODEL, ADAPTER, DESCRIBE = (
    "convert_hf_to_gguf.py",
    "convert_lora_to_gguf.py",
    "gguf-py/gguf/scripts/gguf_new_metadata.py",
)
_PARTS = (MODEL, ADAPTER, "conversion", "gguf-py")
_WITHIN = ("vendor", "llama.cpp")
TICK = 0.2
SAID = 300
"""Characters of a converter's complaint that are shown: its end."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What is being done; told again while it lasts."""

    text: str


Waiting = Generator[Doing, None, None]


def default_folder(data: Path) -> Path:
    """Where the converters are kept once they were fetched."""
    return data / "finetuning" / f"converters-{version(PACKAGE)}"


def are_there(folder: Path) -> bool:
    """Tell whether a folder holds the converters."""
    return all((folder / each).exists() for each in _PARTS)


def require(folder: Path) -> None:
    """Raise TrainingError where a folder does not hold the converters."""
    if not are_there(folder):
        raise TrainingError(
            "The converters of llama.cpp are not there.",
            "Fetch them once with: pdf-assistant finetune fetch-converters (77 MB from PyPI), or name "
            "a folder of llama.cpp with: --converters FOLDER",
        )


def fetch(folder: Path) -> Waiting:
    """Let pip download the source distribution, and keep the converters; closing ends pip.

    This is the one thing of the program that needs a network, and only a person's word starts it.
    Raises TrainingError.
    """
    if getattr(sys, "frozen", False):
        raise TrainingError(
            "The packed program cannot fine-tune.",
            "Install it with pip: pip install 'pdf-assistant[finetune]'",
        )
    wanted = f"{PACKAGE}=={version(PACKAGE)}"
    with tempfile.TemporaryDirectory() as place:
        given = ["download", "--no-deps", "--no-binary", PACKAGE, "--dest", place, wanted]
        yield from run([sys.executable, "-m", "pip", *given], f"Fetching {wanted}", {})
        archive = next(Path(place).glob("*.tar.gz"), None)
        if archive is None:
            raise TrainingError("pip did not bring the source distribution.")
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        _unpack(archive, part)
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    require(folder)


def convert(folder: Path, program: str, given: Sequence[str], what: str) -> Waiting:
    """Run one of the converters; raises TrainingError with what it complains of."""
    require(folder)
    paths = {"PYTHONPATH": str(folder / "gguf-py"), "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    yield from run([sys.executable, str(folder / program), *given], what, paths)


def run(command: Sequence[str], what: str, paths: dict[str, str]) -> Waiting:
    """Run a program to its end, yielding what it does; closing ends it. Raises TrainingError."""
    with tempfile.TemporaryFile() as said:
        environment = {**os.environ, **paths}
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=environment,
            start_new_session=True,
        )
        try:
            while process.poll() is None:
                yield Doing(what)
                time.sleep(TICK)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
        if process.returncode:
            said.seek(0)
            text = " ".join(said.read().decode("utf-8", "replace").split())[-SAID:]
            raise TrainingError(f"{what} failed: … {text}")


def _unpack(archive: Path, place: Path) -> None:
    """Take the converters out of a source distribution, and nothing else."""
    place.mkdir(parents=True)
    with contextlib.closing(tarfile.open(archive)) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if path.parts[1:3] == _WITHIN and len(path.parts) > 3 and path.parts[3] in _PARTS:
                member.name = str(PurePosixPath(*path.parts[3:]))
                tar.extract(member, place, filter="data")
