"""Where the question is written: Enter sends it, Shift+Enter begins a line, Up recalls earlier ones."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

_LINES = 5


class QuestionBox(QPlainTextEdit):
    """Plain text of one to five lines."""

    sent = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(self.tr("Ask your documents…"))
        self.setAccessibleName(self.tr("Question"))
        self.setToolTip(self.tr("Enter sends, Shift+Enter begins a new line"))
        self.setTabChangesFocus(True)
        # A file dropped here would be pasted as text; refused, the drop goes on to the window.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._asked: list[str] = []
        self._place = 0
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send with Enter; in an empty box, or one with a recalled question, Up and Down recall others."""
        recalls = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if recalls and self._recalls(recalls):
            return
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
        else:
            super().keyPressEvent(event)

    def remember(self, question: str) -> None:
        """Keep a question that was sent, so that Up recalls it."""
        self._asked = [*(each for each in self._asked if each != question), question]
        self._place = len(self._asked)

    def _recalls(self, steps: int) -> bool:
        """Show the question before or after the one that is shown; tell whether there was one to show."""
        text = self.toPlainText()
        own = self._asked[self._place] if self._place < len(self._asked) else ""
        place = self._place + steps
        if text != own or not 0 <= place <= len(self._asked) or not self._asked:
            return False
        self._place = place
        self.setPlainText(self._asked[place] if place < len(self._asked) else "")
        self.moveCursor(QTextCursor.MoveOperation.End)
        return True

    def _fit(self) -> None:
        # A plain text document gives its height in lines, not in pixels.
        lines = min(max(int(self.document().size().height()), 1), _LINES)
        self.setFixedHeight(lines * QFontMetrics(self.font()).lineSpacing() + 24)
