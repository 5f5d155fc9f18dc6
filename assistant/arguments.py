"""The words of the command line → parsed arguments; which command runs is in `command`."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import get_args

from assistant import __version__, finetune_words
from assistant.engine.types import AnswerMode, Arm, Facts

Command = Callable[[argparse.Namespace], int]

DESCRIPTION = (
    "Answers questions about your own PDFs, on your own machine, with every quote found on its page. "
    "Without a command, the window opens."
)
CODES = "Exit codes: 0 answered or done, 3 not in your documents, 1 failure, 2 wrong usage."


def parse(words: Sequence[str], commands: Mapping[str, Command]) -> argparse.Namespace:
    """Parse the command line; commands gives each command's function by name. Exits with 2 on wrong usage."""
    parser = argparse.ArgumentParser("pdf-assistant", description=DESCRIPTION, epilog=CODES)
    parser.add_argument("--version", action="version", version=f"pdf-assistant {__version__}")
    parser.add_argument(
        "--data-dir", type=Path, help="keep everything in this folder (or PDF_ASSISTANT_DATA)"
    )
    parser.set_defaults(command=commands["window"], paths=[])
    parts = parser.add_subparsers(title="commands", metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="print JSON")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        made = parts.add_parser(name, help=text, description=text, parents=[shared])
        made.set_defaults(command=commands[name])
        return made

    _collections(_documents(command), shared, commands)
    _watched(command("watched", "list the folders whose PDFs are followed"), shared, commands)
    _questions(command)
    opinions = command("opinions", "list what you think of answers, or make a question set of it")
    opinions.add_argument("--export", type=Path, metavar="QUESTIONS.jsonl", help="write a question set")
    _conversations(command("conversations", "list the conversations"), shared, commands)
    _models(command("models", "list the GGUF models on this machine"), shared, commands)
    _evaluate(command("evaluate", "measure the answers on a question set"))
    test = command("test", "make a question set from your own documents, then measure the ways to search")
    test.add_argument("questions", nargs="?", type=Path, metavar="QUESTIONS.jsonl", help="where the set is")
    test.add_argument("--count", type=positive, default=40, metavar="N", help="how many questions to make")
    test.add_argument("--set", action="store_true", help="search in the best way from now on")
    runs = command("runs", "list what was measured so far, or compare two runs")
    runs.add_argument("--compare", nargs=2, type=int, metavar="RUN", help="the numbers of two runs")
    _advise(command("advise", "say whether retrieval, fine-tuning, both or neither is needed"))
    finetune_words.describe(
        command("finetune", "make examples, and tune a model with them"), shared, commands
    )
    settings = command("settings", "show the settings, or change one")
    settings.add_argument("name", nargs="?", metavar="NAME", help="the setting to change")
    settings.add_argument("value", nargs="?", metavar="VALUE", help="what it is from now on")
    _upkeep(command, shared, commands)
    return parser.parse_args(words)


def _collections(
    parser: argparse.ArgumentParser, shared: argparse.ArgumentParser, commands: Mapping[str, Command]
) -> None:
    parts = parser.add_subparsers(metavar="WHAT")
    for name, text, more in (
        ("put", "put documents into a collection, which is made if it is new", "documents"),
        ("take-out", "take documents out of a collection; they stay in the library", "documents"),
        ("rename", "give a collection another name", "new"),
        ("remove", "remove a collection; its documents stay in the library", ""),
    ):
        made = parts.add_parser(name, help=text, parents=[shared])
        made.add_argument("name", metavar="NAME")
        if more:
            made.add_argument(more, metavar=more.upper(), nargs="+" if more == "documents" else None)
        made.set_defaults(command=commands[f"collections {name}"])


