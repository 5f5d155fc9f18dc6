"""What the real window weighs on a library: at its start, and after questions and an added file.

python -m tests.load.window LIBRARY [PDF]   (prints "START AFTERWARDS" in MB)
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PATIENCE = 300.0
QUESTIONS = ("What does order 512-37 say?", "Which order names a price?", "What is the notice period?")


def megabytes() -> float:
    """Return what this process holds in memory, shared libraries counted in."""
    return psutil.Process().memory_info().rss / 1e6


def main(folder: Path, *files: Path) -> None:
    """Open the window where nobody sees it, ask, add, and print what it weighed."""
    from assistant.desktop import app
    from assistant.desktop.window import Window

    (folder / "window.ini").touch()
    application = app.make_application(["-platform", "offscreen"])
    window = Window(app.open_doors(folder))
    window.show()
    window.start()

    def wait(done: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > until:
                raise TimeoutError
            application.processEvents()
            time.sleep(0.002)

    wait(lambda: window.conversation.send.isEnabled() and window.library.documents.all)
    wait(lambda: not window.errands.busy and not window.waking.busy)
    start = megabytes()
    for question in QUESTIONS:
        window.asking.ask(question, window.conversation.scope.currentData())
        wait(lambda: not window.asking.answering)
    window.adding.add(files)
    wait(lambda: not window.adding.queue.busy and not window.errands.busy)
    sys.stdout.write(f"{start:.0f} {megabytes():.0f}\n")
    sys.stdout.flush()
    window.leave()
    os._exit(0)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
