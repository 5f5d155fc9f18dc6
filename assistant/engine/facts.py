"""What a document is, told by its metadata, its first pages and its file's name; pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from assistant.engine.language import language_of
from assistant.engine.types import Facts, Page

FIRST_PAGES = 3
LONGEST = 120

_KINDS = {
    "annual report": r"\b10-?k(?:405|t|sb)?\b|\b[24]0-f\b|\bannual report\b|geschäftsbericht|rapport annuel",
    "quarterly report": r"\b10-?qt?\b|\bquarterly report\b|\bquartalsbericht",
    "current report": r"\b8-?k\b",
    "earnings release": r"\bearnings\b|\b(?:first|second|third|fourth)[- ]quarter results\b",
    "proxy statement": r"^\W*proxy statement\b|\bdef\s?14a\b|\bschedule 14a\b",
    "invoice": r"\binvoice\b|\brechnung\b|\bfacture\b|\bfactura\b",
    "contract": r"\bagreement\b|\bcontract\b|\bvertrag\b|\bcontrat\b|\bcontrato\b|\blease\b",
    "insurance policy": r"\binsurance policy\b|\bpolicy\s?holder\b|\bpolicy_",
    "policy": r"\bpolicy\b|\bpolicies\b|\brichtlinie\b",
    "handbook": r"\bhandbook\b|\bhandbuch\b",
    "manual": r"\bmanual\b|\buser guide\b|\binstructions\b|\bbedienungsanleitung\b",
    "paper": r"\babstract\b|\barxiv\b|\bdoi:",
    "cheat sheet": r"\bcheat\s?sheet\b",
    "report": r"\breport\b|\bbericht\b|\brapport\b|\binforme\b",
}
_KIND = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KINDS.items()}

REPORTS = frozenset({"annual report", "quarterly report", "current report", "earnings release"})
"""Kinds of document that companies publish for those who own or might buy their shares."""

_TOLD = {
    "quarterly report": "quarter ended",
    "current report": "reported on",
    "earnings release": "period ended",
}
"""What the period of a report of less than a year begins with."""

_OF_ALL = re.compile(
    r"\W*(?:united states|(?:united states |u\.?\s?s\.? )?securities and exchange commission"
    r"|(?:(?:q[1-4]|(?:fy ?)?(?:19|20)\d\d) ){0,2}(?:form )?(?:10|8|20|40|6)-?[kqf](?:405|t|sb)?(?:/a)?"
    r"|ex-99\.?\d?|def 14a"
    r"|(?:(?:19|20)\d\d )?(?:annual|quarterly|current) report(?: (?:19|20)\d\d| pursuant to .*)?"
    r"|table of contents)\W*",
    re.IGNORECASE,
)
"""Titles that tell nothing: the first lines of the cover of every filing in the United States."""

_REGISTRANT = re.compile(
    r"\(?\bexact name of (?:the )?registrant|\(?\bname of (?:the )?registrant as specified", re.IGNORECASE
)
"""What stands below a company's name on the cover of a filing."""

_NO_COMPANY = re.compile(
    r"__|\bperiod\b|\bcommission\b|\bfile number\b|\bfor the\b|\b\d\d-\d{7}\b|^\W*$", re.IGNORECASE
)
"""What also stands above those words, where companies are named above that, beside it, or below them."""

_BESIDE_NAME = re.compile(r"\(.*\)|\W*amendment no.*|.*\bformerly\b.*", re.IGNORECASE)
"""What may stand between a company's name and those words."""

_STATE = re.compile(r"\s*/[A-Za-z]{2,3}/?\s*$")
"""The state that some companies have behind their names: INC /DE/."""

NEAR_ABOVE, NEAR_BELOW = 300, 400
"""So many letters around those words a company is looked for."""

_MARKET = re.compile(r"\b(?:nasdaq|stock exchange|(?:reporting|shell|growth) company)\b", re.IGNORECASE)
"""What looks like a company on every cover."""

_NO_NAME = re.compile(r"(?:the|our|your|about (?:the|our)) (?:company|group|corporation)\b", re.IGNORECASE)

_FILED = re.compile(r"\bcommission file\b|\bform (?:10|8|20|40|6)-?[kqf]\b", re.IGNORECASE)
"""What the cover of a filing says."""

_FORMS = (
    r"Inc|Incorporated|Corp|Corporation|Company|Co|Ltd|Limited|LLC|LLP|PLC|plc|GmbH|AG|SE|S\.A|N\.V|Group"
)
_WORDS = r"[\w&’'-]*,?\s+(?:(?:and|of|&)\s+)?"
_COMPANY = re.compile(rf"\b((?:[A-Z0-9]{_WORDS}){{1,5}}(?:{_FORMS})\b)\.?")
_REGISTERED = re.compile(rf"\b((?:\d?[A-Z]{_WORDS}){{1,5}}(?i:{_FORMS})\b)\.?")
"""A company, and one among those who file, whose kind may be in capitals."""

