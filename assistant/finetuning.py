"""The commands that make examples, train, compare, and advise whether to."""

import argparse
import dataclasses
import sys
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import printing, settings
from assistant.engine.errors import UsageError
from assistant.measuring import without_progress
from assistant.opening import ANSWERED, open_assistant
from assistant.paths import data_folder
from assistant.streams import emit, note, say, show_progress

if TYPE_CHECKING:
    from assistant.finetune.recipe import Recipe
    from assistant.finetune.rows import Row
    from assistant.finetune.tuning import Prepared

Arguments = argparse.Namespace

SHOWN = 100
"""Characters of a question or an answer in a list."""


# Examples


def make_rows(given: Arguments) -> int:
    """Make examples from the documents: of a question set, or of questions made for it."""
    from assistant.evaluation import making, questions
    from assistant.finetune import raft
    from assistant.finetune.examples import Examples

    assistant = open_assistant(given)
    plan = raft.Plan(given.distractors, given.without, given.memory)
    if given.questions is not None:
        asked = questions.load(given.questions)
    else:
        *_, proposed = without_progress(making.make(assistant, given.count))
        asked = list(proposed.questions)
    examples = Examples(assistant.folder)
    *_, made = without_progress(raft.make(assistant, asked, plan, examples.splits()))
    count = examples.add(made.rows)
    reasons = [f"    {each.reason}: {each.question}" for each in made.refused]
    text = f"{count} new examples. {len(made.refused)} questions gave none:\n" + "\n".join(reasons)
    emit(given.json, made, text if reasons else f"{count} new examples.")
    note("Look them through: pdf-assistant finetune rows")
    return ANSWERED


def import_rows(given: Arguments) -> int:
    """Add a person's own examples from JSON lines or CSV."""
    from assistant.finetune import importing
    from assistant.finetune.examples import Examples

    read = importing.read(given.file)
    count = Examples(data_folder(given.data_dir)).add(read)
    emit(given.json, {"new": count}, f"{count} new examples, {len(read) - count} were there already.")
    return ANSWERED


def opinion_rows(given: Arguments) -> int:
    """Make examples of the answers that were called good or corrected."""
    from assistant.finetune.examples import Examples, of_opinions

    assistant = open_assistant(given)
    examples = Examples(assistant.folder)
    count = examples.add(of_opinions(assistant.opinions.all(), examples.all()))
    emit(given.json, {"new": count}, f"{count} new examples of your opinions.")
    return ANSWERED


def list_rows(given: Arguments) -> int:
    """List the examples, or show one whole."""
    from assistant.finetune.examples import Examples

    held = [each for each in Examples(data_folder(given.data_dir)).all() if given.id in ("", each.id)]
    if given.id and held:
        told = [f"{each.role}:\n{each.content}" for each in held[0].messages]
        emit(given.json, held[0], printing.plain("\n\n".join([*told, f"answer:\n{held[0].answer}"])))
        return ANSWERED
    emit(given.json, held, "\n".join(map(_line, held)) or "No examples yet: pdf-assistant finetune make")
    return ANSWERED


def decide(given: Arguments) -> int:
    """Accept, reject or edit an example."""
    from assistant.finetune.examples import Examples

    examples = Examples(data_folder(given.data_dir))
    if given.decision == "edit":
        changed = [examples.edit(given.id, given.answer)]
    else:
        changed = [examples.decide(id, given.decision) for id in given.ids]
    emit(given.json, changed, "\n".join(map(_line, changed)))
    return ANSWERED


def _line(row: "Row") -> str:
    asked = row.messages[-1].content.strip().rsplit("\n", 1)[-1][:SHOWN]
    state = f"{row.state}, {row.reason}" if row.reason else row.state
    text = f"{row.id}  {row.split:<10} {row.kind:<8} {state}\n    {asked}\n    → {row.answer[:SHOWN]}"
    personal = "".join(f"\n    perhaps personal: {each}" for each in row.personal)
    return printing.plain(text + personal)


