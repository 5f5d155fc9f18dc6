"""How fast the window starts with 1,000 documents, what it weighs, and whether it ever stalls.

    python -m tests.benchmarks.window PREPARED_EMBEDDER

Starts the real window in a process of its own (offscreen), and measures the time from the start of the process
to a usable window and its memory. Then it adds 300 pages and asks a tiny model while it looks, every few
milliseconds, how long the loop of events was away. Prints figures; times are those of this machine.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assistant.engine.embedder import Embedder
from assistant.engine.index import Index
from assistant.engine.library import Library
from assistant.engine.types import Document, Facts, PageReport
from tests.fakes import make_passage
from tests.tiny_model import write_model

DOCUMENTS, PAGES = 1000, 100
ADDED, PAGES_EACH = 3, 100
MOST_ASKED = 10
TICK = 5
"""Milliseconds between two looks at the clock."""

WINDOW = """
import json, os, sys, time
began = float(sys.argv[2])
from pathlib import Path
import psutil
from PySide6.QtCore import QTimer
from assistant.desktop.app import PATIENCE, make_application, open_doors
from assistant.desktop.window import Window

def main():
    folder, files = Path(sys.argv[1]), [Path(each) for each in sys.argv[3:]]
    sys.setswitchinterval(PATIENCE)
    application = make_application([])
    window = Window(open_doors(folder))
    window.show()
    window.start()
    found = {"documents": 0}
    def wait(done, seconds):
        until = time.monotonic() + seconds
        while not done() and time.monotonic() < until:
            application.processEvents()
            time.sleep(0.002)
    usable = lambda: window.conversation.send.isEnabled() and window.library.documents.all
    wait(usable, 60)
    found["seconds"] = time.time() - began
    wait(lambda: not window.errands.busy, 60)
    found["documents"] = len(window.library.documents.all)
    found["megabytes"] = psutil.Process().memory_info().rss / 1e6
    window.adding.add(files[:1])
    wait(lambda: not window.adding.queue.busy and not window.errands.busy, 300)
    gaps, last = [], [time.monotonic()]
    def look():
        now = time.monotonic()
        gaps.append(now - last[0])
        last[0] = now
    timer = QTimer(interval=%d)
    timer.timeout.connect(look)
    timer.start()
    look(); gaps.clear()
    window.adding.add(files[1:])
    asked = 0
    until = time.monotonic() + 300
    while (window.adding.queue.busy or window.asking.answering) and time.monotonic() < until:
        application.processEvents()
        if not window.asking.answering and window.adding.queue.busy and asked < %d:
            asked += 1
            window.asking.ask("What does the supplier pay for each week of delay?",
                              window.conversation.scope.currentData())
        time.sleep(0.001)
    found["asked"] = asked
    found["gaps"] = sorted(gaps)[-5:]
    found["looks"] = len(gaps)
    found["after"] = psutil.Process().memory_info().rss / 1e6
    print(json.dumps(found), flush=True)
    window.leave()
    os._exit(0)

if __name__ == "__main__":
    main()
""" % (TICK, MOST_ASKED)


def make_library(folder: Path) -> None:
    """Write a library of many documents, as SQLite keeps them."""
    library = Library(folder)
    report = tuple(PageReport(page, str(page), "text", 300, 0) for page in range(1, PAGES + 1))
    for number in range(DOCUMENTS):
        id = f"{number:064x}"
        facts = Facts(kind="contract", organisation=f"Company {number}", years=(2000 + number % 25,))
        path = f"/papers/{number}.pdf"
        library.put_document(
            Document(id, path, f"Contract {number}", PAGES, "complete", "2026-11-21", 1, report, facts)
        )
    library.close()
    index = Index(folder / "index", Embedder(folder / "embedder"))
    for number in range(DOCUMENTS):
        index.replace(f"{number:064x}", [make_passage(f"Contract {number} ends in May.", f"{number:064x}")])


def make_pdfs(folder: Path) -> list[Path]:
    """Write PDFs of plain text."""
    import pymupdf

    files = []
    for number in range(ADDED + 1):
        document = pymupdf.open()
        for page in range(PAGES_EACH):
            line = (
                f"On page {page} of file {number} the supplier pays {page} percent for each week of delay. "
            )
            document.new_page().insert_textbox(pymupdf.Rect(72, 72, 520, 760), line * 4)
        files.append(folder / f"made-{number}.pdf")
        document.save(files[-1])
    return files


def main(embedder: Path) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        folder.mkdir()
        (folder / "embedder").symlink_to(embedder.absolute())
        (folder / "window.ini").touch()
        make_library(folder)
        model = write_model(Path(place) / "tiny.gguf")
        (folder / "settings.json").write_text(
            json.dumps({"model": str(model), "answer_tokens": 512, "answer_mode": "assisted"})
        )
        program = Path(place) / "window.py"
        program.write_text(WINDOW)
        files = map(str, make_pdfs(Path(place)))
        done = subprocess.run(
            [sys.executable, str(program), str(folder), str(time.time()), *files],
            capture_output=True, text=True, check=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd())},
        )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    say = sys.stdout.write
    say(
        f"{found['documents']} documents: usable after {found['seconds']:.2f} s, {found['megabytes']:.0f} MB\n"
    )
    worst = ", ".join(f"{1000 * gap:.0f}" for gap in found["gaps"])
    say(f"adding {ADDED * PAGES_EACH} pages while {found['asked']} answers stream: the longest of {found['looks']} waits of the "
        f"loop of events were {worst} ms (one is {TICK} ms at least); {found['after']:.0f} MB at the end\n")  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
