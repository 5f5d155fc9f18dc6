"""A form made from the one table of settings."""

from collections.abc import Mapping, Sequence
from dataclasses import Field, fields
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QSlider, QSpinBox, QWidget

from assistant.desktop import look
from assistant.desktop.languages import tr
from assistant.desktop.widgets import Label, column
from assistant.settings import Settings, change

SLIDERS = ("adapter_strength",)
AUTOMATIC_AT_NOUGHT = ("context_tokens", "threads")


class SettingsForm(QWidget):
    """Editors of the named settings; hints say more about some of them."""

    def __init__(self, settings: Settings, names: Sequence[str], hints: Mapping[str, str]) -> None:
        super().__init__()
        self.settings = settings
        shown = [each for each in fields(Settings) if each.name in names]
        self.fields = {each.name: _editor(each, getattr(settings, each.name)) for each in shown}
        layout = QFormLayout()
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        layout.setVerticalSpacing(2 * look.SPACE)
        for each in shown:
            told = "\n".join(filter(None, [tr(str(each.metadata["explanation"])), hints.get(each.name, "")]))
            hint = Label(told, "muted", look.SMALL)
            editor = self.fields[each.name]
            if isinstance(editor, QSlider):
                hint.say(_percent(told, editor.value()))
                editor.valueChanged.connect(partial(_say_percent, hint, told))
            layout.addRow(tr(str(each.metadata["label"])), column(editor, hint, space=2))
        self.setLayout(layout)

    def chosen(self) -> Settings:
        """Return the settings as the form says; raises UsageError."""
        return change(self.settings, **{name: _value(editor) for name, editor in self.fields.items()})

    def restore(self) -> None:
        """Show the defaults."""
        defaults = Settings()
        for name, editor in self.fields.items():
            _fill(editor, getattr(defaults, name))


def _say_percent(hint: Label, told: str, value: int) -> None:
    hint.say(_percent(told, value))


def _percent(told: str, value: int) -> str:
    return f"{value} % · {told}"


def _editor(each: "Field[Any]", value: str | int) -> QWidget:
    """Return what a setting is changed with: a list, a slider, a number or a line."""
    about = each.metadata
    made: QWidget
    if about["choices"]:
        made = combo = QComboBox()
        for choice in about["choices"]:
            combo.addItem(tr(choice), choice)
    elif each.name in SLIDERS:
        made = slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(about["least"], about["most"])
    elif isinstance(value, int):
        made = number = QSpinBox()
        number.setRange(about["least"], about["most"])
        if each.name in AUTOMATIC_AT_NOUGHT:
            number.setSpecialValueText(tr("automatic"))
    else:
        made = QLineEdit()
    made.setAccessibleName(tr(str(about["label"])))
    made.setAccessibleDescription(tr(str(about["explanation"])))
    _fill(made, value)
    return made


def _fill(editor: QWidget, value: str | int) -> None:
    if isinstance(editor, QComboBox):
        editor.setCurrentIndex(editor.findData(value))
    elif isinstance(editor, QSpinBox | QSlider):
        editor.setValue(int(value))
    elif isinstance(editor, QLineEdit):
        editor.setText(str(value))


def _value(editor: QWidget) -> str | int:
    if isinstance(editor, QComboBox):
        return str(editor.currentData())
    if isinstance(editor, QSpinBox | QSlider):
        return editor.value()
    assert isinstance(editor, QLineEdit)
    return editor.text().strip()
