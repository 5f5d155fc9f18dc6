"""The watched folders: listed, added, taken out."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QListWidget, QListWidgetItem, QWidget

from assistant.desktop.attempting import attempt
from assistant.desktop.widgets import Label, button, column, row, shown
from assistant.engine.watching import Watching

_FOLDER = Qt.ItemDataRole.UserRole
_WIDTH, _HEIGHT = 520, 340


class WatchedDialog(QDialog):
    """changed tells that there is another folder to look at."""

    changed = Signal()

    def __init__(self, watched: Watching, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Watched folders"))
        self.watched = watched
        self.list = QListWidget()
        self.list.setAccessibleName(self.windowTitle())
        self.remark = Label("", "bad")
        self.none = Label(self.tr("No folder is watched yet."), "muted")
        told = Label(
            self.tr(
                "PDFs that appear or change in these folders are added; those that are deleted there leave "
                "the library. A file that was moved stays the same document."
            ),
            "muted",
        )
        self.add = button(self.tr("Watch a folder…"), "folder", "first")
        self.remove = button(self.tr("Watch no longer"), "remove", tip=self.tr("Its documents stay"))
        self.away = button(self.tr("Close"))
        tools = row(self.add, self.remove, self.away)
        tools.insertStretch(2)
        layout = column(told, self.list, self.none, self.remark, tools, margin=16)
        layout.setStretchFactor(self.list, 1)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.away.clicked.connect(self.accept)
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        for each in self.watched.folders():
            line = QListWidgetItem(shown(f"{each.folder}  {each.collection}".rstrip()))
            line.setData(_FOLDER, each.folder)
            self.list.addItem(line)
        self.list.setCurrentRow(0)
        self.none.setVisible(not self.list.count())
        self.remove.setEnabled(self.list.count() > 0)

    def _add(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.tr("Watch a folder"))
        if path:
            self._do(lambda: self.watched.put(Path(path)))

    def _remove(self) -> None:
        line = self.list.currentItem()
        self._do(lambda: self.watched.take_out(line.data(_FOLDER)))

    def _do(self, act: Callable[[], None]) -> None:
        attempt(act, self.remark)
        self._fill()
        self.changed.emit()
