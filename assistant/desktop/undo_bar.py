"""What was just done and can be taken back for a while."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from assistant.desktop import look
from assistant.desktop.widgets import Label, button, dress, row

PATIENCE = 8000
"""Milliseconds in which it can be taken back."""


class UndoBar(QWidget):
    """Waits before it does a thing, so that undoing is not doing it; one thing at a time."""

    def __init__(self) -> None:
        super().__init__()
        dress(self, "card")
        self.text = Label(scale=look.SMALL)
        self.undo = button(self.tr("Undo"), tip=self.tr("Take it back"))
        layout = row(self.text, self.undo, margin=look.SPACE)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._act: Callable[[], None] | None = None
        self._take_back: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self.finish)
        self.undo.clicked.connect(self._undo)
        self.hide()

    def offer(self, text: str, act: Callable[[], None], take_back: Callable[[], None]) -> None:
        """Say what was done, do it when the time is over, or take back what was shown of it."""
        self.finish()
        self._act, self._take_back = act, take_back
        self.text.say(text)
        self.show()
        self._timer.start()

    def finish(self) -> None:
        """Do it now, if there is something to do."""
        act = self._end()[0]
        if act is not None:
            act()

    def _undo(self) -> None:
        take_back = self._end()[1]
        if take_back is not None:
            take_back()

    def _end(self) -> tuple[Callable[[], None] | None, Callable[[], None] | None]:
        waiting = self._act, self._take_back
        self._act = self._take_back = None
        self._timer.stop()
        self.hide()
        return waiting
