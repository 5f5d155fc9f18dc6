"""Everything can be reached with the keyboard, and everything has a name for a screen reader."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QSlider,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from assistant.desktop.page_view import PageView
from assistant.desktop.thumbnails import Thumbnails
from assistant.desktop.widgets import OneLine
from assistant.desktop.window import Window
from assistant.engine.events import Answered, Quoted
from assistant.engine.types import Hit
from tests.desktop.fakes import HANDBOOK, QUOTED, FakeAssistant, make_answer
from tests.fakes import make_passage

CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextEdit, QAbstractSpinBox, QSlider,
            PageView, Thumbnails, OneLine)  # fmt: skip
INNER = ("qt_spinbox_lineedit", "ScrollLeftButton", "ScrollRightButton", "qt_menubar_ext_button")


def controls(root: QWidget) -> Iterator[QWidget]:
    """Yield what a person uses, leaving out what Qt builds its own widgets of."""
    for each in root.findChildren(QWidget):
        if isinstance(each, OneLine) and not each.text:
            continue
        parent = each.parent()
        within = parent.metaObject().className() in ("QTabBar", "QComboBoxPrivateContainer")
        inner = each.objectName() in INNER or isinstance(parent, QComboBox | QAbstractSpinBox | QLineEdit)
        if isinstance(each, CONTROLS) and not (inner or within or isinstance(parent, QAbstractItemView)):
            yield each


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


@pytest.fixture
def full(qtbot: QtBot, window: Window, engine: FakeAssistant) -> Window:
    """The window with an answer, a page and its pictures."""
    hit = Hit(make_passage("Employees accrue twenty days."), 1.0, 1, relevance=1.0)
    answer = make_answer("You get twenty days [1].", passages=(hit,))
    engine.asking = [Quoted(answer.quotations), Answered(answer)]
    window.asking.ask("How many days?", window.conversation.scope.currentData())
    qtbot.waitUntil(lambda: not window.asking.answering)
    window.page.show_citation(HANDBOOK, QUOTED, answer.quotations)
    window.page.tools.thumbs.click()
    qtbot.waitUntil(lambda: not window.errands.busy and window.page.area.sharp)
    return window


@pytest.fixture
def dialogs(qtbot: QtBot, full: Window) -> list[QDialog]:
    """Every dialog, open."""
    full.library.list.setCurrentIndex(full.library.documents.index(0))
    for show in (
        full.dialogs.show_models, full.dialogs.change_settings, full.dialogs.show_history,
        full.dialogs.show_watched, full.show_queue, full.show_collections, full.show_facts, full.show_report,
        full.dialogs.test, full.dialogs.finetune, full.dialogs.welcome, full.helping.show_privacy,
        full.helping.show_manual,
    ):  # fmt: skip
        show()
    qtbot.waitUntil(lambda: len(full.dialogs.opened) == 13 and not full.errands.busy)
    return list(full.dialogs.opened.values())


def test_every_control_of_the_window_has_a_name(full: Window) -> None:
    found = list(controls(full))
    assert len(found) > 30
    assert [repr(each) for each in found if not name_of(each).strip()] == []


def test_every_control_of_every_dialog_has_a_name(dialogs: list[QDialog]) -> None:
    unnamed = {
        (dialog.windowTitle(), type(each).__name__)
        for dialog in dialogs
        for each in controls(dialog)
        if not name_of(each).strip() and not isinstance(each.parent(), QDialogButtonBox)
    }
    assert unnamed == set()


def test_every_control_can_be_reached_with_the_tab_key(full: Window, dialogs: list[QDialog]) -> None:
    for root in (full, *dialogs):
        unreached = [
            repr(each)
            for each in controls(root)
            if each.isEnabled() and not isinstance(each, OneLine | PageView)
            and each.window() is root and not each.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]  # fmt: skip
        assert unreached == [], root.windowTitle()


def test_every_action_of_a_context_menu_stands_in_a_menu_or_on_a_button_too(full: Window) -> None:
    said = {action.text().replace("&", "").rstrip("…") for action in full.menuBar().findChildren(QAction)}
    said |= {button.text().replace("&", "").rstrip("…") for button in full.findChildren(QAbstractButton)}
    hidden = {"Copy quotation"}
    """The answer's Copy takes the quotations with it."""
    for widget in full.findChildren(QWidget):
        if widget.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu:
            assert {action.text() for action in widget.actions()} <= said | hidden


def test_every_menu_has_a_letter_and_the_common_actions_have_keys(full: Window) -> None:
    menus = [action.text() for action in full.menuBar().actions()]
    assert all("&" in text for text in menus)
    keyed = [each for each in full.menuBar().findChildren(QAction) if not each.shortcut().isEmpty()]
    assert len(keyed) >= 25
