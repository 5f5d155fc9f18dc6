"""Questions that want every passage read, not the best few: summaries, lists, counts, comparisons; pure.

Only what plainly asks for it is taken as such; everything else is an ordinary question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.engine.preference import prefer
from assistant.engine.terms import content_words
from assistant.engine.types import Document

Kind = Literal["summary", "list", "count", "comparison"]

_POLITE = r"^\s*(?:please\s+|can you\s+|could you\s+|i want you to\s+)*"
_THING = r"(?:documents?|files?|pdfs?|papers?|reports?|contracts?|manuals?|polic(?:y|ies)|handbooks?|library)"
_OVERVIEW = r"(?:an? )?(?:\w+ )?(?:summary|overview)\b"
_ABOUT = rf"what (?:is|are) (?:this|these|the|my|that) {_THING} about\b"
_SUMMARY = re.compile(
    rf"{_POLITE}(?:summari[sz]e\b|sum up\b|tl;?dr\b|(?:give|write|make)(?: me)? {_OVERVIEW}"
    rf"|{_OVERVIEW} of\b|{_ABOUT})",
    re.IGNORECASE,
)
_SPEAKS = r"(?:mention|contain|refer|speak|name|named|occur|appear)"
_PLACES = r"(?:documents|files|pdfs|pages|passages|sentences|times|places)"
_LIST = re.compile(
    rf"{_POLITE}(?:list|enumerate|collect|find|show(?: me)?|give me|name)\s+(?:me\s+)?(?:all|every|each)\b"
    rf"|^\s*(?:which|what) {_PLACES} {_SPEAKS}\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"^\s*(?:in )?how (?:many {_PLACES}\b.*\b{_SPEAKS}(?:s|ed)?\b"
    rf"|often (?:is|are|does|do|has|have)\b.*\b{_SPEAKS}(?:s|ed)?\b)",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    rf"{_POLITE}(?:compare\b|what (?:has |have |is |are )?(?:changed|different) (?:between|from)\b"
    r"|(?:what are |show(?: me)? |list )?the (?:changes|differences) between\b)",
    re.IGNORECASE,
)
_FRAME = """
list enumerate collect find show give name all every each how many often documents document files file pdfs
pdf pages page passages sentences times places mention mentions mentioned contain contains contained refer
refers referred speak speaks occur occurs appear appears named names library
"""
_OF_THE_FRAME = frozenset(_FRAME.split())


@dataclass(frozen=True, slots=True)
class Task:
    """What is wanted, the words it is about, and the documents that it is about (none named: all)."""

    kind: Kind
    subject: tuple[str, ...]
    documents: tuple[str, ...]


def lacks_a_document(question: str, documents: Sequence[Document]) -> bool:
    """Tell whether a question asks for a comparison, but not plainly of two documents."""
    return bool(_COMPARISON.search(question)) and recognise(question, documents) is None


def recognise(question: str, documents: Sequence[Document]) -> Task | None:
    """Return the task that a question sets over these documents, None for an ordinary question."""
    named = tuple(prefer(question, documents).documents)
    subject = tuple(word for word in content_words(question) if word not in _OF_THE_FRAME)
    if _COMPARISON.search(question):
        pair = named if len(named) == 2 else tuple(each.id for each in documents)
        return Task("comparison", subject, pair) if len(pair) == 2 else None
    if _SUMMARY.search(question):
        return Task("summary", subject, named)
    for kind, pattern in (("count", _COUNT), ("list", _LIST)):
        if pattern.search(question) and subject:
            return Task("count" if kind == "count" else "list", subject, named)
    return None
