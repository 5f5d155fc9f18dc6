"""The settings in a dialog."""

from collections.abc import Callable
from dataclasses import fields

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from assistant.desktop.languages import localised, sentence
from assistant.desktop.settings_form import SettingsForm
from assistant.desktop.widgets import Label, column, dialog_buttons, scroller
from assistant.engine.errors import AssistantError
from assistant.settings import Settings

OF_MODELS = ("gpu_layers", "context_tokens", "adapter", "adapter_strength")
"""Settings that the models dialog shows."""

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
        self._use = use
        names = [each.name for each in fields(Settings) if each.name not in ("model", *OF_MODELS)]
        self.form = SettingsForm(
            settings, names, {"refuse_below": "\n".join(map(localised, costs.splitlines()))}
        )
        self.remark = Label("", "bad")
        kinds = QDialogButtonBox.StandardButton
        buttons = dialog_buttons(kinds.Save | kinds.Cancel | kinds.RestoreDefaults)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        buttons.button(kinds.RestoreDefaults).clicked.connect(self.form.restore)
        area = scroller(self.form, "")
        layout = column(area, self.remark, buttons, margin=16)
        layout.setStretchFactor(area, 1)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)

    def accept(self) -> None:
        """Keep the settings, if they can be used."""
        try:
            chosen = self.form.chosen()
            later = self._use(chosen)
        except AssistantError as error:
            self.remark.say(sentence(error))
            return
        self.changed.emit(chosen, later)
        super().accept()
