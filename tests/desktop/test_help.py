"""What a person finds in the help menu, and what the window remembers."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from pytestqt.qtbot import QtBot

from assistant import diagnosis
from assistant.desktop.help_dialog import HelpDialog
from assistant.desktop.window import Window
from tests.desktop.fakes import FakeAssistant, doors
from tests.desktop.test_testing import trigger


def opened(qtbot: QtBot, window: Window, name: str) -> HelpDialog:
    trigger(window, name)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(HelpDialog)))
    return next(each for each in window.findChildren(HelpDialog) if each.isVisible())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Manual", "What the marks mean"),
        ("Keyboard shortcuts", "Ctrl+L: Ask"),
        ("Privacy", "settings: 120 B"),
        ("About PDF Assistant", "Affero General Public License"),
    ],
)
def test_the_help_menu_tells(qtbot: QtBot, window: Window, name: str, words: str) -> None:
    assert words in opened(qtbot, window, name).text.toPlainText()


def test_diagnostics_are_seen_before_they_are_copied(qtbot: QtBot, window: Window) -> None:
    dialog = opened(qtbot, window, "Diagnostics…")
    assert dialog.text.toPlainText() == "ok       program: PDF Assistant"
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "ok       program: PDF Assistant"


def test_the_real_diagnostics_hold_no_path(tmp_path: Path) -> None:
    report = diagnosis.report(tmp_path)
    assert "processor" in report
    assert str(tmp_path) not in report
    assert "/" not in report.replace("i/o", "")


def test_what_is_kept_is_told_with_its_size(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{}")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "part").write_bytes(b"x" * 1000)
    assert diagnosis.stored(tmp_path) == [("the words and meanings of the passages", 1000), ("settings", 2)]


def test_every_entry_of_the_menus_does_something(window: Window) -> None:
    actions = [each for each in window.menuBar().findChildren(QAction) if each.text() and not each.menu()]
    assert len(actions) > 15
    assert [each.text() for each in actions if not each.receivers("2triggered(bool)")] == []


def test_no_two_entries_share_a_shortcut(window: Window) -> None:
    keys = [each.shortcut().toString() for each in window.findChildren(QAction)]
    used = [each for each in keys if each]
    assert len(used) == len(set(used))


def test_the_window_comes_back_as_it_was_left(qtbot: QtBot, engine: FakeAssistant, tmp_path: Path) -> None:
    first = Window(doors(lambda: engine, place=tmp_path))
    first.resize(860, 555)
    first.show()
    first.splitter.setSizes([240, 320, 300])
    sizes = first.splitter.sizes()
    first.close()
    second = Window(doors(lambda: engine, place=tmp_path))
    qtbot.addWidget(second)
    second.show()
    assert second.height() == 555
    # The screen of the tests is narrower than the window, which is moved onto it.
    assert second.splitter.sizes() == pytest.approx(sizes, abs=12)


def test_a_broken_memory_of_the_window_does_no_harm(
    qtbot: QtBot, engine: FakeAssistant, tmp_path: Path
) -> None:
    (tmp_path / "window.ini").write_bytes(b"[General]\nplace=@ByteArray(\\0\\x1)\npanes=nonsense")
    window = Window(doors(lambda: engine, place=tmp_path))
    qtbot.addWidget(window)
    window.show()
    assert window.isVisible()
