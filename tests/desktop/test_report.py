"""What a person sees of what was read of a document."""

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from assistant.desktop.page_grid import outcome
from assistant.desktop.report_dialog import ReportDialog
from assistant.desktop.window import Window
from assistant.engine.matching import PageText
from assistant.engine.types import PageReport
from tests.desktop.conftest import OpenWindow
from tests.desktop.fakes import HANDBOOK, FakeAssistant

REPORT = (
    PageReport(1, "i", "text", 100, 0),
    PageReport(2, "1", "text", 100, 1, 2),
    PageReport(3, "2", "text", 100, 40),
    PageReport(4, "3", "no text", 0, 0),
    PageReport(5, "4", "failed", 0, 0),
    PageReport(6, "5", "recognised", 80, 0),
)
MIXED = replace(HANDBOOK, pages=6, report=REPORT)


def open_report(qtbot: QtBot, window: Window) -> ReportDialog:
    window.library.list.setCurrentIndex(window.library.documents.index(0))
    window.show_report()
    dialog = window.dialogs.opened[f"report {MIXED.id}"]
    assert isinstance(dialog, ReportDialog)
    qtbot.waitUntil(lambda: not window.errands.busy)
    return dialog


def test_no_page_is_silently_empty() -> None:
    kinds = ["text", "table", "suspicious", "no text", "failed", "recognised"]
    assert [outcome(page) for page in REPORT] == kinds


def test_what_is_searched_of_a_page_can_be_read(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeAssistant([MIXED])
    engine.texts = {
        (MIXED.id, 1): PageText("Front matter", ()),
        (MIXED.id, 3): PageText("Seen\u202e words", ()),
    }
    window = open_window(engine)
    dialog = open_report(qtbot, window)
    assert dialog.text.toPlainText() == "Front matter"
    assert dialog.facts.text() == "Page\u00a0i (no.\u00a01): text, 100 words"
    dialog.choose(3)
    qtbot.waitUntil(lambda: dialog.text.toPlainText() == "Seen  words")
    assert dialog.facts.text().endswith("text with hidden words, 100 words, 40 hidden words left out")
    qtbot.keyClick(dialog.grid, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: dialog.text.toPlainText() == "Nothing of this page is searched.")
    qtbot.mouseClick(dialog.show_page, Qt.MouseButton.LeftButton)
    assert (window.page.document, window.page.page) == (MIXED, 4)
    qtbot.waitUntil(lambda: not window.errands.busy and window.page.area.sharp)


def test_without_a_document_the_window_says_what_to_do(window: Window) -> None:
    window.library.list.clearSelection()
    window.show_report()
    assert window.library.message.text() == "Select a document first."
