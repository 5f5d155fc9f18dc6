"""What a question says → what is looked for: without the answer's form and the document's name; pure."""

import re
from collections.abc import Set
from dataclasses import dataclass

from assistant.engine.accounting import NOTHING, Asked, asked_of
from assistant.engine.terms import content_words

FEWEST = 2
"""So many words that tell something must be left of a question."""

_SENTENCE = re.compile(r"(?<=[.?!;])\s+")
_FORM = re.compile(
    r"^(?:please\s+)?(?:"
    r"(?:answer|respond|reply|state|express|report|give|provide|show|quote|present|calculate)\b.*"
    r"\b(?:in (?:\w+ )?(?:usd|us dollars?|dollars?|euros?|eur|gbp|millions?|billions?|thousands?|percent|%|one|a|two|"
    r"short|brief|full|english|words?|sentences?|points?)|answer|response|briefly|concise(?:ly)?|decimals?|units?)\b"
    r"|round\b|(?:be )?(?:brief|concise|specific)\b|explain(?: briefly)?[.!]?$|use (?:bullet|short)\b"
    r"|if (?:it|this|that|the|you|not|there)\b.*\b(?:explain|say|state|why|not)\b"
    r")",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: the question's own words, those words and a report's, and what is read as a sentence."""

    bare: str
    words: str
    text: str
    report: Asked


def seek(question: str, names: Set[str], reports: bool) -> Sought:
    """Return what a question looks for.

    names are the words by which it names documents, in small letters; reports tells whether it is asked of
    annual reports, which have words of their own.
    """
    plain = without_form(question)
    bare, spoken = without_names(plain, names, ""), without_names(plain, names, "it")
    report = asked_of(question) if reports else NOTHING
    added = f" ({'; '.join(report.words)})" if report.words else ""
    return Sought(bare, " ".join([bare, *report.words]), spoken + added, report)


def without_form(question: str) -> str:
    """Return a question without the sentences that say only what the answer should look like."""
    kept = [each for each in _SENTENCE.split(question.strip()) if not _FORM.match(each)]
    left = " ".join(kept)
    return left if len(content_words(left)) >= FEWEST else question


def without_names(question: str, names: Set[str], instead: str) -> str:
    """Return a question with each run of the words of names replaced; as it was where little would be left."""
    if not names:
        return question
    name = rf"(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})"
    run = rf"(?<!\w){name}(?:[\W_]+(?:(?:and|of|the)\W+)?{name})*(?P<own>['’]s?(?!\w))?(?!\w)"

    def put(found: re.Match[str]) -> str:
        return f"{instead}s" if instead and found["own"] else instead

    left = " ".join(re.sub(run, put, question, flags=re.IGNORECASE).split())
    return left if len(content_words(left)) >= FEWEST else question
