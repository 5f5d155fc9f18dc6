"""What a person does with conversations of earlier days."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from assistant.desktop.history_dialog import HistoryDialog
from assistant.desktop.quote_card import QuoteCard
from assistant.desktop.turn_view import TurnView
from assistant.desktop.window import Window
from assistant.engine.errors import UsageError
from tests.desktop.fakes import FakeAssistant, make_answer
from tests.desktop.test_testing import trigger


@pytest.fixture
def history(window: Window, engine: FakeAssistant) -> HistoryDialog:
    kept = engine.conversations
    for title, text in (("How many days?", "Twenty days."), ("What is the deductible?", "$2,000.")):
        kept.put(kept.start(title), make_answer(text, question=title, standalone=title, kind="quotations"))
    trigger(window, "Conversations…")
    (dialog,) = window.findChildren(HistoryDialog)
    return dialog


def titles(dialog: HistoryDialog) -> list[str]:
    return [dialog.list.item(place).text().partition("\n")[0] for place in range(dialog.list.count())]


def press(label: str) -> None:
    """Press a button of the message box that is open."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    next(each for each in box.findChildren(QPushButton) if each.text() == label).click()


def test_a_conversation_is_found_by_its_words_and_gone_on_with(
    qtbot: QtBot, window: Window, engine: FakeAssistant, history: HistoryDialog
) -> None:
    assert sorted(titles(history)) == ["How many days?", "What is the deductible?"]
    qtbot.keyClicks(history.search, "twenty")
    assert titles(history) == ["How many days?"]
    qtbot.mouseClick(history.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.errands.busy)
    (turn,) = window.conversation.findChildren(TurnView)
    assert turn.question.text() == "How many days?"
    assert len(turn.findChildren(QuoteCard)) == 2
    qtbot.keyClicks(window.conversation.box, "And then?")
    qtbot.keyClick(window.conversation.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(engine.named("ask")))
    assert engine.named("ask")[0][3] == 1


def test_a_conversation_is_renamed(history: HistoryDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("Leave", True))
    history.search.setText("twenty")
    history.rename.click()
    history.search.clear()
    assert "Leave" in titles(history)


def test_a_conversation_is_deleted_only_after_asking(
    qtbot: QtBot, window: Window, history: HistoryDialog
) -> None:
    QTimer.singleShot(0, lambda: press("Cancel"))
    history.remove.click()
    assert len(titles(history)) == 2
    QTimer.singleShot(0, lambda: press("Delete"))
    history.remove.click()
    assert len(titles(history)) == 1


def test_a_deleted_conversation_is_no_longer_gone_on_with(window: Window) -> None:
    window.asking.conversation = 7
    window.dialogs.conversation_removed.emit(8)
    assert window.asking.conversation == 7
    window.dialogs.conversation_removed.emit(7)
    assert window.asking.conversation is None


def test_a_conversation_is_exported_and_a_failure_is_said(
    engine: FakeAssistant, history: HistoryDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/tmp/talk.md", ""))
    history.search.setText("twenty")
    history.export.click()
    assert engine.named("export") == [("export", 1, str(Path("/tmp/talk.md")))]
    engine.refuses = UsageError("/tmp/talk.md cannot be written.", "Choose another name.")
    history.export.click()
    assert history.remark.text() == "/tmp/talk.md cannot be written. Choose another name."


def test_words_that_nothing_holds_are_said(history: HistoryDialog) -> None:
    history.search.setText("penguin")
    assert history.remark.text() == "Nothing holds these words."
    assert not history.go_on.isEnabled()
