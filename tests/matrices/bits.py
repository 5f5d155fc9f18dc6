"""A bit flips in a file of the library: it is told or does no harm, and nothing is taken for empty.

SQLite checks the structure of its file, not the letters in it: a flipped letter in a title stays. Passages
have hashes; those that do not match are left out, and `verify` tells of them.
"""

import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from assistant import cli, wiring
from assistant.engine.errors import AssistantError
from tests.matrices import crashes
from tests.matrices.work import QUESTION

SEED = 6


def run(place: Path, embedder: Path, points: int) -> int:
    """Flip a bit at so many places; return how many failed, and print them."""
    start, _ = crashes.make_start(place, embedder)
    (start / "embedder").unlink()
    shutil.copytree(embedder, start / "embedder")
    wiring.open_assistant(start).close()
    draw = random.Random(SEED)
    found = [each for each in sorted(start.rglob("*")) if each.is_file() and each.stat().st_size]
    # SQLite makes its -shm file anew whenever a library is opened.
    files = [each.relative_to(start) for each in found if not each.name.endswith("-shm")]
    failed, ends = 0, Counter[str]()
    for point in range(points):
        folder = place / "point"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(start, folder)
        name = files[point % len(files)]
        flip(folder / name, draw)
        wrong = list(_look(folder, ends))
        failed += bool(wrong)
        for text in wrong:
            sys.stdout.write(f"a bit in {name}: {text}\n")
    sys.stdout.write(f"bits: {points} flips in {len(files)} files, {dict(ends)}, {failed} failed\n")
    return failed


def flip(file: Path, draw: random.Random) -> None:
    """Flip one bit of a file."""
    data = bytearray(file.read_bytes())
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    file.write_bytes(data)


def _look(folder: Path, ends: Counter[str]) -> Iterator[str]:
    try:
        yield from _use(folder)
        ends["used as before"] += 1
    except AssistantError:
        ends["refused with a sentence"] += 1
        if cli.main(["--data-dir", str(folder), "repair"]) == 0:
            ends["then repaired"] += 1
            try:
                yield from _use(folder)
            except AssistantError as error:
                yield f"after a repair: {error.sentence}"
        else:
            ends["not repaired"] += 1
    except Exception as error:
        yield f"{type(error).__name__}: {error}"


def _use(folder: Path) -> Iterator[str]:
    """Open, look, ask; yield what is lost without a word."""
    assistant = wiring.open_assistant(folder)
    try:
        list(assistant.add([]))
        if len(assistant.documents()) != 1:
            yield f"{len(assistant.documents())} documents instead of one"
        if len(assistant.conversations.all()) != 1:
            yield "the conversation is gone"
        for each in assistant.conversations.all():
            assistant.conversations.answers(each.id)
        list(assistant.ask(QUESTION, keep=False))
    finally:
        assistant.close()
