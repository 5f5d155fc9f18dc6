"""How questions went: seconds, speeds and confidence, kept without any text of a question or a document."""

import contextlib
import statistics
import time
from collections.abc import Generator, Sequence
from dataclasses import astuple, dataclass

from assistant.engine.database import Database, now
from assistant.engine.errors import AssistantError, BadLibraryError, UsageError
from assistant.engine.events import Answered, AnswerText, AskEvent, Quoted

KEPT = 2000
SLOW = 30.0
"""Seconds from which a question counts as slow."""

STOPPED = "stopped"
MISTYPED = UsageError.__name__
"""How a question ends that makes no sense, which is no failure of the program."""


@dataclass(frozen=True, slots=True)
class Timing:
    """A question: how it ended (the answer's kind, an error's name, or stopped), and how long things took.

    Seconds until the first quotation, until the model's first word, and in all; words a second while it
    wrote; the confidence that the documents answer it, 0 to 1. None where a thing did not happen.
    """

    made: str
    end: str
    model: str
    quotation: float | None
    word: float | None
    rate: float | None
    seconds: float
    confidence: float | None


class Health:
    """The timings of a library, the newest kept."""

    def __init__(self, database: Database) -> None:
        self._rows, self._transaction = database.rows, database.transaction

    def watch(self, events: Generator[AskEvent, None, None], model: str) -> Generator[AskEvent, None, None]:
        """Pass the events of a question on, and keep how it went, also when it fails or is stopped."""
        clock = _Clock(model)
        try:
            for event in events:
                clock.see(event)
                yield event
        except AssistantError as error:
            clock.end = type(error).__name__
            raise
        finally:
            events.close()
            with contextlib.suppress(BadLibraryError):  # an answer counts more than its timing
                self.put(clock.read())

    def put(self, timing: Timing) -> None:
        """Keep a timing; the oldest go."""
        with self._transaction() as write:
            write("INSERT INTO timings VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(timing))
            write("DELETE FROM timings WHERE id <= (SELECT max(id) FROM timings) - ?", (KEPT,))

    def all(self) -> list[Timing]:
        """Return the timings, the oldest first."""
        query = (
            "SELECT made, ended, model, quotation, word, rate, seconds, confidence FROM timings ORDER BY id"
        )
        return [Timing(*row) for row in self._rows(query)]


class _Clock:
    """Measures one question."""

    def __init__(self, model: str) -> None:
        self.model, self.end = model, STOPPED
        self.began = time.monotonic()
        self.quotation: float | None = None
        self.first: float | None = None
        self.last = 0.0
        self.words = 0
        self.confidence: float | None = None
        self.by_model = False

    def see(self, event: AskEvent) -> None:
        passed = time.monotonic() - self.began
        if isinstance(event, Quoted) and self.quotation is None:
            self.quotation = passed
        elif isinstance(event, AnswerText):
            self.first = passed if self.first is None else self.first
            self.last = passed
            self.words += len(event.text.split())
        elif isinstance(event, Answered):
            self.end, self.confidence = event.answer.kind, event.answer.confidence
            self.by_model = event.answer.model != "none"

    def read(self) -> Timing:
        first = self.first if self.by_model else None
        wrote = self.last - first if first is not None else 0.0
        rate = self.words / wrote if wrote > 0 else None
        seconds = time.monotonic() - self.began
        return Timing(now(), self.end, self.model, self.quotation, first, rate, seconds, self.confidence)


def summary(timings: Sequence[Timing]) -> list[tuple[str, str]]:
    """Return what the timings say, as names and values."""
    if not timings:
        return []
    refused = sum(each.end == "not in documents" for each in timings)
    failed = [each for each in timings if each.end.endswith("Error") and each.end != MISTYPED]
    slow = [each for each in timings if each.seconds >= SLOW]
    told = [("Questions", str(len(timings))), ("Not in the documents", f"{refused / len(timings):.0%}")]
    for name, values, unit in (
        ("First quotation", [each.quotation for each in timings], " s"),
        ("First word of a model", [each.word for each in timings], " s"),
        ("Words a second", [each.rate for each in timings], ""),
    ):
        known = sorted(value for value in values if value is not None)
        if known:
            most = known[min(len(known) - 1, len(known) * 95 // 100)]
            told.append((name, f"{statistics.median(known):.1f}{unit}, 95 % up to {most:.1f}{unit}"))
    told.append((f"Slower than {SLOW:.0f} s", str(len(slow))))
    told.append(("Failed", str(len(failed))))
    for each in (*failed, *slow)[-8:]:
        told.append((each.made[:16].replace("T", " "), f"{each.end}, {each.seconds:.0f} s"))
    return told
