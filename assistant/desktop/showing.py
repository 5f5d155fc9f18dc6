"""Reads from the library, off the UI thread, what the panels show."""

import gc
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from assistant.desktop.adding import Adding
from assistant.desktop.asking import Asking
from assistant.desktop.contract import Engine
from assistant.desktop.conversation_panel import ConversationPanel
from assistant.desktop.job import Errand, Errands
from assistant.desktop.languages import sentence
from assistant.desktop.library_panel import LibraryPanel
from assistant.engine.errors import AssistantError
from assistant.engine.events import DocumentFailed
from assistant.engine.types import Document, ModelFile


class Showing(QObject):
    """The engine is set once the library is open; rest_told: it is known what waits from last time."""

    rest_told = Signal()

    def __init__(self, adding: Adding, asking: Asking, errands: Errands, parent: QObject) -> None:
        super().__init__(parent)
        self.engine: Engine | None = None
        self._adding, self._asking, self._errands = adding, asking, errands
        self._library: LibraryPanel = adding.panel
        self._conversation: ConversationPanel = asking.panel

    def begin(self, engine: Engine) -> None:
        """Show everything."""
        self.engine = engine
        self._conversation.show_mode(engine.mode)
        self.documents()
        self.collections()
        self._errands.run("waiting", Errand(engine.waiting, self._offer_rest, self._adding.complain))
        self._errands.run("failures", Errand(engine.failures, self._show_failures, self._adding.complain))
        self.models()

    def documents(self) -> None:
        """Show the documents."""
        if self.engine is not None:
            self._errands.run("documents", Errand(self.engine.documents, self._fill, self._adding.complain))

    def collections(self) -> None:
        """Offer the collections to ask in."""
        if self.engine is not None:
            names = self.engine.collections.names
            self._errands.run("collections", Errand(names, self._offer, self._adding.complain))

    def narrow(self, collection: str) -> None:
        """Show the documents of a collection only, and ask there; "" is all."""
        self._conversation.look_in(collection)
        if self.engine is not None and collection:
            call = partial(self.engine.documents, collection)
            self._errands.run("narrow", Errand(call, self._keep_to, self._adding.complain))
        else:
            self._library.keep_to(None)

    def put(self, collection: str, documents: list[str]) -> None:
        """Put documents into a collection."""
        if self.engine is not None:
            call = partial(self.engine.collections.put, collection, documents)
            self._errands.run("put", Errand(call, lambda _: self.again(), self._adding.complain))

    def refresh(self) -> None:
        """Show the documents anew, within the collection that is chosen."""
        self.documents()
        if self._library.collections.name():
            self.again()

    def again(self) -> None:
        """Show the collections and the documents of the one that is chosen."""
        self.collections()
        self.narrow(self._library.collections.name())

    def _offer(self, names: Sequence[str]) -> None:
        self._conversation.offer_collections(names)
        self._library.collections.fill(names)

    def _keep_to(self, documents: Sequence[Document]) -> None:
        self._library.keep_to([each.id for each in documents])

    def models(self) -> None:
        """Offer the models."""
        if self.engine is not None:
            errand = Errand(partial(_models, self.engine), self._show_models, self.warn)
            self._errands.run("models", errand)

    def conversation(self, number: int) -> None:
        """Show a conversation that was kept."""
        if self.engine is not None:
            call = partial(self.engine.conversations.answers, number)
            show = partial(self._asking.go_on_with, number)
            self._errands.run("conversation", Errand(call, show, self.warn))

    def warn(self, error: AssistantError) -> None:
        """Say what went wrong beside the conversation."""
        self._conversation.warn(sentence(error))

    def _fill(self, documents: Sequence[Document]) -> None:
        self._library.fill(documents)
        # Looking for garbage in the reports of 100,000 pages would stop the window for a tenth of a second.
        if gc.get_freeze_count():
            gc.collect()
        gc.freeze()

    def _show_models(self, found: tuple[list[ModelFile], str]) -> None:
        self._conversation.show_models(*found)

    def _show_failures(self, failed: Sequence[DocumentFailed]) -> None:
        for each in failed:
            self._library.failures.put(each)

    def _offer_rest(self, paths: Sequence[str]) -> None:
        self._library.offer_rest(paths)
        self.rest_told.emit()


def _models(engine: Engine) -> tuple[list[ModelFile], str]:
    return engine.models(), engine.model_name
