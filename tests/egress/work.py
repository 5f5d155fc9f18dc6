"""What is traced: the program's work, again and again until the time is over.

python -m tests.egress.work WHAT SECONDS FOLDER PROGRAM…
"""

import ctypes
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent.parent / "resources" / "samples"
QUESTIONS = ("How many days of annual leave do full-time employees get?", "Which planet has the most moons?")
EPOCHS = 60

Run = Callable[..., None]


def demo(run: Run, folder: Path, number: int) -> None:
    """Add the samples to a new library, ask, search, look at what is kept."""
    data = folder / f"library-{number}"
    data.mkdir()
    (data / "embedder").symlink_to(folder / "embedder")
    run(data, "add", str(SAMPLES))
    for question in QUESTIONS:
        run(data, "ask", question, "--model", "none", codes=(0, 3))
    run(data, "ask", QUESTIONS[0], "--model", str(folder / "tiny.gguf"), codes=(0, 3))
    run(data, "verify")
    run(data, "doctor", codes=(0, 1))


def evaluation(run: Run, folder: Path, number: int) -> None:
    """Measure the ways to search, and test the library."""
    data = folder / "library-0"
    if not data.exists():
        demo(run, folder, 0)
    run(data, "evaluate", str(SAMPLES / "questions.jsonl"), "--arms", "words,rerank", "--model", "none")
    run(data, "test", "--count", "10", codes=(0, 1))


def finetuning(run: Run, folder: Path, number: int) -> None:
    """Import examples and tune a small base."""
    data = folder / f"tuning-{number}"
    data.mkdir()
    run(data, "finetune", "import", str(folder / "mine.jsonl"))
    given = ["--set", f"epochs={EPOCHS}", "--name", f"tuned-{number}"]
    run(data, "finetune", "train", str(folder / "base"), *given, *converters(folder), codes=(0, 1))


def converters(folder: Path) -> list[str]:
    """Return the option that names llama.cpp's converters."""
    return ["--converters", str(folder / "converters")]


WORK = {"demo": demo, "evaluation": evaluation, "finetuning": finetuning}


def window(program: list[str], folder: Path, seconds: float) -> None:
    """Open the window with PDFs to add, leave it alone for the time, end it."""
    data = folder / "window"
    data.mkdir()
    (data / "embedder").symlink_to(folder / "embedder")
    files = map(str, sorted(SAMPLES.glob("*.pdf")))
    opened = subprocess.Popen([*program, "--data-dir", str(data), "window", *files])
    time.sleep(seconds)
    assert opened.poll() is None, "the window ended by itself"
    opened.send_signal(signal.SIGTERM)
    opened.wait(20)
    held = subprocess.run(
        [*program, "--data-dir", str(data), "documents", "--json"], capture_output=True, check=True
    )
    assert len(json.loads(held.stdout)) == 3, "the window did not add the samples"


def planted() -> None:
    """Reach out in three ways, of which a guard in Python sees the first two only."""
    for attempt in (
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
        lambda: socket.getaddrinfo("example.invalid", 443),
        _natively,
    ):
        try:
            attempt()
        except OSError:
            continue


def _natively() -> None:
    libc = ctypes.CDLL(None)
    address = (
        socket.AF_INET.to_bytes(2, sys.byteorder)
        + (443).to_bytes(2, "big")
        + bytes((192, 0, 2, 7))
        + bytes(8)
    )
    libc.connect(libc.socket(2, 1, 0), address, len(address))


def main(what: str, seconds: float, folder: Path, program: list[str]) -> None:
    """Do it until the time is over; fails where a command does."""
    if what == "planted":
        planted()
    elif what == "window":
        window(program, folder, seconds)
    else:
        _repeat(what, seconds, folder, program)


def _repeat(what: str, seconds: float, folder: Path, program: list[str]) -> None:
    end = time.monotonic() + seconds

    def run(data: Path, *words: str, codes: tuple[int, ...] = (0,)) -> None:
        done = subprocess.run([*program, "--data-dir", str(data), *words], stdout=subprocess.DEVNULL)
        if done.returncode not in codes:
            sys.exit(f"{words[0]} ended with {done.returncode}")

    for number in itertools.count():
        WORK[what](run, folder, number)
        if time.monotonic() > end:
            return


if __name__ == "__main__":
    os.environ.pop("CI", None)
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
