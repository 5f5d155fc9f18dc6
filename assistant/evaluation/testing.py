"""Test my library: a question set of the user's own, the ways to search measured on it, the better kept."""

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from assistant.engine.assistant import Assistant
from assistant.engine.types import Arm, Run
from assistant.evaluation import making, questions, run, runs, table
from assistant.evaluation.making import Made
from assistant.evaluation.questions import Question
from assistant.evaluation.run import Progress, Report, progress

ARMS: tuple[Arm, ...] = get_args(Arm)


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of measuring: a report for each way, and the one that is surely better than that in use."""

    reports: tuple[Report, ...]
    in_use: Arm
    better: Report | None


@dataclass(frozen=True, slots=True)
class Testing:
    """Tests one library with the questions in a file; keep_arm makes a way to search the lasting one."""

    assistant: Assistant
    file: Path
    keep_arm: Callable[[Arm], None]

    def questions(self) -> list[Question]:
        """Return the question set as it was last saved, empty where there is none. Raises UsageError."""
        return questions.load_kept(self.file)

    def make(self, count: int) -> Generator[Progress | Made, None, None]:
        """Propose questions; the last event is Made, and its questions are in the file."""
        for event in making.make(self.assistant, count):
            if isinstance(event, Made) and event.questions:
                questions.save(event.questions, self.file)
            yield event

    def measure(self, asked: Sequence[Question]) -> Generator[Progress | Measured, None, None]:
        """Ask every question in every way; the last event is Measured, and the runs are kept.

        Raises UsageError where the library holds none of the documents that the questions are about.
        """
        questions.save(asked, self.file)
        reports: list[Report] = []
        started = time.monotonic()
        for number, arm in enumerate(ARMS):
            for event in run.evaluate(self.assistant, asked, "all", arm):
                if isinstance(event, Report):
                    reports.append(event)
                else:
                    done, total = number * event.total + event.done, len(ARMS) * event.total
                    yield progress(done, total, started)
        runs.keep(self.assistant.parts.library, self.file, self.assistant.model_name, reports)
        in_use = self.assistant.arm
        yield Measured(tuple(reports), in_use, table.surely_better(reports, in_use))

    def use(self, arm: Arm) -> None:
        """Search this way from now on."""
        self.assistant.arm = arm
        self.keep_arm(arm)

    def runs(self) -> list[Run]:
        """Return what was measured so far, the oldest first."""
        return runs.kept(self.assistant.parts.library)
