"""Another embedder → another index, made beside the old one, which answers until both are swapped whole.

A file marks that the new pair is complete; a program that was killed while it swapped goes on from there.
"""

import shutil
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.engine.adding import EMBED_AT_ONCE, passages_of
from assistant.engine.embedder import Embedder
from assistant.engine.errors import AssistantError
from assistant.engine.events import AddEvent, AddFinished, AddProgress, DocumentAdded, DocumentFailed
from assistant.engine.index import Index
from assistant.engine.pace import Pace
from assistant.engine.parts import Parts
from assistant.engine.passages import Source
from assistant.engine.types import Document

NAMES = ("embedder", "index")
COMPLETE = "next.complete"


def next_folder(folder: Path, name: str) -> Path:
    """Where the new embedder or the new index is made."""
    return folder / f"{name}.next"


def rebuild(folder: Path, parts: Parts) -> Generator[AddEvent, None, None]:
    """Index every document with the embedder in next_folder; the last event is AddFinished.

    Then call swap. Closing the generator gives the new index up; the old one was not touched. A document
    that cannot be read now is named, and waits to be read when files are next added.
    """
    shutil.rmtree(next_folder(folder, "index"), ignore_errors=True)
    embedder = Embedder(next_folder(folder, "embedder"))
    new = replace(parts, embedder=embedder, index=Index(next_folder(folder, "index"), embedder))
    documents = parts.library.documents()
    pace = Pace([Path(each.path) for each in documents], None)
    added = failed = 0
    try:
        for document in documents:
            try:
                yield from _index(document, new, pace)
                added += 1
                yield DocumentAdded(document)
            except AssistantError as error:
                failed += 1
                yield DocumentFailed(document.path, type(error).__name__, error.text, error.advice)
    except GeneratorExit:
        forget(folder)
        raise
    new.index.tidy()
    (folder / COMPLETE).write_text("", "utf-8")
    yield AddFinished(added, 0, failed)


def swap(folder: Path) -> None:
    """Put a new pair that is complete in the place of the old one; it may be called again after a kill."""
    if not (folder / COMPLETE).exists():
        return
    for name in NAMES:
        if next_folder(folder, name).exists():
            if (folder / name).is_symlink():
                (folder / name).unlink()
            shutil.rmtree(folder / name, ignore_errors=True)
            next_folder(folder, name).rename(folder / name)
    (folder / COMPLETE).unlink()


def forget(folder: Path) -> None:
    """Give up a new pair that is not complete."""
    if not (folder / COMPLETE).exists():
        for name in NAMES:
            shutil.rmtree(next_folder(folder, name), ignore_errors=True)


def _index(document: Document, new: Parts, pace: Pace) -> Generator[AddEvent, None, None]:
    path = Path(document.path)
    reading = new.reader.read(path)
    while True:
        try:
            done, total = next(reading)
        except StopIteration as finished:
            parsed = finished.value
            break
        yield AddProgress(str(path), "reading", done, total, pace.pages_per_second(done), pace.seconds_left())
    source = Source(document.id, document.title, path.stem, document.facts.language)
    passages = passages_of(source, parsed, new.embedder)
    new.index.replace(document.id, passages)
    missing = new.index.missing_vectors(document.id)
    vectors = []
    for start in range(0, len(missing), EMBED_AT_ONCE):
        some = missing[start : start + EMBED_AT_ONCE]
        vectors.append(new.embedder.encode([text for _, text in some]))
        rate = pace.embedded(len(some))
        yield AddProgress(str(path), "embedding", start + len(some), len(missing), rate, pace.seconds_left())
    if vectors:
        new.index.set_vectors([id for id, _ in missing], np.concatenate(vectors))
    pace.file_done(path, len(parsed.pages), len(passages))