# Training


def check(given: Arguments) -> int:
    """Tell what a training would take, and which examples cannot be used."""
    prepared = _prepare(given)
    emit(given.json, {"recipe": prepared.recipe, "estimate": prepared.estimate}, _forecast(prepared))
    return ANSWERED


def train(given: Arguments) -> int:
    """Train a LoRA adapter, merge it, write it as GGUF, compare, and register it."""
    from assistant.engine.library import Library
    from assistant.finetune import tuning
    from assistant.finetune.tuning import Tuned
    from assistant.finetune.versions import Versions

    prepared = _prepare(given)
    data = data_folder(given.data_dir)
    note(_forecast(prepared))
    name = given.name or f"{prepared.base.name}-tuned-{tuning.run_folder(prepared, data).name[:4]}"
    versions = Versions(Library(data).database)
    events = tuning.tune(prepared, data, name, _tools(given), given.kinds, versions)
    last: Any = None
    for last in events:
        _show(last)
    assert isinstance(last, Tuned)
    emit(given.json, last.card, f"{name} is ready. Use it: pdf-assistant models use {name}.F16")
    note(f"Compare it with its base: pdf-assistant finetune compare {name}")
    return ANSWERED


def _prepare(given: Arguments) -> "Prepared":
    from assistant.finetune import recipe, tuning
    from assistant.finetune.examples import Examples

    data = data_folder(given.data_dir)
    examples = Examples(data)
    held = examples.all()
    if not held:
        raise UsageError("There are no examples yet.", "Make some: pdf-assistant finetune make")

    def change(use: "Recipe") -> "Recipe":
        pairs = [word.partition("=") for word in given.set]
        return reduce(lambda made, pair: recipe.change(made, pair[0], pair[2]), pairs, use)

    prepared = tuning.prepare(given.base, held, examples.file.parent, change)
    examples.replace(prepared.rows)
    return prepared


def _forecast(prepared: "Prepared") -> str:
    use, takes, base = prepared.recipe, prepared.estimate, prepared.base
    refused = [each for each in prepared.rows if not each.used]
    lines = [
        f"Base: {base.name}, {base.architecture}, {base.parameters / 1e6:.1f} M weights, "
        f"licence {base.licence or 'not named'}",
        f"Examples: {len(prepared.rows) - len(refused)} used, {len(refused)} refused",
        "Recipe: " + ", ".join(f"{name}={value}" for name, value in dataclasses.asdict(use).items()),
        f"On {prepared.device}: at most {takes.steps} steps, about {printing.duration(takes.seconds)}, "
        f"{takes.memory / 1e9:.1f} GB of memory ({prepared.memory / 1e9:.1f} GB free), "
        f"{takes.disk / 1e9:.1f} GB of disk",
    ]
    return printing.plain("\n".join(lines))


def _show(event: Any) -> None:  # noqa: ANN401
    from assistant.finetune.exporting import Doing
    from assistant.finetune.tuning import Step

    if isinstance(event, Doing):
        show_progress(f"{event.text}…")
    elif isinstance(event, Step):
        left = "" if event.seconds_left is None else f", {printing.duration(event.seconds_left)} left"
        show_progress(f"Step {event.step} of {event.of}, loss {event.loss:.3f}{left}")
        if event.check is not None:
            note(f"Step {event.step}: loss {event.loss:.3f}, validation {event.check:.3f}, best {event.best}")


def fetch_converters(given: Arguments) -> int:
    """Let pip download llama.cpp's converters; the one command that uses a network."""
    from assistant.finetune import converters

    folder = converters.default_folder(data_folder(given.data_dir))
    folder.parent.mkdir(parents=True, exist_ok=True)
    for text in converters.fetch(folder):
        show_progress(f"{text}…")
    note(f"The converters are in {folder}")
    return ANSWERED


