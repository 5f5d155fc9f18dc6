"""What a question says → what is looked for: without the answer's form and the document's name; pure."""

import re
from collections.abc import Set
from dataclasses import dataclass

from assistant.engine.accounting import NOTHING, Asked, asked_of
from assistant.engine.terms import content_words

FEWEST = 2
"""So many words that tell something must be left of a question."""

_SENTENCE = re.compile(r"(?<=[.?!;])\s+")
_OF_FORM = """
accurate answer answers base based billion billions brief briefly bullet calculation comment concise
concisely decimal decimals detail details document documents dollar dollars double english euro euros
exact explain figure figures form format full give given german information judgment judgments likely long
mean meaningful metric million millions need number numbers one percent percentage place places please
plain point points present primarily provide provided question quote read relevant relying reply respond
response result round rounded say sentence sentences short show shown simple specific state stated summary
text thousand thousands three two unit units us usd use used useful value word words write
"""
OF_FORM = frozenset(_OF_FORM.split())
"""Words of sentences that say only what the answer should look like."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a question's own words, those and a report's, and what is read as a sentence."""

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
    sentences = _SENTENCE.split(question.strip())
    kept = [each for each in sentences if not OF_FORM.issuperset(content_words(each))]
    left = " ".join(kept)
    return left if len(content_words(left)) >= FEWEST else question


def without_names(question: str, names: Set[str], instead: str) -> str:
    """Return a question with each run of names replaced; as it was where little would be left.

    A name may be written apart: "bestbuy" is "Best Buy", too, and "jj" is "J & J".
    """
    if not names:
        return question
    spaced = (r"[\W_]{0,3}".join(map(re.escape, name)) for name in sorted(names, key=len, reverse=True))
    name = f"(?:{'|'.join(spaced)})"
    run = rf"(?<!\w){name}(?:[\W_]+(?:(?:and|of|the)\W+)?{name})*(?P<own>['’]s?(?!\w))?(?!\w)"

    def put(found: re.Match[str]) -> str:
        return f"{instead}s" if instead and found["own"] else instead

    left = " ".join(re.sub(run, put, question, flags=re.IGNORECASE).split())
    return left if len(content_words(left)) >= FEWEST else question
