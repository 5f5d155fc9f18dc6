"""The page that a citation names: rendered, its words marked, with the verdict on the quote."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QImage
from PySide6.QtWidgets import QStackedWidget, QWidget

from assistant.desktop import look, words
from assistant.desktop.find_bar import FindBar
from assistant.desktop.languages import sentence
from assistant.desktop.page_area import PageArea
from assistant.desktop.page_tools import PageTools
from assistant.desktop.page_view import NO_TEXT
from assistant.desktop.thumbnails import Thumbnails
from assistant.desktop.widgets import Label, OneLine, column, dress, row
from assistant.engine.errors import AssistantError
from assistant.engine.matching import PageText
from assistant.engine.types import Citation, Document, Place

_QUOTE = 220


@dataclass(frozen=True, slots=True)
class Sight:
    """A page to be drawn; scale in pixels a point."""

    document: str
    page: int
    scale: float


class PagePanel(QWidget):
    """Shows a page.

    wanted asks for its picture, which comes back through show_picture or fail; text_wanted for its words,
    back through read; citation_wanted for another citation of the same answer; asked_about tells a text
    that the user wants to ask about; opened, a document that was not the one shown before.
    """

    wanted = Signal(object)
    text_wanted = Signal(str, int)
    search_wanted = Signal(str, str)
    citation_wanted = Signal(object, object)
    asked_about = Signal(object, str)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        dress(self, "panel")
        self.document: Document | None = None
        self.page = 0
        self.citations: tuple[Citation, ...] = ()
        self.place = 0
        self.area = PageArea()
        self.view = self.area.view
        self.tools = PageTools(self.area)
        self.thumbs = Thumbnails()
        self.finder = FindBar()
        self.title = OneLine(bold=True)
        self.label = Label(role="muted", scale=look.SMALL)
        self.verdict = Label(bold=True, scale=look.SMALL)
        self.quote = Label(scale=look.SMALL)
        self.trouble = Label(role="bad")
        self._arrange()
        self._connect()

    def show_citation(self, document: Document, citation: Citation, others: Sequence[Citation] = ()) -> None:
        """Show the page of a citation with its words marked; others are those of its answer, in order."""
        self.citations = tuple(others)
        self.place = self.citations.index(citation) if citation in self.citations else 0
        self._turn_to(document, citation.page)
        # Marked twice, the words that answer stand out of their sentence.
        self.view.mark([*citation.boxes, *citation.word_boxes])
        self.verdict.play(words.VERDICTS[citation.verdict][1])
        self.verdict.say(words.verdict(citation))
        shortened = citation.quote if len(citation.quote) <= _QUOTE else f"{citation.quote[:_QUOTE]}…"
        self.quote.say(f"“{words.in_line(shortened)}”")
        self.tools.allow_citations(self.place, len(self.citations))

    def show_page(self, document: Document, page: int) -> None:
        """Show a page with nothing marked."""
        self._turn_to(document, page)
        self.view.mark(())

    def show_place(self, place: Place) -> None:
        """Show a place that was searched for; all others on its page are marked too."""
        if self.document is None:
            return
        if place.page != self.page:
            self._turn_to(self.document, place.page)
        others = [each for each in self.finder.places if each.page == place.page and each is not place]
        self.view.mark([*place.boxes, *place.boxes, *(box for each in others for box in each.boxes)])
        self.area.center()

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
        self.area.refit()
        self.area.arrive()

    def read(self, document: str, page: int, text: PageText) -> None:
        """Let the words of a page be selected, unless another page is shown by now."""
        if self.document is not None and (document, page) == (self.document.id, self.page):
            self.view.read(text)

    def fail(self, error: AssistantError) -> None:
        """Show why there is no picture."""
        self.view.show_picture(QImage(), 1.0)
        self.trouble.say(sentence(error))

    def forget(self, document: str) -> None:
        """Show nothing of a document that is no longer there."""
        if self.document is not None and self.document.id == document:
            self.document = None
            self.citations = ()
            self.stack.setCurrentIndex(0)
            self._name()

    def turn(self, pages: int) -> None:
        """Go some pages on, or back."""
        if self.document is not None and 1 <= self.page + pages <= self.document.pages:
            self.show_page(self.document, self.page + pages)

    def go_to_citation(self, steps: int) -> None:
        """Go some citations on, or back."""
        place = self.place + steps
        if 0 <= place < len(self.citations):
            self.citation_wanted.emit(self.citations[place], self.citations)

    def ask_about_selection(self) -> None:
        """Say that the user wants to ask about the words that are selected."""
        text = self.view.selected_text()
        if text and self.document is not None:
            self.asked_about.emit(self.document, text)

    def _arrange(self) -> None:
        hint = Label(self.tr("Click a quotation to see it on its page."), "muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.addWidget(hint)
        self.stack.addWidget(self.area)
        names = column(self.title, self.label, self.tools, space=4)
        top = column(names, self.finder, self.verdict, self.quote, self.trouble, margin=12, space=6)
        pages = row(self.thumbs, self.stack, space=0)
        pages.setStretch(1, 1)
        layout = column(top, pages, space=0)
        layout.setStretchFactor(pages, 1)
        self.setLayout(layout)
        self._name()

    def _connect(self) -> None:
        tools = self.tools
        tools.seek.clicked.connect(self.search)
        tools.back.clicked.connect(lambda: self.turn(-1))
        tools.on.clicked.connect(lambda: self.turn(1))
        tools.cited_before.clicked.connect(lambda: self.go_to_citation(-1))
        tools.cited_next.clicked.connect(lambda: self.go_to_citation(1))
        tools.thumbs.toggled.connect(self.thumbs.setVisible)
        self.thumbs.chosen.connect(self._choose)
        self.finder.wanted.connect(self._search)
        self.finder.shown.connect(self.show_place)
        self.finder.closed.connect(lambda: self.view.mark(()))
        self.area.settled.connect(self._want)
        self.area.passed.connect(self._pass)
        for text, act in (
            (self.tr("Copy text"), self.view.copy),
            (self.tr("Ask about the selected text"), self.ask_about_selection),
        ):
            action = QAction(text, self.view)
            action.triggered.connect(act)
            self.view.addAction(action)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _choose(self, page: int) -> None:
        if self.document is not None:
            self.show_page(self.document, page)

    def _pass(self, steps: int) -> None:
        if self.document is not None and 1 <= self.page + steps <= self.document.pages:
            self.turn(steps)
            self.area.aim("end" if steps < 0 else "mark")

    def _search(self, text: str) -> None:
        if self.document is not None:
            self.search_wanted.emit(self.document.id, text)

    def _turn_to(self, document: Document, page: int) -> None:
        if self.document is not None and document.id != self.document.id and self.finder.isVisible():
            self.finder.leave()
        if self.document is None or document.id != self.document.id:
            self.opened.emit(document)
        self.document, self.page = document, page
        self.area.aim("mark")
        self._name()
        self.view.read(NO_TEXT)
        self.text_wanted.emit(document.id, page)
        self._want()

    def _name(self) -> None:
        document = self.document
        self.title.say(document.title if document else self.tr("Page"))
        self.tools.allow(self.page if document else 0, document.pages if document else 0)
        self.tools.allow_citations(self.place, len(self.citations))
        self.thumbs.show_document(document)
        for each in (self.verdict, self.quote, self.trouble, self.label):
            each.say("")
        if document is not None:
            labels = {each.number: each.label for each in document.report}
            name = words.page_title(self.page, labels.get(self.page, ""))
            self.label.say(self.tr("{0} of {1}").format(name, document.pages))
            self.thumbs.show_page(self.page)

    def _want(self) -> None:
        if self.document is not None:
            scale = round(self.view.zoom * self.devicePixelRatioF(), 3)
            self.wanted.emit(Sight(self.document.id, self.page, scale))
