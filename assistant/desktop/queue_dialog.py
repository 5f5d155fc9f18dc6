"""The files that are being added, in a dialog: where each stands; pause, cancel, try again."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QTableView, QWidget

from assistant.desktop.file_states import FileStates
from assistant.desktop.widgets import Label, button, column, row

_WIDTH, _HEIGHT = 620, 420


class QueueDialog(QDialog):
    """retry names the files that should be tried again."""

    retry = Signal(list)

    def __init__(self, states: FileStates, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Files being added"))
        self.states = states
        self.table = QTableView()
        self.table.setModel(states)
        self.table.setAccessibleName(self.windowTitle())
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.none = Label(self.tr("Nothing was added since the start. Drop PDFs on the window."), "muted")
        self.again = button(self.tr("Try failed files again"), "again")
        self.away = button(self.tr("Close"))
        tools = row(self.again, self.away)
        tools.insertStretch(1)
        layout = column(self.none, self.table, tools, margin=16)
        layout.setStretchFactor(self.table, 1)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)
        self.away.clicked.connect(self.accept)
        self.again.clicked.connect(lambda: self.retry.emit(states.failed))
        for changed in (states.dataChanged, states.modelReset, states.rowsInserted):
            changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.none.setVisible(not self.states.states)
        self.table.setVisible(bool(self.states.states))
        self.again.setEnabled(bool(self.states.failed))
