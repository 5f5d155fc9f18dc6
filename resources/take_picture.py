"""Takes the picture of the real window: python resources/take_picture.py PREPARED_EMBEDDER OUT.png"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from assistant import paths
from assistant.desktop.app import make_application, open_doors
from assistant.desktop.quote_card import QuoteCard
from assistant.desktop.window import Window

QUESTION = "How many days of annual leave do full-time employees get?"
PATIENCE = 120.0
A_MOMENT = 1.5


def wait(application: QApplication, done: Callable[[], object]) -> None:
    """Let the window work until something is done, and a moment longer."""
    until = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < until:
        application.processEvents()
        time.sleep(0.01)
    until = time.monotonic() + A_MOMENT
    while time.monotonic() < until:
        application.processEvents()
        time.sleep(0.01)


def main(embedder: Path, picture: Path) -> None:
    """Add the samples, ask, click the first quotation, and keep what the window looks like."""
    application = make_application([])
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "embedder").symlink_to(embedder.absolute())
        window = Window(open_doors(Path(place)))
        window.resize(1280, 800)
        window.show()
        window.start([paths.samples_folder()])
        wait(application, lambda: window.engine and complete(window) == 3)
        window.conversation.box.setPlainText(QUESTION)
        QTest.keyClick(window.conversation.box, Qt.Key.Key_Return)
        wait(application, lambda: window.findChildren(QuoteCard))
        QTest.mouseClick(window.findChildren(QuoteCard)[0], Qt.MouseButton.LeftButton)
        wait(application, lambda: True)
        window.grab().save(str(picture))
        window.close()


def complete(window: Window) -> int:
    """Return how many documents are complete."""
    assert window.engine is not None
    return sum(each.state == "complete" for each in window.engine.documents())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
