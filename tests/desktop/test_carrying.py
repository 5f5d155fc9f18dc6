"""A library is packed from the window, with progress, and stopping leaves no file."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from assistant import wiring
from assistant.desktop.carry_dialog import CarryDialog
from assistant.desktop.window import Window
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
