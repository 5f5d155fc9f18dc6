"""The command line: calls the engine and prints its events; data on stdout, progress on stderr."""

import argparse
import dataclasses
import json
import os
import sys
from collections.abc import Mapping, Sequence

from assistant import arguments, finetuning, keeping, measuring, printing, serving, settings, talks, upkeep
from assistant.command_group import Command
from assistant.engine.assistant import Assistant
from assistant.engine.errors import AssistantError, UsageError
from assistant.engine.events import (
    Answered,
    AnswerText,
    AskEvent,
    Found,
    LoadingModel,
    Notice,
    Quoted,
    ReadingPrompt,
    ReadThrough,
)
from assistant.engine.types import Answer, Scope
from assistant.keeping import show_adding
from assistant.opening import ANSWERED, FAILED, NOT_IN_DOCUMENTS, open_assistant
from assistant.paths import data_folder
from assistant.streams import emit, note, paint_for, say, show_progress

SECTIONS_SHOWN = 3
INTERRUPTED = 130

Arguments = argparse.Namespace


def main(words: Sequence[str]) -> int:
    """Run one command and return its exit code; no command opens the window."""
    try:
        parsed = arguments.parse(words, COMMANDS)
        code: int = parsed.command(parsed)
        return code
    except SystemExit as stop:
        return int(stop.code or 0)
    except AssistantError as error:
        note(paint_for(sys.stderr)(printing.plain(error.sentence), "red"))
        return error.exit_code
    except KeyboardInterrupt:
        note("Interrupted. What was finished is kept.")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def refuse(text: str, words: Sequence[str]) -> int:
    """Say why the program cannot run here, also to whoever opened it without a terminal; return 1."""
    note(text)
    if not words:
        from assistant.desktop.app import tell

        tell(text)
    return FAILED


# Questions


def search(given: Arguments) -> int:
    """Show the passages that a search finds."""
    assistant = _open_filled(given)
    found = assistant.search(_question(given), _scope(assistant, given))
    _note_preferred(found)
    emit(given.json, found, printing.hits(found.hits, paint_for(sys.stdout)) or "Nothing was found.")
    return ANSWERED if found.hits else NOT_IN_DOCUMENTS


def ask(given: Arguments) -> int:
    """Answer a question; exit 3 when the documents do not answer it."""
    assistant = _open_filled(given)
    conversation = assistant.conversations.last() if given.go_on else None
    events = assistant.ask(_question(given), _scope(assistant, given), conversation)
    written = ""
    for event in events:
        if isinstance(event, Answered):
            _show_answer(given, event.answer, written)
            return NOT_IN_DOCUMENTS if event.answer.kind == "not in documents" else ANSWERED
        _show(event, quiet=given.json)
        written += event.text if isinstance(event, AnswerText) else ""
    raise AssertionError("asking ends with an answer")


def _show(event: AskEvent, quiet: bool) -> None:
    """Show what happens on the way to an answer."""
    match event:
        case Notice(text):
            note(text)
        case Found(hits, count):
            _note_preferred(event)
            show_progress(f"{len(hits)} passages found in {count} documents")
        case ReadThrough(done, total, things):
            show_progress(f"Read {done} of {total} {things}")
        case LoadingModel(name, share):
            show_progress(f"Loading {name}: {share:.0%}")
        case ReadingPrompt(done, total, _):
            show_progress(f"The model has read {done} of {total} tokens")
        case Quoted(quotations, nearest) if not quiet:
            title = "Nearest in your documents" if nearest else "In your documents"
            lines = [printing.citation(each, paint_for(sys.stdout)) for each in quotations]
            say("\n".join([paint_for(sys.stdout)(title, "bold"), *lines]))
        case AnswerText(text) if not quiet:
            say(printing.plain(text), end="")


def _note_preferred(found: Found) -> None:
    if found.sections:
        titles = ", ".join(f"“{title}”" for title in found.sections[:SECTIONS_SHOWN])
        note(printing.plain(f"Preferred: the pages of {titles}, which the question names. Without: --alike"))
    if found.preferred:
        count = len(found.preferred)
        documents = "the document" if count == 1 else f"the {count} documents"
        note(f"Preferred: {documents} that the question names ({', '.join(found.named)}). Without: --alike")
    if found.looked_for:
        note(printing.plain(f"Looked for: {found.looked_for} Without: --alike"))
    if found.also:
        note(f"Also looked for: {'; '.join(found.also)}. Without: --alike")


def _show_answer(given: Arguments, answer: Answer, written: str) -> None:
    """Show what was not shown while it was written."""
    if given.json:
        say(json.dumps(dataclasses.asdict(answer), ensure_ascii=False, indent=2))
    elif answer.kind == "not in documents":
        said = answer.text in written
        say("" if said else ("\n" * bool(written)) + answer.text)
    elif answer.kind == "answered":
        paint = paint_for(sys.stdout)
        parts = [
            "",
            "",
            paint("Sources", "bold"),
            printing.sources(answer, paint),
            printing.remarks(answer, paint),
        ]
        say("\n".join(parts).rstrip())
    if answer.disagreements and not given.json:
        say("\n" + printing.disagreements(answer, paint_for(sys.stdout)))


