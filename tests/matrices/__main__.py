"""Kills, faults and hostile files, point by point; prints how many were tried and how many failed.

python -m tests.matrices short PREPARED_EMBEDDER     (about five minutes)
python -m tests.matrices whole PREPARED_EMBEDDER     (about two hours)
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.matrices import bits, crashes, faults, mutants, pdfs, power, shim, together


@dataclass(frozen=True, slots=True)
class Size:
    """How many points of each matrix are tried."""

    kills: int
    cuts: int
    full: int
    errors: int
    clocks: int
    flips: int
    pairs: int
    pdfs: int
    headers: int


SIZES = {
    "short": Size(8, 6, 4, 3, 2, 37, 1, 50, 1000),
    "whole": Size(200, 100, 50, 100, 8, 400, 10, 5000, 10_000),
}


def main(size: Size, embedder: Path) -> int:
    """Run the matrices; return 1 where a point failed."""
    failed = 0
    with tempfile.TemporaryDirectory() as place:
        rooms = (Path(place, str(number)) for number in range(9))

        def room() -> Path:
            made = next(rooms)
            made.mkdir()
            return made

        failed += crashes.run(room(), embedder, size.kills)
        failed += together.run(room(), embedder, size.pairs)
        failed += bits.run(room(), embedder, size.flips)
        if shim.can_compile():
            failed += power.run(room(), embedder, size.cuts)
            points = {each.name: size.errors for each in faults.FAULTS} | {"disk full": size.full}
            failed += faults.run(room(), embedder, points, size.clocks)
        else:
            sys.stdout.write("power, faults and clocks are left out: there is no C compiler here\n")
        failed += pdfs.run(room(), size.pdfs)
        failed += mutants.run(room(), size.headers)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(SIZES[sys.argv[1]], Path(sys.argv[2]).absolute()))
