"""The commands that make examples, train, compare, and advise whether to."""

import argparse
import dataclasses
import sys
from collections.abc import Iterable
from functools import reduce
from typing import TYPE_CHECKING, Any

from assistant import printing
from assistant.engine.errors import AssistantError, UsageError
from assistant.measuring import without_progress
from assistant.opening import ANSWERED, open_assistant
from assistant.streams import emit, note, say, show_progress

if TYPE_CHECKING:
    from assistant.finetune.recipe import Recipe
    from assistant.finetune.rows import Row
    from assistant.finetune.tuning import Prepared
    from assistant.finetune.workbench import Workbench

Arguments = argparse.Namespace

SHOWN = 100
"""Characters of a question or an answer in a list."""


# Examples


def make_rows(given: Arguments) -> int:
    """Make examples from the documents: of a question set, or of questions made for it."""
    from assistant.evaluation import questions
    from assistant.finetune.raft import Plan

    asked = questions.load(given.questions) if given.questions else []
    plan = Plan(given.distractors, given.without, given.memory)
    *_, added = without_progress(_workbench(given).make(asked, given.count, plan))
    reasons = [f"    {each.reason}: {each.question}" for each in added.refused]
    if reasons:
        reasons.insert(0, f"{len(reasons)} questions gave none:")
    emit(given.json, added, printing.plain("\n".join([f"{added.count} new examples.", *reasons])))
    note("Look them through: pdf-assistant finetune rows")
    return ANSWERED


def import_rows(given: Arguments) -> int:
    """Add a person's own examples from JSON lines or CSV."""
    count = _workbench(given).add_file(given.file)
    emit(given.json, {"new": count}, f"{count} new examples.")
    return ANSWERED


def opinion_rows(given: Arguments) -> int:
    """Make examples of the answers that were called good or corrected."""
    count = _workbench(given).add_opinions()
    emit(given.json, {"new": count}, f"{count} new examples of your opinions.")
    return ANSWERED


def list_rows(given: Arguments) -> int:
    """List the examples, or show one whole."""
    every = _workbench(given).examples.all()
    held = [each for each in every if given.id in ("", each.id)]
    if every and not held:
        raise UsageError(f"No example has “{given.id}”.", "See: pdf-assistant finetune rows")
    if given.id and held:
        told = [f"{each.role}:\n{each.content}" for each in held[0].messages]
        emit(given.json, held[0], printing.plain("\n\n".join([*told, f"answer:\n{held[0].answer}"])))
        return ANSWERED
    emit(given.json, held, "\n".join(map(_line, held)) or "No examples yet: pdf-assistant finetune make")
    return ANSWERED


def decide(given: Arguments) -> int:
    """Accept, reject or edit an example."""
    examples = _workbench(given).examples
    if given.decision == "edit":
        changed = [examples.edit(given.id, given.answer)]
    else:
        changed = [examples.decide(id, given.decision) for id in given.ids]
    emit(given.json, changed, "\n".join(map(_line, changed)))
    return ANSWERED


def _line(row: "Row") -> str:
    state = f"{row.state}, {row.reason}" if row.reason else row.state
    lines = [f"{row.id}  {row.split:<10} {row.kind:<8} {state}", row.asked[:SHOWN], f"→ {row.answer[:SHOWN]}"]
    lines += [f"perhaps personal: {each}" for each in row.personal]
    return printing.plain("\n    ".join(lines))


# Training


def check(given: Arguments) -> int:
    """Tell what a training would take, and which examples cannot be used."""
    prepared = _prepare(_workbench(given), given)
    emit(given.json, {"recipe": prepared.recipe, "estimate": prepared.estimate}, _forecast(prepared))
    return ANSWERED


def train(given: Arguments) -> int:
    """Train a LoRA adapter, merge it, write it as GGUF, compare, and register it."""
    workbench = _workbench(given)
    workbench.tools = given.converters or workbench.tools
    prepared = _prepare(workbench, given)
    note(_forecast(prepared))
    name = given.name or workbench.name_for(prepared)
    last = _follow(workbench.train(prepared, name, given.kinds))
    emit(given.json, last.card, f"{name} is ready. Use it: pdf-assistant models use {name}.F16")
    note(f"Compare it with its base: pdf-assistant finetune compare {name}")
    return ANSWERED


def _prepare(workbench: "Workbench", given: Arguments) -> "Prepared":
    from assistant.finetune import recipe

    def change(use: "Recipe") -> "Recipe":
        pairs = [word.partition("=") for word in given.set]
        return reduce(lambda made, pair: recipe.change(made, pair[0], pair[2]), pairs, use)

    return workbench.prepare(given.base, change)


