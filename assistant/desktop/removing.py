"""Removing documents: hidden at once, removed when the time to undo that is over."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from assistant.desktop.adding import Adding
from assistant.desktop.library_panel import LibraryPanel
from assistant.desktop.widgets import shown
from assistant.engine.types import Document


class Removing(QObject):
    """hidden names documents that are no longer to be seen; leaving are those that can be brought back."""

    hidden = Signal(list)

    def __init__(self, panel: LibraryPanel, adding: Adding, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.leaving: list[str] = []
        self._panel, self._adding = panel, adding
        panel.removal_wanted.connect(self.remove)

    def remove(self, documents: Sequence[Document]) -> None:
        """Hide documents, and remove them when the time to undo that is over."""
        ids = [each.id for each in documents]
        self._panel.hide_documents(ids)
        self.hidden.emit(ids)
        one = self.tr("“{0}” is removed; its file stays.").format(shown(documents[0].title))
        several = self.tr("{0} documents are removed; their files stay.").format(len(ids))
        self._panel.undo.offer(one if len(ids) == 1 else several, self._let_go, self._bring_back)
        self.leaving = ids

    def forget(self, document: Document) -> None:
        """Forget a document, and everything that was made of it, at once."""
        self._panel.hide_documents([document.id])
        self.hidden.emit([document.id])
        self._adding.forget(document.id)

    def _let_go(self) -> None:
        ids, self.leaving = self.leaving, []
        self._adding.remove(ids)

    def _bring_back(self) -> None:
        ids, self.leaving = self.leaving, []
        self._panel.hide_documents(ids, hidden=False)
