"""A table of figures as plain text, in letters of one width, to be read and copied."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit


class FiguresView(QPlainTextEdit):
    """Shows text that cannot be changed; name is for screen readers."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
