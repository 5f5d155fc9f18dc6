"""The dialogs of the window; one of a kind at a time, and none of them stops the window."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from assistant.desktop.carry_dialog import CarryDialog, TakeOverDialog
from assistant.desktop.collections_dialog import CollectionsDialog
from assistant.desktop.contract import Doors, Engine
from assistant.desktop.facts_dialog import FactsDialog
from assistant.desktop.file_states import FileStates
from assistant.desktop.health_dialog import HealthDialog
from assistant.desktop.help_dialog import HelpDialog
from assistant.desktop.history_dialog import HistoryDialog
from assistant.desktop.job import Errand, Errands
from assistant.desktop.models_dialog import ModelsDialog
from assistant.desktop.privacy_dialog import PrivacyDialog
from assistant.desktop.queue_dialog import QueueDialog
from assistant.desktop.report_dialog import ReportDialog
from assistant.desktop.settings_dialog import SettingsDialog
from assistant.desktop.watched_dialog import WatchedDialog
from assistant.desktop.welcome_dialog import WelcomeDialog
from assistant.engine.errors import AssistantError
from assistant.engine.types import Document


class Dialogs(QObject):
    """Opens dialogs about the engine, which is set once the library is open, and relays what they say."""

    corrected = Signal(object, str, object)
    conversation_chosen = Signal(int)
    conversation_removed = Signal(int)
    collections_changed = Signal()
    settings_changed = Signal(object, list)
    watched_changed = Signal()
    models_changed = Signal()
    page_wanted = Signal(object, int)
    forgetting_wanted = Signal(object)
    erasing_wanted = Signal()
    retry_wanted = Signal(list)
    diagnostics_wanted = Signal()
    failed = Signal(object)

    def __init__(self, parent: QWidget, doors: Doors, errands: Errands) -> None:
        super().__init__(parent)
        self.engine: Engine | None = None
        self.opened: dict[str, QDialog] = {}
        self.chosen: Callable[[], Document | None] = lambda: None
        self._parent = parent
        self._doors, self._errands = doors, errands

    def test(self) -> None:
        """Test the library."""
        if "test" not in self.opened and self.engine is not None:
            self._keep("test", self._doors.open_testing(self.engine, self._parent))
        self._raise("test")

    def finetune(self) -> None:
        """Show what leads from documents to a tuned model."""
        if "finetune" not in self.opened and self.engine is not None:
            dialog = self._doors.open_finetuning(self.engine, self._parent)
            dialog.models_changed.connect(self.models_changed)
            self._keep("finetune", dialog)
        self._raise("finetune")

    def change_settings(self) -> None:
        """Show the settings."""
        self._open_settings("settings", self._doors.open_settings)

    def show_history(self) -> None:
        """Show the conversations that were kept."""
        if "history" not in self.opened and self.engine is not None:
            export = partial(self.engine.export, anew=True)
            dialog = HistoryDialog(self.engine.conversations, export, self._parent)
            dialog.chosen.connect(self.conversation_chosen)
            dialog.removed.connect(self.conversation_removed)
            self._keep("history", dialog)
        self._raise("history")

    def show_collections(self, documents: Sequence[Document]) -> None:
        """Show the collections, and which of them hold these documents."""
        if self.engine is not None:
            dialog = CollectionsDialog(self.engine.collections, documents, self._parent)
            dialog.changed.connect(self.collections_changed)
            self._keep("collections", dialog)
            self._raise("collections")

    def show_models(self) -> None:
        """Show the models on this machine."""
        self._open_settings("models", self._doors.open_models)

    def add_model(self, file: Path) -> None:
        """Put a file into the list of models, and show that."""
        self.show_models()
        dialog = self.opened.get("models")
        if isinstance(dialog, ModelsDialog):
            dialog.add(file)

    def show_watched(self) -> None:
        """Show the watched folders."""
        if "watched" not in self.opened and self.engine is not None:
            dialog = WatchedDialog(self.engine.watched, self._parent)
            dialog.changed.connect(self.watched_changed)
            self._keep("watched", dialog)
        self._raise("watched")

    def carry(self) -> None:
        """Write the whole library to one file."""
        if "carry" not in self.opened and self.engine is not None:
            self._keep("carry", CarryDialog(self.engine.pack, self._parent))
        self._raise("carry")

    def take_over(self, file: Path) -> TakeOverDialog:
        """Take a packed library over."""
        dialog = TakeOverDialog(partial(self._doors.take_over, file), self._parent)
        self._keep("take over", dialog)
        self._raise("take over")
        return dialog

    def show_health(self) -> None:
        """Show how questions went."""
        if "health" not in self.opened and self.engine is not None:
            dialog = HealthDialog(self.engine.health.all(), self._parent)
            dialog.diagnostics.clicked.connect(self.diagnostics_wanted)
            self._keep("health", dialog)
        self._raise("health")

    def show_queue(self, states: FileStates) -> None:
        """Show the files that are being added."""
        if "queue" not in self.opened:
            dialog = QueueDialog(states, self._parent)
            dialog.retry.connect(self.retry_wanted)
            self._keep("queue", dialog)
        self._raise("queue")

    def show_privacy(self, text: str) -> None:
        """Show what is kept, and what can be forgotten."""
        dialog = PrivacyDialog(text, self.chosen(), self._parent)
        dialog.forgetting.connect(self.forgetting_wanted)
        dialog.erasing.connect(self.erasing_wanted)
        self._keep("privacy", dialog)
        self._raise("privacy")

    def welcome(self) -> WelcomeDialog:
        """Show how to begin."""
        dialog = WelcomeDialog(self._parent)
        dialog.models_wanted.connect(self.show_models)
        self._keep("welcome", dialog)
        self._raise("welcome")
        return dialog

    def tell(self, title: str, text: str, copy: str = "") -> None:
        """Show a text of the program's own; a button copies it, where it has a label."""
        if title not in self.opened:
            self._keep(title, HelpDialog(title, text, copy, self._parent))
        self._raise(title)

    def show_facts(self, document: Document) -> None:
        """Show what a document is."""
        dialog = FactsDialog(document, self._parent)
        dialog.corrected.connect(self.corrected)
        self._keep(document.id, dialog)
        self._raise(document.id)

    def show_report(self, document: Document) -> None:
        """Show what was read of a document."""
        name = f"report {document.id}"
        if name not in self.opened and self.engine is not None:
            dialog = ReportDialog(document, self._parent)
            dialog.text_wanted.connect(partial(self._read_page, dialog))
            dialog.page_wanted.connect(self.page_wanted)
            self._keep(name, dialog)
            dialog.choose(1)
        self._raise(name)

    def _read_page(self, dialog: ReportDialog, document: str, page: int) -> None:
        if self.engine is not None:
            call = partial(self.engine.page_text, document, page)
            show = partial(dialog.show_text, page)
            self._errands.run(f"report {document}", Errand(call, show, self.failed.emit))

    def _open_settings(
        self, name: str, open_: Callable[[Engine, QWidget], SettingsDialog | ModelsDialog]
    ) -> None:
        """Open a dialog that changes settings, which may be damaged."""
        if name not in self.opened and self.engine is not None:
            try:
                dialog = open_(self.engine, self._parent)
            except AssistantError as error:
                self.failed.emit(error)
                return
            dialog.changed.connect(self.settings_changed)
            self._keep(name, dialog)
        self._raise(name)

    def _keep(self, name: str, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.opened[name] = dialog
        dialog.destroyed.connect(partial(self._forget, name))

    def _forget(self, name: str) -> None:
        self.opened.pop(name, None)

    def _raise(self, name: str) -> None:
        if name in self.opened:
            self.opened[name].show()
            self.opened[name].raise_()
            self.opened[name].activateWindow()
