"""What a person does with collections."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from assistant.desktop.collections_dialog import CollectionsDialog
from assistant.desktop.window import Window
from assistant.engine.types import Scope
from tests.desktop.fakes import HANDBOOK, PLAN, FakeAssistant
from tests.desktop.test_adding import choose
from tests.desktop.test_testing import trigger


def opened(window: Window) -> CollectionsDialog:
    trigger(window, "Collections…")
    return next(each for each in window.findChildren(CollectionsDialog) if each.isVisible())


def say(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (name, True))


def test_documents_are_put_into_a_new_collection_and_asked_within_it(
    qtbot: QtBot, window: Window, engine: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(window, 0, 1)
    dialog = opened(window)
    say(monkeypatch, "Staff")
    dialog.make.click()
    assert [each.id for each in engine.documents("Staff")] == [HANDBOOK.id, PLAN.id]
    dialog.away.click()
    qtbot.waitUntil(lambda: not window.errands.busy)
    scopes = window.conversation.scope
    scopes.setCurrentIndex(scopes.findText("Collection “Staff”"))
    qtbot.keyClicks(window.conversation.box, "How many days?")
    qtbot.keyClick(window.conversation.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(engine.named("ask")))
    assert engine.named("ask")[0][2] == Scope(collection="Staff")


def test_a_tick_puts_in_and_takes_out(window: Window, engine: FakeAssistant) -> None:
    engine.collections.put("Staff", [PLAN.id])
    choose(window, 0, 1)
    dialog = opened(window)
    assert dialog.list.item(0).checkState() == Qt.CheckState.PartiallyChecked
    dialog.list.item(0).setCheckState(Qt.CheckState.Checked)
    assert len(engine.documents("Staff")) == 2
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert engine.documents("Staff") == []


def test_a_collection_is_renamed_and_removed_and_its_documents_stay(
    window: Window, engine: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Staff", "Plans"):
        engine.collections.put(name, [PLAN.id])
    dialog = opened(window)
    say(monkeypatch, "Staff")
    dialog.rename.click()
    assert "already" in dialog.remark.text()
    say(monkeypatch, "Insurance")
    dialog.rename.click()
    assert engine.collections.names() == ["Insurance", "Staff"]
    dialog.remove.click()
    assert engine.collections.names() == ["Staff"]
    assert len(engine.documents()) == 2


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\u202eb"])
def test_a_name_that_is_none_is_refused(
    window: Window, engine: FakeAssistant, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    dialog = opened(window)
    say(monkeypatch, name)
    dialog.make.click()
    assert "needs a name" in dialog.remark.text()
    assert engine.collections.names() == []
