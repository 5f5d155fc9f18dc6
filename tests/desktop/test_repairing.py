"""A library whose file is damaged is repaired from the window, when the user says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from assistant import wiring
from assistant.desktop import app
from assistant.desktop.repair_box import RepairBox
from assistant.desktop.window import Window
from assistant.engine import backups
from assistant.engine.library import FILE


@pytest.fixture
def damaged(stocked: Path) -> Path:
    """A data folder whose library cannot be read any more, and has a copy."""
    (stocked / "window.ini").touch()
    backups.forget(stocked)
    wiring.open_assistant(stocked).close()
    (stocked / FILE).write_bytes(b"no database at all, but long enough to be read as one" * 400)
    return stocked


@pytest.fixture
def window(qtbot: QtBot, damaged: Path) -> Iterator[Window]:
    made = Window(app.open_doors(damaged))
    qtbot.addWidget(made)
    made.show()
    made.start()
    yield made
    made.leave()


def box(qtbot: QtBot, window: Window) -> RepairBox:
    qtbot.waitUntil(lambda: bool(window.findChildren(RepairBox)), timeout=20_000)
    return window.findChildren(RepairBox)[0]


def test_the_newest_copy_takes_the_place_of_a_damaged_library(
    qtbot: QtBot, window: Window, damaged: Path
) -> None:
    asked = box(qtbot, window)
    assert "cannot be read or changed" in asked.text()
    qtbot.mouseClick(asked.repair, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.library.documents.all) == 3, timeout=20_000)
    assert "now as it was in library-" in window.conversation.message.text()
    assert window.conversation.send.isEnabled()
    assert list(damaged.glob(f"{FILE}.damaged-*"))


def test_who_leaves_it_changes_nothing(qtbot: QtBot, window: Window, damaged: Path) -> None:
    before = (damaged / FILE).read_bytes()
    qtbot.mouseClick(box(qtbot, window).leave, Qt.MouseButton.LeftButton)
    assert (damaged / FILE).read_bytes() == before
    assert not window.conversation.send.isEnabled()


def test_without_a_copy_it_says_what_to_do(qtbot: QtBot, window: Window, damaged: Path) -> None:
    asked = box(qtbot, window)
    backups.forget(damaged)
    qtbot.mouseClick(asked.repair, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "no copy of the library" in window.conversation.message.text(), timeout=20_000)
    assert not window.conversation.send.isEnabled()
