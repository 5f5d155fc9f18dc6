"""Opens the window."""

import contextlib
import os
import sys
import time
from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

from assistant import __version__, logbook, settings
from assistant.desktop import crashes, languages, single
from assistant.desktop.contract import Doors, Engine
from assistant.desktop.settings_dialog import SettingsDialog
from assistant.desktop.window import Window
from assistant.engine.errors import AssistantError, UsageError
from assistant.paths import data_folder

if TYPE_CHECKING:
    from assistant.desktop.finetune_dialog import FinetuneDialog
    from assistant.desktop.models_dialog import ModelsDialog
    from assistant.engine.assistant import Assistant
    from assistant.engine.carrying import Carried


PATIENCE = 0.0005
"""Seconds that the window waits for another thread to hand over the interpreter's lock; 0.005 by default."""


def run(data_dir: Path | None, paths: Sequence[Path]) -> int:
    """Open the window, add the files, and return the exit code when it is closed.

    Where the window of this library is open already, it gets the files and comes forward.
    Raises UsageError where there is no screen.
    """
    _require_screen()
    # Drawing asks for the interpreter's lock hundreds of times; each time it waits so long for a busy thread.
    sys.setswitchinterval(PATIENCE)
    application = make_application([])
    named = [path.absolute() for path in paths]
    folder = data_folder(data_dir)
    if single.hand_over(folder, named):
        return 0
    doorbell = single.Doorbell(folder)
    logbook.open_log(folder)
    logbook.note(f"start of {__version__}")
    with contextlib.suppress(AssistantError):
        languages.install(application, settings.load(folder).language)
    window = Window(open_doors(data_dir))
    doorbell.rung.connect(window.come_forward)
    window.show()
    crash = crashes.install(folder, window.helping.tell_crash)
    window.start(named)
    code = application.exec()
    if not window.at_rest:
        # A call that does not end would keep the process alive; library and index survive a kill.
        crashes.close(crash)
        os._exit(code)
    crashes.close(crash)
    return code


def tell(text: str) -> None:
    """Show a text in a box of its own, where there is a screen."""
    with contextlib.suppress(AssistantError):
        _require_screen()
        application = make_application([])
        box = QMessageBox(QMessageBox.Icon.Critical, application.applicationName(), text)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.exec()


def try_window() -> str:
    """Draw the window where nobody sees it, for the self-test; returns a sentence, raises AssistantError."""
    started = time.monotonic()
    application = QApplication.instance() or make_application(["-platform", "offscreen"])
    window = Window(open_doors(None))
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
    application.setDesktopFileName("io.github.pdf_assistant.PdfAssistant")
    application.setStyle("Fusion")
    return application


def open_doors(data_dir: Path | None) -> Doors:
    """Return what the window of a library opens; what is behind it is imported when needed."""
    folder = data_folder(data_dir)
    return Doors(
        engine=partial(_open_engine, folder),
        settings=partial(settings.load, folder),
        open_settings=_open_settings,
        open_models=_open_models,
        open_testing=_open_testing,
        open_finetuning=_open_finetuning,
        folder=folder,
        diagnose=partial(_diagnose, folder),
        stored=partial(_stored, folder),
        repair=partial(_repair, folder),
        take_over=partial(_take_over, folder),
    )


def _repair(folder: Path) -> str:
    from assistant.engine import backups
    from assistant.engine.library import FILE

    return backups.repair(folder, folder / FILE)


def _take_over(folder: Path, file: Path) -> "Generator[Carried | str, None, None]":
    from assistant import wiring

    return wiring.take_over(folder, file)


def _open_engine(folder: Path) -> Engine:
    from assistant import wiring

    return wiring.open_assistant(folder, apart=True)


def _diagnose(folder: Path) -> str:
    from assistant import diagnosis

    return diagnosis.report(folder)


def _stored(folder: Path) -> list[tuple[str, int]]:
    from assistant import diagnosis

    return diagnosis.stored(folder)


def _open_settings(engine: "Assistant", parent: QWidget) -> SettingsDialog:
    from assistant import wiring
    from assistant.evaluation import runs

    costs = runs.refusal_costs(engine.parts.library)
    return SettingsDialog(settings.load(engine.folder), costs, partial(wiring.use_settings, engine), parent)


def _open_models(engine: "Assistant", parent: QWidget) -> "ModelsDialog":
    from assistant import wiring
    from assistant.desktop.models_dialog import ModelsDialog

    return ModelsDialog(engine, settings.load(engine.folder), partial(wiring.use_settings, engine), parent)


def _open_testing(engine: "Assistant", parent: QWidget) -> QDialog:
    from assistant import wiring
    from assistant.desktop.testing_dialog import LibraryTestDialog

    return LibraryTestDialog(wiring.open_testing(engine), parent)


def _open_finetuning(engine: "Assistant", parent: QWidget) -> "FinetuneDialog":
    from assistant import wiring
    from assistant.desktop.finetune_dialog import FinetuneDialog

    return FinetuneDialog(wiring.open_workbench(engine), parent)


def _require_screen() -> None:
    """Qt ends the process without a word to the user where it finds no screen."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in screens):
        raise UsageError(
            "There is no screen to open a window on.", "See what works without: pdf-assistant --help"
        )
