"""The window speaks German and Chinese, wholly; what the engine says too; right-to-left text stands right."""

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

import assistant.desktop
from assistant import paths
from assistant.desktop import languages, own_texts
from assistant.desktop.languages import LANGUAGES, localised, sentence, texts_of
from assistant.desktop.widgets import Label
from assistant.engine.errors import NoTextError, UsageError
from assistant.settings import Settings
from tests.desktop.conftest import OpenWindow
from tests.desktop.fakes import FakeAssistant

HOLE = re.compile(r"\{\d*\}")
SAME = {"de": {"Name", "Text", "Adapter", "Threads", "hybrid", "Organisation", "Adapters (*.gguf)"}}
"""English words that are German too."""


def spoken() -> Iterator[str]:
    """Yield every text that the window can say."""
    for file in Path(assistant.desktop.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call):
                name = (
                    call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                )
                if name in ("tr", "later") and isinstance(call.args[0], ast.Constant):
                    yield call.args[0].value
    for field in dataclasses.fields(Settings):
        about = field.metadata
        yield from (about["label"], about["explanation"], *about["choices"])


@pytest.fixture
def german(qtbot: QtBot) -> Iterator[None]:
    application = QCoreApplication.instance()
    assert application is not None
    languages.install(application, "de")
    yield
    for each in application.findChildren(QTranslator):
        application.removeTranslator(each)
    application.setProperty("language", None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_window_is_translated(language: str) -> None:
    missing = {text for text in spoken() if text not in texts_of(language)}
    assert missing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_holes_for_names_and_numbers(language: str) -> None:
    for source, told in texts_of(language).items():
        holes, kept = HOLE.findall(source), HOLE.findall(told)
        if "{}" in holes and "{}" not in kept:
            assert sorted(kept) == [f"{{{number}}}" for number in range(len(holes))], source
        else:
            assert sorted(holes) == sorted(kept), source


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_the_english_text(language: str) -> None:
    names = {"PDF Assistant", "PDF (*.pdf);;Markdown (*.md)", "en", "de", "zh"} | SAME.get(language, set())
    same = {source for source, told in texts_of(language).items() if source == told}
    assert same <= names


def test_no_text_is_put_together_before_it_is_translated() -> None:
    for file in Path(assistant.desktop.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "tr":
                assert isinstance(call.args[0], ast.Constant), (file.name, ast.unparse(call))


def test_the_whole_window_speaks_german(
    qtbot: QtBot, german: None, open_window: OpenWindow, engine: FakeAssistant
) -> None:
    window = open_window(engine)
    window.dialogs.welcome()
    seen = [each.text() for each in window.findChildren(QAbstractButton) + window.findChildren(QLabel)]
    seen += [each.text() for each in window.menuBar().findChildren(QAction)]
    english = set(texts_of("de")) - set(texts_of("de").values())
    assert {text for text in seen if text in english} == set()
    assert window.library.add_files.text() == "Dateien …"
    assert window.library.amount.text() == "2 Dokumente"


def test_what_the_engine_says_is_said_in_german_names_and_numbers_kept(german: None) -> None:
    assert localised("The question is empty.") == "Die Frage ist leer."
    assert localised("There is no collection “{Staff} 100 %”.") == "Es gibt keine Sammlung „{Staff} 100 %“."
    assert localised("Reading it takes too long; given up on page 7.").endswith("auf Seite 7 aufgegeben.")
    error = NoTextError("None of its 12 pages holds any text.")
    assert sentence(error).startswith("Keine seiner 12 Seiten enthält Text. Wohl ein Scan")


def test_what_is_not_known_stays_as_it_is(german: None) -> None:
    assert localised("Something wholly new.") == "Something wholly new."
    assert sentence(UsageError("Odd.", "Even.")) == "Odd. Even."


def test_english_stays_english(qtbot: QtBot) -> None:
    assert localised("The question is empty.") == "The question is empty."


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("عقد الإيجار 2024", Qt.LayoutDirection.RightToLeft),
        ("“חוזה שכירות”", Qt.LayoutDirection.RightToLeft),
        ("Contract عقد", Qt.LayoutDirection.LeftToRight),
        ("12.5 %", Qt.LayoutDirection.LeftToRight),
    ],
)
def test_text_stands_in_the_direction_of_its_first_letter(
    qtbot: QtBot, text: str, direction: Qt.LayoutDirection
) -> None:
    label = Label(text)
    qtbot.addWidget(label)
    assert label.layoutDirection() == direction


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_has_the_same_parts_in_every_language(language: str) -> None:
    folder = paths.program_folder() / "resources"
    own = (folder / f"manual.{language}.md").read_text("utf-8")
    models = [(folder / f"where_models{end}.md").read_text("utf-8") for end in ("", f".{language}")]
    assert own.count("\n## ") == 8
    assert own.count("\n- **") == 3 + 1
    addresses = [re.findall(r"`huggingface.co/[^`]+`", text) for text in models]
    assert addresses[0] == addresses[1]


def test_the_manual_is_shown_in_the_language_of_the_window(german: None) -> None:
    assert own_texts.manual().startswith("# Handbuch")
    assert own_texts.where_models().startswith("# Wo man")
