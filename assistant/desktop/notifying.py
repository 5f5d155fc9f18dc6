"""Tells that long work has ended when the window is not in front."""

import time

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from assistant.desktop import icons, look
from assistant.desktop.job import Queue

LONG = 10.0
"""Seconds of work from which on its end is told."""


class Notifying(QObject):
    """Follows queues; the window calls for attention, and the system shows a message where it can."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        self._began: dict[Queue, float] = {}

    def follow(self, queue: Queue, text: str) -> None:
        """Tell a text when this queue has nothing more to do after long work."""
        queue.started.connect(lambda: self._began.setdefault(queue, time.monotonic()))
        queue.idle.connect(lambda: self._end(queue, text))

    def _end(self, queue: Queue, text: str) -> None:
        began = self._began.pop(queue, None)
        if began is not None and time.monotonic() - began >= LONG and not self._window.isActiveWindow():
            self.tell(text)

    def tell(self, text: str) -> None:
        """Call for attention."""
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable():
            if self._tray is None:
                self._tray = QSystemTrayIcon(icons.icon("app", look.current().accent), self)
                self._tray.messageClicked.connect(self._window.activateWindow)
            self._tray.show()
            self._tray.showMessage(self.tr("PDF Assistant"), text)
