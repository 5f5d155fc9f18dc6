"""A small log beside the library: which calls took long or failed, with no word of a document."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE = "log.txt"
BYTES, OLDER = 200_000, 1
LINES = 20

_log = logging.getLogger("pdf-assistant")


def open_log(folder: Path) -> None:
    """Write to a data folder from now on; of what is older than 400 kB nothing is kept."""
    for each in list(_log.handlers):
        _log.removeHandler(each)
        each.close()
    handler = RotatingFileHandler(folder / FILE, maxBytes=BYTES, backupCount=OLDER, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    _log.propagate = False
    (folder / FILE).chmod(0o600)


def note(text: str) -> None:
    """Write a line of the program's own words; nothing happens while no log is open."""
    if _log.handlers:
        _log.info(text)


def last(folder: Path) -> list[str]:
    """Return the last lines."""
    file = folder / FILE
    return file.read_text("utf-8", errors="replace").splitlines()[-LINES:] if file.exists() else []
