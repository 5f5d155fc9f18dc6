"""What a person does with collections."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from assistant.desktop.collection_list import CollectionList
from assistant.desktop.collections_dialog import CollectionsDialog
from assistant.desktop.window import Window
from assistant.engine.types import Scope
from tests.desktop.conftest import OpenWindow
from tests.desktop.fakes import HANDBOOK, PLAN, FakeAssistant
from tests.desktop.test_adding import choose, titles
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


def drop_on(collections: CollectionList, row: int, mime: QMimeData) -> bool:
    """Drag over a row and drop there; return whether it was taken."""
    place = collections.visualItemRect(collections.item(row)).center()
    left, none, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    over = QDragMoveEvent(place, copy, mime, left, none)
    over.ignore()
    collections.dragMoveEvent(over)
    if over.isAccepted():
        collections.dropEvent(QDropEvent(QPointF(place), copy, mime, left, none))
    return over.isAccepted()


def test_choosing_a_collection_narrows_the_list_and_the_questions(
    qtbot: QtBot, open_window: OpenWindow, engine: FakeAssistant
) -> None:
    engine.collections.put("Staff", [HANDBOOK.id])
    window = open_window(engine)
    collections = window.library.collections
    assert [collections.item(row).text() for row in range(collections.count())] == ["All documents", "Staff"]
    collections.setFocus()
    qtbot.keyClick(collections, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: titles(window) == [HANDBOOK.title])
    assert window.conversation.scope.currentData() == Scope(collection="Staff")
    assert window.library.amount.text() == "1 of 2 documents"
    qtbot.keyClick(collections, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: len(titles(window)) == 2)
    assert window.conversation.scope.currentData() == Scope()


def test_documents_are_dropped_onto_a_collection(
    qtbot: QtBot, open_window: OpenWindow, engine: FakeAssistant
) -> None:
    engine.collections.make("Staff")
    window = open_window(engine)
    choose(window, 0, 1)
    dragged = window.library.documents.mimeData(window.library.list.selectedIndexes())
    assert not drop_on(window.library.collections, 0, dragged)
    assert drop_on(window.library.collections, 1, dragged)
    qtbot.waitUntil(lambda: [each.id for each in engine.documents("Staff")] == [HANDBOOK.id, PLAN.id])
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("/papers/a.pdf")])
    assert not drop_on(window.library.collections, 1, files)
    qtbot.waitUntil(lambda: not window.errands.busy)


def test_a_collection_that_is_removed_gives_way_to_all_documents(
    qtbot: QtBot, open_window: OpenWindow, engine: FakeAssistant
) -> None:
    engine.collections.put("Staff", [HANDBOOK.id])
    window = open_window(engine)
    window.library.collections.setCurrentRow(1)
    qtbot.waitUntil(lambda: titles(window) == [HANDBOOK.title])
    engine.collections.remove("Staff")
    window.dialogs.collections_changed.emit()
    qtbot.waitUntil(lambda: len(titles(window)) == 2 and not window.library.collections.isVisible())
    qtbot.waitUntil(lambda: not window.errands.busy)
    assert window.conversation.scope.currentData() == Scope()
