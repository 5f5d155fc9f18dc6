"""Which documents a question names: by company, by year, by the words of their titles and files; pure."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from assistant.engine.companies import Company, companies_of, said_of
from assistant.engine.periods import Period, fit, fit_later, period_of
from assistant.engine.types import Document, Section

FEWEST = 0.3
"""Below this share of what a name could tell, a question names no document."""

MEANT = 0.5
"""What is left of a name where the document is of another year than the one asked for."""

NEAR_BEST = 0.7
"""The documents preferred tell at least this share of what the best one tells."""


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
    share it, but companies that are named beside one another count the same. Of a company's documents, that
    of the year asked for is meant; of several years, the last one's, which tells of those before it, too. A
    year alone names the documents of that year. Of a single document, and of several that are all called so,
    only what they are called is told.
    """
    said = said_of(question)
    companies = companies_of(documents)
    calls = {company: said.calls(company) for company in set(companies.values())}
    told = {each.id: said.names_of(each, calls[companies[each.id]]) for each in documents}
    if len(documents) < 2:
        return Preference({}, (), names=_called(documents, companies, told))
    period = period_of(question)
    of_period = _of_period(documents, companies, period)
    if any(told.values()):
        later = {each.id: share for each in documents if (share := fit_later(each, period))}
        of_period = later | of_period
    even = _even(companies, calls)
    found = Preference(_scores(told, of_period, even), ())
    named = set(found.documents)
    preferred = [each for each in documents if each.id in named]
    if not preferred and all(told.values()):
        return replace(found, names=_called(documents, companies, told))
    by = {word for each in preferred for word in told[each.id]}
    years = {str(year) for each in preferred for year in period.years & set(each.facts.years)}
    return replace(found, words=tuple(sorted(by | years)), names=_called(preferred, companies, told))


def _of_period(
    documents: Sequence[Document], companies: Mapping[str, Company], period: Period
) -> dict[str, float]:
    """Return how well each document is of the period asked for, those that are not at all left out."""
    last: dict[str, int] = {}
    for each in documents if period.newest else ():
        key = companies[each.id].key
        if key and each.facts.kind in period.kinds and each.facts.years:
            last[key] = max(last.get(key, 0), *each.facts.years)
    newest = {key: replace(period, years={year}) for key, year in last.items()}
    fits = {each.id: fit(each, newest.get(companies[each.id].key, period)) for each in documents}
    return {id: share for id, share in fits.items() if share}


def _called(
    documents: Sequence[Document], companies: Mapping[str, Company], told: Mapping[str, Set[str]]
) -> tuple[tuple[str, ...], ...]:
    """Return what a question calls documents: companies' names, and other words that name one."""
    found: set[tuple[str, ...]] = set()
    for document in documents:
        names = companies[document.id].names
        found.update(name for name in names if name[0] in told[document.id])
        found |= {(word,) for word in told[document.id] - {word for name in names for word in name}}
    return tuple(sorted(found))


def _even(companies: Mapping[str, Company], calls: Mapping[Company, frozenset[str]]) -> dict[str, str]:
    """Return the company's key of each document whose company a question names, beside others or alone.

    A word from within its name that other names have, too, does not do. Where all the words that name it also
    name another, which is named by more, it is not meant: in "Johnson Controls" not Johnson & Johnson.
    """
    held = Counter(word for company in calls for word in company.inner)
    ways = set(calls.values())
    most = {own for own in ways if not any(own < other for other in ways)}
    meant = {
        company
        for company, own in calls.items()
        if own in most and any(word not in company.inner or held[word] == 1 for word in own)
    }
    return {id: company.key for id, company in companies.items() if company in meant}


def _scores(
    told: Mapping[str, Set[str]], of_period: Mapping[str, float], even: Mapping[str, str]
) -> dict[str, float]:
    """Return how far each document is named by its own words and its period, 0 to 1.

    The rarer the words are, or the fewer the best ones, the more it tells that they are named; where no words
    name any, the period does alone. The best documents of the companies in even are named as well as any.
    """
    count = len(told)
    shared = Counter(word for words in told.values() for word in words)
    raw = {id: sum(math.log(count / shared[word]) for word in words) for id, words in told.items()}
    strongest = max(raw.values(), default=0.0)
    best_of: dict[str, float] = {}
    for id, key in even.items():
        best_of[key] = max(best_of.get(key, 0.0), raw[id])
    raised = {
        id: score * strongest / best_of[even[id]] if id in even else score
        for id, score in raw.items()
        if score
    }
    named = {id: score * (MEANT + (1 - MEANT) * of_period.get(id, 0.0)) for id, score in raised.items()}
    scores = named or of_period
    most = max(scores.values(), default=1.0)
    best = sum(score >= NEAR_BEST * most for score in scores.values())
    telling = max(math.log(count / (best or 1)), *raw.values()) / math.log(count + 1)
    return {id: min(1.0, telling) * score / most for id, score in scores.items() if telling > 0}
