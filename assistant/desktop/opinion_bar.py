"""What the user thinks of an answer: good, bad, and what would have been right."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from assistant.desktop.widgets import row, shown, tool_button
from assistant.engine.types import Answer

GOOD, BAD = "good", "bad"


class OpinionBar(QWidget):
    """given tells answer, "good", "bad" or "" for neither, and the corrected answer."""

    given = Signal(object, str, str)

    def __init__(self) -> None:
        super().__init__()
        tr = self.tr
        self.good = tool_button(tr("Good"), "thumb-up", tr("A good answer; it is kept on this machine"))
        self.bad = tool_button(tr("Bad"), "thumb-down", tr("A bad answer; it is kept on this machine"))
        self.correct = tool_button(tr("Correct…"), "correct", tr("Write what would have been right"))
        for each in (self.good, self.bad):
            each.setCheckable(True)
        self.setLayout(row(self.good, self.bad, self.correct, space=4))
        self._answer: Answer | None = None
        self._correction = ""
        self.good.clicked.connect(lambda: self._judge(GOOD if self.good.isChecked() else ""))
        self.bad.clicked.connect(lambda: self._judge(BAD if self.bad.isChecked() else ""))
        self.correct.clicked.connect(self._write)

    def show_answer(self, answer: Answer) -> None:
        """Ask about an answer."""
        self._answer = answer

    def _judge(self, verdict: str) -> None:
        self.good.setChecked(verdict == GOOD)
        self.bad.setChecked(verdict == BAD)
        if self._answer is not None:
            self.given.emit(self._answer, verdict, self._correction if verdict else "")

    def _write(self) -> None:
        if self._answer is None:
            return
        task = self.tr("What would have been the right answer?")
        before = shown(self._correction or self._answer.text)
        text, written = QInputDialog.getMultiLineText(self, self.tr("Correct the answer"), task, before)
        if written and text.strip():
            self._correction = text.strip()
            self._judge(BAD)
