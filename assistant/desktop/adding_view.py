"""Where adding stands: progress with Cancel, and the files that could not be added."""

import itertools

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from assistant.desktop import look, words
from assistant.desktop.languages import localised
from assistant.desktop.widgets import Label, OneLine, button, clear, column, dress, row, scroller, tool_button
from assistant.engine.events import AddProgress, DocumentFailed

REFRESH = 80
"""Milliseconds between two pictures of progress; reading reports a thousand pages a second."""

MOST_SHOWN = 20
"""Failures that are shown one by one: a folder may hold a thousand broken files."""

_STEPS = 1000
_PASSWORD = "PasswordNeededError"


class ProgressView(QWidget):
    """File, phase, rate, time left and Cancel."""

    cancelled = Signal()
    paused = Signal(bool)
    details_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress(self, "card")
        self.file = OneLine(bold=True)
        self.phase = Label(scale=look.SMALL)
        self.pace = Label(role="muted", scale=look.SMALL)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("Progress of adding"))
        self.cancel = button(self.tr("Cancel"), tip=self.tr("Stop adding; what is finished stays"))
        self.details = tool_button(self.tr("Files"), "list", self.tr("Show every file and where it stands"))
        self.pause = tool_button(self.tr("Pause"), "pause", self.tr("Rest, or go on"))
        self.pause.setCheckable(True)
        self.pause.toggled.connect(self._pause)
        self.details.clicked.connect(self.details_wanted)
        self.cancel.clicked.connect(self._cancel)
        foot = row(self.details, self.pause, self.cancel, space=4)
        foot.insertStretch(0)
        self.setLayout(column(self.file, self.bar, self.phase, self.pace, foot, margin=10, space=4))
        self._latest: AddProgress | None = None
        self._timer = QTimer(self, singleShot=True, interval=REFRESH)
        self._timer.timeout.connect(self._paint)

    def begin(self) -> None:
        """Show that something is being added."""
        self._latest = None
        self.file.say(self.tr("Adding…"))
        self.phase.say(self.tr("Looking for PDFs"))
        self.pace.say("")
        self.bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        self.pause.setChecked(False)
        self.show()

    def follow(self, event: AddProgress) -> None:
        """Show where a file stands, a little later if there was one just now."""
        self._latest = event
        if not self._timer.isActive():
            self._timer.start()

    def _paint(self) -> None:
        event = self._latest
        if event is None or not self.cancel.isEnabled() or self.pause.isChecked():
            return
        self.file.say(words.file_name(event.path))
        self.phase.say(words.phase(event))
        self.pace.say(words.pace(event))
        self.bar.setRange(0, _STEPS if event.total else 0)
        if event.total:
            self.bar.setValue(_STEPS * event.done // event.total)

    def _pause(self, rests: bool) -> None:
        if rests:
            self.phase.say(self.tr("Paused"))
            self.pace.say("")
        self.paused.emit(rests)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.phase.say(self.tr("Stopping…"))
        self.cancelled.emit()


class FailureCard(QWidget):
    """A file that could not be added, why, and what to do."""

    unlock = Signal(str)
    dismissed = Signal(str)

    def __init__(self, failed: DocumentFailed) -> None:
        super().__init__()
        dress(self, "card")
        self.failed = failed
        away = tool_button("✕", "close", self.tr("Take this message away"))
        away.clicked.connect(lambda: self.dismissed.emit(failed.path))
        head = row(OneLine(words.file_name(failed.path), bold=True), away)
        locked = failed.code == _PASSWORD
        advice = self.tr("Enter its password to add it; it is used once and not kept.")
        parts: list[QWidget] = [
            Label(localised(failed.reason), "bad", look.SMALL),
            Label(advice if locked else localised(failed.advice), "muted", look.SMALL),
        ]
        if locked:
            enter = button(self.tr("Enter password…"))
            enter.clicked.connect(lambda: self.unlock.emit(failed.path))
            parts.append(enter)
        self.setLayout(column(head, *parts, margin=10, space=4))


class FailureList(QWidget):
    """The files that could not be added, newest first, until they are dismissed or added."""

    unlock = Signal(str)
    retry = Signal(list)
    forgotten = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self._failed: dict[str, DocumentFailed] = {}
        self._timer = QTimer(self, singleShot=True, interval=REFRESH)
        self._timer.timeout.connect(self._draw)
        content = QWidget()
        self._cards = QVBoxLayout(content)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(look.SPACE)
        self.title = Label(self.tr("Not added"), bold=True)
        away = button(self.tr("Clear"), tip=self.tr("Take these messages away"))
        away.clicked.connect(self.clear)
        self.again = tool_button(self.tr("Try again"), "again", self.tr("Try all of them again"))
        self.again.clicked.connect(lambda: self.retry.emit(list(self._failed)))
        head = row(self.title, self.again, away, space=4)
        head.setStretch(0, 1)
        cards = scroller(content)
        cards.setMinimumHeight(170)
        self.setLayout(column(head, cards))
        self.setMaximumHeight(280)
        self._draw()

    @property
    def failed(self) -> list[DocumentFailed]:
        """The failures that are shown."""
        return list(self._failed.values())

    def put(self, failed: DocumentFailed) -> None:
        """Show a failure."""
        self._failed = {failed.path: failed} | self._failed
        self._renew()

    def drop(self, path: str) -> None:
        """Show no failure of this file."""
        if self._failed.pop(path, None) is not None:
            self._renew()

    def clear(self) -> None:
        """Show no failure."""
        self.forgotten.emit(list(self._failed))
        self._failed.clear()
        self._draw()

    def _dismiss(self, path: str) -> None:
        self.forgotten.emit([path])
        self.drop(path)

    def _renew(self) -> None:
        """Draw at once while there are few, else a little later."""
        if len(self._failed) <= MOST_SHOWN:
            self._draw()
        elif not self._timer.isActive():
            self._timer.start()

    def _draw(self) -> None:
        clear(self._cards)
        for failed in itertools.islice(self._failed.values(), MOST_SHOWN):
            card = FailureCard(failed)
            card.unlock.connect(self.unlock)
            card.dismissed.connect(self._dismiss)
            self._cards.addWidget(card)
        if len(self._failed) > MOST_SHOWN:
            more = words.count(len(self._failed) - MOST_SHOWN, "other file")
            self._cards.addWidget(Label(self.tr("And {0}; see “Files being added…”.").format(more), "muted"))
        self._cards.addStretch()
        self.title.say(self.tr("Not added ({0})").format(len(self._failed)))
        self.setVisible(bool(self._failed))
