"""The conversations that were kept: searched as one types, opened, renamed, exported, deleted."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from assistant.desktop import words
from assistant.desktop.attempting import attempt
from assistant.desktop.confirming import confirmed
from assistant.desktop.widgets import Label, button, column, row, shown
from assistant.engine.conversations import Conversations
from assistant.engine.types import Conversation

_CONVERSATION = Qt.ItemDataRole.UserRole
_WIDTH, _HEIGHT = 520, 480

Export = Callable[[int, Path], None]


class HistoryDialog(QDialog):
    """Says which conversation the user wants to go on with; export writes one to a file."""

    chosen = Signal(int)
    removed = Signal(int)

    def __init__(self, kept: Conversations, export: Export, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Conversations"))
        self.kept = kept
        self._export = export
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search in questions and answers"))
        self.search.setAccessibleName(self.tr("Search in questions and answers"))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Conversations"))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.remark = Label("", "muted")
        self.go_on = button(self.tr("Open"), role="first", tip=self.tr("Go on with this conversation"))
        self.rename = button(self.tr("Rename…"))
        self.export = button(
            self.tr("Export…"), tip=self.tr("Write it to a PDF or Markdown file, with its sources")
        )
        self.remove = button(self.tr("Delete…"), "remove")
        tools = row(self.remove, self.rename, self.export, self.go_on)
        tools.insertStretch(1)
        layout = column(self.search, self.list, self.remark, tools, margin=16)
        layout.setStretchFactor(self.list, 1)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)
        self._connect()
        self.fill()

    def fill(self) -> None:
        """Show the conversations that hold what is searched."""
        before = self._current()
        self.list.clear()
        for each in self.kept.all(self.search.text()):
            told = f"{each.title}\n{each.last[:10]} · {words.count(each.turns, 'question')}"
            line = QListWidgetItem(shown(told))
            line.setData(_CONVERSATION, each)
            self.list.addItem(line)
            if before is not None and each.id == before.id:
                self.list.setCurrentItem(line)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        none = (
            self.tr("Nothing holds these words.") if self.search.text() else self.tr("No conversation yet.")
        )
        self.remark.say("" if self.list.count() else none)
        for each_button in (self.go_on, self.rename, self.export, self.remove):
            each_button.setEnabled(self.list.count() > 0)

    def _current(self) -> Conversation | None:
        line = self.list.currentItem()
        conversation: Conversation | None = line.data(_CONVERSATION) if line is not None else None
        return conversation

    def _open(self) -> None:
        if (conversation := self._current()) is not None:
            self.chosen.emit(conversation.id)
            self.accept()

    def _rename(self) -> None:
        if (conversation := self._current()) is not None:
            title, named = QInputDialog.getText(
                self, self.tr("Rename conversation"), self.tr("Title"), text=shown(conversation.title)
            )
            if named and title.strip():
                self._do(lambda: self.kept.rename(conversation.id, title.strip()))

    def _save(self) -> None:
        if (conversation := self._current()) is not None:
            path, _ = QFileDialog.getSaveFileName(
                self,
                self.tr("Export conversation"),
                "conversation.pdf",
                self.tr("PDF (*.pdf);;Markdown (*.md)"),
            )
            if path:
                self._do(lambda: self._export(conversation.id, Path(path)))

    def _delete(self) -> None:
        conversation = self._current()
        if conversation is None:
            return
        task = self.tr("Delete “{0}”? This cannot be undone.").format(shown(conversation.title))
        if confirmed(self, self.tr("Delete conversation"), task, self.tr("Delete")):
            self._do(lambda: self.kept.remove(conversation.id))
            self.removed.emit(conversation.id)

    def _do(self, act: Callable[[], None]) -> None:
        if attempt(act, self.remark):
            self.fill()

    def _connect(self) -> None:
        self.search.textChanged.connect(self.fill)
        self.list.itemActivated.connect(self._open)
        self.go_on.clicked.connect(self._open)
        self.rename.clicked.connect(self._rename)
        self.export.clicked.connect(self._save)
        self.remove.clicked.connect(self._delete)
