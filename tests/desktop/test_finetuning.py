"""What a person does in the window to come from documents to a tuned model."""

import dataclasses
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from assistant.desktop.finetune_dialog import FinetuneDialog
from assistant.engine.errors import TrainingError
from assistant.engine.types import Message
from assistant.evaluation.bootstrap import Interval
from assistant.evaluation.questions import Question
from assistant.evaluation.run import Progress
from assistant.finetune.advice import Advice, Judged
from assistant.finetune.base import Base
from assistant.finetune.comparing import Compared
from assistant.finetune.converters import Doing
from assistant.finetune.raft import Refused
from assistant.finetune.recipe import Estimate, Recipe
from assistant.finetune.rows import Row
from assistant.finetune.tuning import Prepared, Step, Tuned
from assistant.finetune.versions import Card
from assistant.finetune.workbench import Added
from tests.desktop.fakes import FakeWorkbench

ROWS = [
    Row("a1", (Message("user", "═══ Question\nHow <b>long</b>?"),), "Six weeks.", "d1", "documents"),
    Row("b2", (Message("user", "Who?"),), "The board.", "d2", "file", split="test", personal=("IBAN: DE1",)),
    Row("c3", (Message("user", "Where?"),), "“Here” [1]", "d3", "file", state="rejected", reason="duplicate"),
]
BASE = Base(
    Path("/models/small"), "small", "LlamaForCausalLM", 1_000_000, 2, 64, 600, 512, 4_000_000, "{{}}", "mit"
)
PREPARED = Prepared(
    BASE, tuple(ROWS), (9, 9, 9), Recipe(), "cpu", Estimate(30, 90.0, 10**9, 10**8), 8 * 10**9
)
CARD = Card(1, "formed", "small", "h", "mit", "LlamaForCausalLM", {"train": 20}, "r", (), {}, (), 3, .001,
            {"F16": "/m/formed.gguf"}, "/m/a.gguf", made="2026-11-21")  # fmt: skip


@pytest.fixture
def bench() -> FakeWorkbench:
    made = FakeWorkbench()
    made.rows = list(ROWS)
    return made


def opened(qtbot: QtBot, bench: FakeWorkbench) -> FinetuneDialog:
    dialog = FinetuneDialog(bench)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def finish(qtbot: QtBot, dialog: FinetuneDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.queue.busy)


def test_examples_are_looked_through_unticked_and_corrected(qtbot: QtBot, bench: FakeWorkbench) -> None:
    dialog = opened(qtbot, bench)
    page = dialog.examples
    assert page.table.item(0, 0).text() == "How <b>long</b>?"
    assert page.table.item(2, 3).text() == "duplicate"
    assert "1 to train on, 0 to validate, 1 to test; 1 refused" in page.state.text()
    assert "personal" in page.state.text()
    page.table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    assert bench.calls == [("decide", "a1", "rejected")]
    page.table.item(1, 1).setText("The whole board.")
    assert bench.calls[-1] == ("edit", "b2", "The whole board.")


def test_examples_are_made_of_the_documents_with_progress(qtbot: QtBot, bench: FakeWorkbench) -> None:
    dialog = opened(qtbot, bench)
    bench.playing = [Progress(1, 3, 60.0), Added(2, (Refused("Who?", "quote not found"),))]
    dialog.examples.count.setValue(30)
    dialog.examples.make.click()
    assert dialog.stop.isVisible()
    finish(qtbot, dialog)
    assert bench.calls[-1][:3] == ("make", [], 30)
    assert "2 examples new; 1 question gave none" in dialog.status.text()
    assert not dialog.stop.isVisible()


