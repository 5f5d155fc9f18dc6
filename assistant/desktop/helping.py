"""The help menu: opens the program's own texts, and looks things up for them off the UI thread."""

from PySide6.QtCore import QObject, Signal

from assistant.desktop import own_texts
from assistant.desktop.contract import Doors
from assistant.desktop.dialogs import Dialogs
from assistant.desktop.job import Errand, Errands
from assistant.desktop.menus import Entry


class Helping(QObject):
    """told says what is being looked at, "" when that is done."""

    told = Signal(str)
    failed = Signal(object)

    def __init__(self, dialogs: Dialogs, doors: Doors, errands: Errands) -> None:
        super().__init__(dialogs)
        self.menus: dict[str, list[Entry | None]] = {}
        self._dialogs, self._doors, self._errands = dialogs, doors, errands
        dialogs.diagnostics_wanted.connect(self.show_diagnostics)

    def show_manual(self) -> None:
        """Show the manual."""
        self._dialogs.tell(self.tr("Manual"), own_texts.manual())

    def show_shortcuts(self) -> None:
        """Show every shortcut."""
        self._dialogs.tell(self.tr("Keyboard shortcuts"), own_texts.shortcuts(self.menus))

    def show_about(self) -> None:
        """Show what the program is."""
        self._dialogs.tell(self.tr("About PDF Assistant"), own_texts.about())

    def show_privacy(self) -> None:
        """Show what is kept where."""
        self._errands.run("stored", Errand(self._doors.stored, self._tell_stored, self.failed.emit))

    def show_diagnostics(self) -> None:
        """Show the state of everything, to be copied."""
        self.told.emit(self.tr("Looking at everything…"))
        self._errands.run("diagnose", Errand(self._doors.diagnose, self._tell_report, self.failed.emit))

    def tell_crash(self, text: str) -> None:
        """Show what went wrong, to be copied."""
        self._dialogs.tell(self.tr("Something went wrong"), text, self.tr("Copy"))

    def _tell_stored(self, stored: list[tuple[str, int]]) -> None:
        self._dialogs.show_privacy(own_texts.privacy(self._doors.folder, stored))

    def _tell_report(self, text: str) -> None:
        self.told.emit("")
        self._dialogs.tell(self.tr("Diagnostics"), text, self.tr("Copy"))
