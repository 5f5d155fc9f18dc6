"""What a person does in the conversation: ask, read, click, stop, go on."""

import html
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.qtbot import QtBot

from assistant.desktop.answer_view import AnswerView
from assistant.desktop.quote_card import QuoteCard
from assistant.desktop.turn_view import TurnView
from assistant.desktop.widgets import Label
from assistant.desktop.window import Window
from assistant.desktop.words import SUPPORTS
from assistant.engine.errors import BadModelError, UsageError
from assistant.engine.events import (
    Answered,
    AnswerText,
    AskEvent,
    Found,
    Notice,
    Quoted,
    ReadingPrompt,
    Understood,
)
from assistant.engine.types import Disagreement, Hit, Scope, Sentence
from tests.desktop.conftest import OpenWindow
from tests.desktop.fakes import HANDBOOK, MODEL, PLAN, QUOTED, SECOND, FakeAssistant, make_answer
from tests.fakes import make_passage

TEXT = "You get twenty days [1]. The deductible is $2,000 [2]. Both are generous [9]."
SENTENCES = (
    Sentence(0, 24, "supported", (1,)),
    Sentence(25, 54, "near", (2,)),
    Sentence(55, 77, "unsupported"),
)
ANSWERED = Answered(make_answer(TEXT, SENTENCES))
FOUND = Found((), 2)


def ask(qtbot: QtBot, window: Window, question: str = "How many days?") -> None:
    qtbot.keyClicks(window.conversation.box, question)
    qtbot.keyClick(window.conversation.box, Qt.Key.Key_Return)


def wait_for_answer(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: not window.asking.queue.busy and not window.asking.answering)


def turn(window: Window) -> TurnView:
    shown = window.conversation.turn
    assert shown is not None
    return shown


def cards(window: Window) -> list[QuoteCard]:
    return turn(window).findChildren(QuoteCard)


def formats(view: AnswerView) -> Iterator[tuple[str, QTextCharFormat]]:
    """The pieces of an answer that look alike, with their look."""
    cursor = QTextCursor(view.document())
    while not cursor.atEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
        yield cursor.selectedText(), cursor.charFormat()
        cursor.clearSelection()


def looks(view: AnswerView, place: int) -> QTextCharFormat:
    return list(formats(view))[place][1]


