"""What a person does in the settings."""

import dataclasses
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QSpinBox
from pytestqt.qtbot import QtBot

from assistant.desktop import look
from assistant.desktop.settings_dialog import OF_MODELS, SettingsDialog
from assistant.desktop.window import Window
from assistant.engine.errors import BadModelError
from assistant.settings import Settings
from tests.desktop.fakes import FakeAssistant
from tests.desktop.test_testing import trigger


@pytest.fixture
def dialog(window: Window) -> SettingsDialog:
    trigger(window, "Settings…")
    (found,) = window.findChildren(SettingsDialog)
    return found


@pytest.fixture(autouse=True)
def as_the_system_is() -> Iterator[None]:
    yield
    look.choose("system")


def editor(dialog: SettingsDialog, name: str) -> QSpinBox:
    found = dialog.form.fields[name]
    assert isinstance(found, QSpinBox)
    return found


def test_every_setting_has_a_field_with_a_name_and_what_refusing_costs_is_told(
    dialog: SettingsDialog,
) -> None:
    names = [each.name for each in dataclasses.fields(Settings) if each.name not in ("model", *OF_MODELS)]
    assert list(dialog.form.fields) == names
    assert all(field.accessibleName() for field in dialog.form.fields.values())
    assert any("It costs." in label.text() for label in dialog.findChildren(type(dialog.remark)))


def test_changed_settings_are_kept_and_what_counts_later_is_told(
    window: Window, dialog: SettingsDialog, engine: FakeAssistant
) -> None:
    editor(dialog, "passages").setValue(12)
    editor(dialog, "threads").setValue(2)
    appearance = dialog.form.fields["appearance"]
    assert isinstance(appearance, QComboBox)
    appearance.setCurrentText("dark")
    dialog.accept()
    ((_, kept),) = engine.named("use_settings")
    assert (kept.passages, kept.threads, kept.appearance) == (12, 2, "dark")
    assert "From the next start on: Threads" in window.library.message.text()
    assert not dialog.isVisible()


def test_what_cannot_be_used_is_said_and_the_dialog_stays(
    window: Window, dialog: SettingsDialog, engine: FakeAssistant
) -> None:
    engine.refuses = BadModelError("The model cannot be loaded.", "Choose another one.")
    dialog.accept()
    assert dialog.remark.text() == "The model cannot be loaded. Choose another one."
    assert dialog.isVisible()
    assert window.library.message.text() == ""


def test_the_defaults_come_back(qtbot: QtBot, dialog: SettingsDialog) -> None:
    editor(dialog, "passages").setValue(31)
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    qtbot.mouseClick(
        buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults), Qt.MouseButton.LeftButton
    )
    assert editor(dialog, "passages").value() == Settings().passages


def test_a_dialog_opens_once_and_is_forgotten_when_it_is_closed(qtbot: QtBot, window: Window) -> None:
    trigger(window, "Settings…")
    trigger(window, "Settings…")
    (dialog,) = window.findChildren(SettingsDialog)
    dialog.close()
    qtbot.waitUntil(lambda: not window.dialogs.opened)
    trigger(window, "Settings…")
    assert window.dialogs.opened


def test_light_and_dark_can_be_set() -> None:
    hints = QGuiApplication.styleHints()
    before = hints.colorScheme()
    look.choose("dark")
    look.choose("system")
    assert hints.colorScheme() == before
    look.choose("dark")
    assert look.current() is look.DARK
    look.choose("light")
    assert look.current() is look.LIGHT
