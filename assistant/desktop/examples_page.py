"""The examples as a table: what is ticked is used, answers can be corrected, what was refused says why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from assistant.desktop.widgets import Label, button, column, row, shown
from assistant.finetune.rows import Row

_ASKED, _ANSWER, _SPLIT, _STATE = range(4)
COUNT, MOST = 200, 5000


class ExamplesPage(QWidget):
    """decided tells a row's id and whether it is used; edited its id and the new answer."""

    decided = Signal(str, bool)
    edited = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self.table = QTableWidget(0, 4)
        self.make = button(self.tr("Make of my documents"), role="first")
        self.count = QSpinBox()
        self.add_file = button(self.tr("Add a file…"), "add", tip=self.tr("JSON lines or CSV"))
        self.opinions = button(
            self.tr("Take my opinions"), tip=self.tr("Answers you called good or corrected")
        )
        self.state = Label("", "muted")
        self._arrange()
        self.table.itemChanged.connect(self._tell)

    def fill(self, rows: Sequence[Row]) -> None:
        """Show rows, those that are used ticked."""
        self.rows = tuple(rows)
        self.table.blockSignals(True)
        self.table.setRowCount(len(rows))
        for place, each in enumerate(rows):
            self._fill_row(place, each)
        self.table.blockSignals(False)
        used = [each for each in rows if each.used]
        counts = [sum(each.split == split for each in used) for split in ("train", "validation", "test")]
        personal = sum(bool(each.personal) for each in used)
        text = self.tr("{0} to train on, {1} to validate, {2} to test; {3} refused.")
        told = text.format(*counts, len(rows) - len(used))
        if personal:
            told += " " + self.tr("{0} may hold personal data: see their hints.").format(personal)
        self.state.say(
            told if rows else self.tr("No examples yet. Make some of your documents, or add a file.")
        )

    def _fill_row(self, place: int, row: Row) -> None:
        state = row.reason or row.state
        for part, text in enumerate((row.asked, row.answer, row.split, state)):
            cell = QTableWidgetItem(shown(text).replace("\n", " "))
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if part == _ANSWER:
                flags |= Qt.ItemFlag.ItemIsEditable
            if part == _ASKED:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
                cell.setCheckState(Qt.CheckState.Checked if row.used else Qt.CheckState.Unchecked)
                cell.setToolTip(shown("\n".join(row.personal)))
            cell.setFlags(flags)
            self.table.setItem(place, part, cell)

    def _tell(self, cell: QTableWidgetItem) -> None:
        row = self.rows[cell.row()]
        if cell.column() == _ASKED:
            self.decided.emit(row.id, cell.checkState() == Qt.CheckState.Checked)
        elif cell.column() == _ANSWER:
            self.edited.emit(row.id, cell.text())

    def _arrange(self) -> None:
        head = [self.tr("Question"), self.tr("Answer"), self.tr("Set"), self.tr("State")]
        self.table.setHorizontalHeaderLabels(head)
        self.table.setAccessibleName(self.tr("Examples"))
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        bar = self.table.horizontalHeader()
        bar.setSectionResizeMode(_ASKED, QHeaderView.ResizeMode.Stretch)
        bar.setSectionResizeMode(_ANSWER, QHeaderView.ResizeMode.Stretch)
        bar.setSectionResizeMode(_SPLIT, QHeaderView.ResizeMode.ResizeToContents)
        bar.setSectionResizeMode(_STATE, QHeaderView.ResizeMode.ResizeToContents)
        self.count.setRange(10, MOST)
        self.count.setValue(COUNT)
        self.count.setAccessibleName(self.tr("How many questions"))
        told = self.tr(
            "A model learns the form of these answers. Look each one through: it learns mistakes too."
        )
        tools = row(self.make, self.count, self.add_file, self.opinions)
        tools.addStretch(1)
        self.setLayout(column(Label(told, "muted"), self.table, self.state, tools, margin=12))
