"""The statements of a report, by their titles, told from tables that only speak of them; pure.

Terms are those of US GAAP's presentation (Regulation S-X, articles 5-02 and 5-03; ASC 230).
"""

import re
from typing import Literal

Statement = Literal["income", "position", "cash flows", "equity"]

NAMES: dict[Statement, tuple[str, str]] = {
    "income": (
        r"income statements?"
        r"|statements? of (?:consolidated )?(?:net )?(?:\(?(?:loss|losses)\)? )?"
        r"\(?(?:income|operations|earnings|profit|loss)\b"
        r"|profit (?:and|&) loss|\bp\s?&\s?l\b",
        "consolidated statements of income, operations or earnings",
    ),
    "position": (
        r"(?<!off-)(?<!off )balance sheets?"
        r"|statements? of (?:consolidated )?financial (?:position|condition)"
        r"|^liabilities (?:and|&) (?:(?:share|stock)holders|owners)['’]? (?:equity|deficit|investment)$",
        "consolidated balance sheets, statements of financial position",
    ),
    "cash flows": (
        r"cash[- ]?flows? statements?|statements? of (?:consolidated )?cash flows?",
        "consolidated statements of cash flows",
    ),
    "equity": (
        r"statements? of (?:consolidated )?(?:changes in )?(?:total )?"
        r"(?:equity|(?:share|stock)(?:holders|owners)['’]? (?:equity|deficit|investment))\b",
        "consolidated statements of shareholders' equity",
    ),
}
"""How each statement is called: as a pattern, and in words to look for."""

NAMED = {kind: re.compile(pattern, re.IGNORECASE) for kind, (pattern, _) in NAMES.items()}

_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\(\d[\d,.]*\)|\$\s*\d|\b\d+\.\d\d?\b|\t\d{2,3}\b")

LONGEST_TITLE = 140
FIRST_LINES = 8
FEWEST_AMOUNTS = 4

_NOT_TITLE = re.compile(
    r"[:;]$|\b(?:supplement\w*|parent|schedule|related|recogni[sz]ed|included|amounts?|analysis|information|data"
    r"|components?|follow(?:s|ing)|notes?|see|our|index|report|consolidating|pro forma|average|overview"
    r"|highlights|summary|selected|location|classification|caption|line items?|common-size|segments?"
    r"|changes in (?:the )?consolidated|review|discussion|trends?)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\bparent[- ](?:company|only)|\(parent\b|\bregistrant\b|\bcondensed financial information of"
    r"|\bschedule (?:i|ii|1)\b",
    re.IGNORECASE,
)
"""What stands over the statements of a parent alone."""

_LISTED = re.compile(r"\bexhibits?\b(?! 99)|\bfiled as (?:a )?part\b", re.IGNORECASE)
"""What a page says that lists statements."""

_UNIT = re.compile(
    r"\([^)]*\b(?:millions|thousands|billions|dollars|amounts|data|shares)\b[^)]*\)?"
    r"|\bsee (?:the )?(?:accompanying )?notes.*$|\b(?:\$ )?in (?:millions|thousands|billions)\b.*$",
    re.IGNORECASE,
)
"""What a title says of its figures: "(in millions, except per share data)"."""

_IN_NOTES = re.compile(r"notes?\b", re.IGNORECASE)
_NOTE = re.compile(r"\(?\d+[.)]|[A-Z][.)]\s", re.IGNORECASE)
_COMPANY = re.compile(
    r"^.*\b(?:inc|corporation|corp|company|ltd|plc|llc|subsidiaries|services)\b\.?,?\s+"
    r"(?=(?:condensed |consolidated )*(?:statements?|balance|income))",
    re.IGNORECASE,
)
"""A company before a title on its line."""
_WORDS_BEFORE = re.compile(r"(?:(?:[A-Z0-9(&][^\s]*|and|of|its|the|by|for|in|—|–|-)\s+)*$")


def statements_in(text: str, heading: str = "") -> frozenset[Statement]:
    """Return the statements that a page's or passage's text is, by its title and its amounts.

    Tables of notes, which only speak of a statement, are none, nor are those of the parent alone. heading is
    the last headings, parted by "›".
    """
    if len(_AMOUNT.findall(text)) < FEWEST_AMOUNTS:
        return frozenset()
    headings = [part.strip() for part in heading.split("›")]
    lines = [line for line in text.split("\n")[:FIRST_LINES] if "\t" not in line]
    others = any(map(_OTHERS.search, [*headings, *lines])) or any(map(_LISTED.search, lines))
    if others or any(map(_IN_NOTES.match, headings)):
        return frozenset()
    titles = headings[-1:] if any(map(_NOTE.match, headings)) else headings
    return frozenset().union(*map(_titled, [*titles, *lines]))


def _titled(line: str) -> frozenset[Statement]:
    """Return the statements that a line is the title of: capitals before the name, and nothing told."""
    if len(line) > 2 * LONGEST_TITLE:
        return frozenset()
    line = _COMPANY.sub("", _UNIT.sub(" ", line)).strip()
    if len(line) > LONGEST_TITLE or _NOT_TITLE.search(line):
        return frozenset()
    found = {kind: pattern.search(line) for kind, pattern in NAMED.items()}
    return frozenset(
        kind for kind, match in found.items() if match and _WORDS_BEFORE.match(line[: match.start()])
    )
