"""The picture of a page → the words on it, by the tesseract program where it is installed."""

import locale
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path

from assistant.engine.rawpage import Line, RawWord, around

ZOOM = 300 / 72
"""Pixels a point: the 300 dots an inch that Tesseract's documentation recommends."""

PAGE_SECONDS = 60.0
TICK = 0.1
LEAST_CONFIDENCE = 30.0
"""Words that Tesseract is less sure of, in per cent, are mostly smudges."""

USUAL_PLACES = (
    Path("C:/Program Files/Tesseract-OCR/tesseract.exe"),
    Path("/opt/homebrew/bin/tesseract"),
    Path("/usr/local/bin/tesseract"),
)
HOW_TO_INSTALL = (
    "To read scanned pages, install Tesseract (Debian and Ubuntu: apt install tesseract-ocr; macOS: brew "
    "install tesseract; Windows: its installer), then add the documents again."
)

_OF_LOCALE = {"de": "deu", "fr": "fra", "es": "spa", "it": "ita", "pt": "por", "nl": "nld", "ru": "rus"}
_COLUMNS = 12

Recognising = Generator[None, None, tuple[Line, ...]]


class Ocr:
    """The tesseract program; it runs a page at a time, without a shell, and reads nothing but the picture."""

    def __init__(self, languages: str = "auto", program: Path | None = None) -> None:
        """Languages are Tesseract's codes joined by "+", or "auto": English and the system's language."""
        self._chosen = languages
        self._given = program

    @property
    def ready(self) -> bool:
        """Whether the program was found, with a language."""
        return self.program is not None and bool(self.languages)

    @cached_property
    def program(self) -> Path | None:
        """Where the program is, None where it is not installed."""
        found = self._given or shutil.which("tesseract")
        return Path(found) if found else next((place for place in USUAL_PLACES if place.exists()), None)

    @cached_property
    def languages(self) -> str:
        """The languages that are used, joined by "+"; those not installed are left out."""
        installed = self._installed()
        if self._chosen != "auto":
            return "+".join(each for each in self._chosen.split("+") if each in installed)
        own = _OF_LOCALE.get((locale.getlocale()[0] or "")[:2], "eng")
        return "+".join(each for each in dict.fromkeys(("eng", own)) if each in installed)

    def recognise(self, picture: bytes, zoom: float) -> Recognising:
        """Yield while the program works; return the lines of a page, in points, from a PNG of it.

        Closing the generator kills the program. A page that takes too long, or breaks it, has no lines.
        """
        command = [str(self.program), "stdin", "stdout", "-l", self.languages, "--psm", "3", "tsv"]
        with tempfile.TemporaryFile() as given:
            given.write(picture)
            given.seek(0)
            with subprocess.Popen(
                command,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as process:
                try:
                    table = yield from _output(process)
                finally:
                    process.kill()
        return lines_of(table, zoom) if process.returncode == 0 else ()

    def _installed(self) -> Sequence[str]:
        if self.program is None:
            return ()
        command = [str(self.program), "--list-langs"]
        try:
            told = subprocess.run(command, capture_output=True, timeout=PAGE_SECONDS, check=True).stdout
        except (OSError, subprocess.SubprocessError):
            return ()
        return told.decode("utf-8", "replace").split("\n")[1:]


def _output(process: "subprocess.Popen[bytes]") -> Generator[None, None, str]:
    deadline = time.monotonic() + PAGE_SECONDS
    while time.monotonic() < deadline:
        try:
            output, _ = process.communicate(timeout=TICK)
            return output.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            yield
    return ""


def lines_of(table: str, zoom: float) -> tuple[Line, ...]:
    """Return the lines that Tesseract's TSV tells, zoom pixels being a point.

    Its columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
    """
    rows = [row for line in table.splitlines()[1:] if len(row := line.split("\t")) == _COLUMNS]
    words = [row for row in rows if row[0] == "5" and row[11].strip() and _is_sure(row[10])]
    lines = []
    for _, together in groupby(words, key=lambda row: row[1:5]):
        placed = tuple(_word(row, zoom) for row in together)
        box = around(placed)
        lines.append(Line(placed, round(0.75 * (box[3] - box[1]), 1), False, box))
    return tuple(lines)


def _is_sure(confidence: str) -> bool:
    try:
        return float(confidence) >= LEAST_CONFIDENCE
    except ValueError:
        return False


def _word(row: Sequence[str], zoom: float) -> RawWord:
    left, top, width, height = (int(side) / zoom for side in row[6:10])
    return row[11].strip(), left, top, left + width, top + height
