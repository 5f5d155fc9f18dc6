"""Paths that a person names or drops → PDF files to add, and what their bytes are."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.engine.errors import UnreadableFileError

_PORTION = 1 << 20


def find_pdfs(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield each named file, and the PDFs below each named folder, sorted; each once, as absolute paths.

    Below a folder only regular files count, and links that lead out of it are passed over.
    """
    seen: set[Path] = set()
    for path in paths:
        place = path.expanduser().absolute()
        for file in _below(place) if place.is_dir() else [place]:
            if file not in seen:
                seen.add(file)
                yield file


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal; raises UnreadableFileError."""
    try:
        # A FIFO or a device would block the reader, so the kind is looked at before the file is opened.
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableFileError("It is not a regular file.")
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while portion := stream.read(_PORTION):
                digest.update(portion)
        return digest.hexdigest()
    except FileNotFoundError:
        raise UnreadableFileError("There is no such file.") from None
    except OSError as error:
        raise UnreadableFileError(f"The file cannot be read ({error.strerror}).") from None
    except ValueError:
        raise UnreadableFileError("The name of the file cannot be used.") from None


def write_whole(file: Path, text: str) -> None:
    """Write a file that only the user may read; after a crash the old one is there whole, or the new."""
    part = file.with_name(f"{file.name}.part")
    with part.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.chmod(0o600)
    part.replace(file)


def _below(folder: Path) -> Iterator[Path]:
    root = folder.resolve()
    for place, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            file = Path(place, name)
            if name.lower().endswith(".pdf") and _is_inside(file, root):
                yield file


def _is_inside(file: Path, root: Path) -> bool:
    try:
        real = file.resolve(strict=True)
        return real.is_relative_to(root) and stat.S_ISREG(real.stat().st_mode)
    except (OSError, RuntimeError):
        return False
