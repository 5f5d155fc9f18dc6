"""Test my library: questions from the user's documents, every way to search measured, the better kept."""

from collections.abc import Generator, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QSpinBox, QTabWidget, QWidget

from assistant.desktop import words
from assistant.desktop.plot import Bar, Plot
from assistant.desktop.question_table import QuestionTable
from assistant.desktop.widgets import Label, button, column, row
from assistant.desktop.work_dialog import WorkDialog
from assistant.engine.errors import AssistantError
from assistant.engine.types import Arm, Run
from assistant.evaluation.bootstrap import interval
from assistant.evaluation.making import Made
from assistant.evaluation.questions import Question
from assistant.evaluation.run import Progress, Report
from assistant.evaluation.testing import Measured

MEASURES = ("hit@1", "hit@5", "MRR")
COUNT, MOST = 40, 500
RUNS_SHOWN = 12


class Tester(Protocol):
    """What the dialog needs: `evaluation.testing.Testing` is the real one."""

    def questions(self) -> list[Question]:
        """Return the question set that was kept."""

    def make(self, count: int) -> Generator[object, None, None]:
        """Propose questions."""

    def measure(self, asked: Sequence[Question]) -> Generator[object, None, None]:
        """Measure every way to search."""

    def use(self, arm: Arm) -> None:
        """Search this way from now on."""

    def runs(self) -> list[Run]:
        """Return what was measured so far."""


class LibraryTestDialog(WorkDialog):
    """Three pages: the questions, what came of measuring, earlier runs; one call at a time, to be stopped."""

    def __init__(self, tester: Tester, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Test my library"))
        self.tester = tester
        self.better: Report | None = None
        self.table = QuestionTable()
        self.count = QSpinBox()
        self.make = button(
            self.tr("Propose questions"), tip=self.tr("Make questions from your own documents")
        )
        self.measure = button(
            self.tr("Measure"), "", "first", self.tr("Ask every ticked question in every way")
        )
        self.plot = Plot(self.tr("Pages found, by the way to search"))
        self.verdict = Label(bold=True)
        self.take = button(self.tr("Search this way from now on"))
        self.history = Plot(self.tr("Earlier runs"), lines=True)
        self.pages = QTabWidget()
        self._arrange()
        self._connect()
        self._begin()

    # What the user does

    def propose(self) -> None:
        """Make questions; they take the place of those in the table."""
        self.work(self.tr("Looking through your documents…"), partial(self.tester.make, self.count.value()))

    def run(self) -> None:
        """Measure with the questions that are ticked."""
        asked = self.table.kept()
        if any(each.answerable for each in asked):
            self.work(self.tr("Asking every question in every way…"), partial(self.tester.measure, asked))
        else:
            self.say(self.tr("Tick at least one question that your documents answer."), "bad")

    def use_better(self) -> None:
        """Search in the better way from now on."""
        if self.better is not None:
            self.tester.use(self.better.arm)
            self.take.hide()
            self.verdict.say(
                self.tr("Your documents are now searched this way: {0}.").format(self.better.arm)
            )

    # What comes of it

    def _follow(self, event: object) -> None:
        match event:
            case Progress(done, total, left):
                self.advance(done, total, self.tr("{0} of {1} questions").format(done, total), left)
            case Made(questions):
                self.table.fill(questions)
                text = self.tr(
                    "{0} proposed. Untick what is no good question, correct the others, then measure."
                )
                self.rest(text.format(words.count(len(questions), "question")))
            case Measured():
                self._show(event)

    def _show(self, measured: Measured) -> None:
        series = {
            name: tuple(_bar(report.by_question[name]) for report in measured.reports) for name in MEASURES
        }
        self.plot.fill([report.arm for report in measured.reports], series)
        self.better = measured.better
        self.take.setVisible(self.better is not None)
        if self.better is None:
            text = self.tr("No way is surely better for your documents than the one in use ({0}).")
            self.verdict.say(text.format(measured.in_use))
        else:
            text = self.tr("{0} is surely better for your documents than {1}, which is in use.")
            self.verdict.say(text.format(self.better.arm, measured.in_use))
        own = next(each for each in measured.reports if each.arm == measured.in_use)
        text = self.tr("With {0}: {1} of the unanswerable questions refused, {2} of the others; "
                       "{3} of {4} shown verified.")  # fmt: skip
        self.rest(text.format(own.arm, f"{own.refusal_recall:.0%}", f"{own.answerable_refused:.0%}",
                               f"{own.quotes_verified:.0%}", words.count(own.quotes, "quote")))  # fmt: skip
        self._draw_history()
        self.pages.setCurrentIndex(1)

    def _draw_history(self) -> None:
        runs = [run for run in self.tester.runs() if run.report["by_question"]["MRR"]][-RUNS_SHOWN:]
        series = {name: tuple(_bar(run.report["by_question"][name]) for run in runs) for name in MEASURES}
        self.history.fill([f"{run.id}: {run.arm}" for run in runs], series if runs else {})
        self.pages.setTabEnabled(2, len(runs) > 0)

    # How it stands

    def _begin(self) -> None:
        try:
            self.table.fill(self.tester.questions())
        except AssistantError as error:
            self.fail(error)
            return
        self._draw_history()
        kept = len(self.table.asked)
        none = self.tr("No questions yet. Propose some from your documents, or put a file of your own there.")
        self.rest(self.tr("{0} from last time.").format(words.count(kept, "question")) if kept else none)

    def be_busy(self, busy: bool) -> None:
        """Let the questions rest while they are asked."""
        super().be_busy(busy)
        self.make.setEnabled(not busy)
        self.measure.setEnabled(not busy and bool(self.table.asked))
        self.table.setEnabled(not busy)

    # Arrangement

    def _arrange(self) -> None:
        self.count.setRange(1, MOST)
        self.count.setValue(COUNT)
        self.count.setAccessibleName(self.tr("How many questions"))
        self.take.hide()
        text = (self.tr("Questions from your own documents show how well they are searched. "
                             "Look each one through: a wrong one makes the figures wrong."))  # fmt: skip
        tools = row(self.make, self.count, self.measure, self.stop)
        tools.insertStretch(2)
        questions, result = QWidget(), QWidget()
        questions.setLayout(column(Label(text, "muted"), self.table, margin=12))
        foot = row(self.verdict, self.take)
        foot.setStretch(0, 1)
        result.setLayout(column(self.plot, foot, margin=12))
        for page, name in ((questions, self.tr("Questions")), (result, self.tr("Result")),
                           (self.history, self.tr("Earlier runs"))):  # fmt: skip
            self.pages.addTab(page, name)
        layout = column(self.pages, self.bar, self.status, tools, margin=12)
        layout.setStretchFactor(self.pages, 1)
        self.setLayout(layout)
        self.resize(900, 600)

    def _connect(self) -> None:
        self.queue.happened.connect(self._follow)
        self.make.clicked.connect(self.propose)
        self.measure.clicked.connect(self.run)
        self.take.clicked.connect(self.use_better)


def _bar(values: Sequence[float]) -> Bar:
    found = interval(values)
    return Bar(found.mean, found.low, found.high)
