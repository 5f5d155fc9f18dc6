"""The words of `pdf-assistant finetune` on the command line."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from assistant.command_group import Command, CommandGroup

KINDS = ("Q8_0", "Q5_K_M", "Q4_K_M")


def describe(parser: argparse.ArgumentParser, commands: Mapping[str, Command]) -> None:
    """Add what `finetune` can do; commands gives each command's function by name."""
    group = CommandGroup(parser, commands, "finetune")
    _examples(group)
    check = group.add("check", "tell what a training would take, without starting it")
    train = group.add("train", "train, merge, write as GGUF, compare and register")
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
    group.add(
        "fetch-converters", "let pip download llama.cpp's converters (77 MB; needs a network)", shows=False
    )
    group.add("list", "list the tuned models")
    compare = group.add("compare", "compare a tuned model with its base on the examples held out")
    compare.add_argument("name", metavar="NAME")
    compare.add_argument("--form", default="", help="the form of answers: a pattern or a .json schema")
    compare.add_argument("--kind", default="F16", choices=["F16", *KINDS])
    ask = group.add("ask", "let several models answer one question, side by side")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("names", nargs="+", metavar="MODEL", help="names from the list of models")
    delete = group.add("delete", "delete tuned models with their files", shows=False)
    delete.add_argument("names", nargs="+", metavar="NAME")


def _examples(group: CommandGroup) -> None:
    make = group.add("make", "make examples of your documents")
    make.add_argument("questions", nargs="?", type=Path, metavar="QUESTIONS.jsonl", help="else made up")
    make.add_argument("--count", type=int, default=200, metavar="N", help="how many questions to make up")
    make.add_argument("--distractors", type=int, default=4, metavar="N", help="near misses shown beside")
    make.add_argument(
        "--without", type=_share, default=0.2, metavar="SHARE", help="share that teaches refusal"
    )
    make.add_argument("--memory", action="store_true", help="that share answers from memory, as in RAFT")
    group.add("import", "add examples of your own").add_argument("file", type=Path, metavar="FILE")
    group.add("opinions", "make examples of the answers that you called good or corrected")
    rows = group.add("rows", "list the examples, or show one")
    rows.add_argument("id", nargs="?", default="", metavar="ID")
    for name, decision in (("accept", "accepted"), ("reject", "rejected")):
        made = group.add(name, f"{name} examples")
        made.add_argument("ids", nargs="+", metavar="ID")
        made.set_defaults(decision=decision)
    edit = group.add("edit", "give an example another answer")
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
