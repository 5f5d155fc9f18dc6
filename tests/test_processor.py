"""An old processor is told of in a sentence, before anything native runs on it."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import cli, processor

NEW = "processor\t: 0\nflags\t\t: fpu sse2 avx avx2 fma f16c bmi1 bmi2\n"


@pytest.fixture(autouse=True)
def intel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")


def described(folder: Path, text: str) -> Path:
    file = folder / "cpuinfo"
    file.write_text(text)
    return file


def test_a_processor_of_today_lacks_nothing(tmp_path: Path) -> None:
    assert processor.missing(described(tmp_path, NEW)) == ()


def test_what_an_old_processor_lacks_is_named(tmp_path: Path) -> None:
    lacking = processor.missing(described(tmp_path, NEW.replace("avx2 fma ", "")))
    assert lacking == ("avx2", "fma")
    assert "it lacks AVX2, FMA." in processor.complaint(lacking)


@pytest.mark.parametrize("text", ["", "processor : 0\n", "no flags here"])
def test_where_it_cannot_be_told_nobody_is_turned_away(tmp_path: Path, text: str) -> None:
    assert processor.missing(described(tmp_path, text)) == ()
    assert processor.missing(tmp_path / "nothing") == ()


def test_another_kind_of_processor_is_not_measured_by_this(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert processor.missing(described(tmp_path, NEW.replace("avx2", ""))) == ()


def test_the_program_says_so_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.refuse(processor.complaint(("avx2",)), ["ask", "x"]) == 1
    assert "too old for PDF Assistant" in capsys.readouterr().err


def test_looking_costs_no_heavy_library() -> None:
    program = "import sys, assistant.processor; assistant.processor.missing(); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
