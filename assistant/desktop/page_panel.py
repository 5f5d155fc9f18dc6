"""The page that a citation names: rendered, its words marked, with the verdict on the quote."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from assistant.desktop import look, words
from assistant.desktop.find_bar import FindBar
from assistant.desktop.page_view import PageView
from assistant.desktop.widgets import Label, OneLine, column, dress, row, tool_button
from assistant.engine.errors import AssistantError
from assistant.engine.types import Citation, Document, Place

ZOOMS = (0.25, 4.0)
STEP = 1.25
_SETTLE = 120
"""Milliseconds after the last change of size before a sharper picture is asked for."""
_QUOTE = 220


@dataclass(frozen=True, slots=True)
class Sight:
    """A page to be drawn; scale in pixels a point."""

    document: str
    page: int
    scale: float


class PagePanel(QWidget):
    """Shows a page; wanted asks for its picture, which comes back through show_picture or fail."""

    wanted = Signal(object)
    search_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        dress(self, "panel")
        self.document: Document | None = None
        self.page = 0
        self.fits = True
        self.view = PageView()
        self._scroll_to_mark = False
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE)
        self._timer.timeout.connect(self._want)
        self._make()
        self._arrange()

    @property
    def sharp(self) -> bool:
        """Whether no other picture is about to be asked for."""
        return not self._timer.isActive()

    def show_citation(self, document: Document, citation: Citation) -> None:
        """Show the page of a citation with its words marked."""
        self._turn_to(document, citation.page)
        # Marked twice, the words that answer stand out of their sentence.
        self.view.mark([*citation.boxes, *citation.word_boxes])
        self.verdict.play(words.VERDICTS[citation.verdict][1])
        self.verdict.say(words.verdict(citation))
        shortened = citation.quote if len(citation.quote) <= _QUOTE else f"{citation.quote[:_QUOTE]}…"
        self.quote.say(f"“{words.in_line(shortened)}”")

    def show_page(self, document: Document, page: int) -> None:
        """Show a page with nothing marked."""
        self._turn_to(document, page)
        self.view.mark(())
        self.verdict.say("")
        self.quote.say("")

    def show_place(self, place: Place) -> None:
        """Show a place that was searched for; all others on its page are marked too."""
        if self.document is None:
            return
        if place.page != self.page:
            self._turn_to(self.document, place.page)
        others = [each for each in self.finder.places if each.page == place.page and each is not place]
        self.view.mark([*place.boxes, *place.boxes, *(box for each in others for box in each.boxes)])
        self._center()

    def show_places(self, document: str, places: Sequence[Place]) -> None:
        """Show what was found, unless another document is shown by now."""
        if self.document is not None and self.document.id == document:
            self.finder.fill(places)

    def search(self) -> None:
        """Search in the document."""
        if self.document is not None:
            self.finder.enter()

    def open_outside(self) -> None:
        """Open the document in the system's viewer."""
        if self.document is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self.document.path))

    def show_picture(self, sight: Sight, png: bytes) -> None:
        """Show the picture of a page, unless another page is wanted by now."""
        if self.document is None or (sight.document, sight.page) != (self.document.id, self.page):
            return
        picture = QImage()
        picture.loadFromData(png, "PNG")
        if picture.isNull():
            self.fail(AssistantError(self.tr("This page could not be shown.")))
            return
        self.view.show_picture(picture, sight.scale)
        self.trouble.say("")
        self.stack.setCurrentIndex(1)
        self._zoom_to_fit()
        if self._scroll_to_mark:
            self._scroll_to_mark = False
            QTimer.singleShot(0, self._center)

    def fail(self, error: AssistantError) -> None:
        """Show why there is no picture."""
        self.view.show_picture(QImage(), 1.0)
        self.trouble.say(error.sentence)

    def forget(self, document: str) -> None:
        """Show nothing of a document that is no longer there."""
        if self.document is not None and self.document.id == document:
            self.document = None
            self.stack.setCurrentIndex(0)
            self._name()

    def turn(self, pages: int) -> None:
        """Go some pages on, or back."""
        if self.document is not None and 1 <= self.page + pages <= self.document.pages:
            self.show_page(self.document, self.page + pages)

    def zoom_by(self, factor: float) -> None:
        """Make the page larger or smaller."""
        self.fits = False
        self._magnify(self.view.zoom * factor)

    def fit_width(self) -> None:
        """Make the page as wide as the panel, and keep it so."""
        self.fits = True
        self._zoom_to_fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as wide as the panel."""
        super().resizeEvent(event)
        self._zoom_to_fit()

    def _make(self) -> None:
        self.title = OneLine(bold=True)
        self.label = Label(role="muted", scale=look.SMALL)
        self.verdict = Label(bold=True, scale=look.SMALL)
        self.quote = Label(scale=look.SMALL)
        self.trouble = Label(role="bad")
        self.back = tool_button("<", "page-previous", self.tr("Previous page (Ctrl+PgUp)"))
        self.on = tool_button(">", "page-next", self.tr("Next page (Ctrl+PgDown)"))
        self.smaller = tool_button("−", "zoom-out", self.tr("Zoom out (Ctrl+−)"))
        self.larger = tool_button("+", "zoom-in", self.tr("Zoom in (Ctrl++)"))
        self.fit = tool_button(self.tr("Fit"), "fit-width", self.tr("Fit the width (Ctrl+0)"))
        self.seek = tool_button(self.tr("Find"), "search", self.tr("Find in this document (Ctrl+F)"))
        self.finder = FindBar()
        self.tools = (self.back, self.on, self.seek, self.smaller, self.larger, self.fit)
        self.seek.clicked.connect(self.search)
        self.finder.wanted.connect(self._search)
        self.finder.shown.connect(self.show_place)
        self.finder.closed.connect(lambda: self.view.mark(()))
        self.back.clicked.connect(lambda: self.turn(-1))
        self.on.clicked.connect(lambda: self.turn(1))
        self.smaller.clicked.connect(lambda: self.zoom_by(1 / STEP))
        self.larger.clicked.connect(lambda: self.zoom_by(STEP))
        self.fit.clicked.connect(self.fit_width)

    def _arrange(self) -> None:
        self.area = QScrollArea()
        self.area.setWidget(self.view)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        dress(self.area, "desk")
        self.area.setAccessibleName(self.tr("Page"))
        # Always there, since a bar that comes and goes with the fitted width would flicker.
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        hint = Label(self.tr("Click a quotation to see it on its page."), "muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.addWidget(hint)
        self.stack.addWidget(self.area)
        head = row(column(self.title, self.label, space=0), *self.tools, space=4)
        head.setStretch(0, 1)
        top = column(head, self.finder, self.verdict, self.quote, self.trouble, margin=12, space=6)
        layout = column(top, self.stack, space=0)
        layout.setStretchFactor(self.stack, 1)
        self.setLayout(layout)
        self._name()

    def _search(self, text: str) -> None:
        if self.document is not None:
            self.search_wanted.emit(self.document.id, text)

    def _turn_to(self, document: Document, page: int) -> None:
        if self.document is not None and document.id != self.document.id and self.finder.isVisible():
            self.finder.leave()
        self.document, self.page = document, page
        self._scroll_to_mark = True
        self._name()
        self._want()

    def _name(self) -> None:
        document = self.document
        self.title.say(document.title if document else self.tr("Page"))
        for tool in self.tools:
            tool.setEnabled(document is not None)
        for each in (self.verdict, self.quote, self.trouble, self.label):
            each.say("")
        if document is not None:
            labels = {each.number: each.label for each in document.report}
            name = words.page(self.page, labels.get(self.page, ""))
            self.label.say(self.tr("{0} of {1}").format(name.capitalize(), document.pages))
            self.back.setEnabled(self.page > 1)
            self.on.setEnabled(self.page < document.pages)

    def _want(self) -> None:
        if self.document is not None:
            scale = round(self.view.zoom * self.devicePixelRatioF(), 3)
            self.wanted.emit(Sight(self.document.id, self.page, scale))

    def _zoom_to_fit(self) -> None:
        if self.fits:
            self._magnify((self.area.viewport().width() - 2 * look.SPACE) / self.view.points[0])

    def _magnify(self, zoom: float) -> None:
        zoom = min(max(zoom, ZOOMS[0]), ZOOMS[1])
        if abs(zoom - self.view.zoom) > 0.005:
            self.view.magnify(zoom)
            self._timer.start()

    def _center(self) -> None:
        middle = self.view.middle()
        area = self.area.viewport().size()
        self.area.verticalScrollBar().setValue(middle.y() - area.height() // 2)
        self.area.horizontalScrollBar().setValue(middle.x() - area.width() // 2)
