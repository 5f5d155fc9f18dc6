"""A document's sections, from its bookmarks or else its headings, and which a question names; pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.engine.terms import content_words, stem, stems_in
from assistant.engine.types import Page, Section

FEWEST_BOOKMARKS = 3
"""With fewer, headings tell more."""

LONGEST_TITLE = 200
MOST = 5000

FEWEST_WORDS = 2
"""A question names a section by its title only where that has so many words that tell something."""

_PLAIN = re.compile(r"^§?\s*(\d{1,3}(?:\.\d{1,3})*)\.?(?=\s|$)")
_KINDS = {
    "item": "item",
    "article": "article",
    "artikel": "article",
    "art": "article",
    "chapter": "chapter",
    "kapitel": "chapter",
    "chapitre": "chapter",
    "annex": "annex",
    "appendix": "annex",
    "anhang": "annex",
    "annexe": "annex",
    "schedule": "schedule",
    "exhibit": "exhibit",
    "part": "part",
    "note": "note",
    "section": "section",
    "clause": "section",
    "abschnitt": "section",
    "ziffer": "section",
}
_NUMBER = r"\d{1,3}[a-z]?(?:\.\d{1,3})*|[ivx]{1,5}|[a-z]"
_LABELLED = re.compile(rf"\b({'|'.join(_KINDS)})\.?\s+({_NUMBER})\b", re.IGNORECASE)
_SPOKEN_OF = re.compile(r"\b(?:section|chapter|abschnitt|kapitel|chapitre)\b|[“\"„«]", re.IGNORECASE)
_SIGN = re.compile(r"§\s*(\d{1,3}(?:\.\d{1,3})*)")


def sections_of(outline: Sequence[tuple[int, str, int]], pages: Sequence[Page]) -> tuple[Section, ...]:
    """Return the sections in order; outline holds level, title and page of each bookmark (page 0: none)."""
    marked = [(level, title, page) for level, title, page in outline if title and 1 <= page <= len(pages)]
    found = marked if len(marked) >= FEWEST_BOOKMARKS else list(_headings(pages))
    begun = [
        Section(level, " ".join(title.split())[:LONGEST_TITLE], page, page)
        for level, title, page in found[:MOST]
    ]
    last = pages[-1].number if pages else 0
    return tuple(replace(each, last=_end(begun, number, last)) for number, each in enumerate(begun))


def label_of(title: str) -> str:
    """Return the number of a section, with what it is called there: "item 7a", "section 4.2"; "" for none."""
    if match := _LABELLED.match(title):
        return _label(match[1], match[2])
    plain = _PLAIN.match(title)
    return f"section {plain[1]}" if plain else ""


def labels_asked(question: str) -> list[str]:
    """Return the numbers of sections that a question names."""
    signs = [f"section {number}" for number in _SIGN.findall(question)]
    return [_label(kind, number) for kind, number in _LABELLED.findall(question)] + signs


def stems_of(title: str) -> list[str]:
    """Return the stems of a title, the longest first, without its number."""
    words = [word for word in content_words(title) if not any(map(str.isdigit, word)) and word not in _KINDS]
    return sorted({stem(word) for word in words}, key=lambda each: (-len(each), each))


def named(question: str, sections: Iterable[tuple[str, Section]]) -> list[tuple[str, Section]]:
    """Return those (document, section) that a question names, by their number or by their whole title.

    Titles count only where the question speaks of a section or quotes: of Northwind's questions three in four
    hold all words of some title by chance, and preferring those finds the right page less often.
    """
    labels = labels_asked(question)
    asked = stems_in(question) if _SPOKEN_OF.search(question) else set()
    return [
        (document, section)
        for document, section in sections
        if label_of(section.title) in labels
        or (len(stems := stems_of(section.title)) >= FEWEST_WORDS and asked.issuperset(stems))
    ]


def _label(kind: str, number: str) -> str:
    return f"{_KINDS[kind.casefold()]} {number.casefold()}"


def _headings(pages: Sequence[Page]) -> Iterable[tuple[int, str, int]]:
    for page in pages:
        for block in page.blocks:
            if block.kind == "heading":
                yield block.level, page.text[block.start : block.end], page.number


def _end(sections: Sequence[Section], number: int, last: int) -> int:
    """Return the page on which a section ends: where the next one that is no part of it begins."""
    own = sections[number]
    following = (each.page for each in sections[number + 1 :] if each.level <= own.level)
    return max(own.page, next(following, last))
