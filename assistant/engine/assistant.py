"""Assistant: add, remove, documents, search, ask; the one face of the engine."""

import contextlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.engine import (
    adding,
    asking,
    carrying,
    exporting,
    finding,
    forgetting,
    memory,
    mending,
    naming,
    reader,
    rebuilding,
    searching,
    sections,
    tasks,
    trying,
    whereabouts,
    whole,
)
from assistant.engine.collecting import Collections
from assistant.engine.conversations import Conversations
from assistant.engine.embedder import Embedder
from assistant.engine.errors import BadLibraryError, LibraryBusyError, UsageError
from assistant.engine.events import AddEvent, Answered, AskEvent, DocumentFailed, Found, Notice, Queued
from assistant.engine.health import Health
from assistant.engine.index import Index
from assistant.engine.known_models import KnownModels, Trial
from assistant.engine.matching import PageText
from assistant.engine.model import Model
from assistant.engine.opinions import Opinions
from assistant.engine.parts import Parts
from assistant.engine.pdf_reader import PdfReader
from assistant.engine.preference import NOTHING, Preference, prefer
from assistant.engine.types import AnswerMode, Arm, Document, Facts, ModelFile, Place, Scope, Section
from assistant.engine.watching import Watching

EVERYTHING = Scope()

Prepare = Callable[[], Generator[str, None, None]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen on this machine: models, one of them by its name (none is quotations only).

    prepare makes the embedder ready; prepare_next makes one ready from a folder, beside that in use.
    """

    prepare: Prepare
    prepare_next: Callable[[Path], Generator[str, None, None]]
    models: Callable[[], list[ModelFile]]
    voice: Callable[[str], asking.Voice | None]
    open_model: Callable[[str], Model]
    keep_mode: Callable[[AnswerMode], None]


@dataclass(slots=True)
class Assistant:
    """A person's library and what can be done with it.

    Slow calls are generators of events; closing one cancels it. Errors are AssistantErrors.
    pictures renders pages beside parts.reader, so that a page can be shown while files are read;
    voice is the model that writes, if there is one; passages is how many a question shows, arm how they are
    found; refuse_below is the confidence, 0 to 1, below which the documents do not answer; mode is how a
    model may answer; with rest_waits,
    files that a cancelled call did not add wait for the next.
    """

    folder: Path
    parts: Parts
    pictures: PdfReader
    voice: asking.Voice | None
    passages: int
    choices: Choices
    arm: Arm = "rerank"
    refuse_below: float = reader.THRESHOLD
    mode: AnswerMode = "strict"
    rest_waits: bool = False

    # Documents

    def add(
        self, paths: Sequence[Path], collection: str = "", passwords: Sequence[str] = ()
    ) -> Generator[AddEvent, None, None]:
        """Add files and folders, and what an earlier call was killed over; the last event is AddFinished.

        Closing the generator drops the files that still wait, unless rest_waits is set. Raises
        LibraryBusyError, EmbedderMissingError.
        """
        with self._alone():
            if not self.parts.embedder.ready:
                yield from map(Notice, self.choices.prepare())
            held = yield from mending.mend(self.parts)
            queued = yield from adding.queue(self.parts.library, paths, collection)
            try:
                yield Queued(tuple(self.waiting()))
                yield from mending.add(self.parts, held, passwords)
            except GeneratorExit:
                if not self.rest_waits:
                    self.parts.library.queue.remove(queued)
                raise

    def waiting(self) -> list[str]:
        """Return the files that an earlier call could not finish; add([]) goes on with them."""
        return [path for path, _ in self.parts.library.queue.waiting()]

    def failures(self) -> list[DocumentFailed]:
        """Return the files that could not be added, and why, until they are added or forgotten."""
        return self.parts.library.queue.failures()

    def forget_failures(self, paths: Sequence[str]) -> None:
        """Forget that files could not be added."""
        self.parts.library.queue.drop_failures(paths)

    @property
    def watched(self) -> Watching:
        """The watched folders, and what can be done with them."""
        library = self.parts.library
        return Watching(library.database, library, self.add, self.remove)

    def remove(self, document: str) -> None:
        """Remove a document, its passages and what the index kept of older versions."""
        with self._alone():
            self.parts.library.remove_document(document)
            self.parts.index.remove(document)
            self.parts.index.tidy(keep=timedelta(0))

    def forget(self, document: str) -> None:
        """Remove a document and every answer, opinion and measurement that shows something of it."""
        with self._alone():
            known = self.parts.library.document(document)
            if known is not None:
                forgetting.forget(self.parts, self.folder, known)

    def erase(self) -> None:
        """Remove everything that the user made, settings included; models and PDFs stay."""
        with self._alone():
            forgetting.erase(self.parts, self.folder)

    def correct(self, document: str, title: str, facts: Facts) -> Document:
        """Keep what the user says a document is; return it so."""
        self.parts.library.correct_facts(document, title, facts)
        corrected = self.parts.library.document(document)
        if corrected is None:
            raise UsageError("That document is no longer in the library.")
        return corrected

    def sections(self, document: str) -> list[Section]:
        """Return the sections of a document in order."""
        return self.parts.library.sections(document)

    def documents(self, collection: str = "") -> list[Document]:
        """Return the documents, or those of a collection, by title."""
        return self.parts.library.documents(collection)

    @property
    def collections(self) -> Collections:
        """The collections, and what can be done with them."""
        return Collections(self.parts.library)

    def find_document(self, name: str) -> Document:
        """Return the one document with this id (or its first letters), title, file name or path.

        Raises UsageError when there is none, or more than one.
        """
        return naming.find(name, self.documents())

    def find(self, document: str, text: str) -> list[Place]:
        """Return every place where a text stands in a document, in order, letter for letter in any case."""
        return finding.find(text, self.parts.index.passages_of(document))

    def render(self, document: str, page: int, zoom: float) -> bytes:
        """Return a page as PNG; a box in points times zoom is its place in pixels."""
        known = self.parts.library.document(document)
        if known is None:
            raise UsageError("That document is no longer in the library.")
        return self.pictures.render(Path(known.path), page, zoom)

    # Questions

    def search(self, question: str, scope: Scope = EVERYTHING, k: int = 0, arm: Arm | None = None) -> Found:
        """Find passages, best first; k is how many at most, 0 the user's setting. Raises UsageError."""
        if not question.strip():
            raise UsageError("The question is empty.", "Type what you want to know.")
        documents = self._in_scope(scope)
        if not documents:
            return Found((), 0)
        ids = [each.id for each in documents]
        request = self.request(question, scope, documents)
        hits = mending.search(self.parts, request, arm or self.arm, k or self.passages)
        # A kill between index and library leaves passages of a document that the library does not name yet.
        return searching.tell(request, [hit for hit in hits if hit.passage.document in ids], len(documents))

    def whereabouts(
        self, question: str, document: str, page: int, shown: Sequence[str] = ()
    ) -> whereabouts.Whereabouts:
        """Return what became of a page in a search; shown are the ids of the passages that it showed."""
        request = self.request(question, EVERYTHING, self.documents())
        return whereabouts.find(self.parts, request, (document, page), shown)

    def request(self, question: str, scope: Scope, documents: Sequence[Document]) -> searching.Request:
        """Return what is looked for in documents, which are those of the scope."""
        preference = NOTHING if scope.alike else self._prefer(question, documents)
        within = [each.id for each in documents] if scope.document or scope.collection else None
        return searching.make_request(question, documents, within, preference, scope.alike)

    def ask(
        self, question: str, scope: Scope = EVERYTHING, conversation: int | None = None, keep: bool = True
    ) -> Generator[AskEvent, None, None]:
        """Answer a question; the last event is Answered.

        conversation: the number of the one to go on with, None starts one; keep: store the turn, and how
        long it took.
        """
        events = self._ask(question, scope, conversation, keep)
        yield from self.health.watch(events, self.model_name) if keep else events

    def _ask(
        self, question: str, scope: Scope, conversation: int | None, keep: bool
    ) -> Generator[AskEvent, None, None]:
        library = self.parts.library
        history = library.conversations.turns(conversation) if conversation is not None else []
        judge = self.parts.cross_encoder.judge
        sources = asking.Sources(
            lambda text: self.search(text, scope), self.page_text, judge, self.refuse_below, self.mode
        )
        documents = self._in_scope(scope)
        task = tasks.recognise(question, documents)
        if task is not None:
            holdings = whole.Holdings(documents, self.parts.index, library)
            answer = yield from whole.answer(question, task, holdings, sources, self.voice)
        else:
            if tasks.lacks_a_document(question, documents):
                yield Notice("Name two documents by their titles to have them compared page by page.")
            answer = yield from asking.ask(question, history, sources, self.voice)
        if keep:
            number = library.conversations.start(question) if conversation is None else conversation
            answer = replace(answer, conversation=number)
            library.conversations.put(number, answer)
        memory.give_back()
        yield Answered(answer)

    @property
    def conversations(self) -> Conversations:
        """The conversations that were kept."""
        return self.parts.library.conversations

    @property
    def health(self) -> Health:
        """How questions went."""
        return self.parts.library.health

    @property
    def opinions(self) -> Opinions:
        """What the user thinks of answers."""
        return self.parts.library.opinions

    def export(self, conversation: int, file: Path, anew: bool = False) -> None:
        """Write a conversation to a Markdown file, or to a PDF with its cited pages where it ends in .pdf.

        anew replaces a file that is there. Raises UsageError.
        """
        as_pdf = exporting.becomes_pdf(file)
        title, answers = self.conversations.title(conversation), self.conversations.answers(conversation)
        documents = self.documents()
        if as_pdf:
            text = exporting.to_html(title, answers, documents)
            made = self.pictures.typeset(text, exporting.cited_pages(answers, documents))
        else:
            made = exporting.to_markdown(title, answers, documents).encode()
        exporting.write(file, made, anew)

    def pack(self, file: Path, with_pdfs: bool = False) -> Generator[carrying.Carried, None, None]:
        """Write the whole library to one file, to carry it to another machine. Raises UsageError."""
        with self._alone():
            documents = self.documents() if with_pdfs else []
            yield from carrying.pack(self.parts.library.database, self.folder, file, documents)

    # Models

    @property
    def model_name(self) -> str:
        """The model in use, "none" for quotations only."""
        return self.voice.model.name if self.voice else "none"

    def models(self) -> list[ModelFile]:
        """Return the models on this machine."""
        return self.choices.models()

    def use_model(self, name: str) -> None:
        """Choose the model that answers from now on, "none" for quotations only.

        Raises UsageError or BadModelError; the old model then stays.
        """
        self.use_voice(self.choices.voice(name))

    def try_model(self, name: str) -> Generator[AskEvent | Trial, None, None]:
        """Measure how fast a model is here; the last event is the Trial, which is kept."""
        model = self.choices.open_model(name)
        trial = yield from trying.try_model(model)
        self.parts.library.models.put_trial(str(model.path), trial)
        yield trial

    @property
    def known_models(self) -> KnownModels:
        """Models that the user named, and how fast each was."""
        return self.parts.library.models

    def use_mode(self, mode: AnswerMode) -> None:
        """Choose how a model may answer from now on, and keep the choice."""
        self.choices.keep_mode(mode)
        self.mode = mode

    def use_voice(self, voice: asking.Voice | None) -> None:
        """Answer with this model from now on; the old one's process ends."""
        if self.voice is not None:
            self.voice.model.close()
        self.voice = voice

    def use_embedder(self, source: Path) -> Generator[AddEvent, None, None]:
        """Prepare another embedder, from a sentence-transformers folder, and index all documents with it.

        Questions are answered from the old index until the new one is whole. Closing the generator keeps
        the old one. Raises LibraryBusyError, EmbedderMissingError, AssistantError for a bad folder.
        """
        with self._alone():
            yield from map(Notice, self.choices.prepare_next(source))
            yield from rebuilding.rebuild(self.folder, self.parts)
            rebuilding.swap(self.folder)
            embedder = Embedder(self.parts.embedder.folder)
            index = Index(self.parts.index.folder, embedder)
            self.parts = replace(self.parts, embedder=embedder, index=index)

    def page_text(self, document: str, page: int) -> PageText:
        """Return the text of a page as it was indexed, put together from its passages."""
        return PageText.of_passages(self.parts.index.page(document, page))

    def wake(self) -> None:
        """Load what a question needs."""
        self.parts.wake()

    def close(self) -> None:
        """End the child processes, and bring all that is kept into its files."""
        self.parts.library.settle()
        self.parts.index.close()
        self.parts.reader.close()
        self.pictures.close()
        if self.voice is not None:
            self.voice.model.close()

    def _prefer(self, question: str, documents: Sequence[Document]) -> Preference:
        ids = {each.id for each in documents}
        like = [each for each in self.parts.library.sections_like(question) if each[0] in ids]
        return replace(prefer(question, documents), sections=tuple(sections.named(question, like)))

    def _in_scope(self, scope: Scope) -> list[Document]:
        if scope.document:
            known = self.parts.library.document(scope.document)
            return [known] if known else []
        return self.documents(scope.collection)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        lock = FileLock(self.folder / "adding.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise LibraryBusyError("Another PDF Assistant is changing this library.") from None
        except OSError as error:
            raise BadLibraryError(f"The folder {self.folder} cannot be changed ({error.strerror}).") from None
        try:
            yield
        finally:
            lock.release()
