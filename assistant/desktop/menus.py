"""The menu bar: a table of menus, each entry with its shortcut and what it calls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu; role tells macOS where it belongs."""

    text: str
    act: Callable[[], object]
    keys: str = ""
    role: QAction.MenuRole = QAction.MenuRole.NoRole


def fill(bar: QMenuBar, menus: Mapping[str, Sequence[Entry | None]]) -> None:
    """Make the menus; None is a line between entries."""
    for title, entries in menus.items():
        menu = bar.addMenu(title)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
            else:
                action = menu.addAction(entry.text)
                action.setShortcut(QKeySequence(entry.keys))
                action.setMenuRole(entry.role)
                action.triggered.connect(_ignoring_checked(entry.act))


def add_filled(menu: QAction, title: str, write: Callable[[QMenu], None]) -> None:
    """Add a menu to another, written anew each time it opens."""
    outer: QMenu = menu.menu()  # type: ignore[assignment]
    inner = outer.addMenu(title)
    inner.aboutToShow.connect(partial(write, inner))


def _ignoring_checked(act: Callable[[], object]) -> Callable[[bool], None]:
    def call(checked: bool) -> None:
        act()

    return call
