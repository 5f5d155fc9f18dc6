"""Which documents a question names: by company, by year, by the words of their titles and files; pure."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import PurePath

from assistant.engine.terms import ENGLISH, STOPWORDS, question_terms
from assistant.engine.types import Document, Section

JOINED = 3
"""As many words of a question are also tried as one, as in ActivisionBlizzard_2019."""

FEWEST = 0.3
"""Below this share of what a name could tell, a question names no document."""

MEANT, EARLIER = 0.5, 0.5
"""What is left of a name where the document is of another year than the one asked for, and what an earlier
year of several is worth."""

FEWEST_INITIALS = 3
"""A company goes by the initials of its name where there are so many, as IBM."""

NEAR_BEST = 0.7
"""The documents preferred tell at least this share of what the best one tells."""

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_COMMON = """
inc incorporated corp corporation company co ltd limited llc llp plc gmbh ag se sa nv group form report
annual quarterly pdf final copy draft document 10k 10q 8k 10 k q earnings q1 q2 q3 q4
"""
_OF_EVERY_NAME = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Preference:
    """How far a question names each document, 0 to 1 by id, the words by which it does, and sections.

    names are those of the words that say which document, not what of it: no years.
    """

    scores: Mapping[str, float]
    words: tuple[str, ...]
    sections: tuple[tuple[str, Section], ...] = ()
    names: frozenset[str] = frozenset()

    def names_section(self, document: str, page: int) -> bool:
        """Tell whether a page belongs to a section that the question names."""
        return any(id == document and each.page <= page <= each.last for id, each in self.sections)

    @property
    def documents(self) -> list[str]:
        """The documents that it names best, best first; empty where it names none."""
        best = max(self.scores.values(), default=0.0)
        named = [id for id, score in self.scores.items() if score >= NEAR_BEST * best]
        return sorted(named, key=lambda id: -self.scores[id]) if best >= FEWEST else []


NOTHING = Preference({}, ())


def prefer(question: str, documents: Sequence[Document]) -> Preference:
    """Return the documents that a question names.

    A word of a company's name counts where the question writes it as a name, with a capital or a digit;
    those of a title or of a file's name count where all of them are there. Each weighs by how few documents
    share it. Of a company's documents, that of the year asked for is meant; of several years, the last one's,
    which tells of those before it, too. A year alone names the documents of that year.
    """
    asked = _asked(question)
    told = {each.id: _named(each, *asked) for each in documents}
    if len(documents) < 2:
        return Preference({}, (), names=frozenset().union(*told.values()))
    of_year = {each.id: share for each in documents if (share := _of_years(each, asked[0]))}
    named = _scores(told, len(documents))
    if max(named.values(), default=0.0) >= FEWEST:
        scores = {id: score * (MEANT + (1 - MEANT) * of_year.get(id, 0.0)) for id, score in named.items()}
    else:
        rarity = math.log(len(documents) / (len(of_year) or 1)) / math.log(len(documents) + 1)
        scores = {id: share * rarity for id, share in of_year.items() if rarity}
    found = Preference(scores, ())
    shared = Counter(word for words in told.values() for word in words)
    by = {word for id in found.documents for word in told[id] if shared[word] < len(documents)}
    years = {str(year) for each in documents if each.id in found.documents for year in each.facts.years}
    return replace(found, words=tuple(sorted(by | (years & asked[0]))), names=frozenset(by))


def _scores(told: Mapping[str, Set[str]], count: int) -> dict[str, float]:
    """Return how far each document is named by its own words, 0 to 1; documents that are not are left out."""
    shared = Counter(word for words in told.values() for word in words)
    raw = {id: sum(math.log(count / shared[word]) for word in words) for id, words in told.items()}
    most = max(math.log(count + 1), *raw.values())
    return {id: score / most for id, score in raw.items() if score > 0}


def _of_years(document: Document, asked: Set[str]) -> float:
    """Return how well a document's years are those asked for: 1 for the last of them, EARLIER for another."""
    years = {int(word) for word in asked if _YEAR.fullmatch(word)}
    own = years & set(document.facts.years)
    return (1.0 if max(years) in own else EARLIER) if own else 0.0


def _asked(question: str) -> tuple[set[str], set[str]]:
    """Return the words of a question, also joined, and those of them that are written as names."""
    words = _WORD.findall(question)
    single = {word.casefold() for word in words}
    years = {term for term in question_terms(question, [ENGLISH]) if _YEAR.fullmatch(term)}
    joined = {
        "".join(words[i : i + n]).casefold() for n in range(2, JOINED + 1) for i in range(len(words) - n + 1)
    }
    named = {word.casefold() for word in words if word[0].isupper() or any(map(str.isdigit, word))}
    return single | years | joined, (named - STOPWORDS) | years | joined


def _named(document: Document, asked: Set[str], names: Set[str]) -> set[str]:
    """Return the words of a document's names by which a question names it."""
    organisation = _words(document.facts.organisation)
    initials = "".join(word[0] for word in organisation)
    short = [initials] if len(initials) >= FEWEST_INITIALS else []
    found = {word for word in [*organisation, "".join(organisation), *short] if word in names}
    stem = PurePath(document.path).stem
    for name in (stem, _CAMEL.sub(" ", stem), document.title):
        words = _words(name)
        if words and (asked >= set(words) or "".join(words) in asked):
            found.update(words)
    return found


def _words(name: str) -> list[str]:
    """Return the words of a name that tell it from others: no years, kinds of company or of report."""
    words = [word.casefold() for word in _WORD.findall(name)]
    return [word for word in words if not (word in _OF_EVERY_NAME or word in STOPWORDS or _YEAR.match(word))]
