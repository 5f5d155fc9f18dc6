"""Files → documents: hashed, read in a child, findable by words at once, by meaning as vectors arrive.

Every file is first made findable by words, then every document gets its vectors, because reading
is a hundred times faster than embedding. A document is committed to the index whole before SQLite
names it, and only documents that SQLite names are ever shown; `mending.py` mends what a kill left between.
"""

import contextlib
import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.engine import memory
from assistant.engine.database import now
from assistant.engine.embedder import Embedder
from assistant.engine.errors import (
    AssistantError,
    BadLibraryError,
    ChildFailedError,
    PasswordNeededError,
    UnreadableFileError,
)
from assistant.engine.events import (
    AddEvent,
    AddFinished,
    AddProgress,
    DocumentAdded,
    DocumentFailed,
    DocumentKnown,
    FindableByWords,
    Notice,
)
from assistant.engine.facts import facts_of, telling_title
from assistant.engine.files import find_pdfs, hash_file
from assistant.engine.library import Library
from assistant.engine.ocr import HOW_TO_INSTALL
from assistant.engine.pace import Pace
from assistant.engine.parts import Parts
from assistant.engine.passages import Source, make_passages
from assistant.engine.recognising import Recogniser, pages_without_text
from assistant.engine.types import Document, PageReport, ParsedPdf, Passage, Phase

EMBED_AT_ONCE = 16
"""Passages between two progress events: about a fifth of a second on two cores."""

COMMIT_AT_ONCE = 256

TIDY_EVERY = 100
"""Commits after which the index is tidied: each leaves a file, and the next one looks through all of them."""

EMBEDDING_RATE = "passages embedded a second"

Events = Generator[AddEvent, None, None]