def _upkeep(
    command: Callable[[str, str], argparse.ArgumentParser],
    shared: argparse.ArgumentParser,
    commands: Mapping[str, Command],
) -> None:
    command("verify", "look whether all that is kept is whole; nothing is changed")
    command("repair", "put back what is damaged, from the newest copy and from your PDFs")
    _library(command("library", "carry the whole library to another machine"), shared, commands)
    serve = command("serve", "let other programs on this machine ask, over MCP on standard input and output")
    serve.add_argument(
        "--http", type=int, metavar="PORT", help="answer OpenAI chat completions on 127.0.0.1 instead"
    )
    _model(serve)
    command("health", "show how questions went: seconds, speeds, refusals, failures")
    command("doctor", "say what is there, what is missing and how to mend it")
    command("selftest", "exercise each real part")
    command("window", "open the window").add_argument("paths", nargs="*", type=Path, help="PDFs to add")


def _library(
    parser: argparse.ArgumentParser, shared: argparse.ArgumentParser, commands: Mapping[str, Command]
) -> None:
    parts = parser.add_subparsers(metavar="WHAT")
    out = parts.add_parser("export", help="write the whole library to one file", parents=[shared])
    out.add_argument("file", type=Path, metavar="FILE")
    out.add_argument("--with-pdfs", action="store_true", help="put the PDFs into it, too")
    into = parts.add_parser("import", help="take such a file over, into an empty library", parents=[shared])
    into.add_argument("file", type=Path, metavar="FILE")
    for name, made in (("export", out), ("import", into)):
        made.set_defaults(command=commands[f"library {name}"])


def _watched(
    parser: argparse.ArgumentParser, shared: argparse.ArgumentParser, commands: Mapping[str, Command]
) -> None:
    parts = parser.add_subparsers(metavar="WHAT")
    put = parts.add_parser("put", help="follow a folder, and add what is in it", parents=[shared])
    put.add_argument("folder", type=Path, metavar="FOLDER")
    put.add_argument("--collection", default="", help="put its documents into this collection")
    take_out = parts.add_parser("take-out", help="follow a folder no longer", parents=[shared])
    take_out.add_argument("folder", type=Path, metavar="FOLDER")
    follow = parts.add_parser("follow", help="add and remove what changed since last time", parents=[shared])
    for name, made in (("put", put), ("take-out", take_out), ("follow", follow)):
        made.set_defaults(command=commands[f"watched {name}"])


def _documents(command: Callable[[str, str], argparse.ArgumentParser]) -> argparse.ArgumentParser:
    add = command("add", "add PDFs, and folders of PDFs; without a path, go on with an interrupted run")
    add.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    add.add_argument("--collection", default="", help="put them into this collection")
    add.add_argument("--retry", action="store_true", help="try again what could not be added")
    add.add_argument("--password", action="append", default=[], help="try this password; it is never stored")
    remove = command("remove", "remove documents from the library; the files stay")
    remove.add_argument("documents", nargs="+", metavar="DOCUMENT", help="id, title, file name or path")
    forget = command("forget", "remove documents, and all answers that show something of them")
    forget.add_argument("documents", nargs="+", metavar="DOCUMENT", help="id, title, file name or path")
    erase = command("erase", "remove everything that is kept here; your PDFs and models stay")
    erase.add_argument("--yes", action="store_true", help="really do it")
    listing = command("documents", "list the documents")
    listing.add_argument("--collection", default="", help="only those of this collection")
    describe = command("describe", "show what a document is, or correct it")
    describe.add_argument("document", metavar="DOCUMENT", help="id, title, file name or path")
    describe.add_argument("--title", help="its title")
    for fact in fields(Facts):
        example = "like 2018,2019" if fact.name == "years" else f"its {fact.name}"
        describe.add_argument(f"--{fact.name}", metavar="TEXT", help=example)
    find = command("find", "find every place where a text stands in a document")
    find.add_argument("document", metavar="DOCUMENT", help="id, title, file name or path")
    find.add_argument("text", metavar="TEXT", help="what to look for, in any case")
    return command("collections", "list the collections")


