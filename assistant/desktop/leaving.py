"""Closing the window: asked about once while something runs, and nothing is lost."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


class LeaveBox(QMessageBox):
    """Asks whether to close although files are being added or an answer is written."""

    def __init__(self, adding: bool, leave: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Close PDF Assistant"))
        self.setIcon(QMessageBox.Icon.Question)
        self.setTextFormat(Qt.TextFormat.PlainText)
        files = self.tr(
            "Files are still being added. What is finished stays; the rest waits for the next start."
        )
        answer = self.tr("An answer is still being written. It would be stopped.")
        self.setText(files if adding else answer)
        self.stay = self.addButton(self.tr("Keep working"), QMessageBox.ButtonRole.RejectRole)
        self.leave = self.addButton(self.tr("Close now"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.stay)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.leave.clicked.connect(leave)
