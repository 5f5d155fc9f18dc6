"""A disk that is full, breaks or refuses: each call that changes a file fails once, or with those after it.

What a step was refused by must be a sentence of ours; when the disk is well again, the same program goes on,
and nothing that it acknowledged is lost. Clock jumps come along: they are a misfortune of the same steps.
"""

import errno
import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import wiring
from assistant.engine.errors import AssistantError
from tests.matrices import crashes, shim
from tests.matrices.work import marker, say, step, write_pdf

SEED = 4
FIRST_ROUND = ("replace", "ask", "add", "remove", "tidy")
SECOND_ROUND = ("replace", "ask", "add")
MOST_SECONDS = 240
CLOCKS = (86_400, -86_400, 400 * 86_400, -30 * 365 * 86_400)


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to fail: the error, the kinds of calls, and how many in a row."""

    name: str
    error: int
    kinds: int
    rows: tuple[int, ...]


FAULTS = (
    Fault("disk full", errno.ENOSPC, shim.WRITES | shim.NAMES, (1, 10, 100_000)),
    Fault("I/O error", errno.EIO, shim.WRITES | shim.SYNCS, (1,)),
    Fault("access denied", errno.EACCES, shim.OPENS | shim.NAMES, (1, 10)),
    Fault("too many files", errno.EMFILE, shim.OPENS, (1, 10)),
)


def run(place: Path, embedder: Path, points: dict[str, int], clocks: int) -> int:
    """Try so many points of each fault, and so many jumps; return how many failed, and print them."""
    start, papers = crashes.make_start(place, embedder)
    draw = random.Random(SEED)
    failed = 0
    for fault in FAULTS:
        calls = int(_work(place, start, papers, fault, (shim.NEVER, 0), 0)[-1][1])
        tried = [(draw.randrange(calls), draw.choice(fault.rows)) for _ in range(points[fault.name])]
        ends = Counter[str]()
        for number, count in tried:
            said = _work(place, start, papers, fault, (number, count), 0)
            ends += _judge(f"{fault.name} at {number} for {count}", place / "point", said)
        failed += ends["failed"]
        told = f"{calls} calls, {len(tried)} points tried, {ends['refused']} with a refusal"
        sys.stdout.write(f"{fault.name}: {told}, {ends['failed']} failed\n")
    ends = Counter()
    for seconds in (CLOCKS * clocks)[:clocks]:
        said = _work(place, start, papers, FAULTS[0], (shim.NEVER, 0), seconds)
        ends += _judge(f"clock off by {seconds} s", place / "point", said)
    sys.stdout.write(f"clock: {clocks} jumps tried, {ends['failed']} failed\n")
    return failed + ends["failed"]


def _work(
    place: Path, start: Path, papers: Path, fault: Fault, when: tuple[int, int], clock: int
) -> list[list[Any]]:
    """Go through the steps in a process of its own; return what it said."""
    folder = place / "point"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(start, folder, symlinks=True)
    write_pdf(papers / "a.pdf", marker(0))
    given = map(str, (folder, papers, fault.kinds, fault.error, *when, clock))
    command = [sys.executable, "-m", "tests.matrices.faults", *given]
    around = shim.environment(folder)
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, env=around)
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    if done.returncode:
        said.append(["broke", 0, "the program", f"exit {done.returncode}: {done.stderr[-300:]}"])
    return said


def _judge(point: str, folder: Path, said: list[list[Any]]) -> Counter[str]:
    """Look what became of the library; count failures and refusals, and print the failures."""
    wrong = [f"{name} {version} {text}" for how, version, name, *text in said if how == "broke"]
    refused = [(version, name) for how, version, name, *_ in said if how == "refused"]
    wrong += [f"{name} was refused when all was well again" for version, name in refused if version == 2]
    done = [(version, name) for how, version, name, *_ in said if how == "done"]
    wrong += crashes.look(folder, done, sum(name == "ask" for _, name in refused))
    for text in wrong:
        sys.stdout.write(f"{point}: {text}\n")
    return Counter(failed=int(bool(wrong)), refused=int(bool(refused)))


# In the program under test


def main(folder: Path, papers: Path, kinds: int, error: int, first: int, count: int, clock: int) -> None:
    """Do the steps with the fault, then once more without it; the last line is how many calls there were."""
    assistant = wiring.open_assistant(folder)
    shim.arm(first, count, kinds, error)
    for version, names in ((1, FIRST_ROUND), (2, SECOND_ROUND)):
        for name in names:
            if version == 1 and clock and name == "ask":
                shim.set_clock(clock)
            try:
                step(assistant, name, version, papers)
                say("done", version, name)
            except AssistantError as failure:
                say("refused", version, name, failure.sentence)
            except Exception as failure:
                say("broke", version, name, f"{type(failure).__name__}: {failure}")
        if version == 1:
            calls = shim.counted()
            shim.arm(shim.NEVER, 0, 0, 0)
    assistant.close()
    say("calls", calls, "")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
