"""What is killed: adds, replaces, asks, removes and tidies without end, and says what is done."""

import itertools
import json
import sys
from pathlib import Path

import pymupdf

from assistant import wiring
from assistant.engine.assistant import Assistant
from assistant.engine.errors import AssistantError
from assistant.engine.events import DocumentFailed

STEPS = ("replace", "ask", "add", "remove", "tidy")
QUESTION = "What does the supplier pay for a week of delay?"


def marker(version: int) -> str:
    """Return a word that stands in one version of the document only."""
    return f"version{version}marker"


def write_pdf(file: Path, word: str, pages: int = 3) -> Path:
    """Write a PDF whose pages hold a word, and put it where another may be."""
    document = pymupdf.open()
    for page in range(pages):
        line = (
            f"On page {page} the {word} says that the supplier pays {page + 2} percent for a week of delay. "
        )
        document.new_page().insert_textbox(pymupdf.Rect(72, 72, 520, 760), line * 5)
    part = file.with_name(f"{file.name}.part")
    document.save(part)
    part.replace(file)
    return file


def step(assistant: Assistant, name: str, version: int, papers: Path) -> None:
    """Do one thing; raises AssistantError where it was refused."""
    if name == "replace":
        _add(assistant, write_pdf(papers / "a.pdf", marker(version)))
    elif name == "ask":
        list(assistant.ask(QUESTION))
    elif name == "add":
        _add(assistant, write_pdf(papers / "b.pdf", f"other{version}"))
    elif name == "remove":
        for each in assistant.documents():
            if each.path.endswith("b.pdf"):
                assistant.remove(each.id)
    else:
        assistant.parts.index.tidy()


def _add(assistant: Assistant, file: Path) -> None:
    for event in assistant.add([file]):
        if isinstance(event, DocumentFailed):
            raise AssistantError(event.reason)


def say(*what: object) -> None:
    """Tell the program that tries this, in a line of its own."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(folder: Path, papers: Path, apart: bool) -> None:
    """Work until killed."""
    assistant = wiring.open_assistant(folder, apart=apart)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for version in itertools.count(1):
        for name in STEPS:
            step(assistant, name, version, papers)
            say(version, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "1")
