"""How fast the window starts with 1,000 documents, what it weighs, and whether it ever stalls.

    python -m tests.benchmarks.window PREPARED_EMBEDDER

Starts the real window in a process of its own (offscreen), and measures the time from the start of the
process to a usable window and its memory. Then 300 pages are added while answers of a tiny model stream, and
a timer looks how long the loop of events was away. Prints figures; times are those of this machine.
"""

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from assistant.engine.types import Document, Facts, PageReport

DOCUMENTS, PAGES = 1000, 100
ADDED, PAGES_EACH = 3, 100
MOST_ASKED = 10
TICK = 5
"""Milliseconds between two looks at the clock."""

QUESTION = "What does the supplier pay for each week of delay?"
MEASURE = "measure"
PATIENCE = 300.0


def make_library(folder: Path) -> None:
    """Write a library of many documents, each with one passage."""
    from assistant.engine.embedder import Embedder
    from assistant.engine.index import Index
    from assistant.engine.library import Library
    from tests.fakes import make_passage

    library = Library(folder)
    index = Index(folder / "index", Embedder(folder / "embedder"))
    report = tuple(PageReport(page, str(page), "text", 300, 0) for page in range(1, PAGES + 1))
    for number in range(DOCUMENTS):
        id, title = f"{number:08x}".ljust(64, "0"), f"Contract {number}"
        facts = Facts(kind="contract", organisation=f"Company {number}", years=(2000 + number % 25,))
        path, made = f"/papers/{number}.pdf", "2026-11-21"
        library.put_document(Document(id, path, title, PAGES, "complete", made, 1, report, facts))
        index.replace(id, [make_passage(f"Contract {number} ends in May.", id)])
    library.close()


def make_pdfs(folder: Path) -> list[Path]:
    """Write PDFs of plain text, one more than are added while the clock is looked at."""
    import pymupdf

    files = []
    for number in range(ADDED + 1):
        document = pymupdf.open()
        for page in range(PAGES_EACH):
            line = f"On page {page} of file {number} the supplier pays {page} percent for a week of delay. "
            document.new_page().insert_textbox(pymupdf.Rect(72, 72, 520, 760), line * 4)
        files.append(folder / f"made-{number}.pdf")
        document.save(files[-1])
    return files


def measure(folder: Path, began: float, files: Sequence[Path]) -> dict[str, float | list[float]]:
    """Start the window, wait until it is usable, then add and ask; return what was seen."""
    from PySide6.QtCore import QTimer

    from assistant.desktop import app
    from assistant.desktop.window import Window

    sys.setswitchinterval(app.PATIENCE)
    application = app.make_application([])
    window = Window(app.open_doors(folder))
    window.show()
    window.start()

    def wait(done: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE
        while not done() and time.monotonic() < until:
            application.processEvents()
            time.sleep(0.001)

    wait(lambda: window.conversation.send.isEnabled() and window.library.documents.all)
    found: dict[str, float | list[float]] = {"seconds": time.time() - began}
    wait(lambda: not window.errands.busy)
    found["documents"] = len(window.library.documents.all)
    found["megabytes"] = psutil.Process().memory_info().rss / 1e6
    window.adding.add(files[:1])
    wait(lambda: not window.adding.queue.busy and not window.errands.busy)
    times = [time.monotonic()]
    timer = QTimer(interval=TICK)
    timer.timeout.connect(lambda: times.append(time.monotonic()))
    timer.start()
    asked = 0

    def ask_on() -> bool:
        nonlocal asked
        if not window.asking.answering and window.adding.queue.busy and asked < MOST_ASKED:
            asked += 1
            window.asking.ask(QUESTION, window.conversation.scope.currentData())
        return not window.adding.queue.busy and not window.asking.answering

    window.adding.add(files[1:])
    wait(ask_on)
    found["asked"] = asked
    found["afterwards"] = psutil.Process().memory_info().rss / 1e6
    found["gaps"] = sorted(after - before for before, after in itertools.pairwise(times))
    window.leave()
    return found


def main(embedder: Path) -> None:
    """Make what is needed, measure in another process, print."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        folder.mkdir()
        (folder / "embedder").symlink_to(embedder.absolute())
        (folder / "window.ini").touch()
        make_library(folder)
        from tests.tiny_model import write_model

        model = str(write_model(Path(place) / "tiny.gguf"))
        use = {"model": model, "answer_tokens": 512, "answer_mode": "assisted"}
        (folder / "settings.json").write_text(json.dumps(use))
        files = map(str, make_pdfs(Path(place)))
        command = [sys.executable, "-m", "tests.benchmarks.window", MEASURE, str(folder), str(time.time())]
        screen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run([*command, *files], stdout=subprocess.PIPE, text=True, check=True, env=screen)
    found = json.loads(done.stdout.splitlines()[-1])
    start = f"usable after {found['seconds']:.2f} s, {found['megabytes']:.0f} MB"
    sys.stdout.write(f"{found['documents']} documents: {start}\n")
    gaps = [1000 * gap for gap in found["gaps"]]
    middle, late, most = gaps[len(gaps) // 2], gaps[len(gaps) * 99 // 100], gaps[-1]
    middle, late, most = gaps[len(gaps) // 2], gaps[len(gaps) * 99 // 100], gaps[-1]
    away = f"{middle:.0f} ms in the middle, {late:.0f} ms at the 99th percentile, {most:.0f} ms at most"
    work = f"adding {ADDED * PAGES_EACH} pages while {found['asked']} answers stream"
    sys.stdout.write(f"{work}: the loop of events was away {away}\n")
    sys.stdout.write(f"afterwards {found['afterwards']:.0f} MB\n")


if __name__ == "__main__":
    if sys.argv[1] == MEASURE:
        folder, began, files = Path(sys.argv[2]), float(sys.argv[3]), [Path(each) for each in sys.argv[4:]]
        sys.stdout.write(json.dumps(measure(folder, began, files)))
        sys.stdout.flush()
        os._exit(0)
    main(Path(sys.argv[1]))