def _tools(given: Arguments) -> Path:
    from assistant.finetune import converters

    folder: Path | None = given.converters
    return folder or converters.default_folder(data_folder(given.data_dir))


# Tuned models


def list_tuned(given: Arguments) -> int:
    """List the tuned models."""
    from assistant.finetune.versions import Versions, gone

    assistant = open_assistant(given)
    documents = [each.id for each in assistant.documents()]
    lines = []
    cards = Versions(assistant.parts.library.database).all()
    for card in cards:
        missing = gone(card, documents)
        told = f" · {missing} of its documents are no longer in the library" if missing else ""
        count = sum(card.rows.values())
        lines.append(f"{card.id:>3}  {card.name}  {card.made}  from {card.base}, {count} examples{told}")
    emit(given.json, cards, printing.plain("\n".join(lines)) or "No model was tuned yet.")
    return ANSWERED


def compare(given: Arguments) -> int:
    """Compare a tuned model with its base on the held-out examples."""
    from assistant.engine.library import Library
    from assistant.finetune import comparing, form, rows, tuning
    from assistant.finetune.examples import Examples
    from assistant.finetune.versions import Versions

    data = data_folder(given.data_dir)
    versions = Versions(Library(data).database)
    card = versions.find(given.name)
    held = rows.of_split(Examples(data).all(), "test")
    wanted = form.read(given.form) if given.form else None
    base = Path(card.files[tuning.BASE])
    *_, compared = without_progress(comparing.compare(base, Path(card.files[given.kind]), held, wanted))
    versions.put(dataclasses.replace(card, figures=comparing.to_figures(compared)))
    text = [comparing.describe(compared)]
    for title, worst in zip(("base", "tuned"), compared.worst, strict=True):
        text += [
            "",
            f"Worst of the {title} model:",
            *(f"    {_line(each.row)}\n    ↦ {each.text[:SHOWN]}" for each in worst),
        ]
    emit(given.json, card.figures, printing.plain("\n".join(text)))
    return ANSWERED


def delete_tuned(given: Arguments) -> int:
    """Delete tuned models with their files."""
    from assistant.engine.library import Library
    from assistant.finetune.versions import Versions

    versions = Versions(Library(data_folder(given.data_dir)).database)
    for card in [versions.find(name) for name in given.names]:
        versions.remove(card)
        note(f"{card.name} is deleted.")
    return ANSWERED


# Advice


def advise(given: Arguments) -> int:
    """Say whether retrieval, fine-tuning, both or neither is needed; measured where there are questions."""
    from assistant import wiring
    from assistant.evaluation import questions
    from assistant.finetune import advice, form

    if given.questions is None:
        return _consider(given)
    assistant = open_assistant(given)
    if assistant.voice is None:
        raise UsageError("Measuring needs a model.", "Choose one: pdf-assistant models use NAME")
    wanted = form.read(given.form) if given.form else None
    use = settings.load(assistant.folder)
    tuned = (
        wiring.open_voice(assistant.folder, settings.change(use, model=given.tuned)) if given.tuned else None
    )
    asked = questions.load(given.questions)
    events = advice.advise(assistant, assistant.voice, asked, wanted, given.instruction, tuned)
    *_, advised = without_progress(events)
    emit(given.json, advised, printing.plain(advice.describe(advised)))
    return ANSWERED


def _consider(given: Arguments) -> int:
    from assistant.finetune import considering

    answers = []
    for question in considering.QUESTIONS:
        say(f"{question} [y/n] ", end="")
        answers.append(sys.stdin.readline().strip().lower().startswith("y"))
    needed, reasons = considering.consider(answers)
    text = "\n".join(
        [f"That speaks for: {needed}.", *reasons, "", "Better: measure it on questions of your own:"]
    )
    emit(
        given.json,
        {"needed": needed, "reasons": reasons},
        f"{text}\n    pdf-assistant advise QUESTIONS.jsonl",
    )
    return ANSWERED
