"""The words of the command line → parsed arguments; which command runs is in `command`."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

from assistant import __version__, finetune_words, keeping_words
from assistant.command_group import Command, CommandGroup
from assistant.engine.types import AnswerMode, Arm

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
    group = CommandGroup(parser, commands, title="commands", metavar="COMMAND")
    keeping_words.describe_documents(group)
    keeping_words.describe_collections(group.add("collections", "list the collections"), commands)
    keeping_words.describe_watched(group.add("watched", "list the folders whose PDFs are followed"), commands)
    _questions(group)
    opinions = group.add("opinions", "list what you think of answers, or make a question set of it")
    opinions.add_argument("--export", type=Path, metavar="QUESTIONS.jsonl", help="write a question set")
    keeping_words.describe_conversations(group.add("conversations", "list the conversations"), commands)
    _models(group.add("models", "list the GGUF models on this machine"), commands)
    _evaluate(group.add("evaluate", "measure the answers on a question set"))
    _test(group.add("test", "make a question set from your own documents, then measure the ways to search"))
    runs = group.add("runs", "list what was measured so far, or compare two runs")
    runs.add_argument("--compare", nargs=2, type=int, metavar="RUN", help="the numbers of two runs")
    _advise(group.add("advise", "say whether retrieval, fine-tuning, both or neither is needed"))
    finetune_words.describe(group.add("finetune", "make examples, and tune a model with them"), commands)
    settings = group.add("settings", "show the settings, or change one")
    settings.add_argument("name", nargs="?", metavar="NAME", help="the setting to change")
    settings.add_argument("value", nargs="?", metavar="VALUE", help="what it is from now on")
    _upkeep(group, commands)
    return parser.parse_args(words)


def _upkeep(group: CommandGroup, commands: Mapping[str, Command]) -> None:
    group.add("verify", "look whether all that is kept is whole; nothing is changed")
    group.add("repair", "put back what is damaged, from the newest copy and from your PDFs", shows=False)
    library = group.add("library", "carry the whole library to another machine", shows=False)
    keeping_words.describe_library(library, commands)
    serve = group.add(
        "serve", "let other programs on this machine ask, over MCP on standard input and output", shows=False
    )
    serve.add_argument(
        "--http", type=int, metavar="PORT", help="answer OpenAI chat completions on 127.0.0.1 instead"
    )
    _model(serve)
    group.add("health", "show how questions went: seconds, speeds, refusals, failures")
    group.add("doctor", "say what is there, what is missing and how to mend it")
    group.add("selftest", "exercise each real part")
    window = group.add("window", "open the window", shows=False)
    window.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="PDFs to add")


def _questions(group: CommandGroup) -> None:
    search = group.add("search", "show the passages that a search finds")
    ask = group.add("ask", "answer a question from the documents")
    for parser in (search, ask):
        parser.add_argument("question", help="the question, or - to read it from standard input")
        parser.add_argument("--collection", default="", metavar="NAME", help="look only in this collection")
        parser.add_argument(
            "--document",
            default="",
            metavar="NAME",
            help="look only in this document (id, title or file name)",
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


def _models(models: argparse.ArgumentParser, commands: Mapping[str, Command]) -> None:
    group = CommandGroup(models, commands, "models")
    show = group.add("show", "show what a model file says of itself")
    show.add_argument("name", metavar="FILE", help="a GGUF file, or a name from the list")
    use = group.add("use", "choose the model that answers", shows=False)
    use.add_argument("name", metavar="NAME", help="a name from the list, a GGUF file, or none")
    prepare = group.add("prepare-embedder", "prepare an embedding model", shows=False)
    prepare.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="a sentence-transformers folder")


def _test(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", nargs="?", type=Path, metavar="QUESTIONS.jsonl", help="where the set is")
    parser.add_argument(
        "--count",
        type=positive,
        metavar="N",
        help="how many questions to make (40) where there is no set; for a new one delete or move it",
    )
    parser.add_argument("--set", action="store_true", help="search in the best way from now on")


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
