"""The commands about conversations that were kept."""

import argparse

from assistant import printing
from assistant.opening import ANSWERED, open_assistant
from assistant.streams import emit, note

Arguments = argparse.Namespace


def list_all(given: Arguments) -> int:
    """List the conversations, or those that hold some words."""
    found = open_assistant(given).conversations.all(given.words)
    emit(given.json, found, printing.conversations(found) or "No conversations.")
    return ANSWERED


def show(given: Arguments) -> int:
    """Show a conversation with its sources."""
    assistant = open_assistant(given)
    answers = assistant.conversations.answers(given.number)
    emit(given.json, answers, "\n\n".join(printing.turn(each) for each in answers))
    return ANSWERED


def rename(given: Arguments) -> int:
    """Give a conversation another title."""
    open_assistant(given).conversations.rename(given.number, given.title)
    note(f"Conversation {given.number} is now called: {printing.plain(given.title)}")
    return ANSWERED


def remove(given: Arguments) -> int:
    """Delete conversations; a number that is none refuses them all."""
    kept = open_assistant(given).conversations
    titles = {number: kept.title(number) for number in given.numbers}
    for number, title in titles.items():
        kept.remove(number)
        note(f"Deleted: conversation {number}, {printing.plain(title)}")
    return ANSWERED


def export(given: Arguments) -> int:
    """Write a conversation to a Markdown or PDF file, which must not be there yet."""
    open_assistant(given).export(given.number, given.file)
    note(f"Written: {given.file}")
    return ANSWERED
