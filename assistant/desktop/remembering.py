"""Where the window was and how wide its panes were, kept from one start to the next."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter

FILE = "window.ini"
_PLACE, _PANES, _RECENT = "place", "panes", "recent"


def remember(folder: Path, window: QMainWindow, panes: QSplitter) -> None:
    """Keep the place of a window and the widths of its panes."""
    kept = _open(folder)
    kept.setValue(_PLACE, window.saveGeometry())
    kept.setValue(_PANES, panes.saveState())
    kept.sync()


def recall(folder: Path, window: QMainWindow, panes: QSplitter) -> None:
    """Put a window where it was, onto a screen that is there; what is kept no more is left alone."""
    kept = _open(folder)
    place, state = kept.value(_PLACE), kept.value(_PANES)
    if isinstance(place, QByteArray):
        window.restoreGeometry(place)
    if isinstance(state, QByteArray):
        panes.restoreState(state)


def is_first_start(folder: Path) -> bool:
    """Tell whether no window of this library was ever closed."""
    return not (folder / FILE).exists()


def recent(folder: Path) -> list[str]:
    """Return the ids of the documents that were looked at last, the newest first."""
    kept = _open(folder).value(_RECENT)
    return [each for each in str(kept or "").split(",") if each]


def note_recent(folder: Path, ids: Sequence[str]) -> None:
    """Keep the ids of the documents that were looked at last."""
    _open(folder).setValue(_RECENT, ",".join(ids))


def _open(folder: Path) -> QSettings:
    return QSettings(str(folder / FILE), QSettings.Format.IniFormat)
