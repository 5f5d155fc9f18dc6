"""Mistakes of the program: shown with details that can be copied, now or at the next start.

Details are places in the program's code and kinds of errors; the texts of errors may hold text of a document
and are left out.
"""

import faulthandler
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from assistant.desktop.languages import tr

FILE = "crash.txt"

Tell = Callable[[str], None]


def install(folder: Path, tell: Tell) -> TextIO:
    """Tell of every mistake from now on, and of a crash of the last start; returns the file, to be kept open.

    The file holds what a crash of the whole process leaves, written by faulthandler.
    """
    file = folder / FILE
    last = file.read_text("utf-8", errors="replace") if file.exists() else ""
    if last.strip():
        tell(tr("PDF Assistant ended unexpectedly last time. Your library is whole.") + f"\n\n{last}")
    stream = file.open("w", encoding="utf-8")
    faulthandler.enable(stream)

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            tell(tr("The program made a mistake. You can go on working.") + f"\n\n{details(error)}")

    sys.excepthook = show
    return stream


def close(stream: TextIO) -> None:
    """Note that the program ended well."""
    faulthandler.disable()
    sys.excepthook = sys.__excepthook__
    stream.close()
    Path(stream.name).unlink(missing_ok=True)


def details(error: BaseException) -> str:
    """Return the kind of an error and where it came from."""
    lines = [type(error).__name__]
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}")
    return "\n".join(lines)
