"""A stand-in for the engine: it plays scripts and keeps what it was asked."""

import base64
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from assistant.desktop.contract import EVERYTHING, Doors
from assistant.desktop.finetune_dialog import FinetuneDialog
from assistant.desktop.models_dialog import ModelsDialog
from assistant.desktop.settings_dialog import SettingsDialog
from assistant.desktop.testing_dialog import LibraryTestDialog
from assistant.engine.carrying import Carried
from assistant.engine.collecting import Collections
from assistant.engine.conversations import Conversations
from assistant.engine.errors import ChildFailedError
from assistant.engine.events import AddEvent, AskEvent, DocumentFailed
from assistant.engine.health import Health
from assistant.engine.known_models import KnownModels
from assistant.engine.library import Library
from assistant.engine.matching import PageText
from assistant.engine.opinions import Opinions
from assistant.engine.types import (
    Answer,
    AnswerKind,
    AnswerMode,
    Arm,
    Citation,
    Document,
    Facts,
    ModelFile,
    PageReport,
    Place,
    Run,
    Scope,
    Sentence,
)
from assistant.engine.watching import Watching
from assistant.engine.whereabouts import Whereabouts
from assistant.evaluation.questions import Question
from assistant.finetune.rows import Row
from assistant.finetune.versions import Card
from assistant.settings import Settings

Step = AddEvent | AskEvent | threading.Event | Exception
"""An event is yielded, a threading.Event waited for, an exception raised."""


def make_document(letter: str, title: str, pages: int = 3) -> Document:
    report = tuple(PageReport(number, str(number), "text", 100, 0) for number in range(1, pages + 1))
    return Document(letter * 64, f"/papers/{title}.pdf", title, pages, "complete", "2026-11-21", 9, report)


HANDBOOK = make_document("a", "Employee Handbook", 11)
PLAN = make_document("b", "Northwind Health Plus", 109)

QUOTED = Citation(
    1, "p1", HANDBOOK.id, HANDBOOK.title, 4, "4",
    "Full-time employees accrue twenty days of annual leave", ((72.0, 100.0, 300.0, 112.0),), "verified",
)  # fmt: skip
SECOND = Citation(
    2, "p2", PLAN.id, PLAN.title, 13, "13", "a deductible of $2,000 for each individual",
    ((90.0, 500.0, 320.0, 512.0),), "near", ("“2,000” stands for “2,500”",),
)  # fmt: skip

MODEL = ModelFile(
    "qwen", "/models/qwen.gguf", "library", 10**9, "qwen2",
    5 * 10**8, "Q4_K_M", 32768, "Apache-2.0", 10**9, fits=True
)  # fmt: skip


def make_answer(
    text: str, sentences: Sequence[Sentence] = (), kind: AnswerKind = "answered", **changed: Any
) -> Answer:
    values: dict[str, Any] = {
        "question": "How many days?", "standalone": "How many days?", "kind": kind, "text": text,
        "quotations": (QUOTED, SECOND), "sentences": tuple(sentences), "citations": (QUOTED, SECOND),
        "passages": (), "confidence": 0.9, "model": "qwen", "seed": 0, "left_out": 0, "conversation": 7,
    }  # fmt: skip
    return Answer(**(values | changed))


