"""The collections: which documents belong to which, made, renamed and removed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QInputDialog, QListWidget, QListWidgetItem, QWidget

from assistant.desktop.attempting import attempt
from assistant.desktop.widgets import Label, button, column, row, shown
from assistant.engine.collecting import Collections
from assistant.engine.types import Document

_NAME = Qt.ItemDataRole.UserRole
_WIDTH, _HEIGHT = 420, 380


class CollectionsDialog(QDialog):
    """Ticks say which collections hold the chosen documents; a half tick, only some of them."""

    changed = Signal()

    def __init__(
        self, kept: Collections, documents: Sequence[Document], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Collections"))
        self.kept = kept
        self.ids = [each.id for each in documents]
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Collections"))
        self.remark = Label("", "bad")
        self.none = Label(self.tr("No collections yet. Make one with “New…”."), "muted")
        self.make = button(self.tr("New…"), "add", "first")
        self.rename = button(self.tr("Rename…"))
        self.remove = button(self.tr("Remove"), "remove", tip=self.tr("Its documents stay in the library"))
        self.away = button(self.tr("Close"))
        tools = row(self.make, self.rename, self.remove, self.away)
        tools.insertStretch(3)
        layout = column(
            Label(self._task(documents), "muted"), self.list, self.none, self.remark, tools, margin=16
        )
        layout.setStretchFactor(self.list, 1)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)
        self.list.itemChanged.connect(self._follow_tick)
        self.make.clicked.connect(self._make)
        self.rename.clicked.connect(self._rename)
        self.remove.clicked.connect(self._remove)
        self.away.clicked.connect(self.accept)
        self.fill()

    def fill(self) -> None:
        """Show the collections as they are."""
        self.list.blockSignals(True)
        self.list.clear()
        held = [set(self.kept.of(id)) for id in self.ids]
        for name in self.kept.names():
            line = QListWidgetItem(shown(name))
            line.setData(_NAME, name)
            if self.ids:
                count = sum(name in each for each in held)
                ticks = Qt.CheckState.Checked if count == len(held) else Qt.CheckState.PartiallyChecked
                line.setCheckState(ticks if count else Qt.CheckState.Unchecked)
            self.list.addItem(line)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.none.setVisible(not self.list.count())
        for each in (self.rename, self.remove):
            each.setEnabled(self.list.count() > 0)

    def _task(self, documents: Sequence[Document]) -> str:
        """Say what can be ticked."""
        if not documents:
            return self.tr("Select documents in the library to put them into collections.")
        if len(documents) == 1:
            title = shown(documents[0].title)
            return self.tr("Tick the collections that “{0}” belongs to.").format(title)
        several = self.tr("Tick the collections that the {0} selected documents belong to.")
        return several.format(len(documents))

    def _follow_tick(self, line: QListWidgetItem) -> None:
        into = line.checkState() == Qt.CheckState.Checked
        act = self.kept.put if into else self.kept.take_out
        self._do(lambda: act(line.data(_NAME), self.ids))

    def _make(self) -> None:
        name, named = QInputDialog.getText(self, self.tr("New collection"), self.tr("Name"))
        if named:
            self._do(lambda: self.kept.put(name, self.ids) if self.ids else self.kept.make(name))

    def _rename(self) -> None:
        old = self.list.currentItem().data(_NAME)
        title = self.tr("Rename collection")
        name, named = QInputDialog.getText(self, title, self.tr("Name"), text=shown(old))
        if named:
            self._do(lambda: self.kept.rename(old, name))

    def _remove(self) -> None:
        name = self.list.currentItem().data(_NAME)
        self._do(lambda: self.kept.remove(name))

    def _do(self, act: Callable[[], None]) -> None:
        attempt(act, self.remark)
        self.fill()
        self.changed.emit()
