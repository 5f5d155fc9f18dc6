"""The files that are being added, each with where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from assistant.desktop import look, words
from assistant.desktop.languages import localised
from assistant.desktop.widgets import shown, tool_tip
from assistant.engine.events import (
    AddEvent,
    AddProgress,
    DocumentAdded,
    DocumentFailed,
    DocumentKnown,
    FindableByWords,
    Queued,
)

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()


@dataclass(frozen=True, slots=True)
class FileState:
    """A file and where it stands; role is that of the style sheet."""

    path: str
    text: str
    role: str = ""
    tip: str = ""


class FileStates(QAbstractTableModel):
    """One row a file, in the order in which they are read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.states: list[FileState] = []
        self._rows: dict[str, int] = {}

    @property
    def failed(self) -> list[str]:
        """The files that could not be added."""
        return [each.path for each in self.states if each.role == "bad"]

    def follow(self, event: AddEvent | None) -> None:
        """Show what happened to a file."""
        match event:
            case Queued(paths):
                self._begin(paths)
            case AddProgress(path):
                self._put(FileState(path, words.phase(event)))
            case FindableByWords(document):
                self._put(FileState(document.path, self.tr("Findable by words"), "good"))
            case DocumentAdded(document):
                self._put(FileState(document.path, self.tr("Complete"), "good"))
            case DocumentKnown(_, path):
                self._put(FileState(path, self.tr("In the library already"), "muted"))
            case DocumentFailed(path, code, reason, advice):
                names = {
                    "PasswordNeededError": self.tr("Needs its password"),
                    "NoTextError": self.tr("Has no text"),
                }
                self._put(
                    FileState(
                        path,
                        names.get(code, self.tr("Failed")),
                        "bad",
                        f"{localised(reason)} {localised(advice)}",
                    )
                )

    def rowCount(self, parent: Index = _TOP) -> int:
        """Return the number of files."""
        return 0 if parent.isValid() else len(self.states)

    def columnCount(self, parent: Index = _TOP) -> int:
        """File and state."""
        return 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """Name the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("File"), self.tr("State"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt asks for about a cell."""
        state = self.states[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return state.text if index.column() else shown(words.file_name(state.path))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(f"{state.path}\n{state.tip}".rstrip())
        if role == Qt.ItemDataRole.ForegroundRole and index.column() and state.role:
            return QColor(getattr(look.current(), state.role))
        return None

    def _begin(self, paths: Sequence[str]) -> None:
        """Show files that wait; those that are done stay until the next adding begins."""
        known = set(paths)
        kept = [each for each in self.states if each.path not in known]
        self.beginResetModel()
        self.states = kept + [FileState(path, self.tr("Waiting")) for path in paths]
        self._rows = {each.path: row for row, each in enumerate(self.states)}
        self.endResetModel()

    def clear(self) -> None:
        """Show no file."""
        self.beginResetModel()
        self.states, self._rows = [], {}
        self.endResetModel()

    def _put(self, state: FileState) -> None:
        row = self._rows.get(state.path)
        if row is None:
            row = self._rows[state.path] = len(self.states)
            self.beginInsertRows(_TOP, row, row)
            self.states.append(state)
            self.endInsertRows()
        elif self.states[row] != state:
            self.states[row] = state
            self.dataChanged.emit(self.index(row, 0), self.index(row, 1))
