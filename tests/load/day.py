"""A day of use in an hour: adds, questions, edits, removals; memory, descriptors and disk stay level.

python -m tests.load.day PREPARED_EMBEDDER [MINUTES]

Prints a line every tenth of the time. The first four tenths are for what is loaded once; of the rest, the
last three must not be above the first three by more than a tenth and a little.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil

from assistant import paths
from assistant.engine.assistant import Assistant
from assistant.engine.types import Document
from assistant.evaluation.questions import load
from tests.load.library import open_library, size
from tests.load.papers import vocabulary, write_paper

SEED = 9
LOOKS, WARM = 10, 4
PAGES, PAPERS = 4, 40
MORE = {"megabytes": 1.1, "descriptors": 1.1, "on disk": 1.25}
SLACK = {"megabytes": 20.0, "descriptors": 4.0, "on disk": 5.0}


@dataclass
class Day:
    """A library of a steady size that is changed and asked all the time."""

    assistant: Assistant
    folder: Path
    draw: random.Random
    questions: list[str]
    words: list[str]
    done: dict[str, int]
    number: int = 0

    def act(self) -> None:
        """Do what somebody does, mostly asking."""
        ways: list[tuple[Callable[[], None], int]] = [
            (self.ask, 12), (self.add, 3), (self.edit, 2), (self.remove, 2), (self.forget, 1),
            (self.read, 4), (self.clear, 1),
        ]  # fmt: skip
        [(way, _)] = self.draw.choices(ways, [share for _, share in ways])
        way()
        self.done[way.__name__] = self.done.get(way.__name__, 0) + 1

    def ask(self) -> None:
        list(self.assistant.ask(self.draw.choice(self.questions)))

    def add(self) -> None:
        if len(self.assistant.documents()) < PAPERS:
            self.number += 1
            self._write(self.folder / f"paper-{self.number}.pdf", self.number)

    def edit(self) -> None:
        self.number += 1
        self._write(Path(self._any().path), self.number)

    def _write(self, file: Path, number: int) -> None:
        write_paper(file, number, PAGES, self.words)
        list(self.assistant.add([file]))

    def remove(self) -> None:
        if len(self.assistant.documents()) > PAPERS // 2:
            self.assistant.remove(self._any().id)

    def forget(self) -> None:
        if len(self.assistant.documents()) > PAPERS // 2:
            self.assistant.forget(self._any().id)

    def read(self) -> None:
        document = self._any()
        self.assistant.render(document.id, 1, 1.5)
        self.assistant.page_text(document.id, 1)

    def clear(self) -> None:
        for each in self.assistant.conversations.all()[5:]:
            self.assistant.conversations.remove(each.id)
        self.assistant.parts.library.database.rewrite()
        self.assistant.parts.index.tidy(timedelta(0))

    def _any(self) -> Document:
        """Return one of the papers; the samples stay, since they answer the questions."""
        while not (papers := [each for each in self.assistant.documents() if "paper-" in each.path]):
            self.add()
        return self.draw.choice(papers)


def look(day: Day) -> dict[str, float]:
    """Measure the process and the folder, both after what a long pause would do."""
    day.clear()
    process = psutil.Process()
    return {
        "megabytes": process.memory_info().rss / 1e6,
        "descriptors": process.num_fds(),
        "on disk": size(day.assistant.folder) / 1e6,
    }


def main(embedder: Path, minutes: float = 60.0) -> int:
    """Use a library for so long; return 1 where something grew."""
    with tempfile.TemporaryDirectory() as place:
        samples = paths.samples_folder()
        assistant = open_library(Path(place) / "data", embedder)
        list(assistant.add([samples]))
        papers = Path(place) / "papers"
        papers.mkdir()
        questions = [each.question for each in load(samples / "questions.jsonl")]
        day = Day(assistant, papers, random.Random(SEED), questions, vocabulary(), {})
        seen = []
        for turn in range(LOOKS):
            end = time.monotonic() + minutes * 60 / LOOKS
            while time.monotonic() < end:
                day.act()
            seen.append(look(day))
            told = ", ".join(f"{value:.0f} {name}" for name, value in seen[-1].items())
            sys.stdout.write(f"{turn + 1} of {LOOKS}: {told}; {sum(day.done.values())} actions\n")
            sys.stdout.flush()
        day.assistant.close()
    grew = [name for name in MORE if _last(seen, name) > _first(seen, name) * MORE[name] + SLACK[name]]
    sys.stdout.write(f"day: {day.done}; {'grew: ' + ', '.join(grew) if grew else 'nothing grew'}\n")
    return 1 if grew else 0


def _first(seen: list[dict[str, float]], name: str) -> float:
    return max(each[name] for each in seen[WARM : WARM + 3])


def _last(seen: list[dict[str, float]], name: str) -> float:
    return max(each[name] for each in seen[-3:])


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(Path(given[0]), *map(float, given[1:2])))
