"""What documents and the companies that they are of are called, and which of that a question says; pure."""

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import PurePath

from assistant.engine.facts import REPORTS
from assistant.engine.terms import STOPWORDS
from assistant.engine.types import Document

JOINED = 3
"""As many words of a question are also tried as one, as in ActivisionBlizzard_2019."""

FEWEST_INITIALS = 3
"""A company goes by the initials of its name where there are so many, as IBM."""

MANY = 6
"""In a question of so many words, all in capitals, these tell nothing."""

LEFT_OUT = 5
"""A short form is the beginning of a name of so many letters more: JPM of JPMorgan, not AMC of Amcor."""

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

_ORDINARY = frozenset({"block", "delta", "gap", "key", "shell", "square", "target", "visa"})
"""Names of companies that are ordinary words, too: in small letters they name none."""

_NICKNAMES = {
    "amex": "americanexpress",
    "coke": "cocacola",
    "facebook": "metaplatforms",
    "gm": "generalmotors",
    "google": "alphabet",
    "pepsi": "pepsico",
}
"""What everybody calls a company → its name without spaces."""


@dataclass(frozen=True, slots=True)
class Company:
    """The company that documents are of: what they share of its name, the words of what their covers call it.

    initials are the short forms of these names. reports tells that the documents are those that companies
    publish for their owners.
    """

    key: str
    names: frozenset[tuple[str, ...]]
    initials: frozenset[str]
    reports: bool

    @property
    def first(self) -> set[str]:
        """The words that its names begin with."""
        return {name[0] for name in self.names}

    @property
    def inner(self) -> set[str]:
        """The words of its names that none of them begins with."""
        return {word for name in self.names for word in name} - self.first


def companies_of(documents: Sequence[Document]) -> dict[str, Company]:
    """Return the company of each document, by its id; its key is empty where none is known.

    A document whose cover tells no company is of the one whose documents' files begin as its own does:
    MGMRESORTS_2022Q4, where the cover of MGMRESORTS_2020_10K tells MGM Resorts.
    """
    own = {each.id: words_in(each.facts.organisation) for each in documents}
    begins = {each.id: _begins(words_in(PurePath(each.path).stem)) for each in documents}
    matched = {id: begins[id] & _begins(own[id]) for id in own}
    sure = {key for keys in matched.values() for key in keys}
    keys = {
        id: max(matched[id], key=len, default="".join(name))
        if name
        else max(begins[id] & sure, key=len, default="")
        for id, name in own.items()
    }
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    initials: dict[str, set[str]] = defaultdict(set)
    reports = {keys[each.id] for each in documents if each.facts.kind in REPORTS}
    for each in documents:
        if own[each.id]:
            names[keys[each.id]].add(tuple(own[each.id]))
            initials[keys[each.id]].update(_initials(own[each.id], "&" in each.facts.organisation))
    found = {
        key: Company(key, frozenset(names[key]), frozenset(initials[key]), key in reports)
        for key in set(keys.values())
    }
    return {id: found[key] for id, key in keys.items()}


def _begins(words: Sequence[str]) -> set[str]:
    """Return the beginnings of a name, of whole words that stand together: mgm, mgmresorts."""
    return {"".join(words[:n]) for n in range(1, len(words) + 1)}


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a question, also joined, those of them that are written as names, and short forms.

    Where nothing is written with a capital, plain tells it, and any word may be that of a company that
    publishes reports.
    """

    words: Set[str]
    names: Set[str]
    short: Set[str]
    plain: bool

    def calls(self, company: Company) -> frozenset[str]:
        """Return the words by which the question names a company."""
        found = {word for name in company.names for word in self._of_name(name)}
        found |= company.initials & self.names
        if self.plain and company.reports:
            found |= (company.first - _NOT_ALONE - _ORDINARY) & self.words
        return frozenset(found)

    def names_of(self, document: Document, called: Set[str]) -> set[str]:
        """Return the words by which the question names a document whose company it calls so."""
        found = set(called)
        stem = PurePath(document.path).stem
        for name in (stem, _CAMEL.sub(" ", stem), document.title):
            words = words_in(name)
            if len(words) == 1 and words[0] in _ORDINARY - self.names:
                continue
            if words and (self.words >= set(words) or "".join(words) in self.words):
                found.update(words)
        return found

    def _of_name(self, name: Sequence[str]) -> set[str]:
        found = {word for word in name if word in self.names}
        if found <= _NOT_ALONE and len(found) < min(len(name), 2):
            found = set()
        found |= {"".join(name)} & self.names
        return found | {word for word in self.short if _is_short_for(word, name)}


def said_of(question: str) -> Said:
    """Return what a question says that could be a name."""
    words = _WORD.findall(_JOINING.sub("", question))
    single = {word.casefold() for word in words}
    joined = {
        "".join(words[i : i + n]).casefold() for n in range(2, JOINED + 1) for i in range(len(words) - n + 1)
    }
    plain = not any(map(str.isupper, question))
    named = {word.casefold() for word in words if word[0].isupper() or any(map(str.isdigit, word))}
    named |= {_NICKNAMES[word] for word in named & _NICKNAMES.keys()}
    short = {word for word in words if len(word) >= FEWEST_INITIALS and sum(map(str.isupper, word)) > 1}
    shouted = question.isupper() and len(words) >= MANY
    told = set() if shouted else {word.casefold() for word in short} - _NO_NAMES
    return Said(single | joined, (named - STOPWORDS) | joined, told, plain)


def words_in(name: str) -> list[str]:
    """Return the words of a name that tell it from others: no years, days, kinds of company or of report."""
    words = [word.casefold() for word in _WORD.findall(_JOINING.sub("", _DATE.sub(" ", name)))]
    return [word for word in words if not (word in _OF_EVERY_NAME or word in STOPWORDS or _YEAR.match(word))]


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
