"""Looks at the watched folders from time to time, and has what changed there followed."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from assistant.desktop.adding import Adding
from assistant.desktop.contract import Engine
from assistant.desktop.job import Errand, Errands
from assistant.engine.errors import AssistantError
from assistant.engine.watching import Changes

EVERY = 5.0
"""Seconds between two looks, or SPARE times as long as a look takes where that is more."""

SPARE = 20


class Following(QObject):
    """The engine is set once the library is open; nothing is looked at while files are being added."""

    def __init__(self, adding: Adding, errands: Errands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.engine: Engine | None = None
        self._adding, self._errands = adding, errands
        self._began = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    def look(self) -> None:
        """Look now, and again after a while."""
        if self.engine is None:
            return
        if self._adding.queue.busy:
            self._rest(EVERY)
        else:
            self._began = time.monotonic()
            self._errands.run("watched", Errand(self.engine.watched.changes, self._follow, self._pass_over))

    def _follow(self, changes: Sequence[Changes]) -> None:
        if changes and self.engine is not None:
            self._adding.run(self.engine.watched.follow)
        self._rest(max(EVERY, SPARE * (time.monotonic() - self._began)))

    def _pass_over(self, error: AssistantError) -> None:
        self._adding.complain(error)
        self._rest(10 * EVERY)

    def _rest(self, seconds: float) -> None:
        self._timer.start(round(1000 * seconds))
