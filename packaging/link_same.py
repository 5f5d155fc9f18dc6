"""Files of a build that are the same under several names become links to one of them."""

import hashlib
import sys
from pathlib import Path

SMALLEST = 100_000


def main(folder: Path) -> None:
    """Link what is the same within a folder."""
    seen: dict[tuple[Path, str], Path] = {}
    for file in sorted(folder.rglob("*.so*")):
        if file.is_symlink() or not file.is_file() or file.stat().st_size < SMALLEST:
            continue
        key = file.parent, hashlib.sha256(file.read_bytes()).hexdigest()
        if key in seen:
            file.unlink()
            file.symlink_to(seen[key].name)
        else:
            seen[key] = file


if __name__ == "__main__":
    main(Path(sys.argv[1]))
