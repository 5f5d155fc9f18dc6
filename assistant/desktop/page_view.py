"""A page as a picture, with the words of a citation marked on it."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from assistant.desktop import look
from assistant.engine.types import Box

_A4 = (595.0, 842.0)


class PageView(QWidget):
    """Draws a page of width × height points at zoom pixels a point; boxes are in points."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Page"))
        self.picture = QImage()
        self.boxes: tuple[Box, ...] = ()
        self.points = _A4
        self.zoom = 1.0

    def show_picture(self, picture: QImage, scale: float) -> None:
        """Show a page that was drawn at scale pixels a point."""
        self.picture = picture
        if not picture.isNull():
            self.points = (picture.width() / scale, picture.height() / scale)
        self._fit()

    def mark(self, boxes: Sequence[Box]) -> None:
        """Mark these places."""
        self.boxes = tuple(boxes)
        self.update()

    def magnify(self, zoom: float) -> None:
        """Draw at another zoom, with the picture at hand until there is a sharper one."""
        self.zoom = zoom
        self._fit()

    def middle(self) -> QPoint:
        """Where the first mark is, in pixels; the top of the page without one."""
        if not self.boxes:
            return QPoint(self.width() // 2, 0)
        return self._place(self.boxes[0]).center().toPoint()

    def sizeHint(self) -> QSize:
        """The page at this zoom."""
        return QSize(round(self.points[0] * self.zoom), round(self.points[1] * self.zoom))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, and the marks as a highlighter would: dark letters stay dark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        painter.drawImage(self.rect(), self.picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for box in self.boxes:
            painter.fillRect(self._place(box), QColor(look.current().highlight))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(QPen(QColor(look.current().line), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _place(self, box: Box) -> QRectF:
        x0, y0, x1, y1 = (edge * self.zoom for edge in box)
        return QRectF(x0 - 1, y0 - 1, x1 - x0 + 2, y1 - y0 + 2)

    def _fit(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()
