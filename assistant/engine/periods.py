"""Which year, quarter and kind of report a question means, and how well a document fits that; pure."""

import re
from collections.abc import Set
from dataclasses import dataclass
from pathlib import PurePath

from assistant.engine.facts import REPORTS
from assistant.engine.terms import with_whole_years
from assistant.engine.types import Document

EARLIER, OTHER_QUARTER, OTHER_KIND, NEWS, OTHER_MONTH = 0.5, 0.25, 0.25, 0.5, 0.5
"""What a report of an earlier year of several is worth, of another quarter, of another kind, what a current
report is, which tells of one event, where no kind is named, or one of no quarter where one is, and what one
of another month is."""

YEARS_LATER = {1: 0.2, 2: 0.1}
"""What an annual report is worth so many years after the one asked for, of which it tells, too."""

WHOLE_YEAR, SOME_QUARTER = 0, -1

_ORDINALS = ("first", "second", "third", "fourth")
_QUARTER = re.compile(
    rf"(?<![a-z])q([1-4])(?!\d)|(?<!\d)([1-4])q|\b({'|'.join(_ORDINALS)})[- ](?:fiscal )?quarter\b"
    r"|\b([1-4])(?:st|nd|rd|th) (?:fiscal )?quarter\b|\bquarter ([1-4])\b",
    re.IGNORECASE,
)
_OF_YEAR = r"of (?:the )?(?:fiscal |(?:19|20)\d\d\b|year\b)"
_PARTS = {
    2: re.compile(rf"\bfirst (?:half|six months) {_OF_YEAR}|\bsix months ended\b", re.IGNORECASE),
    3: re.compile(rf"\bfirst (?:nine months|three quarters) {_OF_YEAR}|\bnine months ended\b", re.IGNORECASE),
}
"""Parts of a year that the report of their last quarter tells of."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?-i:May|MAY)|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATED = re.compile(rf"\b{_NAME}\.?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?((?:19|20)\d\d)\b", re.IGNORECASE)
"""A month and its year, with or without a day between."""
_KINDS = {
    "annual report": re.compile(r"\b10-?Ks?\b|\bannual reports?\b", re.IGNORECASE),
    "quarterly report": re.compile(
        r"\b10-?Qs?\b|\bquarterly reports?\b|\b(?:quarter|months) ended\b", re.IGNORECASE
    ),
    "current report": re.compile(r"\b8-?Ks?\b|\bcurrent reports?\b", re.IGNORECASE),
    "earnings release": re.compile(
        r"\b(?:earnings (?:release|call|report|presentation)|press release)s?\b"
        rf"|\brelease (?:of|dated|from|on) {_NAME}\b|\b{_NAME}\.? (?:(?:\d\d?,? )?(?:19|20)\d\d )?release\b"
        rf"|\breport(?:s|ed)? [^,.?]{{0,40}}\bin {_NAME}\b"
        r"|\b(?:announc|disclos|report|publish)(?:es|ed|s) [^,.?]{0,40}"
        r"\bwith (?:its|the|their) [^,.?]{1,40}\bresults\b",
        re.IGNORECASE,
    ),
}
"""Kinds of report, as facts.py calls them, by what a question says."""

_NEWS_KINDS = frozenset({"current report", "earnings release"})
"""What companies tell between their reports: a current report has an earnings release as its exhibit."""

_OF_PART = REPORTS - {"annual report"}
"""Kinds of report of less than a year."""

_REPORT = r"(?:10-?[KQ]|8-?K|annual report|quarterly report)"
_WHOLE = r"(?:(?<=\d\d\.\d\d\.)|(?<=[a-z] \d,)|(?<=[a-z] \d\d,)|(?<![\d.,$€£]))((?:19|20)\d\d)(?!\d|[.,]\d)"
"""A year: no part of an amount, but of a date (31.12.2018, May 31,2019)."""
_YEAR = re.compile(_WHOLE, re.IGNORECASE)
_SHORT_YEAR = re.compile(
    r"(?:\b[1-4]Q|\bQ[1-4])\s?(?:FY|CY)?\s?['’]?(\d\d)(?!\d|-?[KQ])|(?<!\w)['’](\d\d)(?!\w)"
    r"|\b(?:FYE|CY\s?|FY-)(?:20)?(\d\d)(?![\d%]|[.,]\d)",
    re.IGNORECASE,
)
_SPAN = re.compile(rf"{_WHOLE}\s?[-–/]\s?(\d\d)(?![\d/-])", re.IGNORECASE)
"""A year and the last two digits of another, the next: 2018-19, 2018/19, but not 2009-10-31."""

_OF_REPORT = re.compile(
    rf"{_WHOLE}(?: form)? {_REPORT}\b|\b{_REPORT} (?:for|of|from|in)(?: the)?(?: fiscal)?(?: year)? {_WHOLE}"
    rf"|(?:\b(?:its|the|their|this|that)|['’]s?) (?:fiscal )?(?:year )?{_WHOLE} (?:reports?|filings?)\b"
    rf"|\b(?:its|the|their|this|that) (?:report|filing) (?:for|of|from)(?: fiscal)?(?: year)? {_WHOLE}",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:due|matur\w+|expir\w+|by)\b(?:(?: in| by| on| before| the| of| year| end)* )?" + _WHOLE,
    re.IGNORECASE,
)
"""A year that a report tells of in advance: "matures in 2030"."""
_NEWEST = re.compile(rf"\b(?:latest|newest|most recent) (?:form )?{_REPORT}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """The years that a question means, the last of them most, its quarter, and kinds of report.

    newest tells that of a company's reports the last one is meant, where no year is named; months are those
    named with their years, and dated are the years that are named with a month alone.
    """

    years: Set[int]
    quarter: int
    kinds: Set[str]
    newest: bool = False
    months: Set[tuple[int, int]] = frozenset()
    dated: Set[int] = frozenset()


def period_of(question: str) -> Period:
    """Return what a question says of the report it means: of a "2018 10-K" not what matures in 2022."""
    text = with_whole_years(question)
    reports = {int(year) for match in _OF_REPORT.finditer(text) for year in match.groups() if year}
    years = {int(year) for year in _YEAR.findall(text)}
    years |= {2000 + int(found[1] or found[2] or found[3]) for found in _SHORT_YEAR.finditer(text)}
    years |= {int(year) + 1 for year, last in _SPAN.findall(text) if int(last) == (int(year) + 1) % 100}
    ahead = {int(year) for year in _AHEAD.findall(text)}
    kinds = {kind for kind, pattern in _KINDS.items() if pattern.search(text)}
    meant = reports or years - ahead or years
    months = _months_in(text)
    dated = {year for year, _ in months} - {int(year) for year in _YEAR.findall(_DATED.sub(" ", text))}
    newest = not meant and bool(_NEWEST.search(text))
    return Period(meant, _quarter_in(text), kinds | _akin(kinds), newest, months, dated)


def _akin(kinds: Set[str]) -> Set[str]:
    return _NEWS_KINDS if kinds & _NEWS_KINDS else frozenset()


def _months_in(text: str) -> set[tuple[int, int]]:
    """Return the months that a text names, each as its year and its number."""
    return {(int(year), 1 + _MONTHS.index(name[:3].lower())) for name, year in _DATED.findall(text)}


def fit(document: Document, asked: Period) -> float:
    """Return how well a document is of the period asked for: 1 wholly, 0 of another year or none asked for.

    The last of the years asked for counts whole, an earlier one, another quarter and another kind of report
    less; a question that names no quarter means the whole year, but where it names a report of less. Where it
    asks for news of a month, what was reported in it is meant, whatever its year; where it names a year by a
    month alone, what ended in it, and others of that year less.
    """
    of_kind = not asked.kinds or document.facts.kind in asked.kinds or document.facts.kind not in _KINDS
    kind = 1.0 if of_kind else OTHER_KIND
    ended = _months_in(document.facts.period)
    news = document.facts.kind in _NEWS_KINDS
    by_month = bool(asked.months) and (
        bool(asked.kinds & _NEWS_KINDS) if news else asked.years <= asked.dated
    )
    if by_month and ended & asked.months:
        quarter = _share_of_quarter(document, asked) if asked.quarter else 1.0
        return kind * quarter * (1.0 if max(asked.months) in ended else EARLIER)
    own = asked.years & set(document.facts.years)
    if (asked.years and not own) or not (asked.years or asked.quarter or asked.kinds):
        return 0.0
    latest = 1.0 if not own or max(asked.years) in own else EARLIER
    if ended and by_month:
        latest *= OTHER_MONTH
    if document.facts.kind == "current report" and not (asked.kinds or asked.quarter):
        return NEWS * latest
    return latest * kind * _share_of_quarter(document, asked)


def _share_of_quarter(document: Document, asked: Period) -> float:
    """Return how well a document is of the quarter asked for; a release that names none may be of any."""
    quarter = _quarter_of(document)
    if quarter == asked.quarter or (not asked.quarter and asked.kinds & _OF_PART):
        return 1.0
    return NEWS if not quarter and document.facts.kind in _NEWS_KINDS else OTHER_QUARTER


def fit_later(document: Document, asked: Period) -> float:
    """Return how well an annual report of a later year fits, which tells of the years before it, too."""
    facts = document.facts
    if facts.kind != "annual report" or not (facts.years and asked.years):
        return 0.0
    return YEARS_LATER.get(max(facts.years) - max(asked.years), 0.0)


def _quarter_of(document: Document) -> int:
    """Return the quarter a document is of, by its name; of a quarterly report that does not tell, some."""
    found = _quarter_in(f"{PurePath(document.path).stem} {document.title}")
    return found or (SOME_QUARTER if document.facts.kind == "quarterly report" else WHOLE_YEAR)


def _quarter_in(text: str) -> int:
    """Return the quarter of a year that a text names, 0 for none."""
    found = _QUARTER.search(text)
    if not found:
        return next((number for number, part in _PARTS.items() if part.search(text)), WHOLE_YEAR)
    number = found[1] or found[2] or found[4] or found[5]
    return int(number) if number else 1 + _ORDINALS.index(found[3].lower())
