"""The question set as a table: what is ticked is kept, questions and answers can be corrected."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from assistant.desktop.widgets import shown
from assistant.evaluation.questions import Question

_QUESTION, _ANSWER, _PLACE = 0, 1, 2


class QuestionTable(QTableWidget):
    """Shows a question set and gives back what the user left of it."""

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.asked: tuple[Question, ...] = ()
        self.setHorizontalHeaderLabels([self.tr("Question"), self.tr("Answer"), self.tr("Where")])
        self.setAccessibleName(self.tr("Questions of the test"))
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionResizeMode(_QUESTION, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(_ANSWER, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(_PLACE, QHeaderView.ResizeMode.ResizeToContents)

    def fill(self, questions: Sequence[Question]) -> None:
        """Show questions, all of them ticked."""
        self.asked = tuple(questions)
        self.setRowCount(len(questions))
        for row, each in enumerate(questions):
            page = self.tr("{0}, page {1}").format(each.pdf, each.page)
            place = page if each.answerable else self.tr("in no document")
            for column, text in enumerate((each.question, each.answer, place)):
                self.setItem(row, column, self._cell(text, column))

    def kept(self) -> list[Question]:
        """Return the questions that are ticked, as they were corrected."""
        kept = []
        for row, each in enumerate(self.asked):
            question, answer = self.item(row, _QUESTION), self.item(row, _ANSWER)
            assert question is not None
            assert answer is not None
            text = question.text().strip()
            if text and question.checkState() == Qt.CheckState.Checked:
                kept.append(replace(each, question=text, answer=answer.text() if each.answerable else ""))
        return kept

    def _cell(self, text: str, column: int) -> QTableWidgetItem:
        cell = QTableWidgetItem(shown(text).replace("\n", " ").replace("\t", " · "))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if column != _PLACE:
            flags |= Qt.ItemFlag.ItemIsEditable
        if column == _QUESTION:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
            cell.setCheckState(Qt.CheckState.Checked)
        cell.setFlags(flags)
        return cell
