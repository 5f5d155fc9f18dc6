"""What a person does with a page: look, turn, zoom."""

import dataclasses
import threading
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from assistant.desktop import look, remembering
from assistant.desktop.page_area import ZOOMS
from assistant.desktop.page_panel import Sight
from assistant.desktop.window import Window
from assistant.engine.errors import UnreadableFileError
from assistant.engine.matching import PageText
from assistant.engine.types import PageReport, Place, Scope, Word
from tests.desktop.fakes import HANDBOOK, PLAN, QUOTED, SECOND, FakeAssistant, make_png


def wait_for_page(qtbot: QtBot, window: Window) -> None:
    """Wait until the page is shown as sharp as it will be."""
    page = window.page
    qtbot.waitUntil(lambda: not window.errands.busy and page.area.sharp)


def open_page(qtbot: QtBot, window: Window) -> None:
    window.page.show_citation(HANDBOOK, QUOTED)
    wait_for_page(qtbot, window)


def test_the_page_fits_the_panel_and_is_drawn_for_its_size(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    open_page(qtbot, window)
    view = window.page.view
    assert abs(view.width() - window.page.area.viewport().width()) <= 2 * look.SPACE + 2
    _, document, page, scale = engine.named("render")[-1]
    assert (document, page) == (HANDBOOK.id, 4)
    assert scale == pytest.approx(view.zoom, abs=0.01)
    assert view.points == pytest.approx((600, 800), abs=2)


def test_title_page_quote_and_verdict_stand_above_the_page(qtbot: QtBot, window: Window) -> None:
    open_page(qtbot, window)
    page = window.page
    assert page.title.text == "Employee Handbook"
    assert page.label.text() == "Page\u00a04 of 11"
    assert page.verdict.text() == "✓ Found word for word on this page"
    assert QUOTED.quote in page.quote.text()


def test_the_list_follows_the_document_whose_page_is_shown(qtbot: QtBot, window: Window) -> None:
    window.library.list.setCurrentIndex(window.library.documents.index(1))
    before = window.library.list.chosen()
    other = HANDBOOK if before == PLAN else PLAN
    window.page.show_page(other, 1)
    wait_for_page(qtbot, window)
    assert window.library.list.chosen() == other


def test_several_selected_documents_stay_selected_when_a_page_is_opened(qtbot: QtBot, window: Window) -> None:
    window.library.list.selectAll()
    open_page(qtbot, window)
    assert len(window.library.list.all_chosen()) == 2


def test_a_long_quote_is_shortened(qtbot: QtBot, window: Window) -> None:
    window.page.show_citation(HANDBOOK, dataclasses.replace(QUOTED, quote="word " * 200, verdict="not found"))
    assert len(window.page.quote.text()) < 250
    assert window.page.verdict.text() == "✕ Not found on this page"
    wait_for_page(qtbot, window)


def test_a_printed_page_label_is_told_with_the_number(qtbot: QtBot, window: Window) -> None:
    report = (PageReport(1, "i", "text", 9, 0), PageReport(2, "ii", "text", 9, 0))
    window.page.show_page(dataclasses.replace(HANDBOOK, pages=2, report=report), 2)
    assert window.page.label.text() == "Page\u00a0ii (no.\u00a02) of 2"
    wait_for_page(qtbot, window)


def test_the_words_are_marked_where_they_stand(qtbot: QtBot, window: Window) -> None:
    open_page(qtbot, window)
    view = window.page.view
    picture = view.grab().toImage()
    x0, y0, x1, y1 = (round(edge * view.zoom * picture.devicePixelRatio()) for edge in QUOTED.boxes[0])
    assert picture.pixelColor((x0 + x1) // 2, (y0 + y1) // 2) == QColor(look.current().highlight)
    assert picture.pixelColor((x0 + x1) // 2, y1 + 20) == QColor("#ffffff")


def test_the_page_is_scrolled_to_the_first_mark(qtbot: QtBot, window: Window) -> None:
    window.resize(1024, 400)
    low = dataclasses.replace(QUOTED, boxes=((72.0, 760.0, 300.0, 772.0),))
    window.page.show_citation(HANDBOOK, low)
    wait_for_page(qtbot, window)
    bar = window.page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0)
    top = bar.value()
    assert top <= 760 * window.page.view.zoom <= top + window.page.area.viewport().height()


def test_turning_pages_stops_at_the_first_and_the_last(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    window.page.show_page(HANDBOOK, 10)
    wait_for_page(qtbot, window)
    qtbot.mouseClick(window.page.tools.on, Qt.MouseButton.LeftButton)
    wait_for_page(qtbot, window)
    assert engine.named("render")[-1][2] == 11
    assert not window.page.tools.on.isEnabled()
    window.page.turn(1)
    assert window.page.page == 11
    window.page.show_page(HANDBOOK, 2)
    qtbot.keyClick(window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert window.page.page == 1
    assert not window.page.tools.back.isEnabled()
    wait_for_page(qtbot, window)


def test_another_page_has_no_marks_of_the_one_before(qtbot: QtBot, window: Window) -> None:
    open_page(qtbot, window)
    window.page.turn(1)
    assert window.page.view.boxes == ()
    assert window.page.verdict.text() == ""
    wait_for_page(qtbot, window)


def test_zoom_goes_in_out_and_back_to_the_width(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    open_page(qtbot, window)
    view = window.page.view
    widths = [view.width()]
    tools = window.page.tools
    for button in (tools.larger, tools.smaller, tools.smaller, tools.fit):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        wait_for_page(qtbot, window)
        widths.append(view.width())
    assert widths[1] > widths[0] > widths[3]
    assert widths[2] == pytest.approx(widths[0], abs=2)
    assert widths[4] == pytest.approx(widths[0], abs=2)
    assert engine.named("render")[-1][3] == pytest.approx(view.zoom, abs=0.01)


def test_zoom_has_bounds(qtbot: QtBot, window: Window) -> None:
    open_page(qtbot, window)
    for _ in range(30):
        window.page.area.zoom_by(1.5)
    assert window.page.view.zoom == ZOOMS[1]
    for _ in range(30):
        window.page.area.zoom_by(0.5)
    assert window.page.view.zoom == ZOOMS[0]
    wait_for_page(qtbot, window)


def test_a_picture_that_comes_too_late_is_dropped(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    open_page(qtbot, window)
    before = window.page.view.points
    window.page.show_picture(Sight(HANDBOOK.id, 9, 1.0), make_png(10, 10))
    window.page.show_picture(Sight(PLAN.id, 4, 1.0), make_png(10, 10))
    assert window.page.view.points == before


def test_turning_pages_quickly_draws_only_the_last(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    gate = threading.Event()
    render = engine.render
    window.page.show_page(PLAN, 1)
    wait_for_page(qtbot, window)
    engine.calls.clear()
    engine.render = lambda *sight: gate.wait(10) and render(*sight)
    for _ in range(20):
        window.page.turn(1)
    gate.set()
    wait_for_page(qtbot, window)
    pages = [call[2] for call in engine.named("render")]
    assert pages[-1] == 21
    assert len(pages) <= 4
    assert all(earlier <= later for earlier, later in pairwise(pages))


def test_a_page_that_cannot_be_drawn_says_why_and_the_next_one_works(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.refuses = UnreadableFileError("The file is gone.")
    open_page(qtbot, window)
    assert window.page.trouble.text() == f"The file is gone. {UnreadableFileError.advice}"
    engine.refuses = None
    window.page.turn(1)
    wait_for_page(qtbot, window)
    assert window.page.trouble.text() == ""


@pytest.mark.parametrize("picture", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n", b"<svg/>"])
def test_bytes_that_are_no_picture_are_told_and_not_shown(
    qtbot: QtBot, window: Window, picture: bytes
) -> None:
    open_page(qtbot, window)
    window.page.show_picture(Sight(HANDBOOK.id, 4, 1.0), picture)
    assert window.page.trouble.text() == "This page could not be shown."


def test_choosing_a_document_shows_its_first_page_and_removing_it_clears_the_panel(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    row = window.library.list.visualRect(window.library.documents.index(1)).center()
    qtbot.mouseClick(window.library.list.viewport(), Qt.MouseButton.LeftButton, pos=row)
    wait_for_page(qtbot, window)
    assert engine.named("render")[-1][1:3] == (PLAN.id, 1)
    window.page.forget(HANDBOOK.id)
    assert window.page.title.text == "Northwind Health Plus"
    window.page.forget(PLAN.id)
    assert window.page.title.text == "Page"
    assert not window.page.tools.on.isEnabled()
    window.page.turn(1)
    assert window.page.page == 1


def test_a_wider_panel_makes_a_wider_page(qtbot: QtBot, window: Window) -> None:
    open_page(qtbot, window)
    before = window.page.view.width()
    window.resize(1700, 900)
    qtbot.waitUntil(lambda: window.page.view.width() > before)
    wait_for_page(qtbot, window)


LEAVE = PageText(
    "Annual leave is\ntwenty days.",
    (
        Word(0, 6, (72.0, 100.0, 110.0, 112.0)), Word(7, 12, (114.0, 100.0, 140.0, 112.0)),
        Word(13, 15, (144.0, 100.0, 152.0, 112.0)), Word(16, 22, (72.0, 116.0, 110.0, 128.0)),
        Word(23, 28, (114.0, 116.0, 140.0, 128.0)),
    ),
)  # fmt: skip


def at(window: Window, x: float, y: float) -> QPoint:
    """A place on the unturned page, in points, as one in the view."""
    return QPoint(round(x * window.page.view.zoom), round(y * window.page.view.zoom))


def drag(qtbot: QtBot, window: Window, first: QPoint, last: QPoint) -> None:
    view = window.page.view
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=first)
    qtbot.mouseMove(view, last)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=last)


def test_words_are_selected_with_the_mouse_and_copied(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.texts[HANDBOOK.id, 4] = LEAVE
    open_page(qtbot, window)
    drag(qtbot, window, at(window, 116, 105), at(window, 80, 120))
    assert window.page.view.selected_text() == "leave is\ntwenty"
    window.page.view.copy()
    assert QGuiApplication.clipboard().text() == "leave is\ntwenty"
    qtbot.mouseClick(window.page.view, Qt.MouseButton.LeftButton, pos=at(window, 300, 400))
    window.page.view.copy()
    assert QGuiApplication.clipboard().text() == LEAVE.text
    qtbot.mouseDClick(window.page.view, Qt.MouseButton.LeftButton, pos=at(window, 130, 121))
    assert window.page.view.selected_text() == "days."


def test_on_a_turned_page_words_are_selected_where_they_stand_now(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.texts[HANDBOOK.id, 4] = LEAVE
    open_page(qtbot, window)
    view = window.page.view
    width, height = view.points
    for quarters, (x, y) in enumerate([(height - 105, 116), (width - 116, height - 105), (105, width - 116)]):
        qtbot.mouseClick(window.page.tools.turn, Qt.MouseButton.LeftButton)
        turned = (height, width) if quarters % 2 == 0 else (width, height)
        assert view.points == pytest.approx(turned, abs=2)
        wait_for_page(qtbot, window)
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at(window, x, y))
        assert view.selected_text() == "leave"
    picture = view.grab().toImage()
    place = at(window, QUOTED.boxes[0][1] + 6, width - 280)
    assert picture.pixelColor(place) == QColor(look.current().highlight)
    qtbot.mouseClick(window.page.tools.turn, Qt.MouseButton.LeftButton)
    assert view.points == pytest.approx((width, height), abs=2)
    wait_for_page(qtbot, window)


def test_a_question_begins_with_the_selected_text_and_looks_in_its_document(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.texts[HANDBOOK.id, 4] = LEAVE
    open_page(qtbot, window)
    window.page.ask_about_selection()
    assert window.conversation.box.toPlainText() == ""
    drag(qtbot, window, at(window, 80, 105), at(window, 80, 120))
    window.page.ask_about_selection()
    assert window.conversation.box.toPlainText() == "“Annual leave is twenty” "
    assert window.conversation.scope.currentData() == Scope(document=HANDBOOK.id)


def test_the_citations_of_an_answer_are_gone_through(qtbot: QtBot, window: Window) -> None:
    page = window.page
    open_page(qtbot, window)
    assert not page.tools.cited_next.isVisible()
    page.show_citation(HANDBOOK, QUOTED, (QUOTED, SECOND))
    assert not page.tools.cited_before.isEnabled()
    qtbot.mouseClick(page.tools.cited_next, Qt.MouseButton.LeftButton)
    assert (page.document, page.page, page.view.boxes) == (PLAN, 13, SECOND.boxes)
    assert not page.tools.cited_next.isEnabled()
    page.go_to_citation(-1)
    assert (page.document, page.page) == (HANDBOOK, 4)
    wait_for_page(qtbot, window)


def test_small_pictures_are_drawn_for_the_pages_in_sight_only(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    window.page.show_page(PLAN, 60)
    wait_for_page(qtbot, window)
    assert all(call[3] > 0.5 for call in engine.named("render"))
    engine.calls.clear()
    qtbot.mouseClick(window.page.tools.thumbs, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(engine.named("render")) > 2)
    qtbot.waitUntil(lambda: not window.errands.busy)
    drawn = {call[2] for call in engine.named("render")}
    assert 60 in drawn
    assert len(drawn) < 20
    thumbs = window.page.thumbs
    qtbot.mouseClick(thumbs.viewport(), Qt.MouseButton.LeftButton,
                     pos=thumbs.visualRect(thumbs.model().index(60, 0)).center())  # fmt: skip
    assert window.page.page == 61
    wait_for_page(qtbot, window)


def test_scrolling_beyond_the_end_turns_the_page_and_back_again_shows_its_end(
    qtbot: QtBot, window: Window
) -> None:
    open_page(qtbot, window)
    bar = window.page.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.keyClick(window.page.area, Qt.Key.Key_PageDown)
    wait_for_page(qtbot, window)
    assert window.page.page == 5
    qtbot.waitUntil(lambda: bar.value() == 0)
    qtbot.wait(300)
    qtbot.keyClick(window.page.area, Qt.Key.Key_PageUp)
    assert window.page.page == 4
    wait_for_page(qtbot, window)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())


def test_a_page_that_was_seen_is_not_drawn_again(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    open_page(qtbot, window)
    window.page.turn(1)
    wait_for_page(qtbot, window)
    drawn = len(engine.named("render"))
    window.page.turn(-1)
    wait_for_page(qtbot, window)
    assert len(engine.named("render")) == drawn
    assert window.page.stack.currentIndex() == 1


PLACES = [
    Place(4, "4", ((10.0, 10.0, 20.0, 20.0),), "annual leave here"),
    Place(4, "4", ((10.0, 40.0, 20.0, 50.0),), "leave there"),
    Place(9, "9", ((10.0, 90.0, 20.0, 99.0),), "unused leave"),
]


def test_a_text_is_searched_in_the_document_and_gone_through(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.places = PLACES
    open_page(qtbot, window)
    bar = window.page.finder
    window.page.search()
    qtbot.keyClicks(bar.line, "leave")
    qtbot.waitUntil(lambda: bar.count.text() == "1 of 3")
    assert engine.named("find") == [("find", HANDBOOK.id, "leave")]
    assert set(window.page.view.boxes) == {*PLACES[0].boxes, *PLACES[1].boxes}
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    assert (bar.count.text(), window.page.page) == ("3 of 3", 9)
    qtbot.keyClick(bar.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (bar.count.text(), window.page.page) == ("2 of 3", 4)
    qtbot.keyClicks(bar.line, "xyz")
    qtbot.waitUntil(lambda: bar.count.text() == "not found")
    qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert window.page.view.boxes == ()


def test_a_document_opens_in_the_systems_viewer(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window.page.open_outside()
    open_page(qtbot, window)
    window.page.open_outside()
    assert opened == [HANDBOOK.path]


def test_documents_that_were_looked_at_are_in_a_menu_the_newest_first(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    menu = next(each for each in window.menuBar().findChildren(QMenu) if each.title() == "Looked at last")
    menu.aboutToShow.emit()
    assert [each.text() for each in menu.actions()] == ["Nothing yet"]
    for document in (PLAN, HANDBOOK, PLAN):
        window.page.show_page(document, 2)
    wait_for_page(qtbot, window)
    menu.aboutToShow.emit()
    assert [each.text() for each in menu.actions()] == [PLAN.title, HANDBOOK.title]
    menu.actions()[1].trigger()
    wait_for_page(qtbot, window)
    assert (window.page.document, window.page.page) == (HANDBOOK, 1)
    assert remembering.recent(window.doors.folder) == [HANDBOOK.id, PLAN.id]
