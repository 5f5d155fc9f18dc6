"""A second start: its files reach the window that is open, and it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from assistant.desktop import single
from assistant.desktop.window import Window
from assistant.engine.events import AddFinished
from tests.desktop.fakes import FakeAssistant


def test_the_files_of_a_second_start_reach_the_open_window(
    qtbot: QtBot, window: Window, engine: FakeAssistant, tmp_path: Path
) -> None:
    doorbell = single.Doorbell(tmp_path)
    doorbell.rung.connect(window.come_forward)
    engine.adding = [AddFinished(0, 0, 0)]
    window.showMinimized()
    command = ["-m", "assistant", "--data-dir", str(tmp_path), "window", "/papers/a b.pdf"]
    second = subprocess.Popen([sys.executable, *command], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0
    qtbot.waitUntil(lambda: engine.named("add") == [("add", ["/papers/a b.pdf"], [])])
    assert not window.isMinimized()


def test_without_an_open_window_nobody_is_there(tmp_path: Path) -> None:
    assert not single.hand_over(tmp_path, [Path("/a.pdf")])


def test_windows_of_other_libraries_hear_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    bell = single.Doorbell(tmp_path / "one")
    assert not single.hand_over(tmp_path / "two", [])
    bell.deleteLater()


@pytest.mark.parametrize(
    "said", [b"not json\n", b'{"a": 1}\n', b"[1, 2]\n", b'["relative.pdf"]\n', json.dumps("x" * 99).encode()]
)
def test_what_is_no_list_of_files_is_passed_over(qtbot: QtBot, tmp_path: Path, said: bytes) -> None:
    bell = single.Doorbell(tmp_path)
    heard: list[list[str]] = []
    bell.rung.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(single._name(tmp_path))  # noqa: SLF001
    qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.ConnectedState)
    socket.write(said)
    socket.flush()
    qtbot.wait(100)
    assert heard == []
    socket.abort()
    bell.deleteLater()
