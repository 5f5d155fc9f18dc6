"""Plots: values with their intervals as bars in groups, and as lines over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from assistant.desktop import look
from assistant.desktop.widgets import shown

_HEIGHT, _WIDTH = 220, 320
_GRID = (0.0, 0.25, 0.5, 0.75, 1.0)
_DOT = 3.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A value from 0 to 1 and its 95 % interval."""

    value: float
    low: float
    high: float


class Plot(QWidget):
    """Series over the same places of the x axis; every value is told to a screen reader too."""

    def __init__(self, name: str, lines: bool = False) -> None:
        super().__init__()
        self.name = name
        self.lines = lines
        self.places: tuple[str, ...] = ()
        self.series: dict[str, tuple[Bar, ...]] = {}
        self.top = 1.0
        self.setMinimumSize(_WIDTH, _HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def fill(self, places: Sequence[str], series: dict[str, tuple[Bar, ...]], top: float = 1.0) -> None:
        """Show series by name, each with a value from 0 to top for every place."""
        self.places, self.series, self.top = tuple(places), series, top
        told = [
            f"{place}: {', '.join(f'{name} {bars[number].value:.2f}' for name, bars in series.items())}"
            for number, place in enumerate(places)
        ]
        self.setAccessibleName(self.name)
        self.setAccessibleDescription(shown("; ".join(told)))
        self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for a few groups."""
        return QSize(_WIDTH, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the grid, the values and the key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = painter.fontMetrics()
        key = metrics.height() + look.SPACE
        left = metrics.horizontalAdvance("0.00") + look.SPACE
        area = QRectF(self.rect()).adjusted(left, key + look.SPACE, -look.SPACE, -key)
        self._draw_grid(painter, area)
        self._draw_key(painter, metrics)
        if self.places:
            self._draw_places(painter, area)
            draw = self._draw_lines if self.lines else self._draw_bars
            draw(painter, area)

    def _draw_grid(self, painter: QPainter, area: QRectF) -> None:
        colours = look.current()
        for value in _GRID:
            y = _height(area, value)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.muted))
            label = QRectF(0, y - 10, area.left() - look.SPACE, 20)
            painter.drawText(
                label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value * self.top:.2f}"
            )

    def _draw_key(self, painter: QPainter, metrics: QFontMetrics) -> None:
        x = float(look.SPACE)
        for colour, name in zip(_colours(), self.series, strict=False):
            painter.fillRect(QRectF(x, metrics.height() / 2 - 4, 10, 10), QColor(colour))
            painter.setPen(QColor(look.current().text))
            painter.drawText(QPointF(x + 16, metrics.ascent() + 1), name)
            x += 16 + metrics.horizontalAdvance(name) + 2 * look.SPACE

    def _draw_places(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QColor(look.current().muted))
        width = area.width() / len(self.places)
        for number, place in enumerate(self.places):
            if not place:
                continue
            # A place without a name lends its room to the one before it.
            free = len(list(takewhile(lambda name: not name, self.places[number + 1 :])))
            room = QRectF(area.left() + number * width, area.bottom() + 2, width * (1 + free), 24)
            text = painter.fontMetrics().elidedText(
                shown(place), Qt.TextElideMode.ElideRight, int(room.width()) - 4
            )
            side = Qt.AlignmentFlag.AlignLeft if free else Qt.AlignmentFlag.AlignHCenter
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _draw_bars(self, painter: QPainter, area: QRectF) -> None:
        group = area.width() / len(self.places)
        width = min(36.0, 0.7 * group / max(len(self.series), 1))
        for turn, (colour, bars) in enumerate(zip(_colours(), self.series.values(), strict=False)):
            for number, bar in enumerate(bars):
                middle = area.left() + (number + 0.5) * group + (turn - (len(self.series) - 1) / 2) * width
                top = self._height(area, bar.value)
                painter.fillRect(
                    QRectF(middle - 0.42 * width, top, 0.84 * width, area.bottom() - top), QColor(colour)
                )
                painter.setPen(QPen(QColor(look.current().text), 1.4))
                low, high = self._height(area, bar.low), self._height(area, bar.high)
                painter.drawLine(QPointF(middle, low), QPointF(middle, high))

    def _draw_lines(self, painter: QPainter, area: QRectF) -> None:
        group = area.width() / len(self.places)
        for colour, bars in zip(_colours(), self.series.values(), strict=False):
            points = [
                QPointF(area.left() + (number + 0.5) * group, self._height(area, bar.value))
                for number, bar in enumerate(bars)
            ]
            painter.setPen(QPen(QColor(colour), 2))
            painter.drawPolyline(QPolygonF(points))
            painter.setBrush(QColor(colour))
            for point in points:
                painter.drawEllipse(point, _DOT, _DOT)

    def _height(self, area: QRectF, value: float) -> float:
        return _height(area, value / self.top)


def _height(area: QRectF, share: float) -> float:
    return area.bottom() - min(1.0, max(0.0, share)) * area.height()


def _colours() -> tuple[str, ...]:
    colours = look.current()
    return colours.accent, colours.good, colours.near, colours.bad
