"""How a library grows: the rate of adding, searches, memory and disk, hundred documents by hundred.

Other work on the machine changes every rate, so each one is compared with that of an empty library, to
which a few papers are added in the same minute.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from assistant import paths, wiring
from assistant.engine.assistant import Assistant
from assistant.evaluation.metrics import percentile
from assistant.evaluation.questions import load
from tests.load.papers import make_papers

AT_ONCE, PAGES = 100, 100
CONTROL = 10
"""Papers that are added to an empty library beside every hundred."""

LEAST_RATE, MOST_SECONDS = 0.8, 0.5
MOST_WINDOW = 300
"""Megabytes that the window may take, after questions too."""


def run(place: Path, embedder: Path, documents: int) -> int:
    """Add so many documents; return how many bars were missed, and print what was measured."""
    assistant = open_library(place / "data", embedder)
    questions = [each.question for each in load(paths.samples_folder() / "questions.jsonl")]
    missed = 0
    for first in range(0, documents, AT_ONCE):
        control = control_rate(place, embedder, first)
        rate = add(assistant, make_papers(place / "papers", range(first, first + AT_ONCE), PAGES))
        named = [f"What does order {number}-{number % PAGES + 1} say?" for number in range(first, first + 50)]
        seconds = sorted(search(assistant, each) for each in [*questions, *named])
        late = percentile(seconds, 95)
        missed += (rate < LEAST_RATE * control) + (late > MOST_SECONDS)
        process = psutil.Process()
        sys.stdout.write(
            f"{first + AT_ONCE} documents, {assistant.parts.index.count()} passages:"
            f" added at {rate:.1f} pages/s, {rate / control:.2f} of an empty library's rate;"
            f" search p50 {percentile(seconds, 50):.3f} s, p95 {late:.3f} s;"
            f" {process.memory_info().rss / 1e6:.0f} MB of memory, {process.num_fds()} descriptors,"
            f" {size(place / 'data') / 1e6:.0f} MB on disk\n"
        )
        sys.stdout.flush()
    assistant.close()
    start, afterwards = window(place, documents)
    missed += max(start, afterwards) > MOST_WINDOW
    sys.stdout.write(f"the window: {start} MB, {afterwards} MB after questions and an added paper\n")
    sys.stdout.write(f"load: {documents} documents of {PAGES} pages, {missed} bars missed\n")
    return missed


def open_library(folder: Path, embedder: Path) -> Assistant:
    """Open a new library with the real parts."""
    folder.mkdir()
    (folder / "embedder").symlink_to(embedder.absolute())
    return wiring.open_assistant(folder)


def add(assistant: Assistant, papers: Sequence[Path]) -> float:
    """Add papers; return the pages a second."""
    began = time.monotonic()
    list(assistant.add(papers))
    return len(papers) * PAGES / (time.monotonic() - began)


def control_rate(place: Path, embedder: Path, first: int) -> float:
    """Return the pages a second at which an empty library takes a few papers, in a process of its own."""
    given = [str(place), str(embedder), str(first)]
    command = [sys.executable, "-m", "tests.load.library", *given]
    return float(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def window(place: Path, number: int) -> tuple[int, int]:
    """Return what the window weighs on the library at its start and afterwards, in megabytes."""
    papers = make_papers(place / "window-papers", range(number, number + 1), PAGES)
    command = [sys.executable, "-m", "tests.load.window", str(place / "data"), *map(str, papers)]
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    start, afterwards = map(int, printed.splitlines()[-1].split())
    return start, afterwards


def search(assistant: Assistant, question: str) -> float:
    """Return the seconds of a search by words and meaning."""
    began = time.monotonic()
    assistant.search(question, arm="hybrid")
    return time.monotonic() - began


def size(folder: Path) -> int:
    """Return the bytes that a library takes, without the embedder that is linked."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file() and not each.is_symlink())


def main(place: Path, embedder: Path, first: int) -> None:
    """Print the rate of an empty library."""
    empty = open_library(place / "control", embedder)
    papers = make_papers(place / "control-papers", range(first, first + CONTROL), PAGES)
    sys.stdout.write(str(add(empty, papers)))
    empty.close()
    shutil.rmtree(place / "control")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
