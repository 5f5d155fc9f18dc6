"""Which documents a question names: by company, by year, by the words of their titles and files; pure."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from assistant.engine.companies import Company, Said, companies_of, said_of, words_in
from assistant.engine.periods import Period, fit, period_of
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
    told = {each.id: said.names_of(each, companies[each.id]) for each in documents}
    if len(documents) < 2:
        return Preference({}, (), names=_called(documents, told))
    period = period_of(question)
    of_period = _of_period(documents, companies, period)
    even = _even(told, companies, said)
    found = Preference(_scores(told, of_period, even), ())
    preferred = [each for each in documents if each.id in found.documents]
    if not preferred and all(told.values()):
        return replace(found, names=_called(documents, told))
    by = {word for each in preferred for word in told[each.id]}
    years = {str(year) for each in preferred for year in period.years & set(each.facts.years)}
    return replace(found, words=tuple(sorted(by | years)), names=_called(preferred, told))


def _of_period(
    documents: Sequence[Document], companies: Mapping[str, Company], period: Period
) -> dict[str, float]:
    """Return how well each document is of the period asked for, those that are not at all left out."""
    years = {each.id: period.years for each in documents}
    if period.newest:
        of_kind = [each for each in documents if each.facts.years and fit(each, period) == 1.0]
        last: dict[str, int] = {}
        for each in of_kind:
            key = companies[each.id].key
            last[key] = max(last.get(key, 0), *each.facts.years)
        years = {
            each.id: {last[key]} if (key := companies[each.id].key) in last else set() for each in documents
        }
    fits = {each.id: fit(each, replace(period, years=years[each.id])) for each in documents}
    return {id: share for id, share in fits.items() if share}


def _called(documents: Sequence[Document], told: Mapping[str, Set[str]]) -> tuple[tuple[str, ...], ...]:
    """Return what a question calls documents: companies' names, and other words that name one."""
    found: set[tuple[str, ...]] = set()
    for document in documents:
        organisation = tuple(words_in(document.facts.organisation))
        if organisation and organisation[0] in told[document.id]:
            found.add(organisation)
        found |= {(word,) for word in told[document.id] - set(organisation)}
    return tuple(sorted(found))


def _even(told: Mapping[str, Set[str]], companies: Mapping[str, Company], said: Said) -> dict[str, str]:
    """Return the company's key of each document whose company a question names, beside others or alone.

    A word from within its name does not do ("Micro" is not Advanced Micro Devices). Where all the words that
    name it also name another, which is named by more, it is not meant: in "Johnson Controls" not Johnson &
    Johnson.
    """
    named = {company.key: company for id, company in companies.items() if told[id]}
    words = {key: said.calls(company) for key, company in named.items()}
    meant = {
        key
        for key, own in words.items()
        if own - named[key].inner and not any(own < other for other in words.values())
    }
    return {id: company.key for id, company in companies.items() if told[id] and company.key in meant}


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
    best_of = {key: max(raw[id] for id, other in even.items() if other == key) for key in even.values()}
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
