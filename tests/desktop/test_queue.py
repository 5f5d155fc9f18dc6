"""What a person does while files are added: looks where each stands, pauses, tries again."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from assistant.desktop import notifying
from assistant.desktop.queue_dialog import QueueDialog
from assistant.desktop.watched_dialog import WatchedDialog
from assistant.desktop.window import Window
from assistant.engine import watching
from assistant.engine.events import (
    AddFinished,
    AddProgress,
    DocumentAdded,
    DocumentFailed,
    DocumentKnown,
    FindableByWords,
    Queued,
)
from tests.desktop.conftest import OpenWindow
from tests.desktop.fakes import HANDBOOK, PLAN, FakeAssistant, make_document

LEFT = Qt.MouseButton.LeftButton
NEW = make_document("c", "Annual Report", 200)
LOCKED = DocumentFailed("/papers/locked.pdf", "PasswordNeededError", "It is encrypted.", "")
SCAN = DocumentFailed("/papers/scan.pdf", "NoTextError", "No page holds any text.", "Scan it anew.")
BROKEN = DocumentFailed("/papers/broken.pdf", "DamagedPdfError", "It cannot be opened.", "")


def states(window: Window) -> dict[str, str]:
    return {each.path: each.text for each in window.adding.states.states}


def open_queue(window: Window) -> QueueDialog:
    window.show_queue()
    dialog = window.dialogs.opened["queue"]
    assert isinstance(dialog, QueueDialog)
    return dialog


def test_every_file_says_where_it_stands(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    paths = (NEW.path, HANDBOOK.path, SCAN.path, BROKEN.path)
    gates = [threading.Event() for _ in range(3)]
    engine.adding = [
        Queued(paths), gates[0], AddProgress(NEW.path, "reading", 12, 200), gates[1], FindableByWords(NEW),
        DocumentKnown(HANDBOOK, HANDBOOK.path, False), SCAN, BROKEN, gates[2], DocumentAdded(NEW),
        AddFinished(1, 1, 2),
    ]  # fmt: skip
    window.adding.add([Path("/papers")])
    dialog = open_queue(window)
    qtbot.waitUntil(lambda: states(window) == dict.fromkeys(paths, "Waiting"))
    gates[0].set()
    qtbot.waitUntil(lambda: states(window)[NEW.path] == "Reading page 12 of 200")
    gates[1].set()
    qtbot.waitUntil(lambda: states(window)[BROKEN.path] == "Failed")
    assert states(window)[NEW.path] == "Findable by words"
    assert states(window)[HANDBOOK.path] == "In the library already"
    assert states(window)[SCAN.path] == "Has no text"
    assert "No page holds any text." in dialog.states.data(
        dialog.states.index(2, 0), Qt.ItemDataRole.ToolTipRole
    )
    gates[2].set()
    qtbot.waitUntil(lambda: states(window)[NEW.path] == "Complete")
    engine.adding = [AddFinished(0, 0, 0)]
    qtbot.waitUntil(lambda: not window.adding.queue.busy)
    qtbot.mouseClick(dialog.again, LEFT)
    qtbot.waitUntil(lambda: not window.adding.queue.busy)
    assert engine.named("add")[-1][1] == [SCAN.path, BROKEN.path]


def test_adding_pauses_and_goes_on(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    gate = threading.Event()
    progress = [AddProgress(NEW.path, "reading", page, 200) for page in range(1, 200)]
    engine.adding = [Queued((NEW.path,)), gate, *progress, AddFinished(1, 0, 0)]
    window.adding.add([Path(NEW.path)])
    qtbot.waitUntil(lambda: bool(window.adding.states.states))
    qtbot.mouseClick(window.library.progress.pause, LEFT)
    assert window.library.progress.phase.text() == "Paused"
    gate.set()
    qtbot.wait(150)
    before = states(window)
    qtbot.wait(150)
    assert states(window) == before
    assert window.adding.queue.busy
    qtbot.mouseClick(window.library.progress.pause, LEFT)
    qtbot.waitUntil(lambda: not window.adding.queue.busy)


def test_what_is_paused_can_be_cancelled(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    engine.adding = [AddProgress(NEW.path, "reading", 1, 200)] * 500_000
    window.adding.add([Path(NEW.path)])
    qtbot.mouseClick(window.library.progress.pause, LEFT)
    qtbot.mouseClick(window.library.progress.cancel, LEFT)
    qtbot.waitUntil(lambda: not window.adding.queue.busy)
    assert engine.cancelled == ["add"]


def test_what_failed_is_still_shown_after_a_restart_until_it_is_dismissed(
    qtbot: QtBot, open_window: OpenWindow, engine: FakeAssistant
) -> None:
    engine.failed = [LOCKED, SCAN]
    window = open_window(engine)
    failures = window.library.failures
    qtbot.waitUntil(lambda: [each.path for each in failures.failed] == [SCAN.path, LOCKED.path])
    engine.adding = [AddFinished(0, 0, 0)]
    qtbot.mouseClick(failures.again, LEFT)
    qtbot.waitUntil(lambda: not window.adding.queue.busy)
    assert engine.named("add")[-1][1] == [SCAN.path, LOCKED.path]
    failures.clear()
    assert engine.failed == []


def test_closing_while_files_are_added_asks_once_and_lets_the_rest_wait(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    gate = threading.Event()
    engine.adding = [Queued((NEW.path,)), gate]
    window.adding.add([Path(NEW.path)])
    qtbot.waitUntil(lambda: bool(window.adding.states.states))
    window.close()
    assert window.isVisible()
    box = QApplication.activeModalWidget()
    assert "waits for the next start" in box.text()
    qtbot.mouseClick(box.stay, LEFT)
    assert window.isVisible()
    assert window.adding.queue.busy
    window.close()
    qtbot.mouseClick(QApplication.activeModalWidget().leave, LEFT)
    assert not window.isVisible()
    assert engine.rest_waits
    assert window.at_rest


def test_closing_with_nothing_to_do_asks_nothing(window: Window) -> None:
    window.close()
    assert not window.isVisible()


def test_a_watched_folder_is_chosen_followed_and_taken_out(
    qtbot: QtBot, window: Window, engine: FakeAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SETTLED", 0.0)
    monkeypatch.setattr("assistant.desktop.following.EVERY", 0.1)
    engine.adding = [DocumentAdded(NEW), AddFinished(1, 0, 0)]
    (tmp_path / "a.pdf").write_bytes(b"a")
    window.dialogs.show_watched()
    dialog = window.dialogs.opened["watched"]
    assert isinstance(dialog, WatchedDialog)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    qtbot.mouseClick(dialog.add, LEFT)
    qtbot.waitUntil(lambda: [call[1] for call in engine.named("add")] == [[str(tmp_path / "a.pdf")]])
    (tmp_path / "b.pdf").write_bytes(b"b")
    qtbot.waitUntil(lambda: [call[1] for call in engine.named("add")][1:] == [[str(tmp_path / "b.pdf")]])
    qtbot.mouseClick(dialog.remove, LEFT)
    assert dialog.list.count() == 0
    (tmp_path / "c.pdf").write_bytes(b"c")
    qtbot.wait(400)
    assert len(engine.named("add")) == 2
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "none"))
    qtbot.mouseClick(dialog.add, LEFT)
    assert "no folder" in dialog.remark.text()


def test_the_end_of_long_work_is_told_when_the_window_is_not_in_front(
    qtbot: QtBot, window: Window, engine: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(notifying.Notifying, "tell", lambda self, text: told.append(text))
    monkeypatch.setattr(Window, "isActiveWindow", lambda self: False)
    engine.adding = [AddFinished(1, 0, 0)]
    window.adding.add([Path(PLAN.path)])
    qtbot.waitUntil(lambda: not window.adding.queue.busy)
    assert told == []
    monkeypatch.setattr(notifying, "LONG", 0.0)
    window.adding.add([Path(PLAN.path)])
    qtbot.waitUntil(lambda: told == ["Your files are added."])
    monkeypatch.setattr(Window, "isActiveWindow", lambda self: True)
    window.adding.add([Path(PLAN.path)])
    qtbot.waitUntil(lambda: not window.adding.queue.busy)
    assert len(told) == 1
