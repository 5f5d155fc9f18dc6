"""Which documents a question names: by company, by year, by the words of their titles and files; pure."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import PurePath

from assistant.engine.periods import fit, period_of
from assistant.engine.terms import STOPWORDS
from assistant.engine.types import Document, Section

JOINED = 3
"""As many words of a question are also tried as one, as in ActivisionBlizzard_2019."""

FEWEST = 0.3
"""Below this share of what a name could tell, a question names no document."""

MEANT = 0.5
"""What is left of a name where the document is of another year than the one asked for."""

FEWEST_INITIALS = 3
"""A company goes by the initials of its name where there are so many, as IBM."""

MANY = 6
"""In a question of so many words, all in capitals, these tell nothing."""

LEFT_OUT = 5
"""A short form is the beginning of a name of so many letters more: JPM of JPMorgan, not AMC of Amcor."""

NEAR_BEST = 0.7
"""The documents preferred tell at least this share of what the best one tells."""

_WORD = re.compile(r"[^\W_]+")
_JOINING = re.compile(r"(?<=[^\W_])&(?=[^\W_])")
"""What makes one name of letters: AT&T, PG&E."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DATE = re.compile(r"(?<!\d)(?:dated[-_ ])?(?:19|20)\d{2}[-_.]\d\d[-_.]\d\d(?!\d)", re.IGNORECASE)
_COMMON = """
inc incorporated corp corporation company com co ltd limited llc llp plc gmbh ag se sa nv group form report
annual quarterly current release filing pdf final copy draft document 10k 10q 8k 10 k q earnings q1 q2 q3 q4
"""
_OF_EVERY_NAME = frozenset(_COMMON.split())
_FIGURES = """
usd eur gbp gaap ifrs eps roa roe roi dpo dso dio fcf ocf cogs ebit ebitda capex opex ppe ppne ceo cfo cco coo
cto cio esg sec cash net cost
"""
_NO_NAMES = frozenset(_FIGURES.split())
"""What is written in capitals and is no company."""

_GENERAL = """
advanced air airlines american automotive bank best brands capital chemicals communications consumer
digital electric energy entertainment financial first foods general global health holding holdings
industries insurance international life materials media medical mills motors national new northern oil
partners pharmaceuticals power products properties resources restaurants retail services software
southern standard stores systems technologies technology trust united water western works world
"""
_NOT_ALONE = frozenset(_GENERAL.split())
"""Words of companies' names that alone name none: "American markets" are not American Express."""


@dataclass(frozen=True, slots=True)
class Preference:
    """How far a question names each document, 0 to 1 by id, the words by which it does, and sections.

    names are what the documents so named, or the only one there is, are called: no years.
    """

    scores: Mapping[str, float]
    words: tuple[str, ...]
    sections: tuple[tuple[str, Section], ...] = ()
    names: tuple[tuple[str, ...], ...] = ()

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
    which tells of those before it, too. A year alone names the documents of that year. Of a single document,
    and of several that are all called so, only what they are called is told.
    """
    asked = _words_of(question)
    told = {each.id: _named(each, asked) for each in documents}
    if len(documents) < 2:
        return Preference({}, (), names=_called(documents, told))
    period = period_of(question)
    of_period = {each.id: share for each in documents if (share := fit(each, period))}
    found = Preference(_scores(told, of_period, len(documents)), ())
    preferred = [each for each in documents if each.id in found.documents]
    if not preferred and all(told.values()):
        return replace(found, names=_called(documents, told))
    by = {word for each in preferred for word in told[each.id]}
    years = {str(year) for each in preferred for year in period.years & set(each.facts.years)}
    return replace(found, words=tuple(sorted(by | years)), names=_called(preferred, told))


def _called(documents: Sequence[Document], told: Mapping[str, Set[str]]) -> tuple[tuple[str, ...], ...]:
    """Return what a question calls documents: companies' names, and other words that name one."""
    found: set[tuple[str, ...]] = set()
    for document in documents:
        organisation = tuple(_words(document.facts.organisation))
        if organisation and organisation[0] in told[document.id]:
            found.add(organisation)
        found |= {(word,) for word in told[document.id] - set(organisation)}
    return tuple(sorted(found))


