"""The command line: calls the engine and prints its events; data on stdout, progress on stderr."""

import argparse
import atexit
import dataclasses
import getpass
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from assistant import arguments, printing, settings
from assistant.diagnosis import Check
from assistant.engine.assistant import Assistant
from assistant.engine.errors import AssistantError, UsageError
from assistant.engine.events import (
    AddEvent,
    AddFinished,
    AddProgress,
    Answered,
    AnswerText,
    AskEvent,
    DocumentFailed,
    Found,
    Notice,
    Quoted,
    ReadingPrompt,
    ReadThrough,
)
from assistant.engine.types import Answer, Facts, Scope
from assistant.paths import data_folder

ANSWERED, FAILED, NOT_IN_DOCUMENTS = 0, 1, 3
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
        _note(_paint(sys.stderr)(printing.plain(f"{error.text} {error.advice}".strip()), "red"))
        return error.exit_code
    except KeyboardInterrupt:
        _note("Interrupted. What was finished is kept.")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


# Documents


def add(given: Arguments) -> int:
    """Add files and folders, asking for passwords that are missing; exit 1 when some failed."""
    assistant = _open(given)
    failed = _add(assistant, given.paths, given.collection, given.password)
    if sys.stdin.isatty():
        failed = [again for each in failed for again in _unlock(assistant, each, given.collection)]
    return FAILED if failed else ANSWERED


def _add(
    assistant: Assistant, paths: Sequence[Path], collection: str, passwords: Sequence[str]
) -> list[DocumentFailed]:
    return _show_adding(assistant.add(paths, collection, passwords))


def _show_adding(events: Iterable[AddEvent]) -> list[DocumentFailed]:
    """Show what happens while documents are added; return those that failed."""
    failed = []
    for event in events:
        if isinstance(event, AddProgress):
            _progress(printing.progress(event))
        elif isinstance(event, AddFinished):
            _note(f"{event.added} added, {event.known} known already, {event.failed} failed.")
        elif line := printing.added(event, _paint(sys.stderr)):
            _note(line)
        if isinstance(event, DocumentFailed):
            failed.append(event)
    return failed


def _unlock(assistant: Assistant, failed: DocumentFailed, collection: str) -> list[DocumentFailed]:
    if failed.code != "PasswordNeededError":
        return [failed]
    word = getpass.getpass(f"Password for {printing.plain(failed.path)} (empty leaves it out): ")
    return _add(assistant, [Path(failed.path)], collection, [word]) if word else [failed]


def remove(given: Arguments) -> int:
    """Remove documents."""
    assistant = _open(given)
    for name in given.documents:
        document = assistant.find_document(name)
        assistant.remove(document.id)
        _note(f"Removed: {printing.plain(document.title)}")
    return ANSWERED


def documents(given: Arguments) -> int:
    """List the documents."""
    assistant = _open(given)
    shown = assistant.documents(given.collection)
    _print(given, shown, printing.documents(shown) or "No documents yet. Add some: pdf-assistant add PATH...")
    if waiting := assistant.waiting():
        _note(f"{len(waiting)} files still wait from an interrupted run. To go on: pdf-assistant add")
    return ANSWERED


def describe(given: Arguments) -> int:
    """Show what a document is; what is given corrects it."""
    assistant = _open(given)
    document = assistant.find_document(given.document)
    names = [each.name for each in dataclasses.fields(Facts)]
    changes = {name: getattr(given, name) for name in names if getattr(given, name) is not None}
    if "years" in changes:
        changes["years"] = _years(changes["years"])
    if changes or given.title is not None:
        title = document.title if given.title is None else given.title
        document = assistant.correct(document.id, title, dataclasses.replace(document.facts, **changes))
    _print(given, document, printing.facts(document))
    return ANSWERED


def _years(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(year) for year in text.split(",") if year.strip())
    except ValueError:
        raise UsageError(f"“{text}” are no years.", "Write them like 2018,2019.") from None


def collections(given: Arguments) -> int:
    """List the collections."""
    names = _open(given).collections()
    _print(
        given, names, "\n".join(names) or "No collections yet. Make one: pdf-assistant add --collection NAME"
    )
    return ANSWERED


# Questions


def search(given: Arguments) -> int:
    """Show the passages that a search finds."""
    assistant = _open(given)
    found = assistant.search(_question(given), _scope(assistant, given))
    _note_preferred(found)
    _print(given, found, printing.hits(found.hits, _paint(sys.stdout)) or "Nothing was found.")
    return ANSWERED if found.hits else NOT_IN_DOCUMENTS


def ask(given: Arguments) -> int:
    """Answer a question; exit 3 when the documents do not answer it."""
    assistant = _open(given)
    conversation = assistant.last_conversation() if given.go_on else None
    events = assistant.ask(_question(given), _scope(assistant, given), conversation)
    for event in events:
        if isinstance(event, Answered):
            _show_answer(given, event.answer)
            return NOT_IN_DOCUMENTS if event.answer.kind == "not in documents" else ANSWERED
        _show(event, quiet=given.json)
    raise AssertionError("asking ends with an answer")


def _show(event: AskEvent, quiet: bool) -> None:
    """Show what happens on the way to an answer."""
    match event:
        case Notice(text):
            _note(text)
        case Found(hits, count):
            _note_preferred(event)
            _progress(f"{len(hits)} passages found in {count} documents")
        case ReadThrough(done, total, things):
            _progress(f"Read {done} of {total} {things}")
        case ReadingPrompt(done, total, _):
            _progress(f"The model has read {done} of {total} tokens")
        case Quoted(quotations) if not quiet:
            lines = [printing.citation(each, _paint(sys.stdout)) for each in quotations]
            _say("\n".join([_paint(sys.stdout)("In your documents", "bold"), *lines]))
        case AnswerText(text) if not quiet:
            _say(printing.plain(text), end="")


