"""A page as a picture, with words marked on it and words to be selected."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from assistant.desktop import look
from assistant.engine.matching import PageText
from assistant.engine.types import Box, Word

_A4 = (595.0, 842.0)
_LINE_WEIGHT = 4.0
"""How much farther a word above or below counts than one to the side."""

NO_TEXT = PageText("", ())


class PageView(QWidget):
    """Draws a page of width × height points at zoom pixels a point; boxes are in points, unturned.

    turned counts quarter turns to the right. selected tells which words the mouse went over.
    """

    selected = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Page"))
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.picture = QImage()
        self.boxes: tuple[Box, ...] = ()
        self.zoom = 1.0
        self.turned = 0
        self.text = NO_TEXT
        self.selection = (0, 0)
        self._anchor: Word | None = None
        self._size = _A4

    @property
    def points(self) -> tuple[float, float]:
        """Width and height of the page as it is turned."""
        width, height = self._size
        return (height, width) if self.turned % 2 else (width, height)

    def show_picture(self, picture: QImage, scale: float) -> None:
        """Show a page that was drawn at scale pixels a point."""
        self.picture = picture
        if not picture.isNull():
            self._size = (picture.width() / scale, picture.height() / scale)
        self._fit()

    def read(self, text: PageText) -> None:
        """Let the words of this text be selected; nothing is selected yet."""
        self.text = text
        self.selection = (0, 0)
        self.update()

    def mark(self, boxes: Sequence[Box]) -> None:
        """Mark these places."""
        self.boxes = tuple(boxes)
        self.update()

    def magnify(self, zoom: float) -> None:
        """Draw at another zoom, with the picture at hand until there is a sharper one."""
        self.zoom = zoom
        self._fit()

    def rotate(self) -> None:
        """Turn the page a quarter to the right."""
        self.turned = (self.turned + 1) % 4
        self._fit()

    def middle(self) -> QPoint:
        """Where the first mark is, in pixels; the top of the page without one."""
        if not self.boxes:
            return QPoint(self.width() // 2, 0)
        return self._to_pixels().mapRect(_rect(self.boxes[0])).center().toPoint()

    def selected_text(self) -> str:
        """Return the text of the words that are selected."""
        return self.text.text[slice(*self.selection)]

    def copy(self) -> None:
        """Copy the selected words, or all of the page's where none are."""
        QGuiApplication.clipboard().setText(self.selected_text() or self.text.text)

    def sizeHint(self) -> QSize:
        """The page at this zoom."""
        return QSize(round(self.points[0] * self.zoom), round(self.points[1] * self.zoom))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select at the word under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._anchor = self._word_at(event.position())
            self.selection = (0, 0)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select from the word where it began to this one."""
        word = self._word_at(event.position())
        if self._anchor is not None and word is not None:
            first, last = sorted((self._anchor, word), key=lambda each: each.start)
            self.selection = (first.start, last.end)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Say what is selected."""
        self._anchor = None
        self.selected.emit(self.selected_text())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select one word."""
        word = self._word_at(event.position())
        if word is not None:
            self.selection = (word.start, word.end)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, and the marks as a highlighter would: dark letters stay dark."""
        colours = look.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        painter.setTransform(self._to_pixels(), combine=True)
        painter.drawImage(QRectF(0, 0, *self._size), self.picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        frame = 1 / self.zoom
        for box in self.boxes:
            painter.fillRect(_rect(box).adjusted(-frame, -frame, frame, frame), QColor(colours.highlight))
        for word in self._selected_words():
            painter.fillRect(_rect(word.box), QColor(colours.selection))
        painter.resetTransform()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _selected_words(self) -> list[Word]:
        start, end = self.selection
        return [word for word in self.text.words if start <= word.start < end]

    def _word_at(self, place: QPointF) -> Word | None:
        """Return the word at a place in pixels, or the nearest one."""
        inverse, _ = self._to_pixels().inverted()
        point = inverse.map(place)
        return min(self.text.words, key=lambda word: _distance(word.box, point), default=None)

    def _to_pixels(self) -> QTransform:
        """Return what takes a place on the page, in points, to one in this widget."""
        width, height = self._size
        corner = [(0.0, 0.0), (height, 0.0), (width, height), (0.0, width)][self.turned]
        return QTransform().scale(self.zoom, self.zoom).translate(*corner).rotate(90 * self.turned)

    def _fit(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()


def _rect(box: Box) -> QRectF:
    x0, y0, x1, y1 = box
    return QRectF(x0, y0, x1 - x0, y1 - y0)


def _distance(box: Box, point: QPointF) -> float:
    x0, y0, x1, y1 = box
    across = max(x0 - point.x(), 0.0, point.x() - x1)
    down = max(y0 - point.y(), 0.0, point.y() - y1)
    return math.hypot(across, _LINE_WEIGHT * down)