def test_own_examples_and_opinions_are_added(
    qtbot: QtBot, bench: FakeWorkbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(qtbot, bench)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/mine.jsonl", ""))
    dialog.examples.add_file.click()
    finish(qtbot, dialog)
    dialog.examples.opinions.click()
    finish(qtbot, dialog)
    assert bench.calls == [("add_file", Path("/mine.jsonl")), ("add_opinions",)]


def test_a_training_is_forecast_then_run_and_its_losses_are_drawn(qtbot: QtBot, bench: FakeWorkbench) -> None:
    dialog = opened(qtbot, bench)
    page = dialog.training
    assert not page.train.isEnabled()
    bench.prepared = PREPARED
    page.base.setText("/models/small")
    page.look.click()
    finish(qtbot, dialog)
    assert bench.calls[-1] == ("prepare", Path("/models/small"))
    assert "at most 30 steps" in page.forecast.text()
    assert page.name.text() == "base-tuned-1"
    bench.tuned = [CARD]
    steps = [
        Step(5, 30, 2.5, None, 0, 60.0),
        Step(10, 30, 2.0, 2.2, 10, 40.0),
        Step(20, 30, 1.5, 1.9, 20, 20.0),
    ]
    bench.playing = [Doing("Reading the base"), *steps, Tuned(CARD)]
    with qtbot.waitSignal(dialog.models_changed):
        page.train.click()
    finish(qtbot, dialog)
    assert bench.calls[-1] == ("train", PREPARED, "base-tuned-1")
    assert "10: training 2.00, validation 2.20; 20: training 1.50, validation 1.90" in (
        page.curve.accessibleDescription()
    )
    assert dialog.pages.currentWidget() is dialog.tuned
    assert "formed is ready" in dialog.status.text()


def test_what_cannot_be_trained_is_said_and_nothing_can_be_started(
    qtbot: QtBot, bench: FakeWorkbench
) -> None:
    dialog = opened(qtbot, bench)
    bench.prepared = TrainingError("There are 3 examples for train.", "Make more.")
    dialog.training.base.setText("/models/small")
    dialog.training.look.click()
    finish(qtbot, dialog)
    assert dialog.status.text() == "There are 3 examples for train. Make more."
    assert not dialog.training.train.isEnabled()


def test_another_base_has_to_be_looked_at_first(qtbot: QtBot, bench: FakeWorkbench) -> None:
    dialog = opened(qtbot, bench)
    bench.prepared = PREPARED
    dialog.training.base.setText("/models/small")
    dialog.training.look.click()
    finish(qtbot, dialog)
    dialog.training.base.setText("/models/other")
    assert not dialog.training.train.isEnabled()


def test_a_training_is_stopped_at_once(qtbot: QtBot, bench: FakeWorkbench) -> None:
    dialog = opened(qtbot, bench)
    rest = threading.Event()
    bench.prepared, bench.playing = PREPARED, [Step(1, 30, 2.5, None, 0, None), rest]
    dialog.training.base.setText("/models/small")
    dialog.training.look.click()
    finish(qtbot, dialog)
    dialog.training.train.click()
    qtbot.waitUntil(lambda: "Step 1 of 30" in dialog.status.text())
    dialog.stop.click()
    assert "Stopped" in dialog.status.text()
    rest.set()
    finish(qtbot, dialog)


def test_a_tuned_model_is_compared_used_and_deleted(
    qtbot: QtBot, bench: FakeWorkbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.tuned = [CARD]
    dialog = opened(qtbot, bench)
    page = dialog.tuned
    assert "Not compared" in page.result.toPlainText()
    interval = Interval(0.5, 0.4, 0.6)
    bench.playing = [Compared({"F1": (interval, interval, interval)}, (9.0, 2.0), 12, ((), ()))]
    bench.tuned = [dataclasses.replace(CARD, figures={"F1": {"base": 0.25, "tuned": 0.75}})]
    page.compare.click()
    finish(qtbot, dialog)
    assert "0.500 (0.400–0.600)" in page.result.toPlainText()
    page.list.setCurrentRow(-1)
    page.list.setCurrentRow(0)
    assert "F1: 0.250 → 0.750" in page.result.toPlainText()
    page.use.click()
    assert bench.calls[-1] == ("use", "formed")
    monkeypatch.setattr(QMessageBox, "exec", lambda box: None)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[-1])
    page.delete.click()
    assert bench.calls[-1] == ("delete", "formed")
    assert page.list.count() == 0
    assert not page.use.isEnabled()


def test_a_form_that_is_none_is_named_before_anything_runs(qtbot: QtBot, bench: FakeWorkbench) -> None:
    bench.tuned = [CARD]
    dialog = opened(qtbot, bench)
    dialog.tuned.form.setText("(unclosed")
    dialog.tuned.compare.click()
    finish(qtbot, dialog)
    assert "regular expression" in dialog.status.text()
    assert bench.calls == []


def test_the_six_answers_are_thought_over_and_the_measurement_is_shown(
    qtbot: QtBot, bench: FakeWorkbench
) -> None:
    dialog = opened(qtbot, bench)
    page = dialog.advice
    assert "retrieval" in page.thought.text()
    for place in (2, 5):
        page.answers[place].setChecked(True)
    assert "fine-tuning" in page.thought.text()
    judged = (Judged(Question("Who?", "Ann", True, "a.pdf", 1), "Nobody <b>", "found, not used"),)
    bench.playing = [Progress(1, 2, None), Advice("both", "The form was wrong.", {"retrieval": judged})]
    page.instruction.setText("Be brief.")
    page.measure.click()
    finish(qtbot, dialog)
    assert bench.calls[-1] == ("advise", [], None, "Be brief.")
    assert "Needed: both. The form was wrong." in page.result.toPlainText()
    assert "Nobody <b>" in page.result.toPlainText()


def test_the_converters_are_fetched_only_once_the_user_agrees(
    qtbot: QtBot, bench: FakeWorkbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.can_write = False
    dialog = opened(qtbot, bench)
    dialog.pages.setCurrentWidget(dialog.training)
    assert dialog.training.fetch.isVisible()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: None)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[0])
    dialog.training.fetch.click()
    assert bench.calls == []
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[-1])
    bench.playing = [Doing("Fetching")]
    dialog.training.fetch.click()
    finish(qtbot, dialog)
    assert bench.calls == [("fetch",)]