def _questions(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    search = command("search", "show the passages that a search finds")
    ask = command("ask", "answer a question from the documents")
    for parser in (search, ask):
        parser.add_argument("question", help="the question, or - to read it from standard input")
        parser.add_argument("--collection", default="", help="look only in this collection")
        parser.add_argument(
            "--document", default="", help="look only in this document (id, title or file name)"
        )
        parser.add_argument("-k", type=int, metavar="N", help="how many passages")
        parser.add_argument(
            "--alike",
            action="store_true",
            help="do not prefer documents that the question names, and look for its own words only",
        )
    _model(ask)
    ask.add_argument(
        "--mode", choices=get_args(AnswerMode), help="what a model may write; see the setting answer_mode"
    )
    ask.add_argument("--continue", dest="go_on", action="store_true", help="go on with the last conversation")


def _conversations(
    parser: argparse.ArgumentParser, shared: argparse.ArgumentParser, commands: Mapping[str, Command]
) -> None:
    parser.add_argument("--words", default="", help="only those that hold these words")
    parts = parser.add_subparsers(metavar="WHAT")
    for name, text, more in (
        ("show", "show a conversation", None),
        ("rename", "give a conversation another title", "title"),
        ("remove", "delete conversations", None),
        ("export", "write a conversation to a Markdown or PDF file", "file"),
    ):
        made = parts.add_parser(name, help=text, parents=[shared])
        made.add_argument("number", type=int, metavar="NUMBER")
        if more:
            made.add_argument(more, metavar=more.upper())
        made.set_defaults(command=commands[f"conversations {name}"])


def _models(
    models: argparse.ArgumentParser, shared: argparse.ArgumentParser, commands: Mapping[str, Command]
) -> None:
    parts = models.add_subparsers(metavar="WHAT")
    show = parts.add_parser("show", help="show what a model file says of itself", parents=[shared])
    show.add_argument("name", metavar="FILE", help="a GGUF file, or a name from the list")
    use = parts.add_parser("use", help="choose the model that answers", parents=[shared])
    use.add_argument("name", metavar="NAME", help="a name from the list, a GGUF file, or none")
    prepare = parts.add_parser("prepare-embedder", help="prepare an embedding model", parents=[shared])
    prepare.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="a sentence-transformers folder")
    for name, parser in (("show", show), ("use", use), ("prepare-embedder", prepare)):
        parser.set_defaults(command=commands[f"models {name}"])


def _evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument(
        "--scope", choices=["all", "document"], default="all", help="where each question looks"
    )
    parser.add_argument(
        "--arms",
        type=_arms,
        default=["rerank"],
        metavar="ARM,ARM",
        help=f"ways to search, side by side: {', '.join(get_args(Arm))}",
    )
    parser.add_argument(
        "--ways",
        type=lambda words: words.split(","),
        metavar="WAY,WAY",
        help="instead, ways to part documents into passages, side by side; an unknown one lists them",
    )
    _model(parser, several=True)


def _advise(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "questions",
        nargs="?",
        type=Path,
        metavar="QUESTIONS.jsonl",
        help="measure on these",
    )
    parser.add_argument("--form", default="", help="the form of answers: a pattern or a .json schema")
    parser.add_argument("--instruction", default="", help="what you would tell a model of the form")
    parser.add_argument("--tuned", default="", metavar="NAME", help="a tuned model, measured beside")
    _model(parser)


def positive(word: str) -> int:
    if not word.isdigit() or int(word) == 0:
        raise argparse.ArgumentTypeError(f"{word!r} is no number from 1 on")
    return int(word)


def _arms(words: str) -> list[str]:
    arms = words.split(",")
    if unknown := [arm for arm in arms if arm not in get_args(Arm)]:
        raise argparse.ArgumentTypeError(f"there is no arm {unknown[0]!r}")
    return arms


def _model(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    parser.add_argument(
        "--model",
        metavar="NAME",
        action="append" if several else "store",
        help="the model that writes; none shows quotations only" + ("; again for another" * several),
    )
    parser.add_argument("--gpu-layers", metavar="N", help="layers on the GPU: auto or a number")
    parser.add_argument("--seed", type=int, help="makes the model's answer repeatable")
