"""The window: library, conversation, page. It connects; the panels show; the engine decides."""

import contextlib
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QSplitter, QWidget

from assistant.desktop import icons, look, menu_bar, menus, remembering
from assistant.desktop.adding import Adding
from assistant.desktop.asking import Asking
from assistant.desktop.contract import Doors, Engine
from assistant.desktop.conversation_panel import ConversationPanel
from assistant.desktop.dialogs import Dialogs
from assistant.desktop.drop_hint import Dropping
from assistant.desktop.following import Following
from assistant.desktop.helping import Helping
from assistant.desktop.job import Errand, Errands, Queue, once
from assistant.desktop.languages import localised, sentence
from assistant.desktop.leaving import LeaveBox
from assistant.desktop.library_panel import LibraryPanel
from assistant.desktop.notifying import Notifying
from assistant.desktop.page_panel import PagePanel
from assistant.desktop.reading import Reading
from assistant.desktop.recent import Recent
from assistant.desktop.removing import Removing
from assistant.desktop.repair_box import RepairBox
from assistant.desktop.showing import Showing
from assistant.engine.database import DatabaseError
from assistant.engine.errors import AssistantError
from assistant.engine.types import Citation, Document, Facts
from assistant.paths import samples_folder
from assistant.settings import Settings

PATIENCE = 1.5
"""Seconds that closing waits for calls to end by themselves, then again after their processes are ended."""


