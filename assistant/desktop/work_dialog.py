"""A dialog that runs one slow call at a time, says how far it is, and can stop it."""

import time

from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from assistant.desktop import look
from assistant.desktop.job import Queue, Work
from assistant.desktop.languages import sentence
from assistant.desktop.widgets import Label, button
from assistant.engine.errors import AssistantError
from assistant.printing import duration


class WorkDialog(QDialog):
    """Whoever inherits it arranges bar, button and line of status, and follows queue.happened."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.queue = Queue(self)
        self._began = 0.0
        self.stop = button(self.tr("Stop"), "stop", tip=self.tr("What is finished stays"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.status = Label("", "muted", look.SMALL)
        self.queue.failed.connect(self.fail)
        self.stop.clicked.connect(self.halt)

    def be_busy(self, busy: bool) -> None:
        """Let what must not be done meanwhile rest."""
        self.bar.setVisible(busy)
        self.stop.setVisible(busy)

    def done(self, result: int) -> None:
        """Stop what runs."""
        self.queue.cancel()
        super().done(result)

    def halt(self) -> None:
        """Stop at the next event."""
        self.queue.cancel()
        self.rest(self.tr("Stopped."))

    def work(self, text: str, call: Work) -> None:
        """Run a call, saying so."""
        self.say(text)
        self.bar.setRange(0, 0)
        self.be_busy(True)
        self._began = time.monotonic()
        self.queue.start(call)

    @property
    def seconds(self) -> float:
        """How long the call has run."""
        return time.monotonic() - self._began

    def advance(self, done: int, total: int, text: str, left: float | None) -> None:
        """Show how far the call is, and the seconds that are left."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        rest = "" if left is None else self.tr(" · {0} left").format(duration(left))
        self.status.say(text + rest)

    def rest(self, text: str) -> None:
        """Say what came of it; nothing runs any more."""
        self.say(text)
        self.be_busy(False)

    def fail(self, error: AssistantError) -> None:
        """Say what went wrong; nothing runs any more."""
        self.be_busy(False)
        self.say(sentence(error), "bad")

    def say(self, text: str, role: str = "muted") -> None:
        """Put a text into the line of status."""
        self.status.play(role)
        self.status.say(text)
