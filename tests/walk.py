"""Walks through the real window as a newcomer would, takes pictures, and looks for text that is cut off.

    xvfb-run -a -s "-screen 0 3900x2300x24" python -m tests.walk PREPARED_EMBEDDER FOLDER

Adds the samples, asks, clicks a quotation, looks at what was read, models, settings and more, in light and
dark, at 1024 × 700 and 1920 × 1080, at 1× and 2×, in English and German. Exits with 1 where text is cut off.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QTabWidget, QWidget

from assistant import paths
from assistant.desktop import languages, look
from assistant.desktop.app import make_application, open_doors
from assistant.desktop.quote_card import QuoteCard
from assistant.desktop.window import Window

QUESTION = "How many days of annual leave do full-time employees get?"
LOOKS = ("light", "dark")
SIZES = ((1024, 700), (1280, 800), (1920, 1080))
SCALES = (1, 2)
SPOKEN = ("en", "de")
PATIENCE, A_MOMENT = 120.0, 0.4


@dataclass(slots=True)
class Walk:
    """One window in one language; names of pictures begin with what it is."""

    application: QApplication
    window: Window
    folder: Path
    scale: int
    language: str
    cut: list[str]

    def wait(self, done: Callable[[], object] = lambda: True) -> None:
        """Let the window work until something is done, and a moment longer."""
        until = time.monotonic() + PATIENCE
        while not done() and time.monotonic() < until:
            self.application.processEvents()
            time.sleep(0.01)
        assert done(), "the window did not come so far"
        until = time.monotonic() + A_MOMENT
        while time.monotonic() < until:
            self.application.processEvents()
            time.sleep(0.01)

    def rest(self) -> None:
        """Wait until nothing is being done."""
        window = self.window
        self.wait(lambda: not (window.errands.busy or window.asking.answering or window.adding.queue.busy))

    def picture(self, name: str, seen: QWidget | None = None) -> None:
        """Keep a picture of the window, or of a dialog, and note texts that are cut off."""
        widget = seen or self.window
        size = f"{self.window.width()}x{self.window.height()}"
        shade = "dark" if look.current() is look.DARK else "light"
        title = f"{self.language}-{shade}-{size}-{self.scale}x-{name}"
        widget.grab().save(str(self.folder / f"{title}.png"))
        self.cut += [f"{title}: {text}" for text in cut_off(widget)]


def cut_off(root: QWidget) -> Iterator[str]:
    """Yield the program's own texts that have less room than they need."""
    for each in root.findChildren(QWidget):
        if each.isVisibleTo(root) and each.window() is root.window() and _is_cut(each):
            yield f"{type(each).__name__} “{getattr(each, 'text', each.accessibleName)()[:60]}”"


def _is_cut(each: QWidget) -> bool:
    if isinstance(each, QuoteCard):
        return False
    if isinstance(each, QAbstractButton):
        return bool(each.text()) and each.sizeHint().width() > each.width() + 1
    if isinstance(each, QLabel) and each.text():
        wraps = each.wordWrap()
        high = each.heightForWidth(each.width()) if wraps else each.sizeHint().height()
        return high > each.height() + 1 or (not wraps and each.sizeHint().width() > each.width() + 1)
    # Lists of documents and models may shorten names; the order of the documents is the program's own.
    ordered = isinstance(each, QComboBox) and each.currentData() in ("title", "newest", "pages")
    return ordered and each.minimumSizeHint().width() > each.width() + 1


def walk(step: Walk) -> None:
    """Add, ask, look at the page, and open every dialog, in every look and size."""
    window = step.window
    if not window.library.documents.all:
        step.picture("welcome", window.dialogs.opened["welcome"])
        window.dialogs.opened["welcome"].accept()
        window.adding.add([paths.samples_folder()])
        step.wait(lambda: len(window.library.documents.all) == 3)
    step.rest()
    window.conversation.box.setPlainText(QUESTION)
    QTest.keyClick(window.conversation.box, Qt.Key.Key_Return)
    step.wait(lambda: window.findChildren(QuoteCard))
    step.rest()
    QTest.mouseClick(window.findChildren(QuoteCard)[0], Qt.MouseButton.LeftButton)
    step.rest()
    for appearance in LOOKS:
        look.choose(appearance)
        window.renew_look()
        for width, height in SIZES:
            window.resize(width, height)
            step.wait(lambda: window.page.area.sharp)
            step.rest()
            step.picture("answer")
        window.resize(*SIZES[0])
        dialogs(step)
    window.page.tools.thumbs.click()
    step.rest()
    step.picture("thumbnails")


def dialogs(step: Walk) -> None:
    """Take a picture of every dialog."""
    window, opened = step.window, step.window.dialogs.opened
    window.library.list.setCurrentIndex(window.library.documents.index(0))
    openers = {
        "models": window.dialogs.show_models,
        "settings": window.dialogs.change_settings,
        "history": window.dialogs.show_history,
        "watched": window.dialogs.show_watched,
        "health": window.dialogs.show_health,
        "carry": window.dialogs.carry,
        "queue": window.show_queue,
        "collections": window.show_collections,
        "privacy": window.helping.show_privacy,
        "test": window.dialogs.test,
        "finetune": window.dialogs.finetune,
        f"report {window.library.documents.documents[0].id}": window.show_report,
        window.library.documents.documents[0].id: window.show_facts,
    }
    for number, (name, show) in enumerate(openers.items()):
        show()
        step.wait(lambda name=name: name in opened)
        step.rest()
        step.picture(f"dialog{number}-{name[:8].strip()}", opened[name])
        for tabs in opened[name].findChildren(QTabWidget):
            for place in range(1, tabs.count()):
                tabs.setCurrentIndex(place)
                step.rest()
                step.picture(f"dialog{number}-{name[:8].strip()}-{place}", opened[name])
        opened[name].close()
        step.wait(lambda name=name: name not in opened)


def main(embedder: Path, folder: Path, scale: int) -> int:
    """Walk in every language at one scale; return how many texts are cut off."""
    application = make_application([])
    cut: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "embedder").symlink_to(embedder.absolute())
        for language in SPOKEN:
            languages.install(application, language)
            window = Window(open_doors(Path(place)))
            window.show()
            window.start()
            step = Walk(application, window, folder, scale, language, cut)
            step.wait(lambda window=window: window.engine is not None)
            step.rest()
            walk(step)
            window.leave()
            _forget_language(application)
    for each in cut:
        sys.stdout.write(f"cut off: {each}\n")
    return len(cut)


def _forget_language(application: QCoreApplication) -> None:
    for each in application.findChildren(QTranslator):
        application.removeTranslator(each)


def run(embedder: str, folder: str) -> int:
    """Walk at every scale, each in a process of its own."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    codes = [
        subprocess.run(
            [sys.executable, "-m", "tests.walk", embedder, folder, str(scale)],
            env={**os.environ, "QT_SCALE_FACTOR": str(scale)}, check=False,
        ).returncode
        for scale in SCALES
    ]  # fmt: skip
    sys.stdout.write(f"{len(list(Path(folder).glob('*.png')))} pictures are in {folder}\n")
    return max(codes)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        sys.exit(min(1, main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
    sys.exit(run(sys.argv[1], sys.argv[2]))
