"""All that a person does to come from documents to a tuned model, on one library."""

import dataclasses
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.engine.asking import Voice
from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.engine.events import Answered
from assistant.engine.forgetting import QUESTIONS
from assistant.engine.types import Answer
from assistant.evaluation import making, questions
from assistant.evaluation.making import Made
from assistant.evaluation.questions import Question
from assistant.evaluation.run import Progress
from assistant.finetune import advice, comparing, converters, exporting, importing, raft, rows, tuning
from assistant.finetune.advice import Advice
from assistant.finetune.comparing import Compared
from assistant.finetune.converters import Doing
from assistant.finetune.examples import Examples, of_opinions
from assistant.finetune.form import Form
from assistant.finetune.raft import MadeRows, Plan
from assistant.finetune.recipe import Recipe
from assistant.finetune.tuning import Prepared, Step, Tuned
from assistant.finetune.versions import Card, Versions, gone

KINDS = ("Q8_0", "Q4_K_M")


@dataclass(frozen=True, slots=True)
class Added:
    """How many examples came to be, and the questions that gave none; the last event of making them."""

    count: int
    refused: tuple[raft.Refused, ...]


class Workbench:
    """open_voice gives the model of a name; slow calls are generators, and closing one cancels it."""

    def __init__(self, assistant: Assistant, open_voice: Callable[[str], Voice | None]) -> None:
        self.assistant = assistant
        self.data = assistant.folder
        self.examples = Examples(self.data)
        self.versions = Versions(assistant.parts.library.database)
        self.tools = converters.default_folder(self.data)
        self._open_voice = open_voice

    # Examples

    def make(
        self, asked: Sequence[Question], count: int, plan: Plan
    ) -> Generator[Progress | Added, None, None]:
        """Make examples of questions, or of `count` that are made up; the last event is Added."""
        if not asked:
            for event in making.make(self.assistant, count):
                if isinstance(event, Made):
                    asked = event.questions
                else:
                    yield event
        for step in raft.make(self.assistant, asked, plan, self.examples.splits()):
            if isinstance(step, MadeRows):
                yield Added(self.examples.add(step.rows), step.refused)
            else:
                yield step

    def add_file(self, file: Path) -> int:
        """Add a person's own examples; return how many are new. Raises UsageError."""
        return self.examples.add(importing.read(file))

    def add_opinions(self) -> int:
        """Add an example of every answer that was called good or corrected; return how many are new."""
        made = of_opinions(self.assistant.opinions.all(), self.examples.all())
        return self.examples.add(made)

    # Training

    def prepare(self, base: Path, change: Callable[[Recipe], Recipe]) -> Prepared:
        """Look at base and examples; those that cannot be used are marked. Raises AssistantError."""
        held = self.examples.all()
        if not held:
            raise UsageError("There are no examples yet.", "Make some: pdf-assistant finetune make")
        prepared = tuning.prepare(base, held, self.examples.file.parent, change)
        self.examples.replace(prepared.rows)
        return prepared

    def name_for(self, prepared: Prepared) -> str:
        """Return a name that says what the tuned model comes from."""
        return f"{prepared.base.name}-tuned-{tuning.run_folder(prepared, self.data).name[:4]}"

    def train(
        self, prepared: Prepared, name: str, kinds: Sequence[str] = KINDS
    ) -> Generator[Doing | Step | Tuned, None, None]:
        """Train, write and register; the last event is Tuned. Raises TrainingError and UsageError."""
        return tuning.tune(prepared, self.data, name, self.tools, kinds, self.versions)

    @property
    def can_write(self) -> bool:
        """Whether the converters are there."""
        return converters.are_there(self.tools)

    def fetch_converters(self) -> Generator[Doing, None, None]:
        """Let pip download the converters, over the network. Raises TrainingError."""
        self.tools.parent.mkdir(parents=True, exist_ok=True)
        yield from converters.fetch(self.tools)

    # Tuned models

    def cards(self) -> list[tuple[Card, int]]:
        """Return the tuned models, each with how many of its documents are gone."""
        documents = [each.id for each in self.assistant.documents()]
        return [(card, gone(card, documents)) for card in self.versions.all()]

    def compare(
        self, name: str, kind: str = "F16", form: Form | None = None
    ) -> Generator[Progress | Doing | Compared, None, None]:
        """Compare a tuned model with its base on the examples held out; its card keeps the figures."""
        card = self.versions.find(name)
        held = rows.of_split(self.examples.all(), "test")
        base = Path(card.files[tuning.BASE])
        for event in comparing.compare(base, Path(card.files[kind]), held, form):
            if isinstance(event, Compared):
                card = self.versions.put(dataclasses.replace(card, figures=comparing.to_figures(event)))
                files = [Path(file) for name, file in card.files.items() if name != tuning.BASE]
                yield from exporting.describe(files, card.describe(), self.tools)
            yield event

    def ask(self, name: str, question: str) -> Answer:
        """Return what a model, tuned or not, answers from the documents; nothing of it is kept."""
        voice = self._open_voice(name)
        try:
            *_, last = dataclasses.replace(self.assistant, voice=voice).ask(question, keep=False)
        finally:
            if voice is not None:
                voice.model.close()
        assert isinstance(last, Answered)
        return last.answer

    def delete(self, name: str) -> None:
        """Delete a tuned model with its files. Raises UsageError."""
        self.versions.remove(self.versions.find(name))

    def use(self, name: str) -> None:
        """Let a tuned model answer from now on."""
        self.assistant.use_model(f"{name}.F16")

    # Advice

    def questions(self) -> list[Question]:
        """Return the questions of the library's test, none where there are none. Raises UsageError."""
        return questions.load_kept(self.data / QUESTIONS)

    def advise(
        self, asked: Sequence[Question], form: Form | None = None, instruction: str = "", tuned: str = ""
    ) -> Generator[Progress | Advice, None, None]:
        """Measure what is needed; the last event is Advice. Raises UsageError."""
        voice = self.assistant.voice
        if voice is None:
            raise UsageError("Measuring needs a model.", "Choose one: pdf-assistant models use NAME")
        if not asked:
            raise UsageError("There are no questions to measure with.", "Make some with “Test my library”.")
        beside = self._open_voice(tuned) if tuned else None
        try:
            yield from advice.advise(self.assistant, voice, asked, form, instruction, beside)
        finally:
            if beside is not None:
                beside.model.close()
