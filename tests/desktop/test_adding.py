"""What a person does with the library: drop, choose, follow, cancel, unlock, remove."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from assistant.desktop.adding_view import FailureCard
from assistant.desktop.window import Window
from assistant.engine.errors import BadLibraryError, LibraryBusyError, NoTextError
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
from tests.desktop.conftest import OpenWindow
from tests.desktop.fakes import HANDBOOK, PLAN, FakeAssistant, doors, make_document

NEW = make_document("c", "Annual Report", 200)
LOCKED = DocumentFailed("/papers/locked.pdf", "PasswordNeededError", "It is encrypted.", "--password")
SCAN = DocumentFailed("/papers/scan.pdf", "NoTextError", "No page holds any text.", NoTextError.advice)


def files(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(path) if "://" in path else QUrl.fromLocalFile(path) for path in paths])
    return mime


def enter(window: Window, mime: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    QApplication.sendEvent(window, event)
    return event


def drop(window: Window, mime: QMimeData) -> None:
    enter(window, mime)
    event = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, event)


def wait_until_added(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: not window.adding.queue.busy and not window.errands.busy)


def reading(path: str = "/papers/Annual Report.pdf") -> Iterator[AddEvent]:
    """A file of which a page is read every few milliseconds, without end."""
    done = 0
    while True:
        done += 1
        yield AddProgress(path, "reading", min(done, 200), 200, 35.0, 95.0)
        time.sleep(0.002)


def titles(window: Window) -> list[str]:
    return [each.title for each in window.library.documents.documents]


def test_files_dropped_on_the_window_are_added(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    engine.adding = [FindableByWords(NEW), DocumentAdded(NEW), AddFinished(1, 0, 0)]
    engine.library.append(NEW)
    assert enter(window, files("/papers/a.pdf", "/papers")).isAccepted()
    assert window.dropping.hint.isVisible()
    drop(window, files("/papers/a.pdf", "/papers"))
    assert not window.dropping.hint.isVisible()
    wait_until_added(qtbot, window)
    assert engine.named("add") == [("add", ["/papers/a.pdf", "/papers"], [])]
    assert titles(window) == ["Annual Report", "Employee Handbook", "Northwind Health Plus"]
    assert window.library.message.text() == "1 added."
    assert not window.library.progress.isVisible()


@pytest.mark.parametrize("address", ["https://example.org/a.pdf", "file://host/share/a.pdf"])
def test_what_is_not_on_this_machine_cannot_be_dropped(
    window: Window, engine: FakeAssistant, address: str
) -> None:
    assert not enter(window, files(address)).isAccepted()
    drop(window, files(address))
    assert not window.dropping.hint.isVisible()
    assert engine.named("add") == []


def test_the_hint_goes_away_with_the_files(window: Window) -> None:
    enter(window, files("/papers/a.pdf"))
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.dropping.hint.isVisible()


def test_nothing_inside_the_window_takes_a_drop_away_from_it(window: Window) -> None:
    inside = [window.conversation.box, window.conversation.box.viewport(), window.library.list]
    assert not any(widget.acceptDrops() for widget in inside)


def test_progress_shows_file_phase_pace_and_time_left(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.adding = reading()
    drop(window, files("/papers/a.pdf"))
    progress = window.library.progress
    qtbot.waitUntil(lambda: "of 200" in progress.phase.text())
    assert progress.isVisible()
    assert progress.file.text == "Annual Report.pdf"
    assert progress.phase.text().startswith("Reading page")
    assert "35 pages a second" in progress.pace.text()
    assert "2\u00a0min\u00a0left" in progress.pace.text()
    assert progress.bar.value() > 0
    qtbot.mouseClick(progress.cancel, Qt.MouseButton.LeftButton)
    wait_until_added(qtbot, window)


def test_cancel_closes_the_call_and_reads_the_library_again(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.adding = reading()
    drop(window, files("/papers/a.pdf"))
    qtbot.waitUntil(lambda: "of 200" in window.library.progress.phase.text())
    engine.library.append(NEW)
    qtbot.mouseClick(window.library.progress.cancel, Qt.MouseButton.LeftButton)
    assert "Stopping" in window.library.progress.phase.text()
    wait_until_added(qtbot, window)
    assert engine.cancelled == ["add"]
    assert not window.library.progress.isVisible()
    assert "Annual Report" in titles(window)


def test_more_files_wait_until_the_first_are_added(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    gate = threading.Event()
    engine.adding = [gate, AddFinished(1, 0, 0)]
    drop(window, files("/papers/a.pdf"))
    drop(window, files("/papers/b.pdf"))
    assert "1 more request" in window.library.message.text()
    gate.set()
    wait_until_added(qtbot, window)
    assert [call[1] for call in engine.named("add")] == [["/papers/a.pdf"], ["/papers/b.pdf"]]


def test_a_document_is_listed_as_soon_as_its_words_are_found_and_then_as_ready(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    gate = threading.Event()
    early = make_document("c", "Annual Report", 200)
    object.__setattr__(early, "state", "words")
    engine.adding = [FindableByWords(early), gate, DocumentAdded(NEW), AddFinished(1, 0, 0)]
    engine.library.append(NEW)
    drop(window, files("/papers/a.pdf"))
    qtbot.waitUntil(lambda: "Annual Report" in titles(window))
    model = window.library.documents
    told = Qt.ItemDataRole.AccessibleTextRole
    assert model.data(model.index(0), told) == "Annual Report, 200 pages · findable by words so far"
    gate.set()
    wait_until_added(qtbot, window)
    assert model.data(model.index(0), told) == "Annual Report, 200 pages · ready"


def test_a_new_version_takes_the_place_of_the_old(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    edited = make_document("e", "Employee Handbook", 12)
    engine.adding = [DocumentAdded(edited, replaced=HANDBOOK.id), AddFinished(1, 0, 0)]
    engine.library = [PLAN, edited]
    drop(window, files("/papers/a.pdf"))
    wait_until_added(qtbot, window)
    assert window.library.documents.documents == [edited, PLAN]


def test_a_file_that_fails_is_named_with_reason_and_advice_until_it_is_dismissed(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.adding = [SCAN, DocumentKnown(PLAN, PLAN.path, False), AddFinished(0, 1, 1)]
    drop(window, files("/papers"))
    wait_until_added(qtbot, window)
    (card,) = window.library.failures.findChildren(FailureCard)
    said = [label.text() for label in card.findChildren(type(window.library.message))]
    assert said == ["No page holds any text.", NoTextError.advice]
    assert window.library.message.text() == "1 in the library already, 1 failed."
    qtbot.mouseClick(window.library.failures.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert window.library.failures.failed == []
    assert not window.library.failures.isVisible()


def test_a_file_that_failed_and_now_succeeds_is_no_longer_shown_as_failed(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.adding = [SCAN, AddFinished(0, 0, 1)]
    drop(window, files("/papers/scan.pdf"))
    wait_until_added(qtbot, window)
    read = make_document("d", "scan")
    engine.adding = [FindableByWords(read), DocumentAdded(read), AddFinished(1, 0, 0)]
    drop(window, files("/papers/scan.pdf"))
    wait_until_added(qtbot, window)
    assert window.library.failures.failed == []


def test_a_protected_file_asks_for_its_password_hidden_and_uses_it_once(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.adding = [LOCKED, AddFinished(0, 0, 1)]
    drop(window, files("/papers/locked.pdf"))
    qtbot.waitUntil(lambda: window.adding.dialog is not None and not window.adding.queue.busy)
    dialog = window.adding.dialog
    assert dialog is not None
    assert "locked.pdf" in dialog.files.text()
    assert dialog.word.echoMode() == QLineEdit.EchoMode.Password
    engine.adding = [DocumentAdded(make_document("d", "locked")), AddFinished(1, 0, 0)]
    qtbot.keyClicks(dialog.word, "apples")
    qtbot.keyClick(dialog.word, Qt.Key.Key_Return)
    wait_until_added(qtbot, window)
    assert engine.named("add")[-1] == ("add", ["/papers/locked.pdf"], ["apples"])
    assert window.library.failures.failed == []
    assert window.adding.dialog is None
    drop(window, files("/papers/other.pdf"))
    wait_until_added(qtbot, window)
    assert engine.named("add")[-1] == ("add", ["/papers/other.pdf"], [])


def test_a_wrong_password_is_asked_for_again_and_says_so(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.adding = [LOCKED, AddFinished(0, 0, 1)]
    drop(window, files("/papers/locked.pdf"))
    qtbot.waitUntil(lambda: window.adding.dialog is not None and not window.adding.queue.busy)
    assert window.adding.dialog is not None
    assert window.adding.dialog.remark.text() == ""
    window.adding.dialog.given.emit("pears")
    window.adding.dialog.done(1)
    qtbot.waitUntil(lambda: len(engine.named("add")) == 2 and window.adding.dialog is not None)
    assert window.adding.dialog.remark.text() == "That password did not open it."


def test_one_password_is_tried_on_every_protected_file_and_skipping_leaves_a_button(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    other = DocumentFailed("/papers/other.pdf", "PasswordNeededError", "It is encrypted.", "")
    engine.adding = [LOCKED, other, AddFinished(0, 0, 2)]
    drop(window, files("/papers"))
    qtbot.waitUntil(lambda: len(window.library.failures.failed) == 2)
    assert window.adding.dialog is not None
    assert "1 other file" in window.adding.dialog.files.text()
    wait_until_added(qtbot, window)
    window.adding.dialog.reject()
    assert len(engine.named("add")) == 1
    card = window.library.failures.findChildren(FailureCard)[-1]
    again = [button for button in card.findChildren(QPushButton) if "password" in button.text()]
    qtbot.mouseClick(again[0], Qt.MouseButton.LeftButton)
    assert window.adding.dialog is not None
    assert "locked.pdf" in window.adding.dialog.files.text()
    window.adding.dialog.reject()


def test_an_empty_password_is_not_given_out(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    window.adding.ask_password("/papers/locked.pdf")
    assert window.adding.dialog is not None
    window.adding.dialog.accept()
    assert window.adding.dialog.isVisible()
    assert engine.named("add") == []
    window.adding.dialog.reject()


def test_files_and_folders_can_be_chosen(
    qtbot: QtBot, window: Window, engine: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = (["/papers/a.pdf", "/papers/b.pdf"], "")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: chosen)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/papers")
    qtbot.mouseClick(window.library.add_files, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(window.library.add_folder, Qt.MouseButton.LeftButton)
    wait_until_added(qtbot, window)
    assert [call[1] for call in engine.named("add")] == [chosen[0], ["/papers"]]


def test_closing_the_file_dialog_adds_nothing(
    qtbot: QtBot, window: Window, engine: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    qtbot.mouseClick(window.library.add_files, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(window.library.add_folder, Qt.MouseButton.LeftButton)
    assert engine.named("add") == []


def choose(window: Window, *rows: int) -> None:
    chosen = window.library.list.selectionModel()
    chosen.clear()
    for each in rows:
        chosen.select(window.library.documents.index(each), chosen.SelectionFlag.Select)


def test_removed_documents_are_gone_when_the_time_to_undo_is_over(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    assert not window.library.remove.isEnabled()
    choose(window, 0, 1)
    qtbot.mouseClick(window.library.remove, Qt.MouseButton.LeftButton)
    assert titles(window) == []
    assert window.library.undo.text.text() == "2 documents are removed; their files stay."
    assert engine.named("remove") == []
    window.library.undo.finish()
    wait_until_added(qtbot, window)
    assert engine.named("remove") == [("remove", HANDBOOK.id), ("remove", PLAN.id)]
    assert not window.library.undo.isVisible()


def test_a_removal_is_undone(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    choose(window, 0)
    window.library.list.setFocus()
    qtbot.keyClick(window.library.list, Qt.Key.Key_Delete)
    assert titles(window) == [PLAN.title]
    assert "“Employee Handbook” is removed" in window.library.undo.text.text()
    qtbot.mouseClick(window.library.undo.undo, Qt.MouseButton.LeftButton)
    assert titles(window) == [HANDBOOK.title, PLAN.title]
    window.library.undo.finish()
    assert engine.named("remove") == []


def test_closing_removes_what_was_said_to_be_removed(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    choose(window, 1)
    window.library.want_removal()
    window.leave()
    assert engine.named("remove") == [("remove", PLAN.id)]


def test_documents_are_filtered_as_one_types_and_sorted(qtbot: QtBot, window: Window) -> None:
    qtbot.keyClicks(window.library.filter, "north")
    assert titles(window) == [PLAN.title]
    assert window.library.amount.text() == "1 of 2 documents"
    qtbot.keyClicks(window.library.filter, "pole")
    assert window.library.none.isVisible()
    window.library.filter.clear()
    window.library.order.setCurrentIndex(window.library.order.findData("pages"))
    window.library.order.activated.emit(2)
    assert titles(window) == [PLAN.title, HANDBOOK.title]


def test_the_folder_of_a_document_is_shown(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window.library.show_folder()
    choose(window, 0)
    window.library.show_folder()
    assert opened == ["/papers"]


def test_removing_waits_while_files_are_added(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    engine.adding = reading()
    choose(window, 0)
    drop(window, files("/papers/a.pdf"))
    assert not window.library.remove.isEnabled()
    window.library.progress.cancel.click()
    wait_until_added(qtbot, window)
    assert window.library.remove.isEnabled()


def test_an_empty_library_says_how_to_fill_it(
    qtbot: QtBot, open_window: OpenWindow, engine: FakeAssistant
) -> None:
    window = open_window(FakeAssistant())
    page = window.library.stack.currentWidget()
    said = " ".join(label.text() for label in page.findChildren(type(window.library.message)))
    assert "Drop PDFs here" in said
    assert "Add files…" in said


def test_files_left_from_last_time_are_offered_and_gone_on_with(
    qtbot: QtBot, open_window: OpenWindow, engine: FakeAssistant
) -> None:
    engine.left = ["/papers/a.pdf", "/papers/b.pdf"]
    engine.adding = [AddFinished(2, 0, 0)]
    window = open_window(engine)
    assert "2 files from last time" in window.library.message.text()
    qtbot.mouseClick(window.library.rest, Qt.MouseButton.LeftButton)
    wait_until_added(qtbot, window)
    assert engine.named("add") == [("add", [], [])]
    assert not window.library.rest.isVisible()
    assert window.library.message.text() == "2 added."


def test_files_named_at_the_start_are_added_once_the_library_is_open(
    qtbot: QtBot, engine: FakeAssistant
) -> None:
    window = Window(doors(lambda: engine))
    qtbot.addWidget(window)
    window.start([Path("/papers/a.pdf")])
    assert engine.named("add") == []
    qtbot.waitUntil(lambda: bool(engine.named("add")))
    assert engine.named("add") == [("add", ["/papers/a.pdf"], [])]
    wait_until_added(qtbot, window)


def test_an_error_of_adding_is_told_with_its_advice_and_notices_are_shown(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    gate = threading.Event()
    engine.adding = [
        Notice("Preparing the embedder."),
        gate,
        LibraryBusyError("Another PDF Assistant is at work."),
    ]
    drop(window, files("/papers/a.pdf"))
    qtbot.waitUntil(lambda: window.library.message.text() == "Preparing the embedder.")
    gate.set()
    wait_until_added(qtbot, window)
    assert window.library.message.text() == f"Another PDF Assistant is at work. {LibraryBusyError.advice}"
    assert not window.library.progress.isVisible()


def test_a_library_that_cannot_be_opened_is_told_and_nothing_can_be_done(qtbot: QtBot) -> None:
    def refuse() -> FakeAssistant:
        raise BadLibraryError("The library was made by a newer PDF Assistant.", "Install the newer version.")

    window = Window(doors(refuse))
    qtbot.addWidget(window)
    window.show()
    window.start()
    qtbot.waitUntil(lambda: "newer" in window.library.message.text())
    assert "Install the newer version." in window.conversation.message.text()
    assert not window.library.add_files.isEnabled()
    assert not window.conversation.send.isEnabled()
    window.leave()
