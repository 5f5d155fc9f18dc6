"""Kills a library at random points, mutates headers of models; prints how many were tried and failed.

python -m tests.matrices short PREPARED_EMBEDDER     (a minute or two)
python -m tests.matrices whole PREPARED_EMBEDDER     (half an hour)
"""

import sys
import tempfile
from pathlib import Path

from tests.matrices import crashes, mutants

SIZES = {"short": (12, 1000), "whole": (200, 10_000)}


def main(size: str, embedder: Path) -> int:
    """Run both matrices; return 1 where a point failed."""
    kills, headers = SIZES[size]
    with tempfile.TemporaryDirectory() as place:
        failed = crashes.run(Path(place), embedder.absolute(), kills)
        failed += mutants.run(Path(place), headers)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
