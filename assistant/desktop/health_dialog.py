"""How questions went: how long one waits, how fast a model writes, how sure answers are; with plots."""

from collections.abc import Callable, Sequence
from operator import attrgetter

from PySide6.QtWidgets import QDialog, QTabWidget, QWidget

from assistant.desktop import look
from assistant.desktop.figures_view import FiguresView
from assistant.desktop.languages import localised
from assistant.desktop.plot import Bar, Plot
from assistant.desktop.widgets import Label, button, column, row
from assistant.engine.health import Timing, summary

_WIDTH, _HEIGHT = 680, 520
_MARGIN = 16
LAST = 40
"""Questions that are plotted."""

_LABELS = 5


class HealthDialog(QDialog):
    """Shows the timings it is given; nothing in them is text of a question or a document."""

    def __init__(self, timings: Sequence[Timing], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Health"))
        self.plots = {
            self.tr("First quotation"): self._plot(
                self.tr("Seconds until the first quotation"), timings, attrgetter("quotation")
            ),
            self.tr("First word"): self._plot(
                self.tr("Seconds until the model's first word"), timings, attrgetter("word")
            ),
            self.tr("Speed"): self._plot(self.tr("Words a second"), timings, attrgetter("rate")),
            self.tr("Confidence"): self._plot(
                self.tr("Confidence that the documents answer"), timings, attrgetter("confidence")
            ),
        }
        self.figures = FiguresView(self.tr("Nothing was asked yet."))
        self.diagnostics = button(
            self.tr("Diagnostics…"), tip=self.tr("The state of everything, to be copied")
        )
        self.away = button(self.tr("Close"), role="first")
        self._fill(timings)
        self._arrange(bool(timings))
        self.away.clicked.connect(self.accept)

    def _fill(self, timings: Sequence[Timing]) -> None:
        told = [f"{localised(name):<32}{localised(value)}" for name, value in summary(timings)]
        self.figures.setPlainText("\n".join(told))

    def _plot(self, name: str, timings: Sequence[Timing], value: Callable[[Timing], float | None]) -> Plot:
        """Plot a value of the last questions that have one."""
        last = [(each.made, known) for each in timings if (known := value(each)) is not None][-LAST:]
        step = max(1, len(last) // _LABELS)
        places = [made[5:10] if number % step == 0 else "" for number, (made, _) in enumerate(last)]
        plot = Plot(name, lines=True)
        top = max([known for _, known in last], default=0.0)
        bars = tuple(Bar(known, known, known) for _, known in last)
        plot.fill(places, {name: bars}, max(1.0, 1.1 * top))
        return plot

    def _arrange(self, asked: bool) -> None:
        tabs = QTabWidget()
        for name, plot in self.plots.items():
            tabs.addTab(plot, name)
        tabs.setVisible(asked)
        tools = row(self.diagnostics, self.away)
        tools.insertStretch(1)
        foot = Label(self.tr("Kept on this machine, without a word of your questions."), "muted", look.SMALL)
        layout = column(tabs, self.figures, foot, tools, margin=_MARGIN)
        layout.setStretchFactor(tabs, 3)
        layout.setStretchFactor(self.figures, 2)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)
