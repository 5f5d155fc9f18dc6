"""The commands that measure: on a question set, on one made from the library, and what earlier runs found."""

import argparse
import dataclasses
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from assistant import printing, settings
from assistant.engine.errors import UsageError
from assistant.engine.types import Arm
from assistant.opening import ANSWERED, chosen, open_assistant
from assistant.paths import data_folder
from assistant.streams import emit, note, show_progress

if TYPE_CHECKING:
    from assistant.evaluation.run import Report

Arguments = argparse.Namespace

COUNT = 40
"""Questions that a test makes where no other number is given."""


def evaluate(given: Arguments) -> int:
    """Measure the answers on a question set."""
    from assistant import wiring
    from assistant.evaluation import questions, run, runs, table, ways

    rows = questions.load(given.questions)
    models = given.model or [None]
    given.model = models[0]
    assistant = open_assistant(given)
    if given.ways:
        found = list(without_progress(ways.compare(assistant, rows, given.ways)))
        emit(given.json, found, table.describe_ways(found))
        return ANSWERED
    reports, heads = [], []
    for model in models:
        if model != given.model:
            given.model = model
            assistant.use_voice(wiring.open_voice(assistant.folder, chosen(given)))
        for arm in given.arms:
            made = list(without_progress(run.evaluate(assistant, rows, given.scope, arm)))
            runs.keep(assistant.parts.library, given.questions, assistant.model_name, made)
            reports += made
            heads.append(arm if len(models) == 1 else f"{arm}, {assistant.model_name}")
    emit(given.json, reports, table.describe(reports, heads))
    return ANSWERED


def test_library(given: Arguments) -> int:
    """Make a question set from the library; where there is one, measure the ways to search with it."""
    from assistant import wiring
    from assistant.evaluation import table

    testing = wiring.open_testing(open_assistant(given), given.questions)
    asked = testing.questions()
    if not asked:
        *_, made = without_progress(testing.make(given.count or COUNT))
        if not made.questions:
            raise UsageError("No question could be made from these documents.", "Write a set of your own.")
        note(f"{len(made.questions)} questions are in {testing.file}. Look them through: delete and correct")
        note("what is wrong there, then measure with the same command.")
        return ANSWERED
    if given.count:
        note(f"The questions in {testing.file} are used. For new ones, delete or move that file first.")
    *_, measured = without_progress(testing.measure(asked))
    better = measured.better
    emit(given.json, measured, f"{table.describe(measured.reports)}\n\n{_verdict(measured.in_use, better)}")
    if given.set and better:
        testing.use(better.arm)
        note(f"From now on your documents are searched this way: {better.arm}")
    return ANSWERED


def _verdict(arm: Arm, better: "Report | None") -> str:
    if better is None:
        return f"No way is surely better here than the one in use ({arm})."
    return (
        f"Surely better here than the one in use ({arm}): {better.arm}. To take it: pdf-assistant test --set"
    )


def without_progress(events: Iterable[Any]) -> Iterator[Any]:
    """Show progress; yield what is no progress."""
    from assistant.evaluation.run import Progress

    for event in events:
        if isinstance(event, Progress):
            left = "" if event.seconds_left is None else f", {printing.duration(event.seconds_left)} left"
            show_progress(f"{event.done} of {event.total} questions{left}")
        else:
            yield event


def list_runs(given: Arguments) -> int:
    """List what was measured so far, or compare two runs."""
    from assistant.evaluation import runs

    library = open_assistant(given).parts.library
    if given.compare:
        text = runs.compare(library, *given.compare)
        emit(given.json, text, text)
        return ANSWERED
    kept = runs.kept(library)
    emit(given.json, kept, runs.describe(kept) or "Nothing was measured yet: pdf-assistant evaluate FILE")
    return ANSWERED


def change_settings(given: Arguments) -> int:
    """Show the settings and what refusing costs, or change one."""
    from assistant.evaluation import runs

    folder = data_folder(given.data_dir)
    use = settings.load(folder)
    if given.name is not None and given.value is not None:
        use = settings.change(use, **{given.name: settings.read(given.name, given.value)})
        settings.save(folder, use)
    shown = [each for each in dataclasses.fields(use) if given.name in (None, each.name)]
    if not shown:
        raise UsageError(f"There is no setting “{given.name}”.", "See: pdf-assistant settings")
    lines = [printing.setting(each.name, getattr(use, each.name), each.metadata) for each in shown]
    if any(each.name == "refuse_below" for each in shown):
        lines.append(runs.refusal_costs(open_assistant(given).parts.library))
    emit(given.json, {each.name: getattr(use, each.name) for each in shown}, "\n".join(lines))
    return ANSWERED


def opinions(given: Arguments) -> int:
    """List what the user thinks of answers, or write the good and the corrected ones as a question set."""
    from assistant.evaluation import questions
    from assistant.evaluation.opinions import to_questions

    assistant = open_assistant(given)
    held = assistant.opinions.all()
    if given.export is None:
        emit(given.json, held, printing.opinions(held) or "No opinions yet. Give them in the window.")
        return ANSWERED
    made = to_questions(held, assistant.documents())
    if not made:
        raise UsageError("No answer was called good, or corrected, whose page is known.")
    questions.save(made, given.export)
    note(f"{len(made)} questions are in {given.export}")
    return ANSWERED
