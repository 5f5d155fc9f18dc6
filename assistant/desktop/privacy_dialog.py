"""The privacy page: what is kept where, connections since the start, and forgetting."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from assistant.desktop.confirming import confirmed
from assistant.desktop.help_dialog import OwnText
from assistant.desktop.widgets import button, column, row, shown
from assistant.engine.types import Document

_WIDTH, _HEIGHT = 640, 520


class PrivacyDialog(QDialog):
    """forgetting names the document that should be forgotten; erasing asks for everything to go."""

    forgetting = Signal(object)
    erasing = Signal()

    def __init__(self, text: str, document: Document | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Privacy"))
        self.document = document
        self.text = OwnText(text)
        self.text.setAccessibleName(self.windowTitle())
        self.forget = button(self.tr("Forget the selected document…"), "remove")
        self.forget.setEnabled(document is not None)
        self.erase = button(self.tr("Delete everything…"), "remove")
        self.away = button(self.tr("Close"))
        tools = row(self.forget, self.erase, self.away)
        tools.insertStretch(2)
        layout = column(self.text, tools, margin=16)
        layout.setStretchFactor(self.text, 1)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)
        self.forget.clicked.connect(self._forget)
        self.erase.clicked.connect(self._erase)
        self.away.clicked.connect(self.accept)

    def _forget(self) -> None:
        if self.document is None:
            return
        task = self.tr("Forget “{0}”? Every answer that quotes it goes too. Its PDF stays where it is.")
        if confirmed(self, self.forget.text(), task.format(shown(self.document.title)), self.tr("Forget")):
            self.forgetting.emit(self.document)
            self.accept()

    def _erase(self) -> None:
        task = self.tr(
            "Delete all documents, conversations, opinions and settings? Your PDFs and models stay."
        )
        if confirmed(self, self.erase.text(), task, self.tr("Delete everything")):
            self.erasing.emit()
            self.accept()