def make_png(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return base64.b64decode(bytes(buffer.data().toBase64().data()))


class FakeTester:
    """Plays the scripts in `making` and `measuring`; calls holds what was asked of it."""

    def __init__(self) -> None:
        self.kept: list[Question] = []
        self.making: Iterable[object] = ()
        self.measuring: Iterable[object] = ()
        self.past: list[Run] = []
        self.calls: list[tuple[Any, ...]] = []

    def questions(self) -> list[Question]:
        return self.kept

    def make(self, count: int) -> Generator[object, None, None]:
        self.calls.append(("make", count))
        yield from _played(self.making)

    def measure(self, asked: Sequence[Question]) -> Generator[object, None, None]:
        self.calls.append(("measure", list(asked)))
        yield from _played(self.measuring)

    def use(self, arm: Arm) -> None:
        self.calls.append(("use", arm))

    def runs(self) -> list[Run]:
        return self.past


class FakeWorkbench:
    """Plays the script in `playing` for every slow call; calls holds what was asked of it."""

    def __init__(self) -> None:
        self.examples = self
        self.rows: list[Row] = []
        self.tuned: list[Card] = []
        self.asked: list[Question] = []
        self.playing: Iterable[object] = ()
        self.prepared: Any = None
        self.can_write = True
        self.calls: list[tuple[Any, ...]] = []

    def all(self) -> list[Row]:
        return self.rows

    def decide(self, id: str, state: str) -> None:
        self.calls.append(("decide", id, state))
        self.rows = [replace(each, state=state) if each.id == id else each for each in self.rows]

    def edit(self, id: str, answer: str) -> None:
        self.calls.append(("edit", id, answer))

    def cards(self) -> list[tuple[Card, int]]:
        return [(card, 0) for card in self.tuned]

    def questions(self) -> list[Question]:
        return self.asked

    def name_for(self, prepared: object) -> str:
        return "base-tuned-1"

    def prepare(self, base: Path, change: object) -> object:
        self.calls.append(("prepare", base))
        if isinstance(self.prepared, Exception):
            raise self.prepared
        return self.prepared

    def add_file(self, file: Path) -> int:
        self.calls.append(("add_file", file))
        return 3

    def add_opinions(self) -> int:
        self.calls.append(("add_opinions",))
        return 1

    def use(self, name: str) -> None:
        self.calls.append(("use", name))

    def delete(self, name: str) -> None:
        self.calls.append(("delete", name))
        self.tuned = [each for each in self.tuned if each.name != name]

    def make(self, *given: object) -> Generator[object, None, None]:
        return self._play("make", *given)

    def train(self, *given: object) -> Generator[object, None, None]:
        return self._play("train", *given)

    def compare(self, *given: object) -> Generator[object, None, None]:
        return self._play("compare", *given)

    def advise(self, *given: object) -> Generator[object, None, None]:
        return self._play("advise", *given)

    def fetch_converters(self) -> Generator[object, None, None]:
        return self._play("fetch")

    def _play(self, *call: object) -> Generator[object, None, None]:
        self.calls.append(call)
        yield from _played(self.playing)


def _played(script: Iterable[object]) -> Generator[object, None, None]:
    for step in script:
        if isinstance(step, threading.Event):
            step.wait(5)
        elif isinstance(step, Exception):
            raise step
        else:
            yield step


def doors(open_engine: Callable[[], Any], kept: Settings | None = None, place: Path | None = None) -> Doors:
    """As app.open_doors, with settings that are kept nowhere and a tester that does nothing."""
    own = kept or Settings()
    return Doors(
        engine=open_engine,
        settings=lambda: own,
        open_settings=lambda engine, parent: SettingsDialog(own, "It costs.", engine.use_settings, parent),
        open_models=lambda engine, parent: ModelsDialog(engine, own, engine.use_settings, parent),
        open_testing=lambda engine, parent: LibraryTestDialog(FakeTester(), parent),
        open_finetuning=lambda engine, parent: FinetuneDialog(FakeWorkbench(), parent),  # type: ignore[arg-type]
        folder=place or _visited(),
        diagnose=lambda: "ok       program: PDF Assistant",
        stored=lambda: [("settings", 120)],
        repair=lambda: "",
        take_over=lambda file: iter(()),  # type: ignore[arg-type,return-value]
    )


_places = tempfile.TemporaryDirectory()
"""Goes with the process."""


def _visited() -> Path:
    """A data folder in which a window was before."""
    folder = Path(tempfile.mkdtemp(dir=_places.name))
    (folder / "window.ini").touch()
    return folder


class FakeAssistant:
    """Plays the scripts in `adding` and `asking`; calls holds what was asked of it, in order."""

    def __init__(self, library: Sequence[Document] = ()) -> None:
        self.library = list(library)
        self.left: list[str] = []
        self.failed: list[DocumentFailed] = []
        self.rest_waits = False
        self.mode: AnswerMode = "strict"
        self.adding: Iterable[Step] = ()
        self.asking: Iterable[Step] = ()
        self.model_name = "none"
        self.refuses: Exception | None = None
        self.calls: list[tuple[Any, ...]] = []
        self.cancelled: list[str] = []
        self.closed = self.awake = False
        self.trying: Iterable[Any] = ()
        self.places: list[Place] = []
        self.texts: dict[tuple[str, int], PageText] = {}
        self.place = tempfile.TemporaryDirectory()

    def add(
        self, paths: Sequence[Path], collection: str = "", passwords: Sequence[str] = ()
    ) -> Generator[AddEvent, None, None]:
        self.calls.append(("add", [str(path) for path in paths], list(passwords)))
        return self._play("add", self.adding)

    def ask(
        self, question: str, scope: Scope = EVERYTHING, conversation: int | None = None
    ) -> Generator[AskEvent, None, None]:
        self.calls.append(("ask", question, scope, conversation))
        return self._play("ask", self.asking)

    def whereabouts(self, question: str, document: str, page: int, shown: Sequence[str] = ()) -> Whereabouts:
        self.calls.append(("whereabouts", question, document, page, list(shown)))
        return Whereabouts("behind", 0, 12, None, -1.0)

    def waiting(self) -> list[str]:
        return self.left

    def failures(self) -> list[DocumentFailed]:
        return list(self.failed)

    def forget_failures(self, paths: Sequence[str]) -> None:
        self.failed = [each for each in self.failed if each.path not in paths]

    @property
    def watched(self) -> Watching:
        library = Library(Path(self.place.name))
        return Watching(library.database, library, self.add, self.remove)

    def documents(self, collection: str = "") -> list[Document]:
        if not collection:
            return list(self.library)
        return Library(Path(self.place.name)).documents(collection)

    def remove(self, document: str) -> None:
        self.calls.append(("remove", document))
        self.library = [each for each in self.library if each.id != document]

    def forget(self, document: str) -> None:
        self.calls.append(("forget", document))
        self.library = [each for each in self.library if each.id != document]

    def erase(self) -> None:
        self.calls.append(("erase",))
        self.library = []

    def correct(self, document: str, title: str, facts: Facts) -> Document:
        self.calls.append(("correct", document, title, facts))
        (known,) = (each for each in self.library if each.id == document)
        return replace(known, title=title, facts=facts)

    def pack(self, file: Path, with_pdfs: bool = False) -> Generator[Carried, None, None]:
        self.calls.append(("pack", file.name, with_pdfs))
        if self.refuses:
            raise self.refuses
        yield Carried(50, 100)
        file.write_bytes(b"packed")
        yield Carried(6, 6, finished=True)

    def find(self, document: str, text: str) -> list[Place]:
        self.calls.append(("find", document, text))
        return [each for each in self.places if text.casefold() in each.line.casefold()]

    def page_text(self, document: str, page: int) -> PageText:
        return self.texts.get((document, page), PageText("", ()))

    def render(self, document: str, page: int, zoom: float) -> bytes:
        self.calls.append(("render", document, page, zoom))
        if self.refuses:
            raise self.refuses
        return make_png(round(600 * zoom), round(800 * zoom))

    def models(self) -> list[ModelFile]:
        return [MODEL]

    @property
    def known_models(self) -> KnownModels:
        return Library(Path(self.place.name)).models

    def try_model(self, name: str) -> Generator[Any, None, None]:
        self.calls.append(("try_model", name))
        return self._play("try_model", self.trying)

    def use_model(self, name: str) -> None:
        self.calls.append(("use_model", name))
        if self.refuses:
            raise self.refuses
        self.model_name = name

    @property
    def health(self) -> Health:
        return Library(Path(self.place.name)).health

    @property
    def opinions(self) -> Opinions:
        return Library(Path(self.place.name)).opinions

    def use_mode(self, mode: AnswerMode) -> None:
        self.calls.append(("use_mode", mode))
        self.mode = mode

    def use_settings(self, use: Settings) -> list[str]:
        self.calls.append(("use_settings", use))
        if self.refuses:
            raise self.refuses
        return ["Threads"] if use.threads else []

    def export(self, conversation: int, file: Path, anew: bool = False) -> None:
        self.calls.append(("export", conversation, str(file)))
        if self.refuses:
            raise self.refuses

    @property
    def collections(self) -> Collections:
        library = Library(Path(self.place.name))
        for each in self.library:
            library.put_document(each)
        return Collections(library)

    @property
    def conversations(self) -> Conversations:
        return Library(Path(self.place.name)).conversations

    def wake(self) -> None:
        self.awake = True

    def close(self) -> None:
        self.closed = True

    def named(self, name: str) -> list[tuple[Any, ...]]:
        """The calls of one name."""
        return [call for call in self.calls if call[0] == name]

    def _wait(self, gate: threading.Event) -> None:
        """Wait as for a child process, which ends when the assistant is closed."""
        while not gate.wait(0.02):
            if self.closed:
                raise ChildFailedError("The process that worked on it ended unexpectedly.")

    def _play(self, name: str, script: Iterable[Step]) -> Generator[Any, None, None]:
        try:
            for step in script:
                if isinstance(step, threading.Event):
                    self._wait(step)
                elif isinstance(step, Exception):
                    raise step
                else:
                    yield step
        except GeneratorExit:
            self.cancelled.append(name)
            raise
