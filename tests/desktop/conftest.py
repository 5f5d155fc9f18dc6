"""Windows that nobody sees."""

import os
from collections.abc import Callable, Iterator

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from pytestqt.qtbot import QtBot

from assistant.desktop.window import Window
from tests.desktop.fakes import HANDBOOK, PLAN, FakeAssistant, doors

OpenWindow = Callable[[FakeAssistant], Window]


@pytest.fixture
def engine() -> FakeAssistant:
    return FakeAssistant([HANDBOOK, PLAN])


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[OpenWindow]:
    opened = []

    def open_with(engine: FakeAssistant) -> Window:
        window = Window(doors(lambda: engine))
        opened.append(window)
        qtbot.addWidget(window)
        window.show()
        window.start()
        qtbot.waitUntil(lambda: window.conversation.send.isEnabled() and not window.errands.busy)
        return window

    yield open_with
    for window in opened:
        window.leave()


@pytest.fixture
def window(open_window: OpenWindow, engine: FakeAssistant) -> Window:
    return open_window(engine)
