"""A passage → questions that it answers: from definitions, cells, plain statements and headings; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.engine.cells import find_cell, rows_of
from assistant.engine.sentences import spans
from assistant.engine.terms import content_words
from assistant.engine.types import Passage

Kind = Literal["definition", "cell", "statement", "heading"]

LONGEST, MOST_WORDS = 70, 7
"""Letters and words of the thing that a question asks for."""

FEWEST_SAID = 3
"""Words that a statement says of its thing at least."""

_DEFINED = re.compile(
    r"^[“\"‘']?(?P<thing>[A-Z][\w’' /-]{1,60}?)[”\"’']?,? (?:means|refers to|is defined as) \S"
)
_STATED = re.compile(
    r"^(?P<thing>[\w’'/%-]+(?: [\w’'/%-]+){0,6}?) (?P<verb>is|are|was|were) (?P<said>[^,;:]*\S)\.$"
)
_NOT_ALONE = re.compile(
    r"^(?:\w+ing\b(?! [A-Z])|It|This|That|These|Those|They|There|He|She|We|You|I|What|Which|Who|If|When|In|On"
    r"|At|For|As|By)\b"
)
_ARTICLES = ("The", "A", "An", "Your", "Our", "Each", "Every")
_NUMBERED = re.compile(r"^[\dA-Z]+(?:\.\d+)*[.)]?\s+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question with its answer, the thing it asks for, and where in the passage's text the answer is."""

    kind: Kind
    question: str
    answer: str
    thing: str
    page: int
    start: int
    end: int


def propose(passage: Passage) -> Iterator[Proposal]:
    """Yield the questions that a passage answers."""
    yield from _cells(passage)
    for start, end in spans(passage.text):
        sentence = passage.text[start:end]
        if "\t" not in sentence:
            yield from _of_sentence(passage, sentence, start)
    yield from _heading(passage)


def _of_sentence(passage: Passage, sentence: str, start: int) -> Iterator[Proposal]:
    end = start + len(sentence)
    if match := _DEFINED.match(sentence):
        thing = match["thing"]
        if _is_thing(thing):
            question = f"What does “{thing}” mean?"
            yield Proposal("definition", question, sentence, thing, passage.page, start, end)
    elif (match := _STATED.match(sentence)) and len(match["said"].split()) >= FEWEST_SAID:
        thing = _in_sentence(match["thing"])
        if _is_thing(match["thing"]):
            said = start + match.start("said")
            question = f"What {match['verb']} {thing}?"
            yield Proposal("statement", question, match["said"], thing, passage.page, said, end)


def _cells(passage: Passage) -> Iterator[Proposal]:
    """Yield a question for each cell that its row's label and its column's header name."""
    rows = rows_of(passage.text)
    if len(rows) < 3:
        return
    header, *body = rows
    for row in body:
        for head, text, span in zip(header.texts[1:], row.texts[1:], row.cells[1:], strict=False):
            label, head = row.texts[0].strip(), head.strip()
            question = f"What is the {head.lower()} for “{label}”?"
            found = find_cell(question, passage.text)
            if text.strip() and _is_thing(label) and content_words(head) and found and found.cell == span:
                yield Proposal("cell", question, text.strip(), label, passage.page, *span)


def _heading(passage: Passage) -> Iterator[Proposal]:
    thing = _NUMBERED.sub("", passage.heading.rpartition(" › ")[2]).strip()
    begins = [(start, end) for start, end in spans(passage.text) if end - start > LONGEST]
    if len(content_words(thing)) > 1 and _is_thing(thing) and thing != passage.title and begins:
        start, end = begins[0]
        question = f"What is said about “{thing}”?"
        yield Proposal(
            "heading", question, passage.text[start:end], thing, passage.page, 0, len(passage.text)
        )


def _is_thing(text: str) -> bool:
    few = len(text) <= LONGEST and len(text.split()) <= MOST_WORDS
    return few and bool(content_words(text)) and any(map(str.isalpha, text)) and not _NOT_ALONE.match(text)


def _in_sentence(thing: str) -> str:
    """Write a thing as it stands within a sentence: what may be a name keeps its capital."""
    first, space, rest = thing.partition(" ")
    return first.lower() + space + rest if first in _ARTICLES else thing
