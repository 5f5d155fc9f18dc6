"""The documents that were looked at last, in a menu, kept from one start to the next."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from assistant.desktop import remembering
from assistant.desktop.widgets import shown
from assistant.engine.types import Document

MOST = 10

Find = Callable[[str], Document | None]
Show = Callable[[Document], None]


class Recent(QObject):
    """find returns a document that is still there; show is called with the one that is chosen."""

    def __init__(self, folder: Path, find: Find, show: Show, parent: QObject) -> None:
        super().__init__(parent)
        self._folder, self._find, self._show = folder, find, show
        self.ids = remembering.recent(folder)

    def note(self, document: Document) -> None:
        """A document is looked at."""
        self.ids = [document.id, *(id for id in self.ids if id != document.id)][:MOST]
        remembering.note_recent(self._folder, self.ids)

    def fill(self, menu: QMenu) -> None:
        """Write the menu anew."""
        menu.clear()
        for document in filter(None, map(self._find, self.ids)):
            # An ampersand would underline the letter behind it.
            action = menu.addAction(shown(document.title).replace("&", "&&")[:80])
            action.triggered.connect(partial(self._choose, document))
        if menu.isEmpty():
            menu.addAction(self.tr("Nothing yet")).setEnabled(False)

    def _choose(self, document: Document, checked: bool = False) -> None:
        self._show(document)
