"""Which one do I need? Six questions in plain words, and the measurement that is better than they are."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from assistant.desktop.figures_view import FiguresView
from assistant.desktop.languages import localised
from assistant.desktop.widgets import Label, button, column, row, shown
from assistant.finetune import advice
from assistant.finetune.advice import Advice
from assistant.finetune.considering import QUESTIONS, consider


class AdvicePage(QWidget):
    """The six answers are thought over at once; measuring is a call that the dialog makes."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = [QCheckBox(localised(each)) for each in QUESTIONS]
        self.thought = Label("", "muted")
        self.measure = button(
            self.tr("Measure it"), "", "first", self.tr("Ask the questions of “Test my library” in every arm")
        )
        self.form = QLineEdit()
        self.instruction = QLineEdit()
        self.result = FiguresView(self.tr("What was measured"))
        self._arrange()
        for each in self.answers:
            each.toggled.connect(self.think)
        self.think()

    def think(self) -> None:
        """Say what the six answers speak for."""
        needed, reasons = consider([each.isChecked() for each in self.answers])
        told = [self.tr("That speaks for: {0}.").format(localised(needed)), *map(localised, reasons)]
        self.thought.say(" ".join(told))

    def show_advice(self, found: Advice) -> None:
        """Show what was measured."""
        self.result.setPlainText(shown(advice.describe(found)))

    def _arrange(self) -> None:
        self.form.setPlaceholderText(self.tr("Form: a pattern or a JSON schema"))
        self.form.setAccessibleName(self.tr("Form of the answers"))
        self.instruction.setPlaceholderText(self.tr("What you would tell a model of the form"))
        self.instruction.setAccessibleName(self.tr("Instruction"))
        told = self.tr(
            "Tick what is so. Retrieval is for what a model must know, fine-tuning for how it must behave."
        )
        tools = row(self.form, self.instruction, self.measure)
        tools.setStretch(0, 1)
        tools.setStretch(1, 1)
        layout = column(Label(told, "muted"), *self.answers, self.thought, tools, self.result, margin=12)
        layout.setStretchFactor(self.result, 1)
        self.setLayout(layout)
