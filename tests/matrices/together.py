"""Two programs on one library at once, both killed in the end: one is told to wait, and nothing is lost."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from assistant import wiring
from assistant.engine.errors import AssistantError
from tests.matrices import crashes
from tests.matrices.work import QUESTION, say, write_pdf

SEED = 8
LONGEST = 10.0


def run(place: Path, embedder: Path, points: int) -> int:
    """Let two programs work so many times; return how often something was wrong, and print both."""
    start, papers = crashes.make_start(place, embedder)
    draw = random.Random(SEED)
    failed = steps = refused = 0
    for point in range(points):
        folder = place / f"point-{point}"
        shutil.copytree(start, folder, symlinks=True)
        said = _work(folder, papers, draw.uniform(LONGEST / 2, LONGEST))
        steps += sum(how == "done" for how, _ in said)
        refused += sum(how == "refused" for how, _ in said)
        wrong = [text for how, text in said if how == "broke"]
        wrong += _look(folder, said)
        failed += bool(wrong)
        for text in wrong:
            sys.stdout.write(f"two programs, point {point}: {text}\n")
        shutil.rmtree(folder)
    told = f"{points} points tried, {steps} steps done, {refused} told to wait, {failed} failed"
    sys.stdout.write(f"two programs: {told}\n")
    return failed


def _work(folder: Path, papers: Path, seconds: float) -> list[tuple[str, str]]:
    command = [sys.executable, "-m", "tests.matrices.together", str(folder), str(papers)]
    both = [
        subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True, start_new_session=True)
        for name in ("one", "two")
    ]
    time.sleep(seconds)
    for each in both:
        os.killpg(each.pid, signal.SIGKILL)
    lines = [line for each in both for line in each.communicate()[0].split("\n") if line.endswith("]")]
    return [(str(how), str(text)) for how, text in map(json.loads, lines)]


def _look(folder: Path, said: list[tuple[str, str]]) -> list[str]:
    assistant = wiring.open_assistant(folder)
    list(assistant.add([]))
    found = {Path(each.path).name for each in assistant.documents()}
    added = [name for how, name in said if how == "done"]
    wrong = [f"{name} was added and is not there" for name in added if name not in found]
    wrong += crashes.find_half(assistant)
    assistant.close()
    return [*wrong, *([] if added else ["neither did anything"])]


# In each of the two programs


def main(folder: Path, papers: Path, name: str) -> None:
    """Add papers and ask until killed; say what was done, and what was refused."""
    assistant = wiring.open_assistant(folder)
    number = 0
    while True:
        number += 1
        file = write_pdf(papers / f"{name}-{number}.pdf", f"{name}{number}")
        try:
            list(assistant.add([file]))
            say("done", file.name)
            list(assistant.ask(QUESTION))
        except AssistantError as error:
            say("refused", error.text)
            time.sleep(0.1)
        except Exception as error:
            say("broke", f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