def _open_filled(given: Arguments) -> Assistant:
    """Open the library; raise UsageError where it has no documents, as a mistyped folder has none."""
    assistant = open_assistant(given)
    if not assistant.documents():
        raise UsageError("There are no documents yet.", "Add some: pdf-assistant add PATH...")
    return assistant


def _question(given: Arguments) -> str:
    return sys.stdin.read().strip() if given.question == "-" else str(given.question)


def _scope(assistant: Assistant, given: Arguments) -> Scope:
    document = assistant.find_document(given.document).id if given.document else ""
    return Scope(given.collection, document, given.alike)


# Models


def models(given: Arguments) -> int:
    """List the models on this machine."""
    from assistant import wiring

    folder = data_folder(given.data_dir)
    found = wiring.models(folder)
    empty = f"No GGUF model was found. Put one into {folder / 'models'}; without one, answers are quotations."
    emit(given.json, found, printing.models(found, settings.load(folder).model) or empty)
    return ANSWERED


def models_show(given: Arguments) -> int:
    """Show what the header of a GGUF file says."""
    from assistant import wiring

    file = wiring.find_model(given.name, data_folder(given.data_dir))
    lines = [f"{name.replace('_', ' ')}: {value}" for name, value in dataclasses.asdict(file).items()]
    emit(given.json, file, printing.plain("\n".join(lines)))
    return ANSWERED


def models_use(given: Arguments) -> int:
    """Choose the model that answers from now on; none shows quotations only."""
    from assistant import wiring

    wiring.use_model(data_folder(given.data_dir), given.name)
    note(f"Questions are now answered with: {printing.plain(given.name)}")
    return ANSWERED


def models_prepare(given: Arguments) -> int:
    """Prepare an embedding model; a library that has documents is indexed with it anew."""
    from assistant import wiring

    assistant = open_assistant(given)
    if given.folder is not None and assistant.documents():
        return FAILED if show_adding(assistant.use_embedder(given.folder)) else ANSWERED
    for step in wiring.prepare_embedder(data_folder(given.data_dir), given.folder):
        note(step)
    return ANSWERED


# Diagnosis


def window(given: Arguments) -> int:
    """Open the window; files named on the command line are added."""
    from assistant.desktop.app import run

    return run(given.data_dir, given.paths)


COMMANDS: Mapping[str, Command] = {
    "add": keeping.add,
    "remove": keeping.remove,
    "forget": keeping.forget,
    "erase": keeping.erase,
    "documents": keeping.documents,
    "describe": keeping.describe,
    "find": keeping.find,
    "collections": keeping.collections,
    "collections put": keeping.collections_put,
    "collections take-out": keeping.collections_take_out,
    "collections rename": keeping.collections_rename,
    "collections remove": keeping.collections_remove,
    "watched": keeping.watched,
    "watched put": keeping.watched_put,
    "watched take-out": keeping.watched_take_out,
    "watched follow": keeping.watched_follow,
    "search": search,
    "ask": ask,
    "opinions": measuring.opinions,
    "conversations": talks.list_all,
    "conversations show": talks.show,
    "conversations rename": talks.rename,
    "conversations remove": talks.remove,
    "conversations export": talks.export,
    "models": models,
    "models show": models_show,
    "models use": models_use,
    "models prepare-embedder": models_prepare,
    "evaluate": measuring.evaluate,
    "test": measuring.test_library,
    "runs": measuring.list_runs,
    "advise": finetuning.advise,
    "finetune make": finetuning.make_rows,
    "finetune import": finetuning.import_rows,
    "finetune opinions": finetuning.opinion_rows,
    "finetune rows": finetuning.list_rows,
    "finetune accept": finetuning.decide,
    "finetune reject": finetuning.decide,
    "finetune edit": finetuning.decide,
    "finetune check": finetuning.check,
    "finetune train": finetuning.train,
    "finetune fetch-converters": finetuning.fetch_converters,
    "finetune list": finetuning.list_tuned,
    "finetune": finetuning.list_tuned,
    "finetune compare": finetuning.compare,
    "finetune ask": finetuning.ask,
    "finetune delete": finetuning.delete_tuned,
    "settings": measuring.change_settings,
    "verify": upkeep.verify,
    "repair": upkeep.repair,
    "library export": upkeep.pack,
    "library import": upkeep.unpack,
    "serve": serving.serve,
    "health": upkeep.health,
    "doctor": upkeep.doctor,
    "selftest": upkeep.selftest,
    "window": window,
}