_DATE = (
    r"((?:[A-Z][A-Za-z]{2,8}\.?\s+\d{1,2},?|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][A-Za-z]{2,8})\s+((?:19|20)\d{2}))"
)
_ENDED = re.compile(
    r"(?i:fiscal\s+year|year|quarter(?:ly\s+period)?|period|months|weeks)\s+(?:\([^)]{1,20}\)\s+)?(?i:ended):?\s+"
    rf"(?:the\s+(?:Saturday|Sunday|Friday)\s+nearest\s+)?{_DATE}"
)
_TRANSITION = re.compile(
    rf"(?i:transition\s+period\s+from)\s{{1,5}}[^_\n]{{4,30}}?\s{{1,5}}to\s{{1,5}}{_DATE}"
)
_REPORTED = re.compile(rf"(?i:date\s+of\s+(?:earliest\s+)?(?:report|event)[^\n\d]{{0,60}}?){_DATE}")
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?[0-3]\d(?!\d)")
"""A date in the name of a file: that of its filing, which comes after the year that it reports."""
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?:(?:0[1-9]|1[0-2])[0-3]\d)?(?!\d)|(?<![a-z])FY\s?(\d\d)(?!\d)", re.IGNORECASE
)
"""A year, one at the beginning of a date (20180531), or one of a company's (FY22)."""
_MADE = re.compile(r"D:((?:19|20)\d{2})(\d{2})?(\d{2})?")


def facts_of(title: str, metadata: Mapping[str, str], pages: Sequence[Page], path: PurePath) -> Facts:
    """Return what a document tells of itself; what it does not tell is empty."""
    first = "\n".join(page.text for page in pages[:FIRST_PAGES])
    kind = _kind(path.stem.replace("_", " "), title, first[:4000])
    current = kind == "current report"
    dated = _REPORTED.search(first) if current else _TRANSITION.search(first) or _ENDED.search(first)
    told = _TOLD.get(kind, "year ended")
    cover = dated.group(2) if dated else ""
    named = _DATED.sub(" ", path.stem) if dated and kind in REPORTS else path.stem
    places = (f"{named} {cover}", title) if current else (named, cover, title)
    return Facts(
        subject=" ".join(metadata.get("subject", "").split())[:LONGEST],
        kind=kind,
        organisation=_organisation(_alone(title, pages), metadata, first),
        period=f"{told} {' '.join(dated.group(1).split())}" if dated else "",
        years=_years(*places) if kind in REPORTS else _years(named, title, cover),
        made=_date(metadata.get("creationDate", "")),
        language=language_of("\n".join(page.text for page in pages[: 4 * FIRST_PAGES])),
    )


def telling_title(title: str, facts: Facts) -> str:
    """Return a document's title; where a company's report has one that all have, or its name, what it is.

    That is its kind and its years, or of reports of less than a year the date.
    """
    name = {word.strip(",.").casefold() for word in facts.organisation.split()}
    left = " ".join(word for word in title.split() if word.strip(",.").casefold() not in name)
    told = left and not _OF_ALL.fullmatch(left)
    if told or not facts.organisation or facts.kind not in REPORTS:
        return title
    date = facts.period.removeprefix(_TOLD[facts.kind]).strip() if facts.kind in _TOLD else ""
    return f"{facts.organisation}: {facts.kind} {date or '–'.join(map(str, facts.years))}".strip()


def _kind(*places: str) -> str:
    """Return the kind that the first place that tells one tells first."""
    for place in places:
        found = [(match.start(), kind) for kind, pattern in _KIND.items() if (match := pattern.search(place))]
        if found:
            return min(found)[1]
    return ""


def _alone(title: str, pages: Sequence[Page]) -> list[str]:
    """Return what stands alone on the cover of a filing: its title and its lines."""
    cover = pages[0].text if pages else ""
    return [title, *cover.split("\n")] if _FILED.search(cover) else []


def _organisation(alone: Sequence[str], metadata: Mapping[str, str], first: str) -> str:
    """Return whose a document is; alone is what stands alone on a filing's cover, as its company may."""
    if registrant := _REGISTRANT.search(first):
        above = first[max(0, registrant.start() - NEAR_ABOVE) : registrant.start()]
        lines = [line.strip(" _-\t") for line in above.split("\n")]
        lines = [line for line in lines if line and not _BESIDE_NAME.fullmatch(line)]
        if lines and not _NO_COMPANY.search(lines[-1]):
            return _tidy(lines[-1])
        below = first[registrant.end() : registrant.end() + NEAR_BELOW]
        named = [*_REGISTERED.findall("\n".join(lines[-2:]))[::-1], *_REGISTERED.findall(below)]
        if companies := [name for name in named if not _MARKET.search(name)]:
            return _tidy(companies[0])
    covers = [line for line in map(str.strip, alone) if _REGISTERED.fullmatch(line) and _is_company(line)]
    if covers:
        return _tidy(covers[0])
    spoken = [_tidy(match.group(1)) for match in _COMPANY.finditer(first)]
    found = Counter(filter(_is_company, spoken))
    if found and found.most_common(1)[0][1] > 1:
        return found.most_common(1)[0][0]
    author = _COMPANY.search(metadata.get("author", ""))
    return _tidy(author.group(1)) if author else ""


def _is_company(name: str) -> bool:
    return not _MARKET.search(name) and not _NO_NAME.match(name)


def _tidy(name: str) -> str:
    return _STATE.sub("", " ".join(name.split()).strip(" ,;:()_-"))[:LONGEST]


def _years(*places: str) -> tuple[int, ...]:
    """Return the years that the first place that names any names."""
    for place in places:
        years = sorted({int(year or f"20{last}") for year, last in _YEAR.findall(place)})
        if years:
            return tuple(years[-2:])
    return ()


def _date(made: str) -> str:
    match = _MADE.match(made)
    return "-".join(part for part in match.groups() if part) if match else ""
