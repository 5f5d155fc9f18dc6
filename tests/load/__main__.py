"""A library of 100,000 pages: python -m tests.load PREPARED_EMBEDDER [DOCUMENTS [FOLDER]]

A thousand documents of a hundred pages unless told otherwise; that takes about an hour on two cores. With a
folder, the library stays there afterwards.
"""

import sys
import tempfile
from pathlib import Path

from tests.load import library


def main(embedder: Path, documents: int = 1000, kept: Path | None = None) -> int:
    """Print the figures of a growing library; return 1 where a bar was missed."""
    if kept is not None:
        kept.mkdir(parents=True)
        return 1 if library.run(kept, embedder, documents) else 0
    with tempfile.TemporaryDirectory() as place:
        return 1 if library.run(Path(place), embedder, documents) else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(Path(given[0]), *map(int, given[1:2]), *map(Path, given[2:3])))
