"""The commands that keep the library: documents, what they are, collections."""

import argparse
import dataclasses
import getpass
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assistant import printing
from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.engine.events import AddEvent, AddFinished, AddProgress, DocumentFailed
from assistant.engine.types import Document, Facts
from assistant.opening import ANSWERED, FAILED, NOT_IN_DOCUMENTS, open_assistant
from assistant.streams import emit, note, paint_for, show_progress

Arguments = argparse.Namespace


def add(given: Arguments) -> int:
    """Add files and folders, asking for passwords that are missing; exit 1 when some failed."""
    assistant = open_assistant(given)
    again = [Path(each.path) for each in assistant.failures()] if given.retry else []
    failed = _add(assistant, [*given.paths, *again], given.collection, given.password)
    if sys.stdin.isatty():
        failed = [again for each in failed for again in _unlock(assistant, each, given.collection)]
    return FAILED if failed else ANSWERED


def _add(
    assistant: Assistant, paths: Sequence[Path], collection: str, passwords: Sequence[str]
) -> list[DocumentFailed]:
    return show_adding(assistant.add(paths, collection, passwords))


def show_adding(events: Iterable[AddEvent]) -> list[DocumentFailed]:
    """Show what happens while documents are added; return those that failed."""
    failed = []
    for event in events:
        if isinstance(event, AddProgress):
            show_progress(printing.progress(event))
        elif isinstance(event, AddFinished):
            note(f"{event.added} added, {event.known} known already, {event.failed} failed.")
        elif line := printing.added(event, paint_for(sys.stderr)):
            note(line)
        if isinstance(event, DocumentFailed):
            failed.append(event)
    return failed


def _unlock(assistant: Assistant, failed: DocumentFailed, collection: str) -> list[DocumentFailed]:
    if failed.code != "PasswordNeededError":
        return [failed]
    word = getpass.getpass(f"Password for {printing.plain(failed.path)} (empty leaves it out): ")
    return _add(assistant, [Path(failed.path)], collection, [word]) if word else [failed]


def remove(given: Arguments) -> int:
    """Remove documents."""
    return _take_away(given, "Removed", Assistant.remove)


def forget(given: Arguments) -> int:
    """Remove documents, and the answers, opinions and measurements that show something of them."""
    return _take_away(given, "Forgotten", Assistant.forget)


def _take_away(given: Arguments, done: str, act: Callable[[Assistant, str], None]) -> int:
    assistant = open_assistant(given)
    for document in _named(assistant, given.documents):
        act(assistant, document.id)
        note(f"{done}: {printing.plain(document.title)}")
    return ANSWERED


def _named(assistant: Assistant, names: Sequence[str]) -> list[Document]:
    """Return the documents that are meant, each once; one name that is none refuses them all."""
    return list({each.id: each for each in map(assistant.find_document, names)}.values())


def erase(given: Arguments) -> int:
    """Remove everything that is kept."""
    if not given.yes:
        raise UsageError("This removes all documents, conversations and settings.", "Add --yes to do it.")
    open_assistant(given).erase()
    note("Everything was removed. Your PDFs and models stay where they are.")
    return ANSWERED


def documents(given: Arguments) -> int:
    """List the documents."""
    assistant = open_assistant(given)
    shown = assistant.documents(given.collection)
    emit(
        given.json,
        shown,
        printing.documents(shown) or "No documents yet. Add some: pdf-assistant add PATH...",
    )
    if waiting := assistant.waiting():
        note(f"{len(waiting)} files still wait from an interrupted run. To go on: pdf-assistant add")
    if failed := assistant.failures():
        note(f"{len(failed)} files could not be added. To try again: pdf-assistant add --retry")
    return ANSWERED


