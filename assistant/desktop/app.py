"""Opens the window."""

import os
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from assistant import __version__
from assistant.desktop.contract import Engine
from assistant.desktop.window import Window
from assistant.engine.errors import AssistantError, UsageError

if TYPE_CHECKING:
    from assistant.engine.assistant import Assistant


def run(data_dir: Path | None, paths: Sequence[Path]) -> int:
    """Open the window, add the files, and return the exit code when it is closed.

    Raises UsageError where there is no screen.
    """
    _require_screen()
    application = make_application([])
    window = Window(partial(open_engine, data_dir), open_testing)
    window.show()
    window.start([path.absolute() for path in paths])
    code = application.exec()
    if not window.at_rest:
        # A call that does not end would keep the process alive; library and index survive a kill.
        os._exit(code)
    return code


def try_window() -> str:
    """Draw the window where nobody sees it, for the self-test; returns a sentence, raises AssistantError."""
    started = time.monotonic()
    application = QApplication.instance() or make_application(["-platform", "offscreen"])
    window = Window(partial(open_engine, None), open_testing)
    window.show()
    application.processEvents()
    picture = window.grab().toImage()
    window.close()
    if picture.isNull():
        raise AssistantError("The window could not be drawn.")
    seconds = time.monotonic() - started
    return f"Qt {PySide6.__version__}, {picture.width()} × {picture.height()} drawn in {seconds:.1f} s"


def make_application(words: Sequence[str]) -> QApplication:
    """Return the application; words are Qt's own command line options."""
    application = QApplication(["pdf-assistant", *words])
    application.setApplicationName("PDF Assistant")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("pdf-assistant")
    application.setStyle("Fusion")
    return application


def open_engine(data_dir: Path | None) -> Engine:
    """Open the user's library; raises AssistantError."""
    from assistant import wiring

    return wiring.open_assistant(data_dir)


def open_testing(engine: "Assistant", parent: QWidget) -> QDialog:
    """Return the dialog that tests a library."""
    from assistant import wiring
    from assistant.desktop.testing_dialog import LibraryTestDialog

    return LibraryTestDialog(wiring.open_testing(engine), parent)


def _require_screen() -> None:
    """Qt ends the process without a word to the user where it finds no screen."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in screens):
        raise UsageError(
            "There is no screen to open a window on.", "See what works without: pdf-assistant --help"
        )
