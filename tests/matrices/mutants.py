"""Headers of GGUF files with bytes changed, cut and inserted: each is read or refused, and soon."""

import random
import sys
import time
from pathlib import Path

from assistant.engine.errors import BadModelError
from assistant.engine.gguf import read_header
from tests.tiny_model import write_model

SEED = 2
SLOWEST = 5.0
"""Seconds that one header may take."""

HEADER = 24_000
"""Bytes at the beginning in which changes are made."""


def run(place: Path, count: int) -> int:
    """Read so many mutants; return how many were neither read nor refused, and print both."""
    whole = write_model(place / "whole.gguf").read_bytes()
    draw = random.Random(SEED)
    failed = read = refused = 0
    file = place / "mutant.gguf"
    for number in range(count):
        file.write_bytes(mutate(whole, draw))
        started = time.monotonic()
        try:
            read_header(file)
            read += 1
        except BadModelError:
            refused += 1
        except Exception as error:
            failed += 1
            sys.stdout.write(f"mutant {number}: {type(error).__name__}\n")
        if time.monotonic() - started > SLOWEST:
            failed += 1
            sys.stdout.write(f"mutant {number}: took {time.monotonic() - started:.1f} s\n")
    sys.stdout.write(f"GGUF: {count} mutants, {read} read, {refused} refused, {failed} failed\n")
    return failed


def mutate(whole: bytes, draw: random.Random) -> bytes:
    """Change, cut, double or insert some bytes of the header."""
    data = bytearray(whole)
    for _ in range(draw.randrange(1, 6)):
        end = min(HEADER, len(data))
        place = draw.randrange(end) if draw.random() < 0.7 else draw.randrange(min(64, end))
        kind = draw.randrange(5)
        if kind == 0:
            data[place] = draw.randrange(256)
        elif kind == 1:
            data[place : place + 8] = draw.choice((b"\xff" * 8, bytes(8), b"\x7f" + b"\xff" * 7))
        elif kind == 2:
            del data[place : place + draw.randrange(1, 64)]
        elif kind == 3:
            data[place:place] = draw.randbytes(draw.randrange(1, 16))
        else:
            del data[max(32, place) :]
        if len(data) < 8:
            break
    return bytes(data)
