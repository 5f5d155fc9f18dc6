"""Memory that is free goes back to the system.

glibc keeps what it freed, in up to eight arenas a processor: LanceDB's threads would hold half a gigabyte of
nothing after an hour of adding. Source: mallopt(3), malloc_trim(3). Other systems give back by themselves.
"""

import ctypes
import sys

_MOST_ARENAS = -8
"""M_ARENA_MAX of malloc.h."""


def keep_few_arenas() -> None:
    """Let threads share the places that memory is taken from; call it before many are started."""
    if sys.platform == "linux":
        ctypes.CDLL(None).mallopt(_MOST_ARENAS, 2)


def give_back() -> None:
    """Return what is free; it takes some milliseconds."""
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
