"""What a person does to test the library, and to say what a document is."""

import dataclasses
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from assistant.desktop.facts_dialog import FactsDialog
from assistant.desktop.testing_dialog import LibraryTestDialog
from assistant.desktop.window import Window
from assistant.engine.errors import UsageError
from assistant.engine.types import Run
from assistant.evaluation.making import Made
from assistant.evaluation.questions import Question
from assistant.evaluation.run import Progress, Report
from assistant.evaluation.testing import ARMS, Measured
from tests.desktop.fakes import HANDBOOK, FakeAssistant, FakeTester

ASKED = [
    Question("What is the notice period?", "six weeks", True, "handbook.pdf", 4),
    Question("What is bold <b>?", "this\tand that", True, "handbook.pdf", 5),
    Question("Who painted the Mona Lisa?", "", False),
]
BY_QUESTION = {"hit@1": (1.0, 0.0), "hit@5": (1.0, 1.0), "MRR": (1.0, 0.5), "nDCG@10": (1.0, 0.6)}
FIRST = Report(
    "words", 3, 2, {1: 0.5, 3: 1.0, 5: 1.0, 10: 1.0, 20: 1.0}, 0.75, 0.8, 5, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5,
    1.0, 1.0, 0.0, 0.9, (), 0.1, 0.2, (), BY_QUESTION,
)  # fmt: skip
REPORTS = tuple(dataclasses.replace(FIRST, arm=arm) for arm in ARMS)


@pytest.fixture
def tester() -> FakeTester:
    return FakeTester()


def opened(qtbot: QtBot, tester: FakeTester) -> LibraryTestDialog:
    dialog = LibraryTestDialog(tester)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def finish(qtbot: QtBot, dialog: LibraryTestDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.queue.busy)


def test_questions_are_proposed_looked_through_and_measured(qtbot: QtBot, tester: FakeTester) -> None:
    tester.making = [Progress(1, 3, 4.0), Made(tuple(ASKED))]
    tester.measuring = [Progress(1, 12, None), Measured(REPORTS, "rerank", REPORTS[0])]
    dialog = opened(qtbot, tester)
    assert not dialog.measure.isEnabled()
    dialog.count.setValue(3)
    dialog.make.click()
    finish(qtbot, dialog)
    assert tester.calls == [("make", 3)]
    assert "3 questions proposed" in dialog.status.text()
    dialog.table.item(1, 0).setCheckState(Qt.CheckState.Unchecked)
    dialog.table.item(0, 0).setText("How long is the notice period?")
    dialog.measure.click()
    finish(qtbot, dialog)
    corrected = dataclasses.replace(ASKED[0], question="How long is the notice period?")
    assert tester.calls[-1] == ("measure", [corrected, ASKED[2]])
    assert dialog.pages.currentIndex() == 1
    assert "words is surely better" in dialog.verdict.text()
    assert "rerank: hit@1 0.50, hit@5 1.00, MRR 0.75" in dialog.plot.accessibleDescription()
    dialog.take.click()
    assert tester.calls[-1] == ("use", "words")
    assert "now searched this way: words" in dialog.verdict.text()


def test_without_a_sure_lead_nothing_is_offered(qtbot: QtBot, tester: FakeTester) -> None:
    tester.kept = ASKED
    tester.measuring = [Measured(REPORTS, "rerank", None)]
    dialog = opened(qtbot, tester)
    dialog.measure.click()
    finish(qtbot, dialog)
    assert "No way is surely better" in dialog.verdict.text()
    assert not dialog.take.isVisible()


def test_measuring_is_stopped_at_once(qtbot: QtBot, tester: FakeTester) -> None:
    gate = threading.Event()
    tester.kept = ASKED
    tester.measuring = [Progress(1, 12, 9.0), gate, Measured(REPORTS, "rerank", None)]
    dialog = opened(qtbot, tester)
    dialog.measure.click()
    qtbot.waitUntil(lambda: "1 of 12 questions · 9 s left" in dialog.status.text())
    dialog.stop.click()
    assert dialog.status.text() == "Stopped."
    assert dialog.measure.isEnabled()
    gate.set()
    finish(qtbot, dialog)
    assert dialog.pages.currentIndex() == 0


def test_no_answerable_question_and_a_failure_are_sentences(qtbot: QtBot, tester: FakeTester) -> None:
    tester.kept = [ASKED[2]]
    dialog = opened(qtbot, tester)
    dialog.measure.click()
    assert "Tick at least one question" in dialog.status.text()
    tester.making = [UsageError("There is no document to make questions from.", "Add some first.")]
    dialog.make.click()
    finish(qtbot, dialog)
    assert dialog.status.text() == "There is no document to make questions from. Add some first."
    assert dialog.make.isEnabled()


def test_earlier_runs_are_plotted_and_told(qtbot: QtBot, tester: FakeTester) -> None:
    report = dataclasses.asdict(FIRST)
    tester.past = [Run(number, "", "set.jsonl", "", "words", "none", report) for number in (1, 2)]
    dialog = opened(qtbot, tester)
    assert dialog.pages.isTabEnabled(2)
    assert "2: words: hit@1 0.50" in dialog.history.accessibleDescription()
    dialog.pages.setCurrentIndex(2)
    assert not dialog.grab().toImage().isNull()


def test_the_test_opens_from_the_menu(qtbot: QtBot, window: Window) -> None:
    trigger(window, "Test my library…")
    (dialog,) = window.findChildren(LibraryTestDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.close()


def test_a_document_is_described_and_corrected(qtbot: QtBot, window: Window, engine: FakeAssistant) -> None:
    window.library.list.setCurrentIndex(window.library.documents.index(0))
    trigger(window, "About this document…")
    (dialog,) = window.findChildren(FactsDialog)
    dialog.lines["organisation"].setText("Contoso")
    dialog.lines["years"].setText("next year")
    dialog.accept()
    assert "Write years like" in dialog.remark.text()
    dialog.lines["years"].setText("2018, 2019")
    dialog.lines["title"].setText("Our handbook")
    dialog.accept()
    qtbot.waitUntil(lambda: not window.errands.busy)
    ((_, document, title, facts),) = engine.named("correct")
    assert (document, title, facts.organisation, facts.years) == (
        HANDBOOK.id, "Our handbook", "Contoso", (2018, 2019))  # fmt: skip
    assert window.library.documents.documents[1].title == "Our handbook"


def test_without_a_chosen_document_the_window_says_so(window: Window) -> None:
    trigger(window, "About this document…")
    assert "Select a document first" in window.library.message.text()
    assert not isinstance(QApplication.activeModalWidget(), QDialog)


def trigger(window: Window, name: str) -> None:
    """Choose an entry of the menus."""
    (action,) = (each for each in window.findChildren(QAction) if each.text() == name)
    action.trigger()