def _scores(told: Mapping[str, Set[str]], of_period: Mapping[str, float], count: int) -> dict[str, float]:
    """Return how far each of so many documents is named by its own words and its period, 0 to 1.

    The rarer the words are, or the fewer the best ones, the more it tells that they are named; where no words
    name any, the period does alone.
    """
    shared = Counter(word for words in told.values() for word in words)
    raw = {id: sum(math.log(count / shared[word]) for word in words) for id, words in told.items()}
    named = {id: score * (MEANT + (1 - MEANT) * of_period.get(id, 0.0)) for id, score in raw.items() if score}
    scores = named or of_period
    most = max(scores.values(), default=1.0)
    best = sum(score >= NEAR_BEST * most for score in scores.values())
    telling = max(math.log(count / (best or 1)), *raw.values()) / math.log(count + 1)
    return {id: min(1.0, telling) * score / most for id, score in scores.items() if telling > 0}


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a question, also joined, those of them that are written as names, and short forms."""

    said: Set[str]
    names: Set[str]
    short: Set[str]


def _words_of(question: str) -> _Words:
    words = _WORD.findall(_JOINING.sub("", question))
    single = {word.casefold() for word in words}
    joined = {
        "".join(words[i : i + n]).casefold() for n in range(2, JOINED + 1) for i in range(len(words) - n + 1)
    }
    named = {word.casefold() for word in words if word[0].isupper() or any(map(str.isdigit, word))}
    short = {word.casefold() for word in words if len(word) >= FEWEST_INITIALS and word.isupper()}
    shouted = question.isupper() and len(words) >= MANY
    return _Words(single | joined, (named - STOPWORDS) | joined, set() if shouted else short - _NO_NAMES)


def _named(document: Document, asked: _Words) -> set[str]:
    """Return the words of a document's names by which a question names it."""
    organisation = _words(document.facts.organisation)
    found = {word for word in organisation if word in asked.names}
    if found <= _NOT_ALONE and len(found) < min(len(organisation), 2):
        found = set()
    short = _initials(organisation, "&" in document.facts.organisation)
    found |= {word for word in ["".join(organisation), *short] if word in asked.names}
    found |= {word for word in asked.short if _is_short_for(word, organisation)}
    stem = PurePath(document.path).stem
    for name in (stem, _CAMEL.sub(" ", stem), document.title):
        words = _words(name)
        if words and (asked.said >= set(words) or "".join(words) in asked.said):
            found.update(words)
    return found


def _is_short_for(word: str, organisation: Sequence[str]) -> bool:
    """Tell whether a word begins a long name, or is made of the beginnings of a name's words: JPM, AMEX."""
    first = organisation[0] if organisation else ""
    begins = first.startswith(word) and len(first) >= len(word) + LEFT_OUT
    return begins or (len(organisation) > 1 and _is_made_of(word, organisation))


def _is_made_of(word: str, parts: Sequence[str]) -> bool:
    if not parts:
        return not word
    begun = (n for n in range(1, len(word) + 1) if parts[0].startswith(word[:n]))
    return any(_is_made_of(word[n:], parts[1:]) for n in begun)


def _initials(organisation: Sequence[str], joined: bool) -> list[str]:
    """Return the short forms of a company's name: IBM; with an "&" in it, J&J and JnJ."""
    initials = "".join(word[0] for word in organisation)
    if joined and len(initials) == 2:
        return [initials, "n".join(initials)]
    return [initials] if len(initials) >= FEWEST_INITIALS else []


def _words(name: str) -> list[str]:
    """Return the words of a name that tell it from others: no years, days, kinds of company or of report."""
    words = [word.casefold() for word in _WORD.findall(_JOINING.sub("", _DATE.sub(" ", name)))]
    return [word for word in words if not (word in _OF_EVERY_NAME or word in STOPWORDS or _YEAR.match(word))]
