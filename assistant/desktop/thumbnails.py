"""Small pictures of the pages of a document, drawn as they come into sight."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from assistant.desktop import look
from assistant.engine.types import Document

WIDTH = 112
_PICTURE = (84, 110)
_LABEL = 18
_MARGIN = 10
_MOST_KEPT = 400
_TOP = QModelIndex()
_PAGE, _IMAGE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.DecorationRole

Index = QModelIndex | QPersistentModelIndex


class _Pages(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.labels: tuple[str, ...] = ()
        self.pictures: dict[int, QImage] = {}

    def fill(self, labels: Sequence[str]) -> None:
        self.beginResetModel()
        self.labels, self.pictures = tuple(labels), {}
        self.endResetModel()

    def put(self, page: int, picture: QImage) -> None:
        while len(self.pictures) >= _MOST_KEPT:
            del self.pictures[next(iter(self.pictures))]
        self.pictures[page] = picture
        place = self.index(page - 1)
        self.dataChanged.emit(place, place)

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.labels)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        page, label = index.row() + 1, self.labels[index.row()]
        name = self.tr("Page {0}").format(label or page)
        answers = {
            Qt.ItemDataRole.DisplayRole: label or str(page),
            Qt.ItemDataRole.AccessibleTextRole: name,
            _PAGE: page,
            _IMAGE: self.pictures.get(page),
        }
        return answers.get(Qt.ItemDataRole(role))


class _Cell(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(WIDTH - 2 * _MARGIN, _PICTURE[1] + _LABEL + _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = look.current()
        picture: QImage | None = index.data(_IMAGE)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        room = QRect(0, 0, *_PICTURE)
        if picture is not None:
            fitting = picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            room.setSize(fitting)
        room.moveCenter(option.rect.center())
        room.moveTop(option.rect.top() + _MARGIN // 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(room, QColor("#ffffff"))
        if picture is not None:
            painter.drawImage(room, picture)
        painter.setPen(QPen(QColor(colours.accent if selected else colours.line), 2 if selected else 1))
        painter.drawRect(room)
        painter.setPen(QColor(colours.text if selected else colours.muted))
        below = QRect(option.rect.left(), room.bottom() + 1, option.rect.width(), _LABEL)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, index.data())
        painter.restore()


class Thumbnails(QListView):
    """wanted asks for one picture at a time, which comes back through put; chosen names a page."""

    wanted = Signal(int)
    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._pages = _Pages()
        self._asked = 0
        self._document = ""
        self.setModel(self._pages)
        self.setItemDelegate(_Cell(self))
        self.setUniformItemSizes(True)
        self.setFixedWidth(WIDTH)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Pages"))
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(lambda: self._timer.start())
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)
        self.hide()

    def show_document(self, document: Document | None) -> None:
        """Show the pages of a document; none shows nothing."""
        id = document.id if document else ""
        if id != self._document:
            self._document, self._asked = id, 0
            report = document.report if document else ()
            labels = {each.number: each.label for each in report}
            count = document.pages if document else 0
            self._pages.fill([labels.get(page, str(page)) for page in range(1, count + 1)])
            self._timer.start()

    def show_page(self, page: int) -> None:
        """Choose the page that is shown beside."""
        self.setCurrentIndex(self._pages.index(page - 1))
        self._timer.start()

    def put(self, document: str, page: int, picture: QImage) -> None:
        """Show the picture of a page, an empty one where there is none, and ask for the next."""
        if (document, page) == (self._document, self._asked):
            self._asked = 0
            self._pages.put(page, picture)
            self._timer.start()

    def event(self, event: QEvent) -> bool:
        """Ask for pictures once the list is seen, and when it grows."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Resize):
            self._timer.start()
        return super().event(event)

    def _ask(self) -> None:
        if self.isVisible() and not self._asked and self._pages.labels:
            page = next((each for each in self._seen() if each not in self._pages.pictures), 0)
            if page:
                self._asked = page
                self.wanted.emit(page)

    def _seen(self) -> range:
        high = _PICTURE[1] + _LABEL + _MARGIN
        first = self.verticalScrollBar().value() // high
        last = first + 2 + self.viewport().height() // high
        return range(first + 1, min(last, len(self._pages.labels)) + 1)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(_PAGE))
