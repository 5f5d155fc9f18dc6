"""Everything that a folder's files say: their bytes, what decompresses, what LanceDB and SQLite read."""

import contextlib
import re
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import lancedb
import zstandard

_ZSTD = re.compile(rb"\x28\xb5\x2f\xfd")
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_MOST = 64 << 20


def places_of(folder: Path, word: str) -> set[str]:
    """Return where below a folder a word is held, in which way; the embedder is left out."""
    sought = word.encode()
    found = set()
    for file in folder.rglob("*"):
        if not file.is_file() or "embedder" in file.parts:
            continue
        data = file.read_bytes()
        if sought in data or sought.decode().encode("utf-16-le") in data:
            found.add(f"{file.name}: bytes")
        if any(sought in each for each in decompressed(data)):
            found.add(f"{file.name}: decompressed")
        if data.startswith(b"SQLite format 3") and _in_tables(file, word):
            found.add(f"{file.name}: rows")
    if word in _of_index(folder / "index"):
        found.add("index: rows")
    return found


def decompressed(data: bytes) -> Iterator[bytes]:
    """Yield what decompresses at any place, by zlib, gzip or zstd."""
    for match in _ZLIB.finditer(data):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj(47).decompress(data[match.start() :], _MOST)
    for match in _ZSTD.finditer(data):
        with contextlib.suppress(zstandard.ZstdError):
            yield zstandard.ZstdDecompressor().decompressobj().decompress(data[match.start() :])


def _in_tables(file: Path, word: str) -> bool:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = [row for name in names for row in connection.execute(f"SELECT * FROM {name}")]
    connection.close()
    return word in repr(rows)


def _of_index(folder: Path) -> str:
    """Return all rows of all versions of the index as text."""
    if not folder.exists():
        return ""
    table = lancedb.connect(folder).open_table("passages")
    told = []
    for version in [each["version"] for each in table.list_versions()]:
        table.checkout(version)
        told.append(repr(table.to_arrow().drop_columns(["vector"]).to_pylist()))
    return " ".join(told)