def _note_preferred(found: Found) -> None:
    if found.preferred:
        count = len(found.preferred)
        documents = "the document" if count == 1 else f"the {count} documents"
        _note(f"Preferred: {documents} that the question names ({', '.join(found.named)}). Without: --alike")


def _show_answer(given: Arguments, answer: Answer) -> None:
    if given.json:
        _say(json.dumps(dataclasses.asdict(answer), ensure_ascii=False, indent=2))
    elif answer.kind == "not in documents":
        _say(answer.text)
    elif answer.kind == "answered":
        paint = _paint(sys.stdout)
        parts = [
            "",
            "",
            paint("Sources", "bold"),
            printing.sources(answer, paint),
            printing.remarks(answer, paint),
        ]
        _say("\n".join(parts).rstrip())


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
    _print(given, found, printing.models(found, settings.load(folder).model) or empty)
    return ANSWERED


def models_show(given: Arguments) -> int:
    """Show what the header of a GGUF file says."""
    from assistant import wiring

    file = wiring.find_model(given.name, data_folder(given.data_dir))
    lines = [f"{name.replace('_', ' ')}: {value}" for name, value in dataclasses.asdict(file).items()]
    _print(given, file, printing.plain("\n".join(lines)))
    return ANSWERED


def models_use(given: Arguments) -> int:
    """Choose the model that answers from now on; none shows quotations only."""
    from assistant import wiring

    wiring.use_model(data_folder(given.data_dir), given.name)
    _note(f"Questions are now answered with: {printing.plain(given.name)}")
    return ANSWERED


def models_prepare(given: Arguments) -> int:
    """Prepare an embedding model; a library that has documents is indexed with it anew."""
    from assistant import wiring

    assistant = _open(given)
    if given.folder is not None and assistant.documents():
        return FAILED if _show_adding(assistant.use_embedder(given.folder)) else ANSWERED
    for step in wiring.prepare_embedder(data_folder(given.data_dir), given.folder):
        _note(step)
    return ANSWERED


# Measuring and diagnosis


def evaluate(given: Arguments) -> int:
    """Measure the answers on a question set."""
    from assistant.evaluation import questions, run

    assistant = _open(given)
    rows = questions.load(given.questions)
    report = None
    for event in run.evaluate(assistant, rows, given.scope, given.arm):
        if isinstance(event, run.Progress):
            left = "" if event.seconds_left is None else f", {printing.duration(event.seconds_left)} left"
            _progress(f"{event.done} of {event.total} questions{left}")
        else:
            report = event
    if report is not None:
        _print(given, report, run.describe(report))
    return ANSWERED


def doctor(given: Arguments) -> int:
    """Say what is there, what is missing and how to mend it."""
    from assistant import diagnosis

    return _checks(given, diagnosis.doctor(data_folder(given.data_dir)))


def selftest(given: Arguments) -> int:
    """Exercise each real part on material of its own."""
    from assistant import selftest as parts

    return _checks(given, parts.run())


def _checks(given: Arguments, checks: Iterable[Check]) -> int:
    """Print checks as they come; exit 1 when one is not well."""
    done = []
    for check in checks:
        done.append(check)
        if not given.json:
            mark = (
                _paint(sys.stdout)("ok     ", "green") if check.well else _paint(sys.stdout)("missing", "red")
            )
            _say(f"{mark}  {check.name}: {printing.plain(check.text)}")
            if check.advice and not check.well:
                _say(f"         {printing.plain(check.advice)}")
    if given.json:
        _say(json.dumps([dataclasses.asdict(each) for each in done], indent=2))
    return ANSWERED if all(each.well for each in done) else FAILED


def window(given: Arguments) -> int:
    """Open the window; files named on the command line are added."""
    from assistant.desktop.app import run

    return run(given.data_dir, given.paths)


# Streams


def _open(given: Arguments) -> Assistant:
    from assistant import wiring

    folder = data_folder(given.data_dir)
    chosen = {"model": "model", "gpu_layers": "gpu_layers", "k": "passages", "seed": "seed"}
    values = {field: getattr(given, word, None) for word, field in chosen.items()}
    use = settings.change(settings.load(folder), **{name: v for name, v in values.items() if v is not None})
    assistant = wiring.open_assistant(folder, use)
    atexit.register(assistant.close)
    return assistant


def _paint(stream: TextIO) -> printing.Paint:
    colours = stream.isatty() and not os.environ.get("NO_COLOR")
    return printing.in_colour if colours else printing.in_black


def _say(text: str, end: str = "\n") -> None:
    _progress("")
    print(text, end=end, flush=True)


def _note(text: str) -> None:
    _progress("")
    print(text, file=sys.stderr, flush=True)


def _progress(text: str) -> None:
    """Write over the last line of progress; only where a person looks at it."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{printing.plain(text)[:110]}", end="", file=sys.stderr, flush=True)


def _print(given: Arguments, value: object, text: str) -> None:
    """Print a value as JSON if that was asked for, else its text."""
    _say(json.dumps(value, default=_jsonable, ensure_ascii=False, indent=2) if given.json else text)


def _jsonable(value: object) -> object:
    return (
        dataclasses.asdict(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type)
        else str(value)
    )


COMMANDS: Mapping[str, arguments.Command] = {
    "add": add,
    "remove": remove,
    "documents": documents,
    "describe": describe,
    "collections": collections,
    "search": search,
    "ask": ask,
    "models": models,
    "models show": models_show,
    "models use": models_use,
    "models prepare-embedder": models_prepare,
    "evaluate": evaluate,
    "doctor": doctor,
    "selftest": selftest,
    "window": window,
}
