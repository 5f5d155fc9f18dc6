"""A library is packed from the window, with progress, and stopping leaves no file."""

import dataclasses
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from assistant import wiring
from assistant.desktop import app
from assistant.desktop.carry_dialog import CarryDialog, TakeOverDialog
from assistant.desktop.window import Window
from assistant.engine.carrying import Carried
from assistant.engine.errors import UsageError
from tests.desktop.fakes import FakeAssistant


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    chosen = tmp_path / "mine.library"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(chosen), ""))
    return chosen


def open_dialog(window: Window) -> CarryDialog:
    window.dialogs.carry()
    dialog = window.dialogs.opened["carry"]
    assert isinstance(dialog, CarryDialog)
    return dialog


def test_the_library_is_packed_into_the_chosen_file(
    qtbot: QtBot, window: Window, engine: FakeAssistant, file: Path
) -> None:
    dialog = open_dialog(window)
    dialog.with_pdfs.setChecked(True)
    qtbot.mouseClick(dialog.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Packed: mine.library" in dialog.status.text())
    assert ("pack", "mine.library", True) in engine.calls
    assert file.exists()
    assert dialog.begin.isEnabled()
    assert not dialog.stop.isVisible()


def test_what_cannot_be_packed_is_a_sentence(
    qtbot: QtBot, window: Window, engine: FakeAssistant, file: Path
) -> None:
    dialog = open_dialog(window)
    engine.refuses = UsageError("mine.library is there already.", "Choose another name.")
    qtbot.mouseClick(dialog.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "there already. Choose another name." in dialog.status.text())
    assert dialog.begin.isEnabled()


def test_choosing_no_file_does_nothing(
    qtbot: QtBot, window: Window, engine: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: ("", ""))
    qtbot.mouseClick(open_dialog(window).begin, Qt.MouseButton.LeftButton)
    assert not [call for call in engine.calls if call[0] == "pack"]


def test_a_real_library_is_packed_in_the_dialog(qtbot: QtBot, stocked: Path, file: Path) -> None:
    assistant = wiring.open_assistant(stocked)
    dialog = CarryDialog(assistant.pack)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Packed" in dialog.status.text(), timeout=20_000)
    assert file.stat().st_size > 100_000
    assistant.close()


@pytest.fixture
def packed(stocked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packed library of the samples, which the user chooses."""
    file = tmp_path / "samples.library"
    assistant = wiring.open_assistant(stocked)
    list(assistant.pack(file))
    assistant.close()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(file), ""))
    return file


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """A window on a library without documents."""
    folder = tmp_path / "empty"
    folder.mkdir()
    made = Window(app.open_doors(folder))
    qtbot.addWidget(made)
    made.show()
    made.start()
    qtbot.waitUntil(lambda: made.conversation.send.isEnabled(), timeout=20_000)
    made.dialogs.opened["welcome"].close()
    yield made
    made.leave()


def test_a_packed_library_is_taken_over_by_an_empty_window(qtbot: QtBot, empty: Window, packed: Path) -> None:
    empty.take_over()
    qtbot.waitUntil(lambda: len(empty.library.documents.all) == 3, timeout=60_000)
    dialog = empty.dialogs.opened["take over"]
    assert isinstance(dialog, TakeOverDialog)
    assert "is here" in dialog.status.text()
    assert "welcome" not in empty.dialogs.opened
    assert empty.engine is not None
    assert empty.engine.find(empty.library.documents.all[0].id, "the")


def test_what_is_no_packed_library_is_a_sentence_and_the_window_goes_on(
    qtbot: QtBot, empty: Window, packed: Path
) -> None:
    packed.write_bytes(b"something else")
    empty.take_over()
    dialog = empty.dialogs.opened["take over"]
    assert isinstance(dialog, TakeOverDialog)
    qtbot.waitUntil(lambda: "no packed library" in dialog.status.text(), timeout=20_000)
    qtbot.waitUntil(lambda: empty.conversation.send.isEnabled() and not empty.errands.busy)
    assert dialog.away.isEnabled()
    assert empty.library.documents.all == []


def test_a_library_with_documents_is_not_replaced(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: pytest.fail("asked for a file"))
    window.take_over()
    assert "holds documents already" in window.library.message.text()


def test_closing_the_dialog_stops_taking_over_and_the_window_opens_its_library_again(
    qtbot: QtBot, empty: Window, packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_: Path) -> Iterator[Carried]:
        while True:
            yield Carried(1, 100)
            time.sleep(0.01)

    monkeypatch.setattr(empty.dialogs, "_doors", dataclasses.replace(empty.doors, take_over=endless))
    before = empty.engine
    empty.take_over()
    dialog = empty.dialogs.opened["take over"]
    dialog.close()
    qtbot.waitUntil(lambda: empty.engine is not before and not empty.errands.busy, timeout=20_000)
    assert empty.conversation.send.isEnabled()
    assert empty.library.documents.all == []
