"""The shim that fails calls, notes writes and moves the clock: compiled here, loaded by what is tried."""

import ctypes
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

OPENS, WRITES, SYNCS, NAMES = 1, 2, 4, 8
"""Kinds of calls, as in shim.c."""

NEVER = -1


def can_compile() -> bool:
    """Tell whether there is a compiler."""
    return shutil.which("cc") is not None


@functools.cache
def _library() -> Path:
    place = Path(tempfile.mkdtemp(prefix="pdf-assistant-shim-"))
    source = Path(__file__).with_suffix(".c")
    command = ["cc", "-O1", "-shared", "-fPIC", "-o", str(place / "shim.so"), str(source)]
    subprocess.run(command, check=True)
    return place / "shim.so"


def environment(root: Path, log: Path | None = None) -> dict[str, str]:
    """Return the environment of a program whose calls below a folder pass the shim."""
    noted = {"SHIM_LOG": str(log)} if log else {}
    return {**os.environ, "LD_PRELOAD": str(_library()), "SHIM_ROOT": str(root), **noted}


# In the program under test


def arm(first: int, count: int, kinds: int, error: int) -> None:
    """Let so many calls of these kinds fail, from the one with this number on; NEVER only counts them."""
    ctypes.CDLL(None).shim_arm(ctypes.c_long(first), ctypes.c_long(count), kinds, error)


def counted() -> int:
    """Return how many calls of the armed kinds there were."""
    library = ctypes.CDLL(None)
    library.shim_count.restype = ctypes.c_long
    return int(library.shim_count())


def set_clock(seconds: int) -> None:
    """Let the clock of the day be off by so many seconds."""
    ctypes.CDLL(None).shim_clock(ctypes.c_long(seconds))
