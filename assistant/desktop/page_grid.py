"""The pages of a document as a grid of little squares, coloured by what came out of them."""

from collections import Counter

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from assistant.desktop import look, words
from assistant.desktop.languages import tr
from assistant.engine.types import Document, PageReport

Index = QModelIndex | QPersistentModelIndex

HIDDEN_SHARE = 0.02
"""The share of a page's words from which on hidden ones make it suspicious."""

_CELL, _GAP = 14, 3
_PAGE = Qt.ItemDataRole.UserRole
_TOP = QModelIndex()

ROLES = {
    "text": "good",
    "table": "accent",
    "recognised": "near",
    "suspicious": "bad",
    "no text": "line",
    "empty": "line",
    "failed": "text",
}
"""What came out of a page → its colour in look.Look."""


def outcome(page: PageReport) -> str:
    """Return what came out of a page: a key of ROLES."""
    if page.state != "text":
        return page.state
    if page.hidden_words > HIDDEN_SHARE * page.words:
        return "suspicious"
    return "table" if page.tables else "text"


class _Pages(QAbstractListModel):
    def __init__(self, document: Document) -> None:
        super().__init__()
        self.report = document.report

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.report)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        page = self.report[index.row()]
        told = f"{words.page_title(page.number, page.label)}: {self.say(page)}"
        answers = {
            Qt.ItemDataRole.ToolTipRole: told,
            Qt.ItemDataRole.AccessibleTextRole: told,
            _PAGE: page,
        }
        return answers.get(Qt.ItemDataRole(role))

    def say(self, page: PageReport) -> str:
        """What came out of a page, in words."""
        facts = [tr(words.OUTCOMES[outcome(page)]), words.count(page.words, "word")]
        facts += [words.count(page.tables, "table")] if page.tables else []
        facts += (
            [self.tr("{0} left out").format(words.count(page.hidden_words, "hidden word"))]
            if page.hidden_words
            else []
        )
        return ", ".join(facts)


class _Square(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_CELL, _CELL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = look.current()
        kind = outcome(index.data(_PAGE))
        room = QRect(option.rect).adjusted(1, 1, -1, -1)
        painter.fillRect(room, QColor(getattr(colours, ROLES[kind])))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.drawRect(room)


class PageGrid(QListView):
    """chosen tells the page that the user looks at."""

    chosen = Signal(object)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._pages = _Pages(document)
        self.setModel(self._pages)
        self.setItemDelegate(_Square(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSpacing(_GAP)
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Pages and what came out of them"))
        self.selectionModel().currentChanged.connect(self._choose)

    def choose(self, number: int) -> None:
        """Look at a page, counted from 1."""
        self.setCurrentIndex(self._pages.index(number - 1))

    def height_for(self, width: int) -> int:
        """Return how high the grid is where it is so wide."""
        columns = max(1, width // (_CELL + 2 * _GAP))
        rows = -(-self._pages.rowCount() // columns)
        return rows * (_CELL + 2 * _GAP) + 3 * _GAP

    def counts(self) -> dict[str, int]:
        """Return how many pages there are of each kind."""
        found = Counter(map(outcome, self._pages.report))
        return {kind: found[kind] for kind in ROLES if found[kind]}

    def say(self, page: PageReport) -> str:
        """What came out of a page, in words."""
        return self._pages.say(page)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(_PAGE))
