"""What the window says, and whether it can be read."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from pytestqt.qtbot import QtBot

from assistant.desktop import icons, look, words
from assistant.desktop.look import DARK, LIGHT, Look
from assistant.desktop.widgets import button
from assistant.desktop.window import Window
from assistant.engine.events import AddFinished, AddProgress
from assistant.engine.types import PageReport
from tests.desktop.fakes import HANDBOOK, MODEL, QUOTED

GROUNDS = ("window", "panel", "card", "hover")
LETTERS = ("text", "muted", "accent", "good", "near", "bad")


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    made = QColor(colour)
    parts = [made.redF(), made.greenF(), made.blueF()]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs() -> Iterator[tuple[str, str, str]]:
    for table in (LIGHT, DARK):
        for ground in GROUNDS:
            for letters in LETTERS:
                yield f"{letters} on {ground}", getattr(table, letters), getattr(table, ground)
        yield "first button", table.on_accent, table.accent


@pytest.mark.parametrize(("name", "letters", "ground"), list(pairs()))
def test_every_text_can_be_read_on_every_ground(name: str, letters: str, ground: str) -> None:
    assert contrast(letters, ground) >= 4.5


def test_dark_letters_stay_readable_under_the_highlighter() -> None:
    assert contrast("#000000", LIGHT.highlight) > 10


@pytest.mark.parametrize("table", [LIGHT, DARK])
def test_every_colour_is_a_colour_and_the_style_sheet_uses_no_other(qtbot: QtBot, table: Look) -> None:
    colours = set(dataclasses.asdict(table).values())
    assert all(QColor.isValidColorName(colour) for colour in colours)
    sheet = look.style_sheet(table)
    assert {word.strip(";,") for word in sheet.split() if word.startswith("#")} <= colours
    assert look.palette(table).color(QPalette.ColorRole.Text) == QColor(table.text)


def test_the_look_follows_the_system(monkeypatch: pytest.MonkeyPatch, window: Window) -> None:
    monkeypatch.setattr(look, "current", lambda: DARK)
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert QGuiApplication.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    monkeypatch.undo()
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert QGuiApplication.palette().color(QPalette.ColorRole.Window) == QColor(look.current().window)


def test_a_missing_icon_leaves_the_text(qtbot: QtBot) -> None:
    made = button("Add", "no such icon")
    qtbot.addWidget(made)
    assert made.text() == "Add"
    assert made.icon().isNull()
    assert icons.icon("../../README", "#000000").isNull()


def test_a_document_tells_its_pages_state_and_gaps() -> None:
    assert words.document_facts(HANDBOOK) == "11 pages · ready"
    report = (
        PageReport(1, "1", "text", 9, 0),
        PageReport(2, "2", "no text", 0, 0),
        PageReport(3, "3", "failed", 0, 0),
    )
    odd = dataclasses.replace(HANDBOOK, pages=3, state="words", report=report)
    told = "3 pages · findable by words so far · 1 page unreadable · 1 page without text"
    assert words.document_facts(odd) == told


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (AddProgress("a", "waiting", 0, 0), "Waiting to be read"),
        (AddProgress("a", "reading", 0, 0), "Reading"),
        (AddProgress("a", "reading", 12, 1200), "Reading page 12 of 1,200"),
        (AddProgress("a", "embedding", 16, 880), "Learning its meaning: 16 of 880 passages"),
    ],
)
def test_a_phase_is_told_in_words(event: AddProgress, told: str) -> None:
    assert words.phase(event) == told


def test_pace_tells_only_what_is_known() -> None:
    assert words.pace(AddProgress("a", "waiting", 0, 0)) == ""
    assert words.pace(AddProgress("a", "embedding", 1, 9, 35.4)) == "35 passages a second"
    assert words.pace(AddProgress("a", "reading", 1, 9, 0.0, 50.0)) == "50\u00a0s\u00a0left"


def test_what_came_of_adding_is_told() -> None:
    assert words.finished(AddFinished(3, 1, 2)) == "3 added, 1 in the library already, 2 failed."
    assert words.finished(AddFinished(0, 0, 0)) == "There was no PDF to add."


def test_a_verdict_tells_what_differs() -> None:
    assert words.verdict(QUOTED) == "✓ Found word for word on this page"
    near = dataclasses.replace(QUOTED, verdict="near", differences=("a", "b"))
    assert words.verdict(near) == "≈ Nearly so on this page: a; b"


def test_a_model_that_does_not_fit_says_so() -> None:
    assert words.model(MODEL) == "qwen"
    assert words.model(dataclasses.replace(MODEL, fits=False)) == "qwen (needs more memory)"


@given(st.integers(0, 10**7))
def test_only_one_thing_is_singular(number: int) -> None:
    assert words.count(number, "page").endswith("pages") == (number != 1)


def test_a_file_is_named_without_its_folders() -> None:
    assert words.file_name("/papers/a.pdf") == "a.pdf"
    assert words.file_name("/") == "/"


@pytest.mark.parametrize("colours", [look.LIGHT, look.DARK])
def test_every_picture_that_the_style_sheet_names_is_there(colours: look.Look) -> None:
    named = re.findall(r'url\("(.+?)"\)', look.style_sheet(colours))
    assert len(named) == 2
    assert all(Path(each).is_file() for each in named)
