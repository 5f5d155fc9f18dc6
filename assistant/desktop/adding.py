"""Connects the library panel with the calls that change the library: adding, and removing."""

from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from assistant.desktop import words
from assistant.desktop.contract import Engine
from assistant.desktop.file_states import FileStates
from assistant.desktop.job import Queue, Work, once
from assistant.desktop.languages import localised, sentence
from assistant.desktop.library_panel import LibraryPanel
from assistant.desktop.password_dialog import PasswordDialog
from assistant.engine.errors import AssistantError
from assistant.engine.events import (
    AddEvent,
    AddFinished,
    AddProgress,
    DocumentAdded,
    DocumentFailed,
    DocumentKnown,
    FindableByWords,
    Notice,
)


class Adding(QObject):
    """One call at a time changes the library; changed tells that its documents should be read again."""

    changed = Signal()

    def __init__(self, panel: LibraryPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.engine: Engine | None = None
        self.panel = panel
        self.queue = Queue(self)
        self.dialog: PasswordDialog | None = None
        self.states = FileStates(self)
        self._early: list[Path] = []
        self._locked: list[str] = []
        self._tried: set[str] = set()
        self.queue.happened.connect(self._follow)
        self.queue.failed.connect(self.complain)
        self.queue.idle.connect(self._rest)
        panel.files_chosen.connect(self.add)
        panel.rest_wanted.connect(self._go_on)
        panel.progress.cancelled.connect(self.queue.cancel)
        panel.progress.paused.connect(self.queue.pause)
        panel.failures.retry.connect(self.retry)
        panel.failures.forgotten.connect(self._forget)
        panel.failures.unlock.connect(self.ask_password)

    def open(self, engine: Engine) -> None:
        """Begin with what was dropped before the library was open."""
        self.engine = engine
        if self._early:
            self.add(self._early)

    def add(self, paths: Sequence[Path], passwords: Sequence[str] = ()) -> None:
        """Add files and folders, after those that are being added."""
        if self.engine is None:
            self._early += paths
            return
        self.panel.tell("")
        self.run(partial(self.engine.add, list(paths), "", list(passwords)))

    def retry(self, paths: Sequence[str]) -> None:
        """Try files again that could not be added."""
        self.add([Path(path) for path in paths])

    def run(self, work: Work) -> None:
        """Run a call that adds, after those that run already."""
        if not self.queue.busy:
            self.states.clear()
            self.panel.progress.begin()
            self.panel.allow(adding=True, removing=False)
        self.queue.start(work)
        if self.queue.waiting:
            self.panel.tell(
                self.tr("{0} to add waits.").format(words.count(self.queue.waiting, "more request"))
            )

    def remove(self, documents: Sequence[str]) -> None:
        """Remove documents."""
        if self.engine is not None:
            self.queue.start(partial(_remove, self.engine, documents))

    def forget(self, document: str) -> None:
        """Forget a document and what was made of it."""
        if self.engine is not None:
            self.queue.start(partial(once, partial(self.engine.forget, document)))

    def erase(self) -> None:
        """Remove everything that is kept."""
        if self.engine is not None:
            self.queue.start(partial(once, self.engine.erase))

    def ask_password(self, path: str) -> None:
        """Ask for the password of a protected file; it is tried on all that came up meanwhile."""
        if path not in self._locked:
            self._locked.append(path)
        if self.dialog is None:
            self.dialog = PasswordDialog(self.panel.window())
            self.dialog.given.connect(self._unlock)
            self.dialog.finished.connect(self._close_dialog)
        self.dialog.name(self._locked, again=self._locked[0] in self._tried)
        self.dialog.open()

    def _go_on(self) -> None:
        self.panel.offer_rest([])
        self.add([])

    def _forget(self, paths: Sequence[str]) -> None:
        if self.engine is not None:
            self.engine.forget_failures(paths)

    def _follow(self, event: AddEvent | None) -> None:
        self.states.follow(event)
        match event:
            case Notice(text):
                self.panel.tell(localised(text))
            case AddProgress():
                self.panel.progress.follow(event)
            case FindableByWords(document):
                self._settle(document.path)
                self.panel.put(document)
            case DocumentAdded(document, replaced):
                self._settle(document.path)
                self.panel.put(document, replaced)
            case DocumentKnown(document, path, _):
                self._settle(path)
                self.panel.put(document)
            case DocumentFailed():
                self._show_failure(event)
            case AddFinished():
                self.panel.tell(words.finished(event))

    def _show_failure(self, failed: DocumentFailed) -> None:
        self.panel.failures.put(failed)
        if failed.code == "PasswordNeededError":
            self.ask_password(failed.path)

    def _settle(self, path: str) -> None:
        self.panel.failures.drop(path)
        self._tried.discard(path)

    def complain(self, error: AssistantError) -> None:
        """Say what went wrong with the library."""
        self.panel.tell(sentence(error), "bad")

    def _rest(self) -> None:
        self.panel.progress.hide()
        self.panel.allow(adding=True, removing=True)
        self.changed.emit()

    def _unlock(self, word: str) -> None:
        paths, self._locked = self._locked, []
        self._tried.update(paths)
        self.add([Path(path) for path in paths], [word])

    def _close_dialog(self) -> None:
        self._locked = []
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def _remove(engine: Engine, documents: Sequence[str]) -> Generator[None, None, None]:
    for document in documents:
        engine.remove(document)
        yield None