class Adding:
    """One call that adds the files that wait."""

    def __init__(self, parts: Parts, held: set[str], passwords: Sequence[str]) -> None:
        """held are the documents that the index holds; others are read, even if the library knows them."""
        self.parts = parts
        self.held = held
        self.passwords = passwords
        self.counts = {DocumentAdded: 0, DocumentKnown: 0, DocumentFailed: 0}
        self.replaced: dict[str, str] = {}
        self.commits = 0

    def run(self) -> Events:
        """Add what waits in the library; the last event is AddFinished."""
        library = self.parts.library
        files = library.queue.waiting()
        pace = Pace([Path(path) for path, _ in files], library.measured(EMBEDDING_RATE))
        changed = False
        scans: list[tuple[Path, str]] = []
        for path, collection in files:
            for event in self._read_one(Path(path), collection, pace):
                if self._is_scan(event):
                    scans.append((Path(path), collection))
                    continue
                self._count(event)
                changed = changed or isinstance(event, FindableByWords)
                yield event
            if (Path(path), collection) not in scans:
                library.queue.remove([path])
        for event in self._recognise_all(scans, pace):
            self._count(event)
            changed = changed or isinstance(event, FindableByWords)
            yield event
        for event in self._embed_all(pace):
            self._count(event)
            yield event
        if changed:
            self.parts.index.tidy()
        yield AddFinished(*self.counts.values())

    def _count(self, event: AddEvent) -> None:
        if type(event) in self.counts:
            self.counts[type(event)] += 1
        if isinstance(event, DocumentFailed):
            self.parts.library.queue.put_failure(event)
        elif isinstance(event, FindableByWords):
            self.parts.library.queue.drop_failures([event.document.path])
        elif isinstance(event, DocumentKnown):
            self.parts.library.queue.drop_failures([event.path])

    def _is_scan(self, event: AddEvent) -> bool:
        """Tell whether a file has no text but may have after its pages were recognised."""
        return isinstance(event, DocumentFailed) and event.code == "NoTextError" and self.parts.ocr.ready

    def _recognise_all(self, scans: Sequence[tuple[Path, str]], pace: Pace) -> Events:
        """Read the pages that hold no text from their pictures, of files without any and of documents."""
        library = self.parts.library
        documents = [each for each in library.documents() if pages_without_text(each)]
        if documents and not self.parts.ocr.ready:
            count = sum(map(pages_without_text, documents))
            yield Notice(f"{count} pages hold no text and cannot be found. {HOW_TO_INSTALL}")
            return
        partly = [(Path(each.path), "") for each in documents if Path(each.path).exists()]
        for path, collection in [*scans, *partly]:
            yield from self._read_one(path, collection, pace, recognised=True)
            library.queue.remove([str(path)])

    def _read_one(self, path: Path, collection: str, pace: Pace, recognised: bool = False) -> Events:
        library = self.parts.library
        pages = passages = 0
        try:
            yield AddProgress(str(path), "waiting", 0, 0, 0.0, pace.seconds_left())
            id = hash_file(path)
            known = library.document(id)
            if known is not None and id in self.held and not recognised:
                yield self._recognise(known, path)
            else:
                new = yield from self._read_new(id, path, pace, recognised)
                pages, passages = new.pages, new.passages
            if collection:
                library.put_in_collection(collection, id)
        except BadLibraryError:
            # A full disk is no fault of this file; it and the others wait until there is room.
            raise
        except AssistantError as error:
            reason = f"Reading it failed. {error.text}" if isinstance(error, ChildFailedError) else error.text
            yield DocumentFailed(str(path), type(error).__name__, reason, error.advice)
        pace.file_done(path, pages, passages)

    def _recognise(self, known: Document, path: Path) -> DocumentKnown:
        library = self.parts.library
        gone = [
            place for place in library.places(known.id) if place != str(path) and not Path(place).exists()
        ]
        moved = known.path != str(path) and bool(gone)
        library.put_place(str(path), known.id, gone)
        return DocumentKnown(replace(known, path=str(path)), str(path), moved)

    def _read_new(
        self, id: str, path: Path, pace: Pace, recognised: bool
    ) -> Generator[AddEvent, None, Document]:
        parsed = yield from self._parse(path, pace, recognised)
        if hash_file(path) != id:
            raise UnreadableFileError(
                "The file was changed while it was read.", "Add it again when it is complete."
            )
        title = parsed.title or path.stem
        facts = facts_of(title, parsed.metadata, parsed.pages, path)
        title = telling_title(title, facts)
        passages = passages_of(Source(id, title, path.stem, facts.language), parsed, self.parts.embedder)
        old = self._version_before(id, path)
        self.parts.index.replace(id, passages, instead_of=old)
        report = _report(parsed)
        document = Document(id, str(path), title, len(report), "words", now(), len(passages), report, facts)
        self.parts.library.put_document(document, replaced=old, sections=parsed.sections)
        self.replaced[id] = old
        self.held.add(id)
        self._committed()
        yield FindableByWords(document)
        return document

    def _committed(self) -> None:
        """Keep files and memory from growing with what was added."""
        self.commits += 1
        if self.commits % TIDY_EVERY == 0:
            self.parts.index.tidy()
        memory.give_back()

    def _parse(self, path: Path, pace: Pace, recognised: bool) -> Generator[AddEvent, None, ParsedPdf]:
        *first, last = self.passwords or (None,)
        for password in first:
            try:
                return (yield from self._parse_with(password, path, pace, recognised))
            except PasswordNeededError:
                continue
        return (yield from self._parse_with(last, path, pace, recognised))

    def _parse_with(
        self, password: str | None, path: Path, pace: Pace, recognised: bool
    ) -> Generator[AddEvent, None, ParsedPdf]:
        parts = self.parts
        recognise = Recogniser(parts.ocr, parts.reader, path, password) if recognised else None
        reading = parts.reader.read(path, password, recognise)
        with contextlib.closing(reading):
            while True:
                try:
                    done, total = next(reading)
                except StopIteration as finished:
                    parsed: ParsedPdf = finished.value
                    return parsed
                rate = pace.pages_per_second(done)
                phase: Phase = "recognising" if recognised else "reading"
                yield AddProgress(str(path), phase, done, total, rate, pace.seconds_left())

    def _version_before(self, id: str, path: Path) -> str:
        """Return the document that this file was before it was edited, unless it lives on elsewhere."""
        library = self.parts.library
        old = library.document_at(str(path))
        others = [place for place in library.places(old) if place != str(path)] if old else []
        return "" if old == id or others else old

    def _embed_all(self, pace: Pace) -> Events:
        library, index = self.parts.library, self.parts.index
        unfinished = [each for each in library.documents() if each.state == "words"]
        missing = {each.id: index.missing_vectors(each.id) for each in unfinished}
        pace.start_embedding(sum(map(len, missing.values())))
        for document in unfinished:
            yield from self._embed(document, missing[document.id], pace)
            library.set_state(document.id, "complete")
            yield DocumentAdded(replace(document, state="complete"), self.replaced.get(document.id, ""))
        if any(missing.values()) and pace.embedding_rate:
            library.put_measured(EMBEDDING_RATE, pace.embedding_rate)

    def _embed(self, document: Document, missing: Sequence[tuple[str, str]], pace: Pace) -> Events:
        done = document.passages - len(missing)
        for first in range(0, len(missing), COMMIT_AT_ONCE):
            together = missing[first : first + COMMIT_AT_ONCE]
            vectors = []
            for start in range(0, len(together), EMBED_AT_ONCE):
                texts = [text for _, text in together[start : start + EMBED_AT_ONCE]]
                vectors.append(self.parts.embedder.encode(texts))
                done += len(texts)
                rate = pace.embedded(len(texts))
                yield AddProgress(
                    document.path, "embedding", done, document.passages, rate, pace.seconds_left()
                )
            self.parts.index.set_vectors([id for id, _ in together], np.concatenate(vectors))
            self._committed()


def queue(library: Library, paths: Sequence[Path], collection: str) -> Generator[AddEvent, None, list[str]]:
    """Let the PDFs in files and folders wait to be added; return their paths."""
    queued = []
    for path in map(str, find_pdfs(paths)):
        if path.isprintable() and path.encode(errors="ignore").decode() == path:
            queued.append(path)
        else:
            reason = "The file has a name that cannot be shown."
            yield DocumentFailed(ascii(path), "UnreadableFileError", reason, "Rename it and add it again.")
    library.queue.put(queued, collection)
    return queued


def _report(parsed: ParsedPdf) -> tuple[PageReport, ...]:
    return tuple(
        PageReport(
            page.number,
            page.label,
            page.state,
            len(page.words),
            page.hidden_words,
            sum(block.kind == "table" for block in page.blocks),
        )
        for page in parsed.pages
    )


def passages_of(source: Source, parsed: ParsedPdf, embedder: Embedder) -> list[Passage]:
    """Return the passages of a document as an embedder needs them; source.about is the file's name."""
    about = _about(source.title, source.about)
    return make_passages(replace(source, about=about), parsed, embedder.count, embedder.max_tokens)


def _about(title: str, name: str) -> str:
    """Return a title with the words of the file's name, which often say more, where they add any."""
    name = " ".join(re.split(r"[\W_]+", name)).strip()
    known = title.casefold()
    return title if all(word.casefold() in known for word in name.split()) else f"{title} ({name})"
