"""What the window needs of the engine; `Assistant` is the real one, tests have a fake."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QDialog, QWidget

from assistant.desktop.settings_dialog import SettingsDialog
from assistant.engine.carrying import Carried
from assistant.engine.collecting import Collections
from assistant.engine.conversations import Conversations
from assistant.engine.events import AddEvent, AskEvent, DocumentFailed
from assistant.engine.health import Health
from assistant.engine.known_models import KnownModels, Trial
from assistant.engine.matching import PageText
from assistant.engine.opinions import Opinions
from assistant.engine.types import AnswerMode, Document, Facts, ModelFile, Place, Scope
from assistant.engine.watching import Watching
from assistant.engine.whereabouts import Whereabouts
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.desktop.finetune_dialog import FinetuneDialog
    from assistant.desktop.models_dialog import ModelsDialog


@dataclass(frozen=True, slots=True)
class Doors:
    """What the window opens: the engine, off the UI thread, and dialogs about it; settings as kept.

    folder is where everything is; diagnose and stored tell of it, repair puts back a damaged library and says
    so, take_over takes a packed one over into one without documents, off the UI thread too.
    """

    engine: Callable[[], "Engine"]
    settings: Callable[[], Settings]
    open_settings: Callable[[Any, QWidget], SettingsDialog]
    open_models: Callable[[Any, QWidget], "ModelsDialog"]
    open_testing: Callable[[Any, QWidget], QDialog]
    open_finetuning: Callable[[Any, QWidget], "FinetuneDialog"]
    folder: Path
    diagnose: Callable[[], str]
    stored: Callable[[], list[tuple[str, int]]]
    repair: Callable[[], str]
    take_over: Callable[[Path], Generator[Carried | str, None, None]]


EVERYTHING = Scope()
NO_MODEL = "none"


class Engine(Protocol):
    """The calls that the window makes, the slow ones off the UI thread.

    With rest_waits, files that a cancelled call did not add wait for the next.
    """

    rest_waits: bool

    @property
    def model_name(self) -> str:
        """The model in use, "none" for quotations only."""

    def add(
        self, paths: Sequence[Path], collection: str = "", passwords: Sequence[str] = ()
    ) -> Generator[AddEvent, None, None]:
        """Add files and folders, and what an earlier call left."""

    @property
    def collections(self) -> Collections:
        """The collections, and what can be done with them."""

    @property
    def conversations(self) -> Conversations:
        """The conversations that were kept."""

    def export(self, conversation: int, file: Path, anew: bool = False) -> None:
        """Write a conversation to a Markdown or PDF file."""

    def waiting(self) -> list[str]:
        """Return the files that an earlier call could not finish."""

    def failures(self) -> list[DocumentFailed]:
        """Return the files that could not be added, and why."""

    def forget_failures(self, paths: Sequence[str]) -> None:
        """Forget that files could not be added."""

    @property
    def watched(self) -> Watching:
        """The watched folders, and what can be done with them."""

    def remove(self, document: str) -> None:
        """Remove a document."""

    def forget(self, document: str) -> None:
        """Remove a document and all that was made of it."""

    def erase(self) -> None:
        """Remove everything that is kept."""

    def correct(self, document: str, title: str, facts: Facts) -> Document:
        """Keep what the user says a document is."""

    def documents(self, collection: str = "") -> list[Document]:
        """Return the documents by title."""

    def whereabouts(self, question: str, document: str, page: int, shown: Sequence[str] = ()) -> Whereabouts:
        """Return what became of a page in a search."""

    def ask(
        self, question: str, scope: Scope = EVERYTHING, conversation: int | None = None
    ) -> Generator[AskEvent, None, None]:
        """Answer a question."""

    def pack(self, file: Path, with_pdfs: bool = False) -> Generator[Carried, None, None]:
        """Write the whole library to one file."""

    def find(self, document: str, text: str) -> list[Place]:
        """Return every place where a text stands in a document."""

    def page_text(self, document: str, page: int) -> PageText:
        """Return the text of a page with its words, as it was indexed."""

    def render(self, document: str, page: int, zoom: float) -> bytes:
        """Return a page as PNG, zoom pixels a point."""

    @property
    def mode(self) -> AnswerMode:
        """What a model may write."""

    def use_mode(self, mode: AnswerMode) -> None:
        """Choose what a model may write from now on."""

    @property
    def health(self) -> Health:
        """How questions went."""

    @property
    def opinions(self) -> Opinions:
        """What the user thinks of answers."""

    def models(self) -> list[ModelFile]:
        """Return the models on this machine."""

    @property
    def known_models(self) -> KnownModels:
        """Models that the user named, and how fast each was."""

    def try_model(self, name: str) -> Generator[AskEvent | Trial, None, None]:
        """Measure how fast a model is; the last event is the Trial."""

    def use_model(self, name: str) -> None:
        """Choose the model that answers from now on."""

    def wake(self) -> None:
        """Load what a question needs."""

    def close(self) -> None:
        """End the child processes."""
