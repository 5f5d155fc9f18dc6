"""Mutated PDFs, added to a library: the program lives, each file keeps its time, the rest is added."""

import random
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from assistant import paths, wiring
from assistant.engine.assistant import Assistant
from assistant.engine.events import AddProgress, DocumentAdded, DocumentFailed, DocumentKnown, FindableByWords
from assistant.engine.index import Index
from assistant.engine.pdf_reader import FILE_SECONDS, FILE_SECONDS_A_PAGE, PAGE_SECONDS
from tests.conftest import SHARED
from tests.fakes import FakeEmbedder

SEED = 3
AT_ONCE = 50
SLACK = PAGE_SECONDS + 5.0
"""Seconds for the page that is given up, for putting pages together and for starting a child anew."""

LARGEST = 2 << 20
"""Bytes of a file that is mutated."""

_TOKENS = (b"obj", b"endobj", b"stream", b"endstream", b"<<", b">>", b"[", b"]", b"R", b"/Kids", b"/Parent",
           b"/Length", b"/Filter", b"/FlateDecode", b"xref", b"trailer", b"startxref", b"BT", b"ET", b"Do",
           b"-1", b"0", b"2147483648", b"9" * 40, b"(" * 500, b"[" * 2000, b"<<" * 2000)  # fmt: skip

Mutation = Callable[[bytearray, random.Random], None]


def run(place: Path, count: int) -> int:
    """Add all seeds and so many mutants of them; return how many points failed, and print what was seen."""
    seeds = seed_files()
    assistant = open_with_fake_embedder(place / "mutants")
    draw = random.Random(SEED)
    failed, ends, slowest = 0, Counter[str](), 0.0
    done = 0
    while done < len(seeds) + count:
        folder = place / "papers"
        folder.mkdir()
        if done < len(seeds):
            files = [shutil.copy(each, folder / each.name) for each in seeds[done : done + AT_ONCE]]
        else:
            files = [_write(folder, number, seeds, draw) for number in range(min(AT_ONCE, count))]
        done += len(files)
        wrong, longest, found = _add(assistant, folder, [Path(each) for each in files])
        ends += found
        slowest = max(slowest, longest)
        failed += len(wrong)
        for text in wrong:
            sys.stdout.write(f"{text}\n")
        shutil.rmtree(folder)
    list(assistant.add([paths.samples_folder()]))
    failed += not assistant.search("How many days of annual leave do employees get?").hits
    assistant.close()
    ended = ", ".join(f"{number} {name}" for name, number in sorted(ends.items()))
    told = f"{len(seeds)} PDFs and {done - len(seeds)} mutants of them, {ended}"
    sys.stdout.write(f"PDF: {told}; the slowest took {slowest:.1f} s; {failed} failed\n")
    return failed


def seed_files() -> list[Path]:
    """Return what is mutated: the hostile PDFs where they are at hand, else the samples."""
    nasty = sorted((SHARED / "nasty").glob("*.pdf"))
    if not nasty:
        sys.stdout.write("shared/data/nasty is not there; the samples are mutated instead\n")
    seeds = nasty or sorted(paths.samples_folder().glob("*.pdf"))
    return [each for each in seeds if each.stat().st_size <= LARGEST]


def open_with_fake_embedder(folder: Path) -> Assistant:
    """Open a library whose vectors cost nothing; all else is real."""
    folder.mkdir()
    assistant = wiring.open_assistant(folder)
    embedder = cast(Any, FakeEmbedder())
    index = Index(folder / "index", embedder)
    assistant.parts = replace(assistant.parts, embedder=embedder, index=index)
    assistant.arm = "hybrid"
    return assistant


def _add(assistant: Assistant, folder: Path, files: Sequence[Path]) -> tuple[list[str], float, Counter[str]]:
    """Add a folder; return what is wrong, how long the slowest file took, and how the files ended."""
    ends: dict[str, str] = {}
    began: dict[str, float] = {}
    took: dict[str, float] = {}
    pages: Counter[str] = Counter()
    for event in assistant.add([folder]):
        now = time.monotonic()
        if isinstance(event, AddProgress) and event.phase != "embedding":
            began.setdefault(event.path, now)
            pages[event.path] = max(pages[event.path], event.total)
        elif isinstance(event, FindableByWords):
            # Later ones are of pages that Tesseract read, after all other files.
            took.setdefault(event.document.path, now - began[event.document.path])
        elif isinstance(event, DocumentFailed | DocumentKnown):
            took[event.path] = now - began.get(event.path, now)
            ends[event.path] = "refused" if isinstance(event, DocumentFailed) else "known"
        elif isinstance(event, DocumentAdded):
            ends[event.document.path] = "added"
    wrong = [f"{each.name}: nothing was said of it" for each in files if str(each) not in ends]
    for path, seconds in took.items():
        if seconds > FILE_SECONDS + FILE_SECONDS_A_PAGE * pages[path] + SLACK:
            wrong.append(f"{Path(path).name}: took {seconds:.0f} s for {pages[path]} pages")
    return wrong, max(took.values(), default=0.0), Counter(ends.values())


def _write(folder: Path, number: int, seeds: Sequence[Path], draw: random.Random) -> Path:
    seed = draw.choice(seeds)
    file = folder / f"{number}-{seed.name[:40]}"
    file = file.with_suffix(".pdf")
    file.write_bytes(mutate(seed.read_bytes(), draw))
    return file


def mutate(whole: bytes, draw: random.Random) -> bytes:
    """Change bytes, numbers and words of a PDF, and cut, double or cross its parts."""
    data = bytearray(whole)
    for _ in range(draw.randrange(1, 8)):
        if len(data) > 1:
            draw.choice(_MUTATIONS)(data, draw)
    return bytes(data)


def _flip(data: bytearray, draw: random.Random) -> None:
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)


def _number(data: bytearray, draw: random.Random) -> None:
    found = list(re.finditer(rb"\d+", data[:LARGEST]))
    if found:
        chosen = draw.choice(found)
        other = draw.choice([b"0", b"-1", b"1", b"65536", b"2147483647", b"4294967296", b"1000000000"])
        data[chosen.start() : chosen.end()] = other


def _word(data: bytearray, draw: random.Random) -> None:
    place = draw.randrange(len(data))
    data[place : place + draw.randrange(4)] = draw.choice(_TOKENS)


def _cut(data: bytearray, draw: random.Random) -> None:
    place = draw.randrange(len(data))
    del data[place : place + draw.randrange(1, 2000)]


def _end(data: bytearray, draw: random.Random) -> None:
    del data[draw.randrange(1, len(data)) :]


def _double(data: bytearray, draw: random.Random) -> None:
    first, to = draw.randrange(len(data)), draw.randrange(len(data))
    data[to:to] = data[first : first + draw.randrange(1, 5000)]


_MUTATIONS: tuple[Mutation, ...] = (_flip, _flip, _number, _number, _word, _cut, _end, _double)
