"""The first start: what stays on this machine, and three ways to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from assistant.desktop import look
from assistant.desktop.widgets import Label, button, column, picture, row

_WIDTH = 520


class WelcomeDialog(QDialog):
    """Says how the user wants to begin."""

    samples_wanted = Signal()
    folder_wanted = Signal()
    models_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = self.tr
        self.setWindowTitle(tr("Welcome"))
        self.samples = button(tr("Look around with three sample PDFs"), "document", "first")
        self.folder = button(tr("Add a folder of my own PDFs…"), "folder")
        self.models = button(tr("See which language models are here…"), "search")
        self.away = button(tr("Just begin"))
        title = Label(tr("Ask your own PDFs"), scale=look.TITLE, bold=True)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        told = (
            tr("Everything stays on this computer: your files, your questions, the answers."),
            tr("Every answer shows the words of your documents that bear it out, on their page."),
            tr("What is not found is said to be not found."),
            tr("No language model is needed to begin. With one, answers are written out."),
        )
        foot = row(self.away)
        foot.insertStretch(0)
        ways = (self.samples, self.folder, self.models)
        layout = column(picture("document", 48), title, *map(Label, told), *ways, foot, margin=24, space=12)
        self.setLayout(layout)
        self.setMinimumWidth(_WIDTH)
        for way, wanted in zip(
            ways, (self.samples_wanted, self.folder_wanted, self.models_wanted), strict=True
        ):
            way.clicked.connect(self.accept)
            way.clicked.connect(wanted)
        self.away.clicked.connect(self.accept)
