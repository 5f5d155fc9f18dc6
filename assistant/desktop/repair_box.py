"""A library that cannot be read: offers to put its newest whole copy in its place."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


class RepairBox(QMessageBox):
    """Says what is wrong, and repairs only when told to."""

    def __init__(self, text: str, repair: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Your library cannot be opened"))
        self.setIcon(QMessageBox.Icon.Warning)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setInformativeText(
            self.tr(
                "A copy of it is made every day. The newest one that is whole can take its place; the damaged"
                " file is kept beside it, and your PDFs are not touched."
            )
        )
        self.leave = self.addButton(self.tr("Leave it"), QMessageBox.ButtonRole.RejectRole)
        self.repair = self.addButton(self.tr("Repair"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.repair)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.repair.clicked.connect(repair)