class Window(QMainWindow):
    """Opens its engine itself, off the UI thread."""

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self.setWindowTitle("PDF Assistant")
        self.engine: Engine | None = None
        self.at_rest = False
        self.is_sure = False
        self.given: list[Path] = []
        self.doors = doors
        self.library = LibraryPanel()
        self.conversation = ConversationPanel()
        self.page = PagePanel()
        self.errands = Errands(self)
        self.waking = Queue(self)
        self.adding = Adding(self.library, self)
        self.asking = Asking(self.conversation, self)
        self.reading = Reading(self.page, self.errands, self)
        self.showing = Showing(self.adding, self.asking, self.errands, self)
        self.removing = Removing(self.library, self.adding, self)
        self.following = Following(self.adding, self.errands, self)
        self.dialogs = Dialogs(self, doors, self.errands)
        self.helping = Helping(self.dialogs, doors, self.errands)
        self._arrange()
        self._connect()
        with contextlib.suppress(AssistantError):
            look.choose(doors.settings().appearance)
        remembering.recall(doors.folder, self, self.splitter)
        self.renew_look()
        self.conversation.be_ready(False)

    def start(self, paths: Sequence[Path] = ()) -> None:
        """Open the library, then add these files."""
        self.given = [path for path in paths if _is_model(path)]
        self.adding.add([path for path in paths if path not in self.given])
        self.library.tell(self.tr("Opening your library…"))
        self.errands.run("open", Errand(self.doors.engine, self._begin, self._refuse))

    def come_forward(self, paths: Sequence[str]) -> None:
        """Be seen, and add what a second start was given."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.take([Path(path) for path in paths])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask if something runs; cancel it and wait for it briefly; at_rest tells whether it ended."""
        if not self.is_sure and (self.adding.queue.busy or self.asking.answering):
            event.ignore()
            LeaveBox(self.adding.queue.busy, self.leave, self).open()
            return
        event.accept()
        if self.engine is not None:
            self.engine.rest_waits = True
        remembering.remember(self.doors.folder, self, self.splitter)
        self.hide()
        # A call that waits for its child process ends when that process does.
        self.at_rest = self._end_calls()
        if self.engine is not None:
            # The user was told that these are removed.
            with contextlib.suppress(AssistantError):
                for id in self.removing.leaving:
                    self.engine.remove(id)
            self.engine.close()
        self.at_rest = self.at_rest or self._end_calls()

    def leave(self) -> None:
        """Close without asking."""
        self.is_sure = True
        self.close()

    def take(self, paths: Sequence[Path]) -> None:
        """Add PDFs, and put models into the list of models."""
        for path in filter(_is_model, paths):
            self.dialogs.add_model(path)
        if others := [path for path in paths if not _is_model(path)]:
            self.adding.add(others)

    # Opening

    def _begin(self, engine: Engine) -> None:
        is_first = self.engine is None
        self.engine = engine
        self.asking.engine = self.reading.engine = self.dialogs.engine = self.following.engine = engine
        self.library.tell("")
        self.conversation.be_ready(True)
        self.conversation.box.setFocus()
        self.showing.begin(engine)
        self.take(self.given)
        self.waking.start(partial(once, engine.wake))
        if is_first and remembering.is_first_start(self.doors.folder):
            welcome = self.dialogs.welcome()
            welcome.samples_wanted.connect(lambda: self.adding.add([samples_folder()]))
            welcome.folder_wanted.connect(self.library.choose_folder)

    def _open_adding(self) -> None:
        if self.engine is not None:
            self.adding.open(self.engine)
            self.following.look()

    def _refuse(self, error: AssistantError) -> None:
        self.library.allow(adding=False, removing=False)
        self.adding.complain(error)
        self.conversation.warn(sentence(error))
        if isinstance(error, DatabaseError):
            RepairBox(sentence(error), self._repair, self).open()

    def _repair(self) -> None:
        self.library.tell(self.tr("Repairing your library…"))
        self.errands.run("repair", Errand(self.doors.repair, self._open_again, self._refuse))

    def _open_again(self, told: str) -> None:
        self.library.allow(adding=True, removing=False)
        self.conversation.warn(localised(told))
        self.start()

    def take_over(self) -> None:
        """Replace this library, which holds nothing yet, by a packed one."""
        if self.library.documents.all:
            text = self.tr(
                "This library holds documents already; a packed one is taken over by an empty one."
            )
            self.library.tell(text)
            return
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Take over a library"))
        if name and self.engine is not None and self._end_calls():
            self.engine.close()
            self.dialogs.take_over(Path(name)).queue.idle.connect(self.start)

    # What the panels ask for

    def _show_document(self, document: Document) -> None:
        self.page.show_page(document, 1)
        self.conversation.narrow(document)

    def _show_citation(self, citation: Citation, others: Sequence[Citation]) -> None:
        document = self.library.documents.find(citation.document)
        if document is None:
            self.showing.warn(AssistantError(self.tr("That document is no longer in the library.")))
        else:
            self.page.show_citation(document, citation, others)

    def _ask_about(self, document: Document, text: str) -> None:
        self.conversation.narrow(document)
        self.conversation.ask_about(text)

    def _hide(self, documents: Sequence[str]) -> None:
        for id in documents:
            self.page.forget(id)
        self.conversation.narrow(None)

    def show_facts(self) -> None:
        """Show what the chosen document is."""
        self._show_about(self.dialogs.show_facts)

    def show_report(self) -> None:
        """Show what was read of the chosen document."""
        self._show_about(self.dialogs.show_report)

    def _document(self) -> Document | None:
        return self.library.list.chosen() or self.page.document

    def _forget(self, document: Document) -> None:
        self.asking.renew()
        self.removing.forget(document)

    def _erase(self) -> None:
        self.asking.renew()
        self.library.hide_documents([each.id for each in self.library.documents.all])
        self.adding.erase()

    def _show_about(self, show: Callable[[Document], None]) -> None:
        document = self._document()
        if document is None:
            self.library.tell(self.tr("Select a document first."))
        else:
            show(document)

    def show_queue(self) -> None:
        """Show the files that are being added."""
        self.dialogs.show_queue(self.adding.states)

    def show_collections(self) -> None:
        """Show the collections, and which hold the chosen documents."""
        self.dialogs.show_collections(self.library.list.all_chosen())

    def _correct(self, document: Document, title: str, facts: Facts) -> None:
        if self.engine is not None:
            call = partial(self.engine.correct, document.id, title, facts)
            self.errands.run("correct", Errand(call, self.library.put, self.adding.complain))

    def _follow_settings(self, settings: Settings, later: list[str]) -> None:
        look.choose(settings.appearance)
        self.renew_look()
        self.showing.models()
        self.conversation.show_mode(settings.answer_mode)
        if later:
            self.library.tell(self.tr("From the next start on: {0}.").format(", ".join(later)))

    # Arrangement

    def _arrange(self) -> None:
        panes: list[tuple[QWidget, int, int]] = [
            (self.library, 264, 270), (self.conversation, 320, 500), (self.page, 300, 510)]  # fmt: skip
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for number, (pane, least, share) in enumerate(panes):
            pane.setMinimumWidth(least)
            self.splitter.addWidget(pane)
            self.splitter.setStretchFactor(number, share)
        self.splitter.setSizes([share for _, _, share in panes])
        self.setCentralWidget(self.splitter)
        self.dropping = Dropping(self)
        self.dropping.dropped.connect(self.take)
        self.resize(1280, 800)

    def _connect(self) -> None:
        self.library.document_chosen.connect(self._show_document)
        self.showing.rest_told.connect(self._open_adding)
        self.removing.hidden.connect(self._hide)
        self.conversation.citation_clicked.connect(self._show_citation)
        self.page.citation_wanted.connect(self._show_citation)
        self.conversation.page_asked.connect(self.reading.tell_whereabouts)
        self.page.asked_about.connect(self._ask_about)
        self.adding.changed.connect(self.showing.refresh)
        self.asking.model_settled.connect(self.showing.models)
        self.dialogs.collections_changed.connect(self.showing.again)
        self.library.collections.chosen.connect(self.showing.narrow)
        self.library.collections.dropped.connect(self.showing.put)
        self.dialogs.page_wanted.connect(self.page.show_page)
        self.dialogs.forgetting_wanted.connect(self._forget)
        self.dialogs.erasing_wanted.connect(self._erase)
        self.dialogs.chosen = self._document
        self.dialogs.failed.connect(self.adding.complain)
        self.dialogs.watched_changed.connect(self.following.look)
        self.dialogs.models_changed.connect(self.showing.models)
        self.dialogs.retry_wanted.connect(self.adding.retry)
        self.library.progress.details_wanted.connect(self.show_queue)
        self.helping.failed.connect(self.showing.warn)
        self.helping.told.connect(self.library.tell)
        self.dialogs.conversation_chosen.connect(self.showing.conversation)
        self.dialogs.conversation_removed.connect(self.asking.forget)
        self.dialogs.corrected.connect(self._correct)
        self.dialogs.settings_changed.connect(self._follow_settings)
        notifying = Notifying(self)
        notifying.follow(self.adding.queue, self.tr("Your files are added."))
        notifying.follow(self.asking.queue, self.tr("Your question is answered."))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.renew_look)
        self.helping.menus = menu_bar.entries(self)
        menus.fill(self.menuBar(), self.helping.menus)
        recent = Recent(self.doors.folder, self.library.documents.find, self._show_document, self)
        self.page.opened.connect(recent.note)
        self.page.opened.connect(self.library.follow)
        menus.add_filled(self.menuBar().actions()[1], self.tr("Looked at last"), recent.fill)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.asking.stop)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self.library.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.library.want_removal)

    def renew_look(self) -> None:
        """Draw everything in the colours of now."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            colours = look.current()
            application.setPalette(look.palette(colours))
            application.setStyleSheet(look.style_sheet(colours))
            icons.renew(self)

    def _end_calls(self) -> bool:
        deadline = time.monotonic() + PATIENCE
        calls = self.findChildren(Queue)
        for each in calls:
            each.cancel()
        return all(each.end(deadline) for each in calls)


def _is_model(path: Path) -> bool:
    return path.suffix.lower() == ".gguf"
