"""The list of documents: title over pages and state, one row a document."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from assistant.desktop import look, words
from assistant.desktop.collection_list import drag_of
from assistant.desktop.widgets import direction, shown, tool_tip
from assistant.engine.types import Document

Index = QModelIndex | QPersistentModelIndex

DOCUMENT = Qt.ItemDataRole.UserRole
_MARGIN = 10
_TOP = QModelIndex()


Order = Literal["title", "newest", "pages"]

_ORDERS: dict[Order, Callable[[Document], Any]] = {
    "title": lambda each: (each.title.casefold(), each.path),
    "newest": lambda each: [-ord(sign) for sign in each.added],
    "pages": lambda each: (-each.pages, each.title.casefold()),
}


class Documents(QAbstractListModel):
    """The documents that are shown, in an order; all keeps those too that are filtered out or hidden."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.all: list[Document] = []
        self.documents: list[Document] = []
        self.words = ""
        self.order: Order = "title"
        self.hidden: set[str] = set()
        self.within: set[str] | None = None

    def fill(self, documents: Iterable[Document]) -> None:
        """Show these documents and no others."""
        self.all = list(documents)
        self._show()

    def put(self, document: Document, instead_of: str = "") -> None:
        """Show a document that is new or has changed."""
        for number, each in enumerate(self.documents):
            if (each.id, each.title) == (document.id, document.title) and not instead_of:
                self.all[self.all.index(each)] = document
                self.documents[number] = document
                self.dataChanged.emit(self.index(number), self.index(number))
                return
        gone = (document.id, instead_of)
        self.fill([*(each for each in self.all if each.id not in gone), document])

    def narrow(self, words: str) -> None:
        """Show only documents that hold the words in their title, path or facts."""
        self.words = words
        self._show()

    def keep_to(self, ids: Iterable[str] | None) -> None:
        """Show only these documents, or with None all."""
        self.within = None if ids is None else set(ids)
        self._show()

    def sort_by(self, order: Order) -> None:
        """Show the documents in this order."""
        self.order = order
        self._show()

    def hide(self, ids: Iterable[str], hidden: bool = True) -> None:
        """Take documents out of sight, or bring them back."""
        self.hidden = self.hidden | set(ids) if hidden else self.hidden - set(ids)
        self._show()

    def find(self, id: str) -> Document | None:
        """Return the document with this id."""
        return next((each for each in self.all if each.id == id), None)

    def _show(self) -> None:
        sought = self.words.casefold().split()
        self.beginResetModel()
        seen = [each for each in self.all if self.within is None or each.id in self.within]
        held = [each for each in seen if each.id not in self.hidden and _holds(each, sought)]
        self.documents = sorted(held, key=_ORDERS[self.order])
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        """Return the number of documents."""
        return 0 if parent.isValid() else len(self.documents)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Documents can be dragged, onto a collection."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return what is dragged."""
        return drag_of([self.documents[each.row()].id for each in indexes])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt asks for about a row."""
        document = self.documents[index.row()]
        facts = words.document_facts(document)
        answers = {
            Qt.ItemDataRole.DisplayRole: shown(document.title),
            Qt.ItemDataRole.ToolTipRole: tool_tip(f"{document.title}\n{document.path}\n{facts}"),
            Qt.ItemDataRole.AccessibleTextRole: f"{shown(document.title)}, {facts}",
            DOCUMENT: document,
        }
        return answers.get(Qt.ItemDataRole(role))


def _holds(document: Document, sought: Sequence[str]) -> bool:
    facts = document.facts
    told = [document.title, document.path, facts.organisation, facts.kind, *map(str, facts.years)]
    text = " ".join(told).casefold()
    return all(word in text for word in sought)


class _Row(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title, facts = _fonts(option.font)
        lines = QFontMetrics(title).height() + QFontMetrics(facts).height()
        return QSize(100, lines + 2 * look.SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        document: Document = index.data(DOCUMENT)
        colours = look.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _ground(painter, option, colours)
        space = option.rect.adjusted(_MARGIN, look.SPACE - 1, -_MARGIN, -look.SPACE)
        title, facts = _fonts(option.font)
        _write(painter, space, shown(document.title), title, colours.text)
        space.setTop(space.top() + QFontMetrics(title).height() + 1)
        _write(painter, space, words.document_facts(document), facts, colours.muted)
        painter.restore()


class DocumentList(QListView):
    """Shows documents; choosing one is `clicked` or `activated` of Qt."""

    def __init__(self, documents: Documents) -> None:
        super().__init__()
        self.setModel(documents)
        self.setItemDelegate(_Row(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Documents"))
        self.setAcceptDrops(False)
        self.setDragEnabled(True)
        self.viewport().setAutoFillBackground(False)

    def chosen(self) -> Document | None:
        """Return the document that is selected, the first one of several."""
        return next(iter(self.all_chosen()), None)

    def all_chosen(self) -> list[Document]:
        """Return the documents that are selected, in their order."""
        rows = sorted(self.selectedIndexes(), key=lambda index: index.row())
        return [row.data(DOCUMENT) for row in rows]


def _fonts(font: QFont) -> tuple[QFont, QFont]:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * look.SMALL)
    return font, small


def _ground(painter: QPainter, option: QStyleOptionViewItem, colours: look.Look) -> None:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    if selected or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.hover if selected else colours.card))
        painter.drawRoundedRect(option.rect.adjusted(2, 1, -2, -1), look.RADIUS, look.RADIUS)
    if selected:
        bar = QRect(option.rect.left() + 2, option.rect.top() + 8, 3, option.rect.height() - 16)
        painter.fillRect(bar, QColor(colours.accent))


def _write(painter: QPainter, space: QRect, text: str, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setLayoutDirection(direction(text))
    painter.setPen(QColor(colour))
    fits = painter.fontMetrics().elidedText(
        text.replace("\n", " "), Qt.TextElideMode.ElideRight, space.width()
    )
    painter.drawText(space, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading, fits)
