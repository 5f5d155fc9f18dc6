"""Where the question is written: Enter sends it, Shift+Enter begins a line."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
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
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send with Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        # A plain text document gives its height in lines, not in pixels.
        lines = min(max(int(self.document().size().height()), 1), _LINES)
        self.setFixedHeight(lines * QFontMetrics(self.font()).lineSpacing() + 24)
