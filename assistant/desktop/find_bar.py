"""The line that searches a text in the document that is shown."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from assistant.desktop import look
from assistant.desktop.widgets import Label, row, tool_button
from assistant.engine.types import Place

PATIENCE = 250
"""Milliseconds after the last letter before it is searched."""


class FindBar(QWidget):
    """wanted asks for the places of a text; they come back through fill; shown names the one to go to."""

    wanted = Signal(str)
    shown = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.places: tuple[Place, ...] = ()
        self.current = -1
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Find in this document"))
        self.line.setAccessibleName(self.tr("Find in this document"))
        self.count = Label("", "muted", look.SMALL)
        self.count.setWordWrap(False)
        self.back = tool_button("<", "page-previous", self.tr("Previous place (Shift+Enter)"))
        self.on = tool_button(">", "page-next", self.tr("Next place (Enter)"))
        self.away = tool_button("✕", "close", self.tr("Close the search (Esc)"))
        layout = row(self.line, self.count, self.back, self.on, self.away, space=4)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self._want)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._timer.start)
        self.back.clicked.connect(lambda: self.go(-1))
        self.on.clicked.connect(lambda: self.go(1))
        self.away.clicked.connect(self.leave)
        self.hide()

    def enter(self) -> None:
        """Open and take the keyboard."""
        self.show()
        self.line.setFocus()
        self.line.selectAll()

    def leave(self) -> None:
        """Close and forget the places."""
        self.hide()
        self.line.clear()
        self.fill(())
        self.closed.emit()

    def fill(self, places: Sequence[Place]) -> None:
        """Show how many places there are, and go to the first."""
        self.places, self.current = tuple(places), -1
        self.count.say(self.tr("not found") if self.line.text().strip() else "")
        for each in (self.back, self.on):
            each.setEnabled(bool(places))
        self.go(1)

    def go(self, steps: int) -> None:
        """Go some places on, round the end."""
        if self.places:
            self.current = (self.current + steps) % len(self.places)
            self.count.say(self.tr("{0} of {1}").format(self.current + 1, len(self.places)))
            self.shown.emit(self.places[self.current])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, with Shift back; Escape closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.go(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Escape before the window does, which would stop an answer."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _want(self) -> None:
        self.wanted.emit(self.line.text())
