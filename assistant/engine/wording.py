"""What a question says → what is looked for: without the answer's form and the document's name; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engine.accounting import NOTHING, Asked, asked_of
from assistant.engine.sentences import spans
from assistant.engine.terms import content_words, stem, stems_in

FEWEST = 2
"""So many words that tell something must be left of a question."""

_OF_FORM = """
accurate answer answers base based billion billions brief briefly bullet calculation comment concise
concisely decimal decimals detail details document documents dollar dollars double english euro euros
exact explain figure figures form format full give given german information judgment judgments likely long
mean meaningful metric million millions need number numbers one percent percentage place places please
plain point points present primarily provide provided question quote read relevant relying reply respond
response result round rounded say sentence sentences short show shown simple specific state stated summary
text thousand thousands three two unit units us usd use used useful value word words write
"""
OF_FORM = frozenset(map(stem, _OF_FORM.split()))
"""Stems of sentences that say only what the answer should look like."""

_FORM = r"(?-i:,?\s+(?:Inc|INC|Incorporated|Corp|CORP|Corporation|Co|CO|Company|Ltd|LTD|plc|PLC|LLC)\b\.?)"
"""What may follow a company's name."""

BETWEEN = r"\W+(?:(?:and|of|the)\W+)?"
"""What may stand between the words of a name."""

FEWEST_JOINED = 6
"""A word of so many letters may be several in the question: bestbuy."""

MOST_LETTERS = 4
"""A word of so few letters may be joined by "&": AT&T, J & J."""

WORDS_READ = 4
"""So many of a report's words are read with the question; all of them are looked for."""

Names = Sequence[tuple[str, ...]]
"""What documents are called, each as its words in small letters."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a question without its document, those words and a report's, and what is read.

    spoken is the question with "it" for the document, as it is told.
    """

    bare: str
    words: str
    text: str
    spoken: str
    report: Asked


def as_said(question: str) -> Sought:
    """Return a question that is looked for just as it is."""
    return Sought(question, question, question, question, NOTHING)


def seek(question: str, names: Names, reports: bool) -> Sought:
    """Return what a question looks for.

    reports tells that it is asked of companies' reports, which have words of their own and are called by the
    company: names are then left out.
    """
    sentences = _sentences(question)
    if not reports:
        plain = " ".join(sentences)
        return Sought(plain, plain, plain, plain, NOTHING)
    asked = " ".join(each for each in sentences if each.endswith("?"))
    rest = " ".join(each for each in sentences if not each.endswith("?"))
    bare = " ".join(without_names([asked, rest], names, "")).strip()
    spoken = without_names([asked, rest], names, "it")
    report = asked_of(f"{spoken[0]} {spoken[1]}")
    # What is read with a passage may be cut at its end: the question first, how it is to be answered last.
    added = f"({'; '.join(report.words[:WORDS_READ])})" if report.words else ""
    read = [spoken[0], added, spoken[1]] if asked else [spoken[1], added]
    text, told = (" ".join(each for each in some if each) for some in (read, spoken))
    return Sought(bare, " ".join([bare, *report.words]), text, told, report)


def _sentences(question: str) -> list[str]:
    """Return the sentences of a question that are looked for: those that ask or that say something."""
    sentences = [question[start:end] for start, end in spans(question)]
    kept = [each for each in sentences if each.endswith("?") or not OF_FORM.issuperset(stems_in(each))]
    return kept if len(content_words(" ".join(kept))) >= FEWEST else sentences


def without_names(texts: Sequence[str], names: Names, instead: str) -> list[str]:
    """Return texts with each name replaced where it is written as one; as they were where little is left.

    The first words of a name will do: "General Mills" is "General Mills International", but not "general";
    the first word alone where it is written with no more of them.
    """
    if not names:
        return list(texts)
    all_of_it = " ".join(texts)
    longest_first = sorted(names, key=lambda each: -len(" ".join(each)))
    name = "|".join(_pattern(each, all_of_it) for each in longest_first)
    run = rf"(?:\bthe\s+)?(?<!\w)(?P<name>{name})(?:{_FORM})?(?P<own>['’]s?(?!\w))?(?!\w)"

    def put(found: re.Match[str]) -> str:
        if found["name"][0].islower():
            return found[0]
        return f"{instead}s" if instead and found["own"] else instead

    left = [" ".join(re.sub(run, put, text, flags=re.IGNORECASE).split()) for text in texts]
    return left if len(content_words(" ".join(left))) >= FEWEST else list(texts)


def _pattern(name: tuple[str, ...], text: str) -> str:
    """Return the pattern of a name: all its words, or the first of them; one word also in parts."""
    first, *others = name
    if not others:
        return _one_word(first)
    two = re.escape(first) + BETWEEN + re.escape(others[0])
    if not re.search(rf"\b{two}\b", text, re.IGNORECASE):
        return re.escape(first)
    rest = ""
    for word in reversed(others[1:]):
        rest = f"(?:{BETWEEN}{re.escape(word)}{rest})?"
    return two + rest


def _one_word(word: str) -> str:
    if len(word) >= FEWEST_JOINED:
        return r"[\W_]?".join(map(re.escape, word))
    if len(word) <= MOST_LETTERS and word.isalpha():
        return r"(?:\s?&\s?)?".join(word)
    return re.escape(word)
