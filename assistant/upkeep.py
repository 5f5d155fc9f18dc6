"""The commands that look after things: verify and repair a library, doctor, selftest."""

import argparse
import contextlib
import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant import printing, wiring
from assistant.diagnosis import Check
from assistant.engine import backups, carrying, mending
from assistant.engine.assistant import Assistant
from assistant.engine.errors import AssistantError, IndexDamagedError
from assistant.engine.health import summary
from assistant.engine.library import FILE
from assistant.keeping import show_adding
from assistant.opening import ANSWERED, FAILED, open_assistant
from assistant.paths import data_folder
from assistant.streams import note, paint_for, say, show_progress

Arguments = argparse.Namespace

REPAIR = "Run: pdf-assistant repair"


def verify(given: Arguments) -> int:
    """Look whether all that is kept is whole; nothing is changed."""
    return _checks(given, _verify(given, data_folder(given.data_dir)))


def repair(given: Arguments) -> int:
    """Put back what is damaged: the library from its newest copy, passages from the PDFs."""
    folder = data_folder(given.data_dir)
    if told := backups.repair(folder, folder / FILE):
        note(told)
    assistant = open_assistant(given)
    try:
        assistant.parts.index.make_indices_anew()
        for id, count in _miscounted(assistant):
            note(f"A document lacks passages, or has too many ({count}): it is read again.")
            assistant.parts.index.remove(id)
    except IndexDamagedError as error:
        show_adding(mending.begin_anew(assistant.parts, error))
    show_adding(assistant.add([]))
    note("Everything that could be repaired is. To look again: pdf-assistant verify")
    return ANSWERED


def _verify(given: Arguments, folder: Path) -> Iterator[Check]:
    if not (folder / FILE).exists():
        yield Check("library", True, "There is no library yet.")
        return
    wrong = backups.problems(folder / FILE)
    yield Check("library", not wrong, f"damaged: {wrong[0]}" if wrong else "its file is whole", REPAIR)
    if wrong:
        return
    try:
        assistant = open_assistant(given)
        documents = assistant.documents()
        miscounted = _miscounted(assistant)
        strange = assistant.parts.index.documents() - {each.id for each in documents}
    except AssistantError as error:
        yield Check("index", False, error.text, REPAIR)
        return
    text = f"{len(documents)} documents, {assistant.parts.index.count()} passages"
    if miscounted or strange:
        text += f"; {len(miscounted)} with passages missing, {len(strange)} that the library does not know"
    if not (whole := assistant.parts.index.indices_are_whole()):
        text += "; what finds words in them is damaged, or of an older program"
    yield Check("index", whole and not miscounted and not strange, text, REPAIR)
    gone = [each for each in documents if not Path(each.path).exists()]
    told = (
        f"{len(gone)} of {len(documents)} are no longer where they were"
        if gone
        else "all are in their places"
    )
    yield Check("PDFs", True, told)
    copies = backups.backups(folder)
    yield Check("copies", True, f"{len(copies)}, the newest {copies[0].name}" if copies else "none yet")


def _miscounted(assistant: Assistant) -> list[tuple[str, int]]:
    """Return the documents whose passages are not as many as the library says, and how many they are."""
    index = assistant.parts.index
    counted = [(each, len(index.passages_of(each.id))) for each in assistant.documents()]
    return [(document.id, count) for document, count in counted if count != document.passages]


def pack(given: Arguments) -> int:
    """Write the whole library to one file."""
    with contextlib.closing(open_assistant(given).pack(given.file, given.with_pdfs)) as work:
        _show_carrying(work)
    note(f"Packed. On the other machine: pdf-assistant library import {printing.plain(given.file.name)}")
    return ANSWERED


def unpack(given: Arguments) -> int:
    """Take a packed library over into an empty one."""
    folder = data_folder(given.data_dir)
    _show_carrying(wiring.take_over(folder, given.file))
    note("Taken over. To look whether all is whole: pdf-assistant verify")
    return ANSWERED


def _show_carrying(work: Iterable[carrying.Carried | str]) -> None:
    for each in work:
        if isinstance(each, str):
            note(each)
        else:
            show_progress(f"{each.done / 1e6:,.0f} of {each.total / 1e6:,.0f} MB")


def health(given: Arguments) -> int:
    """Say how questions went so far."""
    timings = open_assistant(given).health.all()
    if given.json:
        say(json.dumps([dataclasses.asdict(each) for each in timings], indent=2))
    elif not timings:
        note("Nothing was asked yet.")
    for name, value in summary(timings) if not given.json else ():
        say(f"{name:<24}{value}")
    return ANSWERED


def doctor(given: Arguments) -> int:
    """Say what is there, what is missing and how to mend it."""
    from assistant import diagnosis

    return _checks(given, diagnosis.doctor(data_folder(given.data_dir)))


def selftest(given: Arguments) -> int:
    """Exercise each real part on material of its own."""
    from assistant import selftest as parts

    return _checks(given, parts.run())


def _checks(given: Arguments, checks: Iterable[Check]) -> int:
    """Print checks as they come; exit 1 when one is not well."""
    done = []
    for check in checks:
        done.append(check)
        if not given.json:
            mark = (
                paint_for(sys.stdout)("ok     ", "green")
                if check.well
                else paint_for(sys.stdout)("missing", "red")
            )
            say(f"{mark}  {check.name}: {printing.plain(check.text)}")
            if check.advice and not check.well:
                say(f"         {printing.plain(check.advice)}")
    if given.json:
        say(json.dumps([dataclasses.asdict(each) for each in done], indent=2))
    return ANSWERED if all(each.well for each in done) else FAILED
