"""The settings, a form made from the one table of them."""

from collections.abc import Callable
from dataclasses import Field, fields
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from assistant.desktop import look
from assistant.desktop.widgets import Label, column, dialog_buttons, scroller
from assistant.engine.errors import AssistantError
from assistant.settings import Settings, change

CHOSEN_ELSEWHERE = ("model",)
_WIDTH, _HEIGHT = 620, 600

Use = Callable[[Settings], list[str]]
"""Keeps settings; returns the labels of those that count from the next start on."""


class SettingsDialog(QDialog):
    """Gives the changed settings to `use` and shows its complaint.

    changed tells which are kept, and the labels of those that count from the next start on.
    """

    changed = Signal(object, list)

    def __init__(self, settings: Settings, costs: str, use: Use, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.settings = settings
        self._use = use
        self.fields = {each.name: _editor(each, getattr(settings, each.name)) for each in _shown()}
        self.remark = Label("", "bad")
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(2 * look.SPACE)
        for each in _shown():
            told = str(each.metadata["explanation"])
            told += f"\n{costs}" if each.name == "refuse_below" else ""
            hint = Label(told, "muted", look.SMALL)
            form.addRow(str(each.metadata["label"]), column(self.fields[each.name], hint, space=2))
        content = QWidget()
        content.setLayout(form)
        kinds = QDialogButtonBox.StandardButton
        buttons = dialog_buttons(kinds.Save | kinds.Cancel | kinds.RestoreDefaults)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        buttons.button(kinds.RestoreDefaults).clicked.connect(self.restore)
        area = scroller(content, "")
        layout = column(area, self.remark, buttons, margin=16)
        layout.setStretchFactor(area, 1)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)

    def chosen(self) -> Settings:
        """Return what the form says; raises UsageError."""
        return change(self.settings, **{name: _value(editor) for name, editor in self.fields.items()})

    def restore(self) -> None:
        """Show the defaults; they count when they are saved."""
        defaults = Settings()
        for name, editor in self.fields.items():
            _fill(editor, getattr(defaults, name))

    def accept(self) -> None:
        """Keep the settings, if they can be used."""
        try:
            chosen = self.chosen()
            later = self._use(chosen)
        except AssistantError as error:
            self.remark.say(error.sentence)
            return
        self.changed.emit(chosen, later)
        super().accept()


def _shown() -> list["Field[Any]"]:
    return [each for each in fields(Settings) if each.name not in CHOSEN_ELSEWHERE]


def _editor(each: "Field[Any]", value: str | int) -> QWidget:
    """Return what a setting is changed with: a list, a number or a line."""
    about = each.metadata
    made: QWidget
    if about["choices"]:
        made = combo = QComboBox()
        combo.addItems(about["choices"])
    elif isinstance(value, int):
        made = number = QSpinBox()
        number.setRange(about["least"], about["most"])
    else:
        made = QLineEdit()
    made.setAccessibleName(str(about["label"]))
    made.setAccessibleDescription(str(about["explanation"]))
    _fill(made, value)
    return made


def _fill(editor: QWidget, value: str | int) -> None:
    if isinstance(editor, QComboBox):
        editor.setCurrentText(str(value))
    elif isinstance(editor, QSpinBox):
        editor.setValue(int(value))
    elif isinstance(editor, QLineEdit):
        editor.setText(str(value))


def _value(editor: QWidget) -> str | int:
    if isinstance(editor, QComboBox):
        return editor.currentText()
    if isinstance(editor, QSpinBox):
        return editor.value()
    assert isinstance(editor, QLineEdit)
    return editor.text().strip()
