"""Choose a base, see what training it takes, train it, and watch the losses."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from assistant import printing
from assistant.desktop.plot import Bar, Plot
from assistant.desktop.widgets import Label, button, column, row, shown
from assistant.finetune.tuning import Prepared, Step

_CHECKS_SHOWN = 12


class TrainingPage(QWidget):
    """Shows what was looked at and how far a training is."""

    def __init__(self) -> None:
        super().__init__()
        self.prepared: Prepared | None = None
        self.base = QLineEdit()
        self.name = QLineEdit()
        self.choose = button(self.tr("Choose a folder…"))
        self.look = button(
            self.tr("Look at it"), tip=self.tr("What the training would take, before it starts")
        )
        self.train = button(self.tr("Train"), "", "first", self.tr("It goes on from where it was stopped"))
        self.fetch = button(
            self.tr("Fetch the converters…"),
            tip=self.tr("77 MB from PyPI: the one thing that needs a network"),
        )
        self.forecast = Label("", "muted")
        self.curve = Plot(self.tr("Losses"), lines=True)
        self._checks: dict[int, tuple[float, float]] = {}
        self._arrange()
        self.choose.clicked.connect(self._choose)
        self.base.textChanged.connect(self._forget)

    @property
    def folder(self) -> Path:
        """The base that is chosen."""
        return Path(self.base.text().strip())

    def show_prepared(self, prepared: Prepared, name: str) -> None:
        """Show what a training would take."""
        self.prepared = prepared
        self.forecast.say("\n".join(map(shown, printing.forecast(prepared))))
        self.name.setText(self.name.text() or name)
        self.train.setEnabled(True)
        self._checks = {}
        self.curve.hide()

    def show_step(self, step: Step) -> None:
        """Draw the losses of a step at which validation loss was measured."""
        if step.check is None or step.step in self._checks:
            return
        self._checks[step.step] = (step.loss, step.check)
        every = max(1, -(-len(self._checks) // _CHECKS_SHOWN))
        shown_steps = sorted(self._checks)[::every]
        top = 1.05 * max(max(pair) for pair in self._checks.values())
        names = (self.tr("training"), self.tr("validation"))
        series = {
            name: tuple(_point(self._checks[each][place]) for each in shown_steps)
            for place, name in enumerate(names)
        }
        self.curve.fill([str(each) for each in shown_steps], series, top)
        self.curve.show()

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("A model in Hugging Face's form"))
        if folder:
            self.base.setText(folder)

    def _forget(self) -> None:
        self.prepared = None
        self.train.setEnabled(False)
        self.forecast.say("")

    def _arrange(self) -> None:
        told = self.tr(
            "Choose the folder of a model as Hugging Face gives it out (config.json, tokenizer.json, "
            "safetensors): an “instruct” model of the Llama, Mistral, Qwen or Gemma kind."
        )
        self.base.setPlaceholderText(self.tr("Folder of the base"))
        self.base.setAccessibleName(self.tr("Folder of the base"))
        self.name.setPlaceholderText(self.tr("Name of the tuned model"))
        self.name.setAccessibleName(self.tr("Name of the tuned model"))
        self.train.setEnabled(False)
        first, second = row(self.base, self.choose, self.look), row(self.name, self.train, self.fetch)
        for each in (first, second):
            each.setStretch(0, 1)
        layout = column(Label(told, "muted"), first, self.forecast, second, self.curve, margin=12)
        layout.addStretch(1)
        layout.setStretchFactor(self.curve, 1000)
        self.curve.hide()
        self.setLayout(layout)


def _point(value: float) -> Bar:
    return Bar(value, value, value)