def _forecast(prepared: "Prepared") -> str:
    recipe = ", ".join(f"{name}={value}" for name, value in dataclasses.asdict(prepared.recipe).items())
    return printing.plain("\n".join([*printing.forecast(prepared), f"Recipe: {recipe}"]))


def _follow(events: Iterable[Any]) -> Any:  # noqa: ANN401
    """Show what happens; return the last event."""
    from assistant.finetune.converters import Doing
    from assistant.finetune.tuning import Step

    event: Any = None
    checked = 0
    for event in events:
        if isinstance(event, Doing):
            show_progress(f"{event.text}…")
        elif isinstance(event, Step):
            left = "" if event.seconds_left is None else f", {printing.duration(event.seconds_left)} left"
            show_progress(f"Step {event.step} of {event.of}, loss {event.loss:.3f}{left}")
            if event.check is not None and event.step > checked:
                checked = event.step
                loss = f"loss {event.loss:.3f}, validation {event.check:.3f}"
                note(f"Step {event.step}: {loss}, best {event.best}")
    return event


def fetch_converters(given: Arguments) -> int:
    """Let pip download llama.cpp's converters; the one command that uses a network."""
    workbench = _workbench(given)
    _follow(workbench.fetch_converters())
    note(f"The converters are in {workbench.tools}")
    return ANSWERED


# Tuned models


def list_tuned(given: Arguments) -> int:
    """List the tuned models."""
    cards = _workbench(given).cards()
    lines = [printing.card(card, missing) for card, missing in cards]
    emit(given.json, [card for card, _ in cards], "\n".join(lines) or "No model was tuned yet.")
    return ANSWERED


def compare(given: Arguments) -> int:
    """Compare a tuned model with its base on the held-out examples."""
    from assistant.finetune import comparing, form

    wanted = form.read(given.form) if given.form else None
    compared = _follow(without_progress(_workbench(given).compare(given.name, given.kind, wanted)))
    text = [comparing.describe(compared)]
    for title, worst in zip(("base", "tuned"), compared.worst, strict=True):
        text += ["", f"Worst of the {title} model:"]
        text += [f"    {_line(each.row)}\n    ↦ {each.text[:SHOWN]}" for each in worst]
    emit(given.json, comparing.to_figures(compared), printing.plain("\n".join(text)))
    return ANSWERED


def ask(given: Arguments) -> int:
    """Let several models answer one question from the documents, side by side."""
    workbench = _workbench(given)
    answers = {name: workbench.ask(name, given.question) for name in given.names}
    told = [f"{name}:\n{each.text or '(quotations only)'}" for name, each in answers.items()]
    emit(given.json, answers, printing.plain("\n\n".join(told)))
    return ANSWERED


def delete_tuned(given: Arguments) -> int:
    """Delete tuned models with their files."""
    workbench = _workbench(given)
    for name in given.names:
        workbench.delete(name)
        note(f"{name} is deleted.")
    return ANSWERED


# Advice


def advise(given: Arguments) -> int:
    """Say whether retrieval, fine-tuning, both or neither is needed; measured where there are questions."""
    from assistant.evaluation import questions
    from assistant.finetune import advice, form

    if given.questions is None:
        return _consider(given)
    asked = questions.load(given.questions)
    wanted = form.read(given.form) if given.form else None
    events = _workbench(given).advise(asked, wanted, given.instruction, given.tuned)
    *_, advised = without_progress(events)
    emit(given.json, advised, printing.plain(advice.describe(advised)))
    return ANSWERED


def _consider(given: Arguments) -> int:
    from assistant.finetune import considering

    answers = []
    for question in considering.QUESTIONS:
        say(f"{question} [y/n] ", end="")
        answers.append(_yes())
    needed, reasons = considering.consider(answers)
    better = ["", "Better: measure it on questions of your own:", "    pdf-assistant advise QUESTIONS.jsonl"]
    text = "\n".join([f"That speaks for: {needed}.", *reasons, *better])
    emit(given.json, {"needed": needed, "reasons": reasons}, text)
    return ANSWERED


def _yes() -> bool:
    line = sys.stdin.readline()
    if not line:
        raise AssistantError("Each question needs an answer, y or n.", "Type them, or measure instead.")
    return line.strip().lower().startswith("y")


def _workbench(given: Arguments) -> "Workbench":
    from assistant import wiring

    return wiring.open_workbench(open_assistant(given))
