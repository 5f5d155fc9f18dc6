"""Where a page is scrolled and made larger or smaller; scrolling beyond its end turns the page."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea

from assistant.desktop import look
from assistant.desktop.page_view import PageView
from assistant.desktop.widgets import dress

ZOOMS = (0.25, 4.0)
STEP = 1.25
_SETTLE = 120
"""Milliseconds after the last change of size before a sharper picture is asked for."""

_REST = 250
"""Milliseconds after a page was turned by scrolling in which scrolling turns no other."""


class PageArea(QScrollArea):
    """settled asks for a picture of this size, passed for the next page, or the one before."""

    settled = Signal()
    passed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.view = PageView()
        self.fits = True
        self._goal = ""
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE)
        self._timer.timeout.connect(self.settled)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self.setWidget(self.view)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        dress(self, "desk")
        self.setAccessibleName(self.tr("Page"))
        # Always there, since a bar that comes and goes with the fitted width would flicker.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    @property
    def sharp(self) -> bool:
        """Whether no other picture is about to be asked for."""
        return not self._timer.isActive()

    def aim(self, goal: str) -> None:
        """Once the picture is there, scroll to the first "mark", or to the "end"."""
        self._goal = goal

    def arrive(self) -> None:
        """Scroll to where it was aimed."""
        goal, self._goal = self._goal, ""
        if goal == "end":
            QTimer.singleShot(0, self._to_end)
        elif goal:
            QTimer.singleShot(0, self.center)

    def center(self) -> None:
        """Scroll to the first mark."""
        middle = self.view.middle()
        area = self.viewport().size()
        self.verticalScrollBar().setValue(middle.y() - area.height() // 2)
        self.horizontalScrollBar().setValue(middle.x() - area.width() // 2)

    def zoom_by(self, factor: float) -> None:
        """Make the page larger or smaller."""
        self.fits = False
        self._magnify(self.view.zoom * factor)

    def fit_width(self) -> None:
        """Make the page as wide as the panel, and keep it so."""
        self.fits = True
        self.refit()

    def rotate(self) -> None:
        """Turn the page a quarter to the right."""
        self.view.rotate()
        self.refit()

    def refit(self) -> None:
        """Make the page as wide as the panel, where it is kept so."""
        if self.fits:
            self._magnify((self.viewport().width() - 2 * look.SPACE) / self.view.points[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as wide as the panel."""
        super().resizeEvent(event)
        self.refit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl make larger or smaller, at the end turn the page."""
        steps = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(STEP if steps > 0 else 1 / STEP)
        elif steps and self._ends(-1 if steps > 0 else 1):
            self._pass(-1 if steps > 0 else 1)
        else:
            super().wheelEvent(event)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page up and page down at the end turn the page."""
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()), 0)
        if steps and self._ends(steps):
            self._pass(steps)
        else:
            super().keyPressEvent(event)

    def _ends(self, steps: int) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() if steps > 0 else bar.value() <= bar.minimum()

    def _pass(self, steps: int) -> None:
        if not self._rest.isActive():
            self._rest.start()
            self.passed.emit(steps)

    def _to_end(self) -> None:
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _magnify(self, zoom: float) -> None:
        zoom = min(max(zoom, ZOOMS[0]), ZOOMS[1])
        if abs(zoom - self.view.zoom) > 0.005:
            self.view.magnify(zoom)
            self._timer.start()
