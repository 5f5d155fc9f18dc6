"""The library: documents, adding and removing, and where adding stands."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from assistant.desktop import look, words
from assistant.desktop.adding_view import FailureList, ProgressView
from assistant.desktop.document_list import DOCUMENT, DocumentList, Documents
from assistant.desktop.widgets import Label, button, column, dress, picture, row
from assistant.engine.types import Document


class LibraryPanel(QWidget):
    """Shows the documents and says what the user wants done with them."""

    files_chosen = Signal(object)
    removal_wanted = Signal(object)
    document_chosen = Signal(object)
    rest_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress(self, "panel")
        self.documents = Documents(self)
        self.list = DocumentList(self.documents)
        self.progress = ProgressView()
        self.failures = FailureList()
        self.title = Label(self.tr("Library"), scale=look.TITLE, bold=True)
        self.amount = Label(role="muted", scale=look.SMALL)
        self.message = Label(role="muted", scale=look.SMALL)
        self.rest = button(self.tr("Go on adding"), tip=self.tr("Add the files that wait from last time"))
        self.add_files = button(self.tr("Add files…"), "add", "first", self.tr("Add PDF files (Ctrl+O)"))
        self.add_folder = button(self.tr("Add folder…"), "folder", tip=self.tr("Add every PDF of a folder"))
        self.remove = button(
            self.tr("Remove"), "remove", tip=self.tr("Remove the selected document (Delete)")
        )
        self._arrange()
        self._connect()
        self.fill([])
        self.progress.hide()
        self.rest.hide()

    def fill(self, documents: Sequence[Document]) -> None:
        """Show the documents of the library."""
        chosen = self.list.chosen()
        self.documents.fill(documents)
        self._select(chosen)

    def put(self, document: Document, instead_of: str = "") -> None:
        """Show a document that is new or has changed."""
        chosen = self.list.chosen()
        self.documents.put(document, instead_of)
        self._select(chosen)

    def offer_rest(self, paths: Sequence[str]) -> None:
        """Offer to go on with files that an earlier run could not finish."""
        self.rest.setVisible(bool(paths))
        if paths:
            text = self.tr("{0} from last time not added yet.")
            self.tell(text.format(words.count(len(paths), "file")))

    def tell(self, text: str, role: str = "muted") -> None:
        """Say how things stand; "bad" is for what went wrong."""
        self.message.play(role)
        self.message.say(text)

    def allow(self, adding: bool, removing: bool) -> None:
        """Say what may be done now."""
        for each in (self.add_files, self.add_folder, self.rest):
            each.setEnabled(adding)
        self._may_remove = removing
        self._follow_choice()

    def choose_files(self) -> None:
        """Let the user choose PDF files."""
        title, kinds = self.tr("Add PDF files"), self.tr("PDF files (*.pdf *.PDF);;All files (*)")
        paths, _ = QFileDialog.getOpenFileNames(self, title, "", kinds)
        if paths:
            self.files_chosen.emit([Path(path) for path in paths])

    def choose_folder(self) -> None:
        """Let the user choose a folder."""
        path = QFileDialog.getExistingDirectory(self, self.tr("Add every PDF of a folder"))
        if path:
            self.files_chosen.emit([Path(path)])

    def _arrange(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self._empty())
        self.stack.addWidget(self.list)
        head = row(self.title, self.amount)
        head.setStretch(0, 1)
        head.addStrut(look.HEAD)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        buttons = row(self.add_files, self.add_folder)
        foot = row(self.remove)
        foot.insertStretch(0)
        layout = column(head, buttons, self.stack, foot, self.progress, self.message, self.rest,
                        self.failures, margin=12)  # fmt: skip
        layout.setStretchFactor(self.stack, 1)
        self.setLayout(layout)

    def _empty(self) -> QWidget:
        page = QWidget()
        headline = Label(self.tr("Drop PDFs here"), scale=look.TITLE, bold=True)
        hint = Label(self.tr("or choose them with “Add files…”. They stay on this computer."), "muted")
        for each in (headline, hint):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = column(picture("document", 48), headline, hint)
        layout.insertStretch(0)
        layout.addStretch()
        page.setLayout(layout)
        return page

    def _connect(self) -> None:
        self._may_remove = True
        self.add_files.clicked.connect(self.choose_files)
        self.add_folder.clicked.connect(self.choose_folder)
        self.remove.clicked.connect(self.want_removal)
        self.rest.clicked.connect(self.rest_wanted)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.list.selectionModel().selectionChanged.connect(self._follow_choice)

    def want_removal(self) -> None:
        """Say that the user wants the selected document removed."""
        document = self.list.chosen()
        if document is not None and self._may_remove:
            self.removal_wanted.emit(document)

    def _choose(self, index: QModelIndex) -> None:
        self.document_chosen.emit(index.data(DOCUMENT))

    def _select(self, document: Document | None) -> None:
        """Select a document again after the rows moved, and follow their number."""
        rows = [number for number, each in enumerate(self.documents.documents)
                if document is not None and each.id == document.id]  # fmt: skip
        if rows:
            self.list.setCurrentIndex(self.documents.index(rows[0]))
        self.stack.setCurrentIndex(1 if self.documents.documents else 0)
        self.remove.setVisible(bool(self.documents.documents))
        amount = len(self.documents.documents)
        self.amount.say(words.count(amount, "document") if amount else "")
        self._follow_choice()

    def _follow_choice(self) -> None:
        self.remove.setEnabled(self._may_remove and self.list.chosen() is not None)