def test_quotations_appear_before_the_answer_with_document_and_page(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    gate = threading.Event()
    engine.asking = [Understood("q", "q"), FOUND, Quoted((QUOTED, SECOND)), gate, AnswerText(TEXT), ANSWERED]
    ask(qtbot, window)
    qtbot.waitUntil(lambda: len(cards(window)) == 2)
    assert engine.named("ask") == [("ask", "How many days?", Scope(), None)]
    assert turn(window).question.text() == "How many days?"
    assert window.conversation.box.toPlainText() == ""
    first = cards(window)[0]
    assert first.accessibleName() == "[1] Employee Handbook, page\u00a04"
    assert QUOTED.quote in first.accessibleDescription()
    assert first.isVisible()
    assert not turn(window).answer.isVisible()
    gate.set()
    wait_for_answer(qtbot, window)
    assert turn(window).answer.isVisible()
    assert len(cards(window)) == 2


def test_what_is_shown_on_the_way_takes_the_keyboard_from_nobody(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [Notice("A notice."), Quoted((QUOTED, SECOND)), AnswerText(TEXT), ANSWERED]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    assert QApplication.activeWindow() is window
    assert window.focusWidget() is window.conversation.box


def test_shift_enter_begins_a_line_and_an_empty_question_is_not_sent(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    box = window.conversation.box
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClicks(box, "  ")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert engine.named("ask") == []
    lower = box.height()
    qtbot.keyClicks(box, "one")
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(box, "two")
    assert box.height() > lower
    qtbot.mouseClick(window.conversation.send, Qt.MouseButton.LeftButton)
    wait_for_answer(qtbot, window)
    assert engine.named("ask")[0][1] == "one\ntwo"


def test_the_box_grows_with_a_long_question_and_no_further_than_five_lines(
    qtbot: QtBot, window: Window
) -> None:
    box = window.conversation.box
    lower = box.height()
    box.setPlainText("a question that is much too long for one line " * 3)
    qtbot.waitUntil(lambda: box.height() > lower)
    box.setPlainText("word " * 1000)
    assert box.height() < window.height() // 4


def test_progress_of_the_model_is_told(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    gate = threading.Event()
    engine.asking = [FOUND, Quoted((QUOTED,)), ReadingPrompt(300, 1200, 0), gate, ANSWERED]
    ask(qtbot, window)
    qtbot.waitUntil(lambda: "25 %" in turn(window).status.text())
    gate.set()
    wait_for_answer(qtbot, window)
    assert turn(window).status.text() == ""


def test_a_followup_goes_on_with_the_conversation_and_new_begins_one(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [ANSWERED]
    ask(qtbot, window, "first")
    wait_for_answer(qtbot, window)
    engine.asking = [Understood("second", "second, of Northwind"), ANSWERED]
    ask(qtbot, window, "second")
    wait_for_answer(qtbot, window)
    qtbot.mouseClick(window.conversation.renew, Qt.MouseButton.LeftButton)
    assert window.conversation.turn is None
    assert window.conversation.hint.isVisible()
    ask(qtbot, window, "third")
    wait_for_answer(qtbot, window)
    assert [call[3] for call in engine.named("ask")] == [None, 7, None]


def test_how_a_followup_was_understood_is_told(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    engine.asking = [Understood("And theirs?", "What is their deductible?"), ANSWERED]
    ask(qtbot, window, "And theirs?")
    wait_for_answer(qtbot, window)
    assert "What is their deductible?" in said(turn(window))


def said(widget: TurnView) -> str:
    labels = widget.findChildren(type(widget.status))
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_sentences_are_marked_by_more_than_colour_with_a_legend(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [Quoted((QUOTED,)), AnswerText(TEXT), ANSWERED]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    view = turn(window).answer
    plain = view.toPlainText().replace("\u00a0", " ")
    assert plain == ("You get twenty days [1]. ✓ The deductible is $2,000 [2]. ≈ Both are generous [9]. ?")
    style = QTextCharFormat.UnderlineStyle
    for place, (support, underline) in {
        3: ("supported", style.NoUnderline),
        30: ("near", style.DotLine),
        62: ("unsupported", style.WaveUnderline),
    }.items():
        assert looks(view, place).underlineStyle() == underline
        assert SUPPORTS[support][1] in looks(view, place).toolTip()
        quoted = html.escape(QUOTED.quote) in looks(view, place).toolTip()
        assert quoted == (support == "supported")
    assert all(meaning in turn(window).legend.text() for _, meaning in SUPPORTS.values())


def test_markers_of_citations_are_links_and_others_are_not(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [ANSWERED]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    links = {look.anchorHref() for _, look in formats(turn(window).answer) if look.isAnchor()}
    assert links == {"citation:1", "citation:2"}


def test_a_click_on_a_marker_shows_the_page_with_its_words_marked(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [ANSWERED]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    view = turn(window).answer
    cursor = QTextCursor(view.document())
    cursor.setPosition(TEXT.index("[1]") + 2)
    place = view.cursorRect(cursor).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    qtbot.waitUntil(lambda: not window.errands.busy and bool(engine.named("render")))
    assert engine.named("render")[0][1:3] == (HANDBOOK.id, 4)
    assert window.page.view.boxes == QUOTED.boxes
    assert window.page.title.text == "Employee Handbook"


@pytest.mark.parametrize("key", [None, Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_quotation_is_opened_with_the_mouse_or_the_keyboard(
    qtbot: QtBot, window: Window, engine: FakeAssistant, key: Qt.Key | None
) -> None:
    engine.asking = [Quoted((QUOTED, SECOND)), ANSWERED]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    card = cards(window)[1]
    if key is None:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(40, 10))
    else:
        qtbot.keyClick(card, key)
    qtbot.waitUntil(lambda: not window.errands.busy and bool(engine.named("render")))
    assert engine.named("render")[0][1:3] == (PLAN.id, 13)
    assert window.page.view.boxes == SECOND.boxes
    assert "“2,000” stands for “2,500”" in window.page.verdict.text()


def test_a_quotation_can_be_copied_with_its_place(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [Quoted((QUOTED,)), ANSWERED]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    cards(window)[0].actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == f"“{QUOTED.quote}” (Employee Handbook, page\u00a04)"


def test_a_quotation_of_a_document_that_is_gone_says_so(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [Quoted((QUOTED,)), ANSWERED]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    window.library.fill([PLAN])
    cards(window)[0].click()
    assert window.conversation.message.text() == "That document is no longer in the library."
    assert engine.named("render") == []


def test_what_the_documents_do_not_answer_is_said_plainly(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    nothing = make_answer(
        "Your documents do not answer this.", kind="not in documents", quotations=(), citations=()
    )
    engine.asking = [FOUND, Answered(nothing)]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    assert turn(window).refusal.isVisible()
    assert turn(window).refusal.text() == "Your documents do not answer this."
    assert not turn(window).answer.isVisible()


def test_without_a_model_the_quotations_are_the_answer(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [Quoted((QUOTED,)), Answered(make_answer(f"“{QUOTED.quote}” [1]", kind="quotations"))]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    assert len(cards(window)) == 1
    assert not turn(window).answer.isVisible()
    assert "no model wrote an answer" in turn(window).status.text()


def streaming() -> Iterator[AskEvent]:
    """An answer without end."""
    yield Quoted((QUOTED,))
    while True:
        yield AnswerText("word ")
        time.sleep(0.002)


@pytest.mark.parametrize("by_key", [True, False])
def test_stop_ends_the_answer_keeps_what_came_and_takes_the_next_question(
    qtbot: QtBot, window: Window, engine: FakeAssistant, by_key: bool
) -> None:
    engine.asking = streaming()
    ask(qtbot, window)
    qtbot.waitUntil(lambda: "word word" in turn(window).answer.toPlainText())
    assert not window.conversation.send.isVisible()
    if by_key:
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(window.conversation.stop, Qt.MouseButton.LeftButton)
    stopped = turn(window)
    assert stopped.status.text() == "Stopped."
    kept = stopped.answer.toPlainText()
    engine.asking = [ANSWERED]
    ask(qtbot, window, "next")
    wait_for_answer(qtbot, window)
    assert engine.cancelled == ["ask"]
    assert stopped.answer.toPlainText() == kept
    assert turn(window).answer.toPlainText().startswith("You get twenty days")


def test_stop_is_at_once_even_while_the_engine_is_stuck(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    stuck = threading.Event()
    engine.asking = [Quoted((QUOTED,)), stuck, AnswerText("too late"), ANSWERED]
    ask(qtbot, window)
    qtbot.waitUntil(lambda: bool(cards(window)))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.conversation.send.isVisible()
    stopped = turn(window)
    engine.asking = [ANSWERED]
    ask(qtbot, window, "next")
    qtbot.wait(20)
    assert len(engine.named("ask")) == 1
    stuck.set()
    wait_for_answer(qtbot, window)
    assert len(engine.named("ask")) == 2
    assert "too late" not in stopped.answer.toPlainText()


def test_enter_while_an_answer_is_written_keeps_the_question_in_the_box(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    gate = threading.Event()
    engine.asking = [gate, ANSWERED]
    ask(qtbot, window)
    qtbot.waitUntil(lambda: bool(engine.named("ask")))
    ask(qtbot, window, "next")
    assert len(engine.named("ask")) == 1
    assert window.conversation.box.toPlainText() == "next"
    gate.set()
    wait_for_answer(qtbot, window)


def test_a_failed_answer_says_why_and_the_next_question_works(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [Quoted((QUOTED,)), BadModelError("The model file is damaged.")]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    assert turn(window).status.text() == f"The model file is damaged. {BadModelError.advice}"
    assert len(cards(window)) == 1
    engine.asking = [ANSWERED]
    ask(qtbot, window, "next")
    wait_for_answer(qtbot, window)
    assert turn(window).answer.isVisible()


def test_notices_stand_with_their_question(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    engine.asking = [Notice("2 of 8 passages did not fit."), ANSWERED]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    assert "2 of 8 passages did not fit." in said(turn(window))


def test_an_answer_is_repainted_at_most_25_times_a_second(qtbot: QtBot) -> None:
    view = AnswerView()
    qtbot.addWidget(view)
    view.show()
    changes: list[float] = []
    view.document().contentsChanged.connect(lambda: changes.append(time.monotonic()))
    began = time.monotonic()
    while time.monotonic() - began < 0.5:
        view.write("word ")
        QTest.qWait(1)
    assert 2 <= len(changes) <= 14


def test_the_answer_is_as_high_as_its_text(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    engine.asking = [Answered(make_answer("One line.\n\n" + "A long line of words. " * 60))]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    view = turn(window).answer
    qtbot.waitUntil(lambda: view.height() >= view.document().size().height())
    assert view.verticalScrollBar().maximum() == 0


def test_the_conversation_stays_at_its_end_unless_the_reader_scrolled_up(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [Quoted((QUOTED,) * 12), ANSWERED]
    bar = window.conversation.area.verticalScrollBar()
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.setValue(0)
    turn(window).follow(Notice("Something that makes it longer."))
    qtbot.wait(50)
    assert bar.value() == 0


def test_a_question_can_be_kept_to_the_selected_document(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    assert window.conversation.scope.count() == 1
    window.library.list.activated.emit(window.library.documents.index(1))
    scope = window.conversation.scope
    assert scope.itemText(1) == "Only “Northwind Health Plus”"
    scope.setCurrentIndex(1)
    engine.asking = [ANSWERED]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    assert engine.named("ask")[0][2] == Scope(document=PLAN.id)


def choose_model(window: Window, name: str) -> None:
    models = window.conversation.models
    models.setCurrentIndex(models.findData(name))
    models.activated.emit(models.currentIndex())


def test_a_model_can_be_chosen(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    models = window.conversation.models
    assert [models.itemText(row) for row in range(models.count())] == ["Quotations only", "qwen"]
    choose_model(window, MODEL.name)
    qtbot.waitUntil(lambda: engine.model_name == "qwen" and not window.errands.busy)
    assert models.currentData() == "qwen"


def test_a_model_that_cannot_be_used_is_told_and_the_old_one_stays_chosen(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.refuses = BadModelError("The model file is damaged.", "Choose another.")
    choose_model(window, MODEL.name)
    message = window.conversation.message
    qtbot.waitUntil(lambda: message.text() == "The model file is damaged. Choose another.")
    qtbot.waitUntil(lambda: not window.errands.busy and window.conversation.models.currentData() == "none")


def test_a_model_in_use_that_is_no_longer_found_is_still_named(
    open_window: OpenWindow, engine: FakeAssistant
) -> None:
    engine.model_name = "gone"
    assert open_window(engine).conversation.models.currentText() == "gone"


def test_the_model_cannot_be_changed_while_it_writes(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    gate = threading.Event()
    engine.asking = [gate, ANSWERED]
    ask(qtbot, window)
    assert not window.conversation.models.isEnabled()
    gate.set()
    wait_for_answer(qtbot, window)
    assert window.conversation.models.isEnabled()


def test_an_error_before_the_first_event_is_told_under_the_question(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [UsageError("The question is empty.", "Type what you want to know.")]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    assert turn(window).status.text() == "The question is empty. Type what you want to know."


def test_documents_that_disagree_are_pointed_out_under_the_answer(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    disagreements = (Disagreement(1, 2, "20", "25"),)
    engine.asking = [FOUND, Quoted((QUOTED, SECOND)),
                     Answered(make_answer(TEXT, SENTENCES, disagreements=disagreements))]  # fmt: skip
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    assert turn(window).disagreements.isVisible()
    assert "[2] says “25”" in turn(window).disagreements.text()


def test_what_was_searched_is_shown_and_leads_to_the_page(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    passage = make_passage("Full-time staff get 25 days of annual leave.", HANDBOOK.id, 4)
    hits = (Hit(passage, 3.0, 1, by_words=1, by_meaning=None, relevance=2.0), Hit(passage, 1.0, 2))
    refused = make_answer("", (), "not in documents", passages=hits, confidence=0.12, quotations=())
    engine.asking = [Found(hits, 2), Answered(refused)]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    searched = turn(window).searched
    assert searched.table.isVisible()
    assert "2 documents" in searched.summary.text()
    assert "confidence of 12%" in searched.summary.text()
    cells = [searched.table.item(0, place).text() for place in range(5)]
    assert cells == ["[1] Handbook, page\u00a04", "1", "–", "88%", "no"]
    searched.table.cellClicked.emit(0, 0)
    assert (window.page.document, window.page.page) == (HANDBOOK, 4)
    searched.toggle.click()
    assert not searched.table.isVisible()


def test_an_answer_folds_away_what_was_searched(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    passage = make_passage("Full-time staff get 25 days of annual leave.", HANDBOOK.id, 4)
    answer = make_answer(TEXT, SENTENCES, passages=(Hit(passage, 3.0, 1),))
    engine.asking = [FOUND, Quoted((QUOTED,)), Answered(answer)]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    searched = turn(window).searched
    assert searched.isVisible()
    assert not searched.table.isVisible()
    qtbot.mouseClick(searched.toggle, Qt.MouseButton.LeftButton)
    assert searched.table.isVisible()
    assert searched.table.item(0, 4).text() == "yes"


def test_what_is_nearest_to_a_refused_question_is_shown_as_no_more_than_that(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    refused = make_answer("", (), "not in documents", quotations=(QUOTED,), citations=())
    engine.asking = [FOUND, Quoted((QUOTED,), nearest=True), Answered(refused)]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    shown = turn(window)
    assert shown.quoted.text() == "Nearest in your documents"
    assert len(cards(window)) == 1
    assert "do not plainly answer this" in shown.refusal.text()


def test_the_up_key_recalls_what_was_asked(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    box = window.conversation.box
    for question in ("First?", "Second?"):
        engine.asking = [FOUND, Answered(make_answer("", (), "not in documents"))]
        ask(qtbot, window, question)
        wait_for_answer(qtbot, window)
    recalled = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(box, key)
        recalled.append(box.toPlainText())
    assert recalled == ["Second?", "First?", "First?", "Second?", ""]
    qtbot.keyClicks(box, "mine")
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert box.toPlainText() == "mine"


def test_an_answer_is_copied_with_its_sources_asked_again_and_edited(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [FOUND, Quoted((QUOTED, SECOND)), ANSWERED]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    first = turn(window)
    assert first.tools.isVisible()
    qtbot.mouseClick(first.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "? How many days?" in copied
    assert "Employee Handbook, page 4" in copied
    qtbot.mouseClick(first.edit, Qt.MouseButton.LeftButton)
    assert window.conversation.box.toPlainText() == "How many days?"
    qtbot.mouseClick(first.again, Qt.MouseButton.LeftButton)
    wait_for_answer(qtbot, window)
    assert [call[1] for call in engine.named("ask")] == ["How many days?", "How many days?"]
    assert turn(window) is not first


def test_what_was_preferred_is_said_and_can_be_undone(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    engine.asking = [FOUND, Quoted((QUOTED, SECOND)), ANSWERED]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    assert not turn(window).alike.isVisible()
    preferring = Found((), 2, (PLAN.id,), ("acme",), also=("capital expenditures",))
    engine.asking = [preferring, Quoted((QUOTED, SECOND)), ANSWERED]
    ask(qtbot, window, "capex of Acme?")
    wait_for_answer(qtbot, window)
    said = [label.text() for label in turn(window).findChildren(Label)]
    assert "Also looked for: capital expenditures." in said
    qtbot.mouseClick(turn(window).alike, Qt.MouseButton.LeftButton)
    wait_for_answer(qtbot, window)
    assert [call[2].alike for call in engine.named("ask")] == [False, False, True]
    assert engine.named("ask")[-1][1] == "capex of Acme?"


def test_what_was_stopped_can_be_asked_again_but_not_copied(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    gate = threading.Event()
    engine.asking = [FOUND, gate]
    ask(qtbot, window)
    qtbot.waitUntil(lambda: "found" in turn(window).status.text())
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    gate.set()
    assert turn(window).again.isEnabled()
    assert not turn(window).copy.isEnabled()


def test_thumbs_and_a_corrected_answer_are_kept_and_can_be_taken_back(
    qtbot: QtBot, window: Window, engine: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = make_answer("Twenty days [1].")
    engine.asking = [Quoted(answer.quotations), Answered(answer)]
    ask(qtbot, window)
    turn = window.conversation.turn
    assert turn is not None
    qtbot.waitUntil(turn.opinion.isVisible)
    qtbot.mouseClick(turn.opinion.good, Qt.MouseButton.LeftButton)
    kept = engine.opinions.of(answer)
    assert kept is not None
    assert (kept.good, kept.correction) == (True, "")
    qtbot.mouseClick(turn.opinion.good, Qt.MouseButton.LeftButton)
    assert engine.opinions.all() == []
    monkeypatch.setattr(QInputDialog, "getMultiLineText", lambda *_: (" Twenty-five. ", True))
    qtbot.mouseClick(turn.opinion.correct, Qt.MouseButton.LeftButton)
    kept = engine.opinions.of(answer)
    assert kept is not None
    assert (kept.good, kept.correction) == (False, "Twenty-five.")
    assert turn.opinion.bad.isChecked()


def test_what_a_model_may_write_is_chosen_where_there_is_one(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    modes = window.conversation.modes
    assert not modes.isVisible()
    engine.model_name = "qwen"
    window.conversation.show_models(engine.models(), "qwen")
    assert modes.isVisible()
    modes.setFocus()
    qtbot.keyClick(modes, Qt.Key.Key_Down)
    assert engine.named("use_mode") == [("use_mode", "assisted")]


def test_it_is_told_where_the_page_that_is_shown_fell_out(
    qtbot: QtBot, window: Window, engine: FakeAssistant
) -> None:
    hit = Hit(make_passage("Employees accrue twenty days."), 1.0, 1, relevance=1.0)
    engine.asking = [Answered(make_answer("Twenty days [1].", passages=(hit,)))]
    ask(qtbot, window)
    wait_for_answer(qtbot, window)
    searched = turn(window).searched
    window.page.show_page(PLAN, 13)
    qtbot.mouseClick(searched.toggle, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(searched.ask_page, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(searched.told.text()))
    assert engine.named("whereabouts") == [("whereabouts", "How many days?", PLAN.id, 13, [hit.passage.id])]
    told = searched.told.text().replace("\u00a0", " ")
    assert told.startswith("Northwind Health Plus, page 13 was found, but other passages answer better.")
    assert "by words: 12, by meaning: beyond 1,000; it answers with 27%" in told
    qtbot.waitUntil(lambda: not window.errands.busy and window.page.area.sharp)
