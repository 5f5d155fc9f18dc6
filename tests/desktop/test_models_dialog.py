"""What a person does on the models page: look, try, use, add, adapt."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from assistant.desktop.help_dialog import HelpDialog
from assistant.desktop.models_dialog import ModelsDialog
from assistant.desktop.window import Window
from assistant.engine.errors import BadModelError
from assistant.engine.events import Notice
from assistant.engine.known_models import Trial
from tests.desktop.fakes import MODEL, FakeAssistant
from tests.desktop.test_adding import drop, files

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(qtbot: QtBot, window: Window) -> ModelsDialog:
    window.dialogs.show_models()
    found = window.dialogs.opened["models"]
    assert isinstance(found, ModelsDialog)
    qtbot.waitUntil(lambda: found.list.count() == 2)
    return found


def lines(dialog: ModelsDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_every_model_says_what_it_is_and_whether_it_fits(dialog: ModelsDialog) -> None:
    none, qwen = lines(dialog)
    assert none.startswith("Quotations only")
    facts = ("qwen2, 0.5 B parameters, Q4_K_M", "needs 1.0 GB of memory (fits this machine)", "Apache-2.0")
    assert all(fact in qwen for fact in facts)
    assert dialog.list.item(0).font().bold()


def test_a_trial_says_how_fast_a_model_is_and_that_is_kept(
    qtbot: QtBot, dialog: ModelsDialog, engine: FakeAssistant
) -> None:
    def try_it() -> None:
        engine.known_models.put_trial(MODEL.path, Trial(1.0, 200.4, 49.0))

    gate = threading.Event()
    engine.trying = [Notice("Loading the model qwen…"), gate, Trial(1.0, 200.4, 49.0)]
    assert not dialog.try_it.isEnabled()
    dialog.list.setCurrentRow(1)
    qtbot.mouseClick(dialog.try_it, LEFT)
    qtbot.waitUntil(lambda: dialog.state.text() == "Loading the model qwen…")
    assert dialog.stop.isVisible()
    try_it()
    gate.set()
    qtbot.waitUntil(lambda: "reads 200 and writes 49 tokens a second here" in lines(dialog)[-1])
    assert dialog.list.currentRow() == 1


def test_a_trial_is_stopped(qtbot: QtBot, dialog: ModelsDialog, engine: FakeAssistant) -> None:
    engine.trying = [Notice("Loading…")] * 500_000
    dialog.list.setCurrentRow(1)
    qtbot.mouseClick(dialog.try_it, LEFT)
    qtbot.mouseClick(dialog.stop, LEFT)
    qtbot.waitUntil(lambda: not dialog.queue.busy)
    assert engine.cancelled == ["try_model"]


def test_closing_during_a_trial_ends_it(qtbot: QtBot, dialog: ModelsDialog, engine: FakeAssistant) -> None:
    engine.trying = [Notice("Loading…")] * 500_000
    dialog.list.setCurrentRow(1)
    qtbot.mouseClick(dialog.try_it, LEFT)
    dialog.close()
    qtbot.waitUntil(lambda: bool(engine.cancelled))
    assert engine.cancelled == ["try_model"]


def test_a_model_is_chosen_and_the_window_knows(
    qtbot: QtBot, window: Window, dialog: ModelsDialog, engine: FakeAssistant
) -> None:
    dialog.list.setCurrentRow(1)
    engine.model_name = "qwen"
    qtbot.mouseClick(dialog.use, LEFT)
    ((_, kept),) = engine.named("use_settings")
    assert kept.model == "qwen"
    qtbot.waitUntil(lambda: dialog.list.count() == 2 and dialog.list.item(1).font().bold())
    qtbot.waitUntil(lambda: window.conversation.models.currentData() == "qwen")


def test_how_a_model_runs_is_kept_and_what_cannot_be_is_said(
    qtbot: QtBot, dialog: ModelsDialog, engine: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/models/mine.gguf", ""))
    qtbot.mouseClick(dialog.adapter, LEFT)
    strength = dialog.form.fields["adapter_strength"]
    assert isinstance(strength, QSlider)
    strength.setValue(60)
    qtbot.mouseClick(dialog.keep, LEFT)
    (_, kept) = engine.named("use_settings")[-1]
    assert (kept.adapter, kept.adapter_strength, kept.model) == ("/models/mine.gguf", 60, "none")
    layers = dialog.form.fields["gpu_layers"]
    assert isinstance(layers, QLineEdit)
    layers.setText("many")
    qtbot.mouseClick(dialog.keep, LEFT)
    assert "must be auto or a number" in dialog.state.text()
    layers.setText("12")
    engine.refuses = BadModelError("The adapter does not fit this model.")
    qtbot.mouseClick(dialog.keep, LEFT)
    assert dialog.state.text().startswith("The adapter does not fit this model.")


def test_a_gguf_file_dropped_on_the_window_opens_the_models_page(
    qtbot: QtBot, window: Window, engine: FakeAssistant, tiny_model: Path, tmp_path: Path
) -> None:
    drop(window, files(str(tiny_model)))
    dialog = window.dialogs.opened["models"]
    assert isinstance(dialog, ModelsDialog)
    assert engine.known_models.paths() == [tiny_model]
    assert engine.named("add") == []
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"nothing")
    qtbot.waitUntil(lambda: not dialog.errands.busy)
    drop(window, files(str(broken)))
    assert dialog.state.property("role") == "bad"
    assert engine.known_models.paths() == [tiny_model]
    qtbot.waitUntil(lambda: not dialog.errands.busy)


def test_where_to_get_a_model_is_told_without_fetching_anything(qtbot: QtBot, dialog: ModelsDialog) -> None:
    qtbot.mouseClick(dialog.where, LEFT)
    (told,) = dialog.findChildren(HelpDialog)
    assert "Apache-2.0" in told.text.toPlainText()
    told.close()
