"""The words of the commands about documents, collections, watched folders, conversations, whole libraries."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from assistant.command_group import Command, CommandGroup

DOCUMENT = "id, title, file name or path"

FACTS = {
    "subject": "what it is about, in a few words",
    "kind": "what kind of document it is, such as contract or annual report",
    "organisation": "the company or institution that it comes from",
    "period": 'what it reports on, such as "year ended December 31, 2018"',
    "years": "the years that it is about, like 2018,2019",
    "made": "date of the file, YYYY-MM-DD",
    "language": "the language that it is written in, as two letters: en, de",
}


def describe_documents(group: CommandGroup) -> None:
    """Add the commands about documents."""
    add = group.add(
        "add", "add PDFs, and folders of PDFs; without a path, go on with an interrupted run", shows=False
    )
    add.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a PDF, or a folder of PDFs")
    add.add_argument("--collection", default="", metavar="NAME", help="put them into this collection")
    add.add_argument("--retry", action="store_true", help="try again what could not be added")
    add.add_argument(
        "--password",
        action="append",
        default=[],
        metavar="WORD",
        help="try this password; it is never stored",
    )
    remove = group.add("remove", "remove documents from the library; the files stay", shows=False)
    forget = group.add("forget", "remove documents, and all answers that show something of them", shows=False)
    for each in (remove, forget):
        each.add_argument("documents", nargs="+", metavar="DOCUMENT", help=DOCUMENT)
    erase = group.add("erase", "remove everything that is kept here; your PDFs and models stay", shows=False)
    erase.add_argument("--yes", action="store_true", help="really do it")
    listing = group.add("documents", "list the documents")
    listing.add_argument("--collection", default="", metavar="NAME", help="only those of this collection")
    describe = group.add("describe", "show what a document is, or correct it")
    describe.add_argument("document", metavar="DOCUMENT", help=DOCUMENT)
    describe.add_argument("--title", metavar="TEXT", help="what it is called in lists and citations")
    for name, text in FACTS.items():
        describe.add_argument(f"--{name}", metavar="TEXT", help=text)
    find = group.add("find", "find every place where a text stands in a document")
    find.add_argument("document", metavar="DOCUMENT", help=DOCUMENT)
    find.add_argument("text", metavar="TEXT", help="what to look for, in any case")


def describe_collections(parser: argparse.ArgumentParser, functions: Mapping[str, Command]) -> None:
    """Add what `collections` can do."""
    group = CommandGroup(parser, functions, "collections")
    for name, text, more in (
        ("put", "put documents into a collection, which is made if it is new", "documents"),
        ("take-out", "take documents out of a collection; they stay in the library", "documents"),
        ("rename", "give a collection another name", "new"),
        ("remove", "remove a collection; its documents stay in the library", ""),
    ):
        made = group.add(name, text, shows=False)
        made.add_argument("name", metavar="NAME", help="the collection, by its name")
        if more == "documents":
            made.add_argument(more, metavar="DOCUMENT", nargs="+", help=DOCUMENT)
        elif more:
            made.add_argument(more, metavar="NEW", help="what it is called from now on")


def describe_watched(parser: argparse.ArgumentParser, functions: Mapping[str, Command]) -> None:
    """Add what `watched` can do."""
    group = CommandGroup(parser, functions, "watched")
    put = group.add("put", "follow a folder, and add what is in it", shows=False)
    take_out = group.add("take-out", "follow a folder no longer; its documents stay", shows=False)
    for each in (put, take_out):
        each.add_argument("folder", type=Path, metavar="FOLDER", help="a folder of PDFs")
    put.add_argument(
        "--collection", default="", metavar="NAME", help="put its documents into this collection"
    )
    group.add("follow", "add and remove what changed since last time", shows=False)


def describe_conversations(parser: argparse.ArgumentParser, functions: Mapping[str, Command]) -> None:
    """Add what `conversations` can do."""
    parser.add_argument("--words", default="", metavar="TEXT", help="only those that hold these words")
    group = CommandGroup(parser, functions, "conversations")
    show = group.add("show", "show a conversation with its sources")
    rename = group.add("rename", "give a conversation another title", shows=False)
    export = group.add("export", "write a conversation to a Markdown or PDF file", shows=False)
    for each in (show, rename, export):
        each.add_argument("number", type=int, metavar="NUMBER", help="its number in the list")
    rename.add_argument("title", metavar="TITLE", help="what it is called from now on")
    export.add_argument(
        "file", type=Path, metavar="FILE", help="a new file: .md for Markdown, .pdf with the cited pages"
    )
    remove = group.add("remove", "delete conversations", shows=False)
    remove.add_argument("numbers", nargs="+", type=int, metavar="NUMBER", help="numbers in the list")


def describe_library(parser: argparse.ArgumentParser, functions: Mapping[str, Command]) -> None:
    """Add what `library` can do."""
    group = CommandGroup(parser, functions, "library")
    out = group.add("export", "write the whole library to one file", shows=False)
    out.add_argument("file", type=Path, metavar="FILE", help="a new file, to be carried to the other machine")
    out.add_argument("--with-pdfs", action="store_true", help="put the PDFs into it, too")
    into = group.add("import", "take such a file over, into an empty library", shows=False)
    into.add_argument("file", type=Path, metavar="FILE", help="a file that library export wrote")
