"""The collections above the documents: choosing one narrows the list, documents can be dropped onto one."""

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from assistant.desktop.widgets import shown

MIME = "application/x-pdf-assistant-documents"
MOST_ROWS = 5
_NAME = Qt.ItemDataRole.UserRole


class CollectionList(QListWidget):
    """chosen names a collection, "" all documents; dropped names one and the ids that were dropped on it."""

    chosen = Signal(str)
    dropped = Signal(str, list)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Collections"))
        self.setToolTip(self.tr("Drag documents onto a collection to put them there"))
        self.setAcceptDrops(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._choose)
        self.fill(())

    def fill(self, names: Sequence[str]) -> None:
        """Show the collections; without any there is nothing to see."""
        kept = self.name()
        self.blockSignals(True)
        self.clear()
        for name in ("", *names):
            line = QListWidgetItem(shown(name) or self.tr("All documents"))
            line.setData(_NAME, name)
            self.addItem(line)
        self.setCurrentRow([*("", *names)].index(kept) if kept in names else 0)
        self.blockSignals(False)
        rows = min(self.count(), MOST_ROWS)
        self.setFixedHeight(rows * max(self.sizeHintForRow(0), 1) + 2 * self.frameWidth())
        self.setVisible(bool(names))
        if self.name() != kept:
            self.chosen.emit(self.name())

    def name(self) -> str:
        """Return the name of the collection that is chosen, "" for all documents."""
        line = self.currentItem()
        return str(line.data(_NAME)) if line is not None else ""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take documents of the list; files go on to the window."""
        self._judge(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take them on a collection only."""
        self._judge(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Put documents into the collection under the mouse."""
        name = self._under(event)
        if name:
            event.acceptProposedAction()
            self.dropped.emit(name, documents_in(event.mimeData()))

    def _judge(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME) and (self._under(event) or isinstance(event, QDragEnterEvent)):
            event.acceptProposedAction()
        else:
            event.ignore()

    def _under(self, event: QDropEvent) -> str:
        line = self.itemAt(event.position().toPoint())
        return str(line.data(_NAME)) if line is not None else ""

    def _choose(self) -> None:
        self.chosen.emit(self.name())


def drag_of(ids: Sequence[str]) -> QMimeData:
    """Return what is dragged when documents are."""
    made = QMimeData()
    made.setData(MIME, json.dumps(list(ids)).encode())
    return made


def documents_in(dragged: QMimeData) -> list[str]:
    """Return the ids of the documents that are dragged."""
    return [str(id) for id in json.loads(bytes(dragged.data(MIME).data()))]
