"""What was read of a document: every page by what came out of it, and the text that is searched."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from assistant.desktop import look, words
from assistant.desktop.languages import tr
from assistant.desktop.page_grid import ROLES, PageGrid
from assistant.desktop.widgets import Label, OneLine, button, column, row, shown
from assistant.engine.matching import PageText
from assistant.engine.types import Document, PageReport

_WIDTH, _HEIGHT = 680, 560
_GRID, _MARGIN = 120, 16
_SWATCH = 12


class ReportDialog(QDialog):
    """text_wanted asks for the text of a page, which comes back through show_text; page_wanted to see it."""

    text_wanted = Signal(str, int)
    page_wanted = Signal(object, int)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("What was read"))
        self.document = document
        self.page = 0
        self.grid = PageGrid(document)
        self.grid.setFixedHeight(min(_GRID, self.grid.height_for(_WIDTH - 2 * _MARGIN)))
        self.facts = Label("", bold=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Text of the page as it is searched"))
        self.show_page = button(self.tr("Show the page"), role="first")
        self.away = button(self.tr("Close"))
        tools = row(self.show_page, self.away)
        tools.insertStretch(0)
        hint = Label(self.tr("Choose a page to read what of it is searched and quoted."), "muted", look.SMALL)
        layout = column(OneLine(document.title, bold=True), self._legend(), self.grid, hint, self.facts,
                        self.text, tools, margin=_MARGIN)  # fmt: skip
        layout.setStretchFactor(self.text, 1)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)
        self.grid.chosen.connect(self._choose)
        self.show_page.clicked.connect(lambda: self.page_wanted.emit(self.document, self.page))
        self.away.clicked.connect(self.accept)

    def choose(self, page: int) -> None:
        """Show what was read of a page."""
        self.grid.choose(page)

    def show_text(self, page: int, text: PageText) -> None:
        """Show the text of a page, unless another is looked at by now."""
        if page == self.page:
            nothing = self.tr("Nothing of this page is searched.")
            self.text.setPlainText(shown(text.text) or nothing)

    def _choose(self, page: PageReport) -> None:
        self.page = page.number
        self.facts.say(f"{words.page_title(page.number, page.label)}: {self.grid.say(page)}")
        self.text.clear()
        self.text_wanted.emit(self.document.id, page.number)

    def _legend(self) -> QWidget:
        made = QWidget()
        parts: list[QWidget] = []
        for kind, count in self.grid.counts().items():
            parts += [_Swatch(ROLES[kind]), Label(f"{tr(words.OUTCOMES[kind])} ({count})", scale=look.SMALL)]
        layout = row(*parts, space=6)
        layout.addStretch()
        made.setLayout(layout)
        for part in parts:
            if isinstance(part, Label):
                part.setWordWrap(False)
        return made


class _Swatch(QWidget):
    """A square in the colour of a role."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self.setFixedSize(_SWATCH, _SWATCH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        QPainter(self).fillRect(self.rect(), QColor(getattr(look.current(), self._role)))
