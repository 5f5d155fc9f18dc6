"""The one way off the UI thread: a slow call in a Job, and calls that wait for each other."""

import contextlib
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from assistant import logbook
from assistant.engine.errors import AssistantError

LONG = 1.0
"""Seconds from which on a call is written down."""

NICENESS = 5
"""How much calls give way to the window where processors are scarce (setpriority(2), per thread on Linux)."""

Work = Callable[[], Generator[object, None, None]]


class Job(QThread):
    """Runs one slow call and relays what it yields; QThread's own `finished` comes last, always.

    A generator can only be closed by the thread that runs it, so cancelling takes effect at its next event.
    """

    happened = Signal(object)
    failed = Signal(object)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._cancelled = threading.Event()
        self._goes_on = threading.Event()
        self._goes_on.set()

    @property
    def cancelled(self) -> bool:
        """Whether nobody wants the rest."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Close the generator at its next event; returns at once."""
        self._cancelled.set()
        self._goes_on.set()

    def pause(self, rests: bool) -> None:
        """Ask for no further event for a while, or go on."""
        if rests and not self.cancelled:
            self._goes_on.clear()
        else:
            self._goes_on.set()

    def run(self) -> None:
        """Run the call on this thread."""
        _give_way()
        began = time.monotonic()
        try:
            with contextlib.closing(self._work()) as events:
                for event in events:
                    if self.cancelled:
                        return
                    self.happened.emit(event)
                    self._goes_on.wait()
                    if self.cancelled:
                        return
        except AssistantError as error:
            self._fail(error)
        except Exception as error:
            self._fail(_mistake(error))
        finally:
            seconds = time.monotonic() - began
            if seconds > LONG:
                logbook.note(f"{_name(self._work)}: {seconds:.1f} s")

    def _fail(self, error: AssistantError) -> None:
        logbook.note(f"{_name(self._work)}: {type(error).__name__}")
        self.failed.emit(error)


def _name(work: Work) -> str:
    """Return the name of the function that is called, without what it is called with."""
    inner: Any = work
    while isinstance(inner, partial):
        inner = inner.args[0] if inner.func is once else inner.func
    return str(getattr(inner, "__name__", "call"))


def _give_way() -> None:
    """Let the window's own thread go first; what this thread starts, threads and processes, inherits that."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_alive: set[Job] = set()
"""Jobs that run; a dialog that is closed goes at once, its call only at its next event."""


def _bury(job: Job) -> None:
    job.wait()
    _alive.discard(job)


class Queue(QObject):
    """Slow calls that run one after another, each in a Job; the others wait in a list.

    happened and failed speak for the running call, until it is cancelled; idle: nothing runs or waits.
    """

    happened = Signal(object)
    failed = Signal(object)
    started = Signal()
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Work] = deque()
        self._job: Job | None = None
        self._rests = False

    @property
    def busy(self) -> bool:
        """Whether a call runs, be it one that is cancelled and not over yet."""
        return self._job is not None

    @property
    def waiting(self) -> int:
        """How many calls wait for the running one."""
        return len(self._waiting)

    def start(self, work: Work) -> None:
        """Run a call, after those that are here already."""
        self._waiting.append(work)
        self._next()

    def cancel(self) -> None:
        """Cancel the running call and drop those that wait."""
        self._waiting.clear()
        self._rests = False
        if self._job is not None:
            self._job.cancel()

    def pause(self, rests: bool) -> None:
        """Let the running call rest at its next event, and those after it too, or go on."""
        self._rests = rests
        if self._job is not None:
            self._job.pause(rests)

    def end(self, deadline: float) -> bool:
        """Cancel and wait until time.monotonic() passes the deadline; return whether nothing runs now."""
        self.cancel()
        return self._job is None or self._job.wait(max(1, int((deadline - time.monotonic()) * 1000)))

    def _next(self) -> None:
        if self._job is None and self._waiting:
            self._job = job = Job(self._waiting.popleft())
            _alive.add(job)
            job.finished.connect(partial(_bury, job))
            self._job.happened.connect(self._relay)
            self._job.failed.connect(self._fail)
            self._job.finished.connect(self._finish)
            self._job.pause(self._rests)
            self.started.emit()
            self._job.start()

    def _relay(self, event: object) -> None:
        # What was on its way to this thread when the user cancelled arrives all the same.
        if self._job is not None and not self._job.cancelled:
            self.happened.emit(event)

    def _fail(self, error: AssistantError) -> None:
        if self._job is not None and not self._job.cancelled:
            self.failed.emit(error)

    def _finish(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.wait()
        self._next()
        if self._job is None:
            self.idle.emit()


@dataclass(frozen=True, slots=True)
class Errand:
    """A short call, and who wants its result or its failure."""

    call: Callable[[], Any]
    then: Callable[[Any], None]
    otherwise: Callable[[AssistantError], None]


class Errands(QObject):
    """Short calls, one at a time; of those under one name only the newest is heard of."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Errand] = {}
        self._current: tuple[str, Errand] | None = None
        self._queue = Queue(self)
        self._queue.happened.connect(self._deliver)
        self._queue.failed.connect(self._fail)
        self._queue.idle.connect(self._next)

    @property
    def busy(self) -> bool:
        """Whether an errand runs or waits."""
        return self._queue.busy or bool(self._waiting)

    def run(self, name: str, errand: Errand) -> None:
        """Run an errand after those that wait; it takes the place of one that has its name."""
        self._waiting.pop(name, None)
        self._waiting[name] = errand
        self._next()

    def cancel(self) -> None:
        """Drop what waits, and the result of what runs."""
        self._waiting.clear()
        self._queue.cancel()

    def end(self, deadline: float) -> bool:
        """As Queue.end."""
        self.cancel()
        return self._queue.end(deadline)

    def _next(self) -> None:
        if not self._queue.busy and self._waiting:
            name = next(iter(self._waiting))
            errand = self._waiting.pop(name)
            self._current = name, errand
            self._queue.start(partial(once, errand.call))

    def _deliver(self, result: object) -> None:
        if self._current is not None and self._current[0] not in self._waiting:
            self._current[1].then(result)

    def _fail(self, error: AssistantError) -> None:
        if self._current is not None and self._current[0] not in self._waiting:
            self._current[1].otherwise(error)


def once(call: Callable[[], object]) -> Generator[object, None, None]:
    """Make a short call one that can be queued; what it returns is its only event."""
    yield call()


def _mistake(error: Exception) -> AssistantError:
    """Speak of a mistake in the program by its place; its own text may hold text of a document."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    text = f"The program made a mistake ({type(error).__name__}{place})."
    return AssistantError(text, "Try again; if it comes back, please report this line.")
