"""Asks for the password of protected files."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QWidget

from assistant.desktop import look, words
from assistant.desktop.widgets import Label, column

_WIDTH = 420


class PasswordDialog(QDialog):
    """A hidden password, given out once; nothing keeps it."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Password needed"))
        self.files = Label(bold=True)
        self.remark = Label("", "bad")
        self.word = QLineEdit()
        self.word.setEchoMode(QLineEdit.EchoMode.Password)
        self.word.setAccessibleName(self.tr("Password"))
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Skip"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        hint = Label(self.tr("It is used once to read the file and not kept."), "muted", look.SMALL)
        self.setLayout(column(self.files, self.remark, self.word, hint, buttons, margin=16))
        self.setFixedWidth(_WIDTH)

    def name(self, paths: Sequence[str], again: bool) -> None:
        """Say which files want a password, and whether one was tried already."""
        text = self.tr("“{0}” is protected by a password.").format(words.file_name(paths[0]))
        if len(paths) > 1:
            text += self.tr(" So is {0}; the same password is tried.").format(
                words.count(len(paths) - 1, "other file")
            )
        self.files.say(text)
        self.remark.say(self.tr("That password did not open it.") if again else "")
        self.setFixedHeight(self.heightForWidth(_WIDTH))

    def accept(self) -> None:
        """Give the password out and forget it."""
        word = self.word.text()
        self.word.clear()
        if word:
            self.given.emit(word)
            super().accept()
