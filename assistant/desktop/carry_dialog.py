"""Writes the whole library to one file, and takes one over that was written on another machine."""

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from assistant.desktop.languages import localised
from assistant.desktop.widgets import Label, button, column, row
from assistant.desktop.work_dialog import WorkDialog
from assistant.engine.carrying import Carried

Pack = Callable[[Path, bool], Generator[Carried, None, None]]
TakeOver = Callable[[], Generator[Carried | str, None, None]]

_WIDTH, _HEIGHT = 520, 230
_NAME = "my.library"


class CarryDialog(WorkDialog):
    """pack writes a library to a file; stopping it leaves no file."""

    def __init__(self, pack: Pack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Carry to another machine"))
        self._pack = pack
        self.file = Path()
        about = Label(
            self.tr(
                "Documents, conversations, opinions and all that is searched go into one file; models do not."
                " On the other machine, “Take over a library…” in the menu File reads it."
            )
        )
        self.with_pdfs = QCheckBox(self.tr("Put the PDFs into it, too"))
        self.begin = button(self.tr("Choose a file…"), role="first")
        self.away = button(self.tr("Close"))
        tools = row(self.stop, self.begin, self.away)
        tools.insertStretch(0)
        layout = column(about, self.with_pdfs, self.bar, self.status, tools, margin=16)
        layout.insertStretch(2)
        self.setLayout(layout)
        self.setMinimumSize(_WIDTH, _HEIGHT)
        self.be_busy(False)
        self.begin.clicked.connect(self._choose)
        self.away.clicked.connect(self.accept)
        self.queue.happened.connect(self._see)

    def be_busy(self, busy: bool) -> None:
        """One file at a time."""
        super().be_busy(busy)
        self.begin.setEnabled(not busy)
        self.with_pdfs.setEnabled(not busy)

    def _choose(self) -> None:
        title, option = self.tr("Carry to another machine"), QFileDialog.Option.DontConfirmOverwrite
        name, _ = QFileDialog.getSaveFileName(self, title, _NAME, "", options=option)
        if name:
            self.file = Path(name)
            call = partial(self._pack, self.file, self.with_pdfs.isChecked())
            self.work(self.tr("Packing…"), call)

    def _see(self, event: Carried) -> None:
        if event.finished:
            self.rest(self.tr("Packed: {0}").format(self.file.name))
        else:
            _follow(self, event)


class TakeOverDialog(WorkDialog):
    """Takes a packed library over at once; stopping it leaves the library as it was."""

    def __init__(self, take_over: TakeOver, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Take over a library"))
        # Nothing may be asked of a library that is being replaced.
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.away = button(self.tr("Close"))
        tools = row(self.stop, self.away)
        tools.insertStretch(0)
        layout = column(self.status, self.bar, tools, margin=16)
        layout.insertStretch(2)
        self.setLayout(layout)
        self.setMinimumSize(_WIDTH, _HEIGHT // 2)
        self.away.clicked.connect(self.accept)
        self.queue.happened.connect(self._see)
        self.work(self.tr("Taking over…"), take_over)

    def be_busy(self, busy: bool) -> None:
        """It is stopped, or it ends."""
        super().be_busy(busy)
        self.away.setEnabled(not busy)

    def done(self, result: int) -> None:
        """Stop what runs, and stay until it has ended: whoever waits for that must hear of it."""
        if self.queue.busy:
            self.halt()
        else:
            super().done(result)

    def _see(self, event: Carried | str) -> None:
        if isinstance(event, str):
            self.bar.setRange(0, 0)
            self.say(localised(event))
        elif event.finished:
            self.rest(self.tr("Your library is here."))
        else:
            _follow(self, event)


def _follow(dialog: WorkDialog, event: Carried) -> None:
    text = dialog.tr("{0} of {1} MB").format(f"{event.done / 1e6:,.0f}", f"{event.total / 1e6:,.0f}")
    left = dialog.seconds * (event.total - event.done) / max(event.done, 1)
    # Qt counts steps in 32 bits, so in thousandths.
    dialog.advance(1000 * event.done // max(event.total, 1), 1000, text, left)
