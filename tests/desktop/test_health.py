"""The page Health shows how questions went."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget
from pytestqt.qtbot import QtBot

from assistant.desktop.health_dialog import LAST, HealthDialog
from assistant.desktop.plot import Plot
from assistant.engine.health import Timing


def timing(number: int, **more: object) -> Timing:
    known = {"quotation": 0.4, "word": None, "rate": None, "seconds": 1.0, "confidence": 0.8}
    return Timing(f"2026-11-{number % 28 + 1:02}T10:00:00", "quotations", "none", **(known | more))  # type: ignore[arg-type]


def test_each_plot_shows_the_questions_that_have_its_value(qtbot: QtBot) -> None:
    timings = [timing(number) for number in range(60)] + [timing(5, word=3.5, rate=12.0)]
    dialog = HealthDialog(timings)
    qtbot.addWidget(dialog)
    dialog.show()
    counts = {name: len(plot.places) for name, plot in dialog.plots.items()}
    assert counts == {"First quotation": LAST, "First word": 1, "Speed": 1, "Confidence": LAST}
    assert "First quotation" in dialog.figures.toPlainText()
    assert "12.00" in dialog.plots["Speed"].accessibleDescription()
    assert not dialog.grab().isNull()


def test_without_questions_it_says_so(qtbot: QtBot) -> None:
    dialog = HealthDialog([])
    qtbot.addWidget(dialog)
    dialog.show()
    [tabs] = dialog.findChildren(QTabWidget)
    assert not tabs.isVisible()
    assert dialog.figures.placeholderText() == "Nothing was asked yet."
    qtbot.mouseClick(dialog.away, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


@pytest.mark.parametrize("value", [0.0, 0.3, 250.0])
def test_a_plot_reaches_to_its_highest_value(qtbot: QtBot, value: float) -> None:
    dialog = HealthDialog([timing(1, quotation=value)])
    qtbot.addWidget(dialog)
    plot: Plot = dialog.plots["First quotation"]
    assert plot.top >= max(1.0, value)
