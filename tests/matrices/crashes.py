"""kill -9 at random points: afterwards the library opens by itself, and what was acknowledged is there."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

from assistant import wiring
from assistant.engine import backups
from assistant.engine.assistant import Assistant
from assistant.engine.database import Database
from assistant.engine.library import FILE
from tests.matrices.work import STEPS, marker, step, write_pdf

LONGEST = 6.0
"""Seconds of work after which it is killed at the latest."""

WHILE_OPENING = 0.15, 1.2
"""Seconds after its start within which a program is killed that has to migrate its library first."""

MIGRATIONS = 4
"""Every fourth point begins with a library of an older format."""

SEED = 1

Done = list[tuple[int, str]]


def run(place: Path, embedder: Path, points: int) -> int:
    """Kill at so many points; return at how many something was wrong, and print both."""
    start, papers = make_start(place, embedder)
    draw = random.Random(SEED)
    failed = 0
    where: dict[str, int] = {}
    for point in range(points):
        folder = place / f"point-{point}"
        shutil.copytree(start, folder, symlinks=True)
        write_pdf(papers / "a.pdf", marker(0))
        migrating = point % MIGRATIONS == 0
        if migrating:
            set_back(folder)
        seconds = draw.uniform(*WHILE_OPENING) if migrating else draw.uniform(0, LONGEST)
        done, left = kill(folder, papers, seconds, when_ready=not migrating, apart=bool(point % 2))
        under_way = _next(done)[1] if done or not migrating else "migrate"
        where[under_way] = where.get(under_way, 0) + 1
        wrong = list(look(folder, done))
        failed += bool(wrong)
        for text in wrong:
            sys.stdout.write(f"point {point}, during {_next(done)}: {text}\n")
        end(left)
        shutil.rmtree(folder)
    sys.stdout.write(f"kill -9: {points} points tried, {failed} failed; killed during {where}\n")
    return failed


def make_start(place: Path, embedder: Path) -> tuple[Path, Path]:
    """Make the library that every point begins with, and the folder of its PDFs."""
    start, papers = place / "start", place / "papers"
    start.mkdir()
    papers.mkdir()
    (start / "embedder").symlink_to(embedder)
    assistant = wiring.open_assistant(start)
    step(assistant, "replace", 0, papers)
    step(assistant, "ask", 0, papers)
    assistant.close()
    return start, papers


def set_back(folder: Path) -> None:
    """Make a library one of format 1."""
    database = Database(folder / FILE)
    database.run("DROP TABLE timings; DROP TABLE older; DROP TABLE notes; PRAGMA user_version = 1")
    database.settle()
    database.close()


def kill(
    folder: Path,
    papers: Path,
    seconds: float,
    when_ready: bool = True,
    environment: Mapping[str, str] | None = None,
    apart: bool = False,
) -> tuple[Done, list[psutil.Process]]:
    """Let it work for a while, kill it with its children, and return what it said is done, and what is left.

    apart: index and small models are in children, as the window has them, which outlive the kill by a moment.
    """
    said = folder.with_name(f"{folder.name}.said")
    command = [sys.executable, "-m", "tests.matrices.work", str(folder), str(papers), str(int(apart))]
    with said.open("wb") as out:
        working = subprocess.Popen(
            command, stdout=out, stderr=subprocess.DEVNULL, start_new_session=True, env=environment
        )
    while when_ready and not said.read_text().startswith("ready\n"):
        assert working.poll() is None
        time.sleep(0.01)
    time.sleep(seconds)
    left = psutil.Process(working.pid).children(recursive=True) if apart else []
    (os.kill if apart else os.killpg)(working.pid, signal.SIGKILL)
    working.wait()
    lines = [line for line in said.read_text().split("\n") if line.endswith("]")]
    said.unlink()
    return [(int(version), str(name)) for version, name in map(json.loads, lines)], left


def end(processes: Sequence[psutil.Process]) -> None:
    """Kill what still runs, and wait until nothing of it can write any more."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
            while process.status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.01)


def _next(done: Done) -> tuple[int, str]:
    """Return the step that was under way."""
    if not done:
        return 1, STEPS[0]
    version, name = done[-1]
    place = STEPS.index(name) + 1
    return (version, STEPS[place]) if place < len(STEPS) else (version + 1, STEPS[0])


def look(folder: Path, done: Done, refused: int = 0) -> Iterator[str]:
    """Open a library after a misfortune, and yield what is wrong with it."""
    if problems := backups.problems(folder / FILE):
        yield f"the library's file: {problems[0]}"
        return
    assistant = wiring.open_assistant(folder)
    try:
        list(assistant.add([]))
        yield from find_wrong(assistant, done, refused)
    except Exception as error:
        yield f"{type(error).__name__}: {error}"
    finally:
        assistant.close()


def find_wrong(assistant: Assistant, done: Done, refused: int = 0) -> Iterator[str]:
    """Yield what is not as the steps that are done make it; so many questions were refused besides."""
    under_way = _next(done)
    documents = {Path(each.path).name: each for each in assistant.documents()}
    index = assistant.parts.index
    yield from find_half(assistant)
    if index.documents() != {each.id for each in documents.values()}:
        yield "index and library hold different documents"
    version = max([number for number, name in done if name == "replace"], default=0)
    allowed = {version, *([under_way[0]] if under_way[1] == "replace" else [])}
    text = (
        " ".join(each.text for each in index.passages_of(documents["a.pdf"].id))
        if "a.pdf" in documents
        else ""
    )
    found = {number for number in range(version + 2) if marker(number) in text}
    if len(found) != 1 or not found <= allowed:
        yield f"a.pdf is of version {found}, and {allowed} may be"
    asked = 1 + sum(name == "ask" for _, name in done)
    turns = sum(each.turns for each in assistant.conversations.all())
    if not asked <= turns <= asked + refused + (under_way[1] == "ask"):
        yield f"{turns} answers are kept, and {asked} were given"
    changes = [name for _, name in done if name in ("add", "remove")]
    there = bool(changes) and changes[-1] == "add"
    if ("b.pdf" in documents) != there and under_way[1] not in ("add", "remove"):
        yield f"b.pdf is {'gone' if there else 'there'}"


def find_half(assistant: Assistant) -> Iterator[str]:
    """Yield the documents that are not there whole."""
    for each in assistant.documents():
        if len(assistant.parts.index.passages_of(each.id)) != each.passages or each.state != "complete":
            yield f"{Path(each.path).name} is not whole"
