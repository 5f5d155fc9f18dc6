"""What a person finds in the help menu, and what the window remembers."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from assistant import diagnosis
from assistant.desktop import crashes
from assistant.desktop.help_dialog import HelpDialog
from assistant.desktop.privacy_dialog import PrivacyDialog
from assistant.desktop.welcome_dialog import WelcomeDialog
from assistant.desktop.window import Window
from assistant.engine.events import AddFinished
from assistant.paths import samples_folder
from tests.desktop.fakes import HANDBOOK, PLAN, FakeAssistant, doors
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
        ("About PDF Assistant", "Affero General Public License"),
    ],
)
def test_the_help_menu_tells(qtbot: QtBot, window: Window, name: str, words: str) -> None:
    assert words in opened(qtbot, window, name).text.toPlainText()


def open_privacy(qtbot: QtBot, window: Window) -> PrivacyDialog:
    trigger(window, "Privacy")
    qtbot.waitUntil(lambda: "privacy" in window.dialogs.opened)
    dialog = window.dialogs.opened["privacy"]
    assert isinstance(dialog, PrivacyDialog)
    return dialog


def test_the_privacy_page_tells_what_is_kept_and_counts_connections(qtbot: QtBot, window: Window) -> None:
    told = open_privacy(qtbot, window).text.toPlainText()
    assert "settings: 120 B" in told
    assert "Refused since the start: 0" in told


def press(qtbot: QtBot, text: str) -> None:
    """Press a button of the box that is about to open."""

    def act() -> None:
        box = QApplication.activeModalWidget()
        (found,) = (each for each in box.findChildren(QPushButton) if each.text().replace("&", "") == text)
        found.click()

    QTimer.singleShot(50, act)


def test_a_document_is_forgotten_after_a_question(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    window.library.list.setCurrentIndex(window.library.documents.index(0))
    dialog = open_privacy(qtbot, window)
    press(qtbot, "Cancel")
    dialog.forget.click()
    assert engine.named("forget") == []
    press(qtbot, "Forget")
    dialog.forget.click()
    qtbot.waitUntil(lambda: engine.named("forget") == [("forget", HANDBOOK.id)])
    qtbot.waitUntil(lambda: [each.title for each in window.library.documents.documents] == [PLAN.title])


def test_everything_is_deleted_after_a_question(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    dialog = open_privacy(qtbot, window)
    press(qtbot, "Delete everything")
    dialog.erase.click()
    qtbot.waitUntil(lambda: engine.named("erase") == [("erase",)])
    qtbot.waitUntil(lambda: not window.library.documents.all and not window.adding.queue.busy)
    assert window.library.stack.currentIndex() == 0


def test_the_first_start_offers_three_ways_to_begin(
    qtbot: QtBot, engine: FakeAssistant, tmp_path: Path
) -> None:
    engine.adding = [AddFinished(3, 0, 0)]
    window = Window(doors(lambda: engine, place=tmp_path))
    qtbot.addWidget(window)
    window.show()
    window.start()
    qtbot.waitUntil(lambda: "welcome" in window.dialogs.opened)
    dialog = window.dialogs.opened["welcome"]
    assert isinstance(dialog, WelcomeDialog)
    qtbot.mouseClick(dialog.samples, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [call[1] for call in engine.named("add")] == [[str(samples_folder())]])
    qtbot.waitUntil(lambda: not window.adding.queue.busy and not window.errands.busy)
    window.leave()
    again = Window(doors(lambda: engine, place=tmp_path))
    qtbot.addWidget(again)
    again.show()
    again.start()
    qtbot.waitUntil(lambda: again.conversation.send.isEnabled() and not again.errands.busy)
    assert "welcome" not in again.dialogs.opened
    again.leave()


def test_a_mistake_of_the_program_is_told_without_words_of_a_document(tmp_path: Path) -> None:
    told: list[str] = []
    stream = crashes.install(tmp_path, told.append)
    try:
        raise ValueError("the secret of page 3")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    crashes.close(stream)
    assert len(told) == 1
    assert "ValueError" in told[0]
    assert "test_help.py" in told[0]
    assert "secret" not in told[0]
    assert not (tmp_path / crashes.FILE).exists()


def test_a_crash_of_the_whole_program_is_told_at_the_next_start(tmp_path: Path) -> None:
    program = "import faulthandler; from pathlib import Path; from assistant.desktop import crashes;"
    program += f"crashes.install(Path({str(tmp_path)!r}), print); faulthandler._sigsegv()"
    subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    told: list[str] = []
    crashes.close(crashes.install(tmp_path, told.append))
    assert "ended unexpectedly" in told[0]
    assert "Segmentation fault" in told[0]
    crashes.close(crashes.install(tmp_path, told.append))
    assert len(told) == 1


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
