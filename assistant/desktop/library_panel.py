"""The library: documents, adding and removing, and where adding stands."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QStackedWidget, QWidget

from assistant.desktop import look, words
from assistant.desktop.adding_view import FailureList, ProgressView
from assistant.desktop.collection_list import CollectionList
from assistant.desktop.document_list import DOCUMENT, DocumentList, Documents
from assistant.desktop.undo_bar import UndoBar
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
            self.tr("Remove"), "remove", tip=self.tr("Remove the selected documents (Delete)")
        )
        self.filter = QLineEdit()
        self.order = QComboBox()
        self.collections = CollectionList()
        self.undo = UndoBar()
        self._furnish()
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

    def follow(self, document: Document) -> None:
        """Select the document whose page is shown now, unless the user has selected several."""
        if len(self.list.all_chosen()) <= 1:
            self._select(document)

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
        self.stack.addWidget(self.none)
        head = row(self.title, self.amount)
        head.setStretch(0, 1)
        head.addStrut(look.HEAD)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        buttons = row(self.add_files, self.add_folder)
        find = row(self.filter, self.order, space=4)
        find.setStretch(0, 1)
        foot = row(self.remove)
        foot.insertStretch(0)
        lists = (self.collections, find, self.stack)
        told = (self.undo, self.progress, self.message, self.rest, self.failures)
        layout = column(head, buttons, *lists, foot, *told, margin=12)
        layout.setStretchFactor(self.stack, 1)
        self.setLayout(layout)

    def _furnish(self) -> None:
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setAccessibleName(self.tr("Filter documents by title, company or year"))
        self.filter.setToolTip(self.filter.accessibleName())
        self.filter.setClearButtonEnabled(True)
        self.order.setAccessibleName(self.tr("Order of the documents"))
        self.order.setToolTip(self.order.accessibleName())
        orders = {"title": self.tr("By title"), "newest": self.tr("Newest"), "pages": self.tr("By pages")}
        for order, name in orders.items():
            self.order.addItem(name, order)
        self.none = Label(self.tr("No document matches."), "muted")
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)

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
        self.filter.textChanged.connect(self._narrow)
        self.order.activated.connect(self._sort)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.list.selectionModel().selectionChanged.connect(self._follow_choice)

    def want_removal(self) -> None:
        """Say that the user wants the selected documents removed."""
        documents = self.list.all_chosen()
        if documents and self._may_remove:
            self.removal_wanted.emit(documents)

    def show_folder(self) -> None:
        """Open the folder of the selected document in the system's file manager."""
        document = self.list.chosen()
        if document is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(document.path).parent)))

    def keep_to(self, ids: Sequence[str] | None) -> None:
        """Show only these documents, or with None all."""
        self.documents.keep_to(ids)
        self._select(None)

    def hide_documents(self, ids: Sequence[str], hidden: bool = True) -> None:
        """Take documents out of sight, or bring them back."""
        self.documents.hide(ids, hidden)
        self._select(None)

    def _narrow(self) -> None:
        chosen = self.list.chosen()
        self.documents.narrow(self.filter.text())
        self._select(chosen)

    def _sort(self) -> None:
        chosen = self.list.chosen()
        self.documents.sort_by(self.order.currentData())
        self._select(chosen)

    def _choose(self, index: QModelIndex) -> None:
        self.document_chosen.emit(index.data(DOCUMENT))

    def _select(self, document: Document | None) -> None:
        """Select a document again after the rows moved, and follow their number."""
        rows = [number for number, each in enumerate(self.documents.documents)
                if document is not None and each.id == document.id]  # fmt: skip
        if rows:
            self.list.setCurrentIndex(self.documents.index(rows[0]))
        seen = len(self.documents.documents)
        amount = sum(each.id not in self.documents.hidden for each in self.documents.all)
        self.stack.setCurrentIndex(1 if seen else 2 if amount else 0)
        for each in (self.remove, self.filter, self.order):
            each.setVisible(amount > 0)
        text = words.count(amount, "document") if amount else ""
        self.amount.say(text if seen == amount else self.tr("{0} of {1}").format(seen, text))
        self._follow_choice()

    def _follow_choice(self) -> None:
        self.remove.setEnabled(self._may_remove and self.list.chosen() is not None)