def describe(given: Arguments) -> int:
    """Show what a document is; what is given corrects it."""
    assistant = open_assistant(given)
    document = assistant.find_document(given.document)
    names = [each.name for each in dataclasses.fields(Facts)]
    changes = {name: getattr(given, name) for name in names if getattr(given, name) is not None}
    if "years" in changes:
        changes["years"] = _years(changes["years"])
    if given.title is not None and not given.title.strip():
        raise UsageError("A document needs a title.", "Give it one, as in: --title 'Annual report 2018'")
    if changes or given.title is not None:
        title = document.title if given.title is None else given.title
        document = assistant.correct(document.id, title, dataclasses.replace(document.facts, **changes))
    tree = assistant.sections(document.id)
    emit(given.json, {**dataclasses.asdict(document), "sections": tree}, printing.facts(document, tree))
    return ANSWERED


def _years(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(year) for year in text.split(",") if year.strip())
    except ValueError:
        raise UsageError(f"“{text}” are no years.", "Write them like 2018,2019.") from None


def find(given: Arguments) -> int:
    """Find every place where a text stands in a document; exit 3 when it stands nowhere."""
    assistant = open_assistant(given)
    found = assistant.find(assistant.find_document(given.document).id, given.text)
    emit(given.json, found, printing.places(found) or "It stands nowhere in that document.")
    return ANSWERED if found else NOT_IN_DOCUMENTS


def collections(given: Arguments) -> int:
    """List the collections."""
    names = open_assistant(given).collections.names()
    empty = "No collections yet. Make one: pdf-assistant collections put NAME DOCUMENT..."
    emit(given.json, names, "\n".join(names) or empty)
    return ANSWERED


def collections_put(given: Arguments) -> int:
    """Put documents into a collection."""
    assistant = open_assistant(given)
    documents = _named(assistant, given.documents)
    assistant.collections.put(given.name, [each.id for each in documents])
    note(printing.plain(f"Put into collection {given.name}: {_titles(documents)}"))
    return ANSWERED


def collections_take_out(given: Arguments) -> int:
    """Take documents out of a collection."""
    assistant = open_assistant(given)
    documents = _named(assistant, given.documents)
    assistant.collections.take_out(given.name, [each.id for each in documents])
    note(printing.plain(f"Taken out of collection {given.name}: {_titles(documents)}"))
    return ANSWERED


def _titles(documents: Sequence[Document]) -> str:
    return ", ".join(each.title for each in documents)


def collections_rename(given: Arguments) -> int:
    """Give a collection another name."""
    open_assistant(given).collections.rename(given.name, given.new)
    note(printing.plain(f"Collection {given.name} is now called: {given.new}"))
    return ANSWERED


def collections_remove(given: Arguments) -> int:
    """Remove a collection; its documents stay."""
    open_assistant(given).collections.remove(given.name)
    note(f"Removed: collection {printing.plain(given.name)}. Its documents stay in the library.")
    return ANSWERED


def watched(given: Arguments) -> int:
    """List the watched folders."""
    folders = open_assistant(given).watched.folders()
    lines = [f"{each.folder}  {each.collection}".rstrip() for each in folders]
    empty = "No folder is watched yet. Watch one: pdf-assistant watched put FOLDER"
    emit(given.json, folders, printing.plain("\n".join(lines)) or empty)
    return ANSWERED


def watched_put(given: Arguments) -> int:
    """Watch a folder, and add what is in it."""
    assistant = open_assistant(given)
    assistant.watched.put(given.folder, given.collection)
    return FAILED if show_adding(assistant.watched.follow()) else ANSWERED


def watched_take_out(given: Arguments) -> int:
    """Watch a folder no longer."""
    open_assistant(given).watched.take_out(str(given.folder.expanduser().absolute()))
    note(f"No longer watched: {printing.plain(str(given.folder))}. Its documents stay in the library.")
    return ANSWERED


def watched_follow(given: Arguments) -> int:
    """Add and remove what changed in the watched folders."""
    return FAILED if show_adding(open_assistant(given).watched.follow()) else ANSWERED
