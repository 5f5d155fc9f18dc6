"""What the command line writes: data on stdout, notes and progress on stderr."""

import dataclasses
import json
import os
import sys
from typing import TextIO

from assistant import printing


def paint_for(stream: TextIO) -> printing.Paint:
    """Return how text is painted on a stream: in colour on a terminal, unless NO_COLOR is set."""
    colours = stream.isatty() and not os.environ.get("NO_COLOR")
    return printing.in_colour if colours else printing.in_black


def say(text: str, end: str = "\n") -> None:
    """Write data."""
    show_progress("")
    print(text, end=end, flush=True)


def note(text: str) -> None:
    """Write a line for the person who looks on."""
    show_progress("")
    print(text, file=sys.stderr, flush=True)


def show_progress(text: str) -> None:
    """Write over the last line of progress; only where a person looks at it."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{printing.plain(text)[:110]}", end="", file=sys.stderr, flush=True)


def emit(as_json: bool, value: object, text: str) -> None:
    """Print a value as JSON if that was asked for, else its text."""
    say(json.dumps(value, default=_jsonable, ensure_ascii=False, indent=2) if as_json else text)


def _jsonable(value: object) -> object:
    return (
        dataclasses.asdict(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type)
        else str(value)
    )
