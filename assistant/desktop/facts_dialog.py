"""What a document is, as far as the program knows, to be corrected by the user."""

from dataclasses import fields, replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from assistant.desktop import look, words
from assistant.desktop.widgets import Label, OneLine, column, dialog_buttons, shown
from assistant.engine.types import Document, Facts

_WIDTH = 460
_TITLE = "title"


class FactsDialog(QDialog):
    """Says what the user corrected: the document, its title, its facts."""

    corrected = Signal(object, str, object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About this document"))
        self.document = document
        self.lines: dict[str, QLineEdit] = {}
        self.remark = Label("", "bad", look.SMALL)
        names = {
            _TITLE: self.tr("Title"), "subject": self.tr("Subject"), "kind": self.tr("Kind"),
            "organisation": self.tr("Organisation"), "period": self.tr("Period"), "years": self.tr("Years"),
            "made": self.tr("Made on"), "language": self.tr("Language"),
        }  # fmt: skip
        form = QFormLayout()
        for name, label in names.items():
            self.lines[name] = QLineEdit(_text(document, name))
            self.lines[name].setAccessibleName(label)
            form.addRow(label, self.lines[name])
        hint = Label(self.tr("A question that names a company, a year or a title prefers the documents that "
                             "have it here."), "muted", look.SMALL)  # fmt: skip
        kinds = QDialogButtonBox.StandardButton
        buttons = dialog_buttons(kinds.Save | kinds.Cancel)

        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        path = OneLine(document.path)
        facts = Label(words.document_facts(document), "muted", look.SMALL)
        self.setLayout(column(path, facts, form, hint, self.remark, buttons, margin=16))
        self.setMinimumWidth(_WIDTH)

    def accept(self) -> None:
        """Give the corrections out, if they can be understood."""
        values = {name: line.text().strip() for name, line in self.lines.items()}
        title = values.pop(_TITLE) or self.document.title
        years = [year.strip() for year in values.pop("years").split(",") if year.strip()]
        if not all(year.isdigit() and 1000 <= int(year) <= date.max.year for year in years):
            self.remark.say(self.tr("Write years like 2018, 2019."))
            return
        facts = replace(Facts(), **values, years=tuple(map(int, years)))
        if (title, facts) != (self.document.title, self.document.facts):
            self.corrected.emit(self.document, title, facts)
        super().accept()


def _text(document: Document, name: str) -> str:
    """Return a fact as it is typed."""
    if name == _TITLE:
        return shown(document.title)
    value = {each.name: getattr(document.facts, each.name) for each in fields(Facts)}[name]
    return ", ".join(map(str, value)) if isinstance(value, tuple) else shown(value)
