"""Asks before something is done that cannot be undone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def confirmed(parent: QWidget, title: str, task: str, act: str) -> bool:
    """Ask a question whose default is not to do it; return whether the user wants it done."""
    box = QMessageBox(QMessageBox.Icon.Warning, title.rstrip("…"), "", parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(task)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    does = box.addButton(act, QMessageBox.ButtonRole.DestructiveRole)
    box.exec()
    return box.clickedButton() is does
