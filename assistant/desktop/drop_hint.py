"""What lies over the window while files are dragged over it."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from assistant.desktop import look

_INSET = 24


class DropHint(QWidget):
    """Says that files may be dropped; the window beneath takes them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Drop to add these PDFs"))
        self.hide()

    def cover(self) -> None:
        """Show it over the whole window."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a veil, a dashed frame and the words."""
        colours = look.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colours.window)
        veil.setAlpha(225)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(QColor(colours.accent), 3, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(_INSET, _INSET, -_INSET, -_INSET), 12, 12)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.8)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("Drop to add these PDFs"))


class Dropping(QObject):
    """Takes files that are dropped anywhere on a window; dropped names them."""

    dropped = Signal(list)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.hint = DropHint(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """Follow what is dragged over the window."""
        if isinstance(event, QDragEnterEvent):
            if dropped_paths(event.mimeData()):
                self.hint.cover()
                event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.DragMove:
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent):
            self.hint.hide()
            if paths := dropped_paths(event.mimeData()):
                event.acceptProposedAction()
                self.dropped.emit([Path(path) for path in paths])
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.hint.hide()
        elif event.type() == QEvent.Type.Resize and isinstance(window, QWidget):
            self.hint.setGeometry(window.rect())
        return False


def dropped_paths(mime: QMimeData) -> list[str]:
    """Return the local files and folders of what is dragged; addresses elsewhere are left out."""
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile() and not url.host()]
