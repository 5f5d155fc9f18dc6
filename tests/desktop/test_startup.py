"""Opening and closing the window."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenuBar, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from assistant.desktop import app
from assistant.desktop.contract import EVERYTHING
from assistant.desktop.window import Window
from assistant.engine.errors import UsageError
from assistant.engine.events import AskEvent, Quoted
from assistant.engine.types import Scope
from tests.desktop.fakes import QUOTED, FakeAssistant, doors

ROOT = Path(__file__).resolve().parents[2]

OPEN = """
import sys, time
began = time.monotonic()
from assistant.desktop.app import make_application, open_doors
from assistant.desktop.contract import EVERYTHING
from assistant.desktop.window import Window
application = make_application([])
window = Window(open_doors(None))
window.show()
application.processEvents()
heavy = {"torch", "transformers", "lancedb", "llama_cpp", "pymupdf", "onnxruntime", "pyarrow", "tokenizers"}
print(sorted(heavy & set(sys.modules)), time.monotonic() - began)
"""

CALL_OFTEN = """
import assistant.desktop
from PySide6.QtCore import QObject, Signal
class Caller(QObject):
    called = Signal(object)
caller = Caller()
for _ in range(30_000):
    caller.setObjectName("x")
    caller.called.emit(True)
print("well")
"""


def run_alone(program: str) -> str:
    """Run a piece of Python in a process of its own and return what it printed."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT, env=environment)
    return done.stdout.strip()


def test_the_window_opens_quickly_and_imports_nothing_heavy() -> None:
    heavy, seconds = run_alone(OPEN).rsplit(maxsplit=1)
    assert heavy == "[]"
    assert float(seconds) < 1.5


def test_thousands_of_calls_to_qt_do_not_end_the_process() -> None:
    assert run_alone(CALL_OFTEN) == "well"


def test_the_window_is_usable_on_a_small_screen(qtbot: QtBot, window: Window) -> None:
    window.resize(1024, 700)
    qtbot.wait(20)
    assert window.size().width() == 1024
    assert window.minimumSizeHint().width() <= 1024
    assert window.minimumSizeHint().height() <= 700
    assert all(width >= 200 for width in window.splitter.sizes())


def test_every_button_has_a_name_and_a_tool_tip(window: Window) -> None:
    buttons = [*window.findChildren(QPushButton), *window.findChildren(QToolButton)]
    buttons = [each for each in buttons if not isinstance(each.parent(), QMenuBar | QLineEdit)]
    assert len(buttons) > 12
    assert [each.text() for each in buttons if not (each.text() and each.toolTip())] == []


def test_the_keyboard_reaches_the_question(qtbot: QtBot, window: Window) -> None:
    window.library.list.setFocus()
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window.conversation.box


def test_what_a_question_needs_is_loaded_while_it_is_typed(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    qtbot.waitUntil(lambda: engine.awake and not window.waking.busy)
    assert engine.named("ask") == []


def test_closing_while_an_answer_is_written_cancels_it(qtbot: QtBot, engine: FakeAssistant) -> None:
    def endless() -> Generator[AskEvent, None, None]:
        while True:
            yield Quoted((QUOTED,))
            time.sleep(0.002)

    engine.asking = endless()
    window = open_and_ask(qtbot, engine)
    window.leave()
    assert window.at_rest
    assert engine.cancelled == ["ask"]
    assert engine.closed


def test_closing_while_the_engine_waits_for_its_child_ends_that_child(
    qtbot: QtBot, engine: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.desktop.window.PATIENCE", 0.2)
    engine.asking = [threading.Event()]
    window = open_and_ask(qtbot, engine)
    began = time.monotonic()
    window.leave()
    assert window.at_rest
    assert time.monotonic() - began < 2


def test_closing_does_not_wait_for_ever_for_a_call_that_does_not_end(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.desktop.window.PATIENCE", 0.1)
    engine = Stuck()
    window = open_and_ask(qtbot, engine)
    window.leave()
    assert not window.at_rest
    engine.ended.set()
    assert window.asking.queue.end(time.monotonic() + 5)


class Stuck(FakeAssistant):
    """Works on something that nothing ends before its time."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = threading.Event()

    def ask(
        self, question: str, scope: Scope = EVERYTHING, conversation: int | None = None
    ) -> Generator[AskEvent, None, None]:
        self.ended.wait(10)
        yield Quoted(())


def open_and_ask(qtbot: QtBot, engine: FakeAssistant) -> Window:
    window = Window(doors(lambda: engine))
    qtbot.addWidget(window)
    window.show()
    window.start()
    qtbot.waitUntil(lambda: window.conversation.send.isEnabled() and not window.errands.busy)
    window.conversation.box.setPlainText("How many days?")
    window.conversation.send.click()
    return window


def test_closing_before_the_library_is_open_does_not_hang(qtbot: QtBot) -> None:
    gate = threading.Event()

    def slowly() -> FakeAssistant:
        gate.wait(10)
        return FakeAssistant()

    window = Window(doors(slowly))
    qtbot.addWidget(window)
    window.start()
    gate.set()
    window.leave()
    assert window.at_rest


def test_without_a_screen_the_user_is_told_what_works(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(UsageError, match="no screen") as told:
        app.run(None, [])
    assert "--help" in told.value.advice


def test_the_self_test_draws_the_window(qtbot: QtBot) -> None:
    assert "drawn in" in app.try_window()


def test_running_opens_the_library_adds_the_files_and_returns_zero(
    qtbot: QtBot, engine: FakeAssistant, monkeypatch: pytest.MonkeyPatch, qapp: QObject
) -> None:
    opened: list[Path | None] = []
    monkeypatch.setattr(app, "open_doors", lambda folder: opened.append(folder) or doors(lambda: engine))
    monkeypatch.setattr(app, "make_application", lambda words: Quitting())
    assert app.run(Path("/data"), [Path("/papers/a.pdf")]) == 0
    assert opened == [Path("/data")]
    assert engine.named("add") == [("add", ["/papers/a.pdf"], [])]
    assert engine.closed


class Quitting:
    """An application whose user closes the window once the files are added."""

    def exec(self) -> int:
        windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, Window)]
        window = next(each for each in windows if each.isVisible())
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and (
            window.errands.busy or window.adding.queue.busy or not window.engine
        ):
            QApplication.processEvents()
        window.leave()
        return 0
