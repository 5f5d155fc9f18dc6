"""Texts of the program's own in a dialog: manual, shortcuts, diagnostics, privacy, about."""

from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QWidget

from assistant.desktop.widgets import button, column, dialog_buttons, row

_WIDTH, _HEIGHT = 680, 600


class OwnText(QTextBrowser):
    """Shows Markdown that comes with the program; it follows no link and loads nothing."""

    def __init__(self, text: str, plain: bool = False) -> None:
        super().__init__()
        self.setOpenLinks(False)
        if plain:
            self.setPlainText(text)
        else:
            self.setMarkdown(text)

    def loadResource(self, kind: int, name: QUrl | str) -> QByteArray:
        """Load nothing."""
        return QByteArray(b"")


class HelpDialog(QDialog):
    """Shows a text; with a label for it, a button copies the text."""

    def __init__(self, title: str, text: str, copy: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.text = OwnText(text, plain=bool(copy))
        self.text.setAccessibleName(title)
        self.copy = button(copy or self.tr("Copy"))
        self.copy.setVisible(bool(copy))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        buttons = dialog_buttons(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = row(self.copy, buttons)
        foot.setStretch(1, 1)
        layout = column(self.text, foot, margin=12)
        layout.setStretchFactor(self.text, 1)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)
