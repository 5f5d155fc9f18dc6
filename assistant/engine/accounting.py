"""What questions about annual reports say → how the reports say it, and the statement it stands in; pure.

People ask for "capex" or a "quick ratio"; reports have lines such as "Purchases of property, plant and
equipment" and statements such as "Consolidated Statements of Cash Flows". Terms are those of US GAAP's
presentation (Regulation S-X, articles 5-02 and 5-03; ASC 230) and of common definitions of ratios.
"""

import re
from dataclasses import dataclass
from functools import reduce
from typing import Literal

Statement = Literal["income", "position", "cash flows", "equity"]

NAMES: dict[Statement, tuple[str, str]] = {
    "income": (
        r"income statements?"
        r"|statements? of (?:consolidated )?(?:net )?(?:income|operations|earnings|profit|loss)"
        r"|profit (?:and|&) loss|\bp\s?&\s?l\b",
        "consolidated statements of income, operations or earnings",
    ),
    "position": (
        r"balance sheets?|statements? of (?:consolidated )?financial (?:position|condition)",
        "consolidated balance sheets, statements of financial position",
    ),
    "cash flows": (
        r"cash[- ]?flows? statements?|statements? of (?:consolidated )?cash flows?",
        "consolidated statements of cash flows",
    ),
    "equity": (
        r"statements? of (?:consolidated )?(?:changes in )?(?:total )?"
        r"(?:(?:share|stock)(?:holders|owners)['’]? )?equity",
        "consolidated statements of shareholders' equity",
    ),
}
"""How each statement is called: as a pattern, and in words to look for."""

_CAPEX = "purchases of property, plant and equipment; capital expenditures; additions to property"
_COST = "cost of sales; cost of goods sold; cost of revenue"
_REVENUE = "net sales; total revenues; net revenues"
_FIXED = "property, plant and equipment, net"
_CURRENT = "total current assets; total current liabilities"
_OPERATING = "net cash provided by operating activities"
_PAYABLE, _RECEIVABLE = "accounts payable", "accounts receivable, net; trade receivables"
_PROFIT = "net income; net earnings"

LINES: tuple[tuple[str, str, tuple[Statement, ...]], ...] = (
    (
        r"cap(?:ital)?[- ]?ex(?:penditures?)?|capital[- ](?:intensive|intensity|spending)",
        _CAPEX,
        ("cash flows",),
    ),
    (r"capital[- ](?:intensive|intensity)", f"{_FIXED}; total assets; {_REVENUE}", ("position", "income")),
    (r"cogs|cost of (?:goods|sales|revenues?|products)", _COST, ("income",)),
    (r"pp\s?&\s?e|ppn?e|net fixed assets?|property,? plant,? (?:and|&) equipment", _FIXED, ("position",)),
    (r"d\s?&\s?a|depreciation", "depreciation and amortization", ("cash flows",)),
    (r"ebitda", "operating income; depreciation and amortization", ("income", "cash flows")),
    (r"ebit|operating (?:income|profit|earnings)|income from operations", "operating income", ("income",)),
    (r"operating margins?", f"operating income; {_REVENUE}", ("income",)),
    (r"(?:net |profit |net profit |income )margins?", f"{_PROFIT}; {_REVENUE}", ("income",)),
    (
        r"operating (?:expenses?|costs?)|opex",
        "total operating expenses; total costs and expenses",
        ("income",),
    ),
    (r"gross (?:margins?|profits?)", f"gross profit; {_REVENUE}; {_COST}", ("income",)),
    (r"(?:quick|current|acid[- ]test|liquidity) ratios?", f"{_CURRENT}; inventories; cash", ("position",)),
    (r"working capital", f"{_CURRENT}; accounts receivable; inventories", ("position",)),
    (r"inventory turnover|days (?:of )?inventory|dio", f"inventories; {_COST}", ("position", "income")),
    (
        r"payables? (?:turnover|outstanding)|days payables?|dpo",
        f"{_PAYABLE}; {_COST}",
        ("position", "income"),
    ),
    (
        r"receivables? turnover|days sales outstanding|dso",
        f"{_RECEIVABLE}; {_REVENUE}",
        ("position", "income"),
    ),
    (r"fixed asset turnover", f"{_FIXED}; {_REVENUE}", ("position", "income")),
    (r"asset turnover", f"total assets; {_REVENUE}", ("position", "income")),
    (r"returns? on (?:total )?assets|roa", f"{_PROFIT}; total assets", ("income", "position")),
    (
        r"returns? on (?:share|stock)?holders?['’]? ?equity|return on equity|roe",
        _PROFIT,
        ("income", "position"),
    ),
    (r"debt[- ]to[- ]equity|leverage ratio|gearing", "long-term debt; total equity", ("position",)),
    (r"interest coverage|times interest earned", "operating income; interest expense", ("income",)),
    (r"dividends?", "cash dividends paid; dividends to shareholders", ("cash flows",)),
    (
        r"operating cash flows?|cash (?:flows? )?(?:generated |provided )?(?:from|by) operati(?:ons|ng)|ocf",
        _OPERATING,
        ("cash flows",),
    ),
    (r"free cash flows?|fcf", f"{_OPERATING}; {_CAPEX}", ("cash flows",)),
    (
        r"(?:share|stock) (?:repurchases?|buybacks?)",
        "purchases of treasury stock; repurchases of common stock",
        ("cash flows",),
    ),
    (r"net (?:income|earnings|profit|loss)|bottom line", _PROFIT, ("income",)),
    (r"(?:total |net )?revenues?|top line|net sales", _REVENUE, ("income",)),
    (r"earnings per share|eps", "earnings per share, basic and diluted", ("income",)),
    (
        r"sg\s?&\s?a|selling,? general,? (?:and|&) administrative",
        "selling, general and administrative expenses",
        ("income",),
    ),
    (r"r\s?&\s?d|research (?:and|&) development", "research and development expenses", ("income",)),
    (
        r"income tax(?:es)? expenses?|provision for (?:income )?taxes",
        "provision for income taxes",
        ("income",),
    ),
    (
        r"(?:stock|share)[- ]based compensation",
        "stock-based compensation; share-based compensation",
        ("cash flows",),
    ),
    (
        r"cash (?:and|&) (?:cash )?equivalents|cash (?:balance|position|on hand)",
        "cash and cash equivalents",
        ("position",),
    ),
    (
        r"(?:total|net|outstanding) debt|debt (?:levels?|load)",
        "long-term debt; short-term borrowings; current portion of long-term debt",
        ("position",),
    ),
    (r"accounts receivable", _RECEIVABLE, ("position",)),
    (r"accounts payable|\bap\b", _PAYABLE, ("position",)),
    (r"(?:total )?(?:current )?(?:assets|liabilities)", "", ("position",)),
    (
        r"(?:operating|investing|financing|operations|investments)\b.{0,40} activities|cash flows?",
        "net cash provided by operating activities; net cash used in investing activities"
        "; net cash used in financing activities",
        ("cash flows",),
    ),
    (r"cash conversion cycle", f"inventories; {_RECEIVABLE}; {_PAYABLE}; {_COST}", ("position", "income")),
    (r"inventor(?:y|ies)|goodwill|retained earnings|long-term debt", "", ("position",)),
    (r"(?:net )?property (?:and|&) equipment", _FIXED, ("position",)),
    (
        r"(?:share|stock)(?:holders?|owners?)['’]?s? equity|total equity|book value",
        "total shareholders' equity",
        ("position",),
    ),
    (r"interest expenses?", "interest expense", ("income",)),
    (r"effective tax rate", "provision for income taxes; income before income taxes", ()),
)
"""What is asked for, how reports name it, and the statements that have it."""

_NAMED = {kind: re.compile(pattern, re.IGNORECASE) for kind, (pattern, _) in NAMES.items()}
_LINES = [(re.compile(rf"\b(?:{line})\b", re.IGNORECASE), words, kinds) for line, words, kinds in LINES]
_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\(\d[\d,.]*\)|\$\s*\d|\b\d+\.\d\d?\b|\t\d{2,3}\b")

LONGEST_TITLE = 140
FIRST_LINES = 8
FEWEST_AMOUNTS = 4

_REASONS = re.compile(
    r"\b(?:drove|driv(?:ers?|en|es)|why|reasons?|caused?|segments?|customers?|regions?|geograph\w*|countr(?:y|ies)"
    r"|products?|services?|guidance|acquisitions?)\b",
    re.IGNORECASE,
)
"""What asks for more than a line of a statement: it stands in the discussion or in the notes."""

_NOT_TITLE = re.compile(
    r"[:;]$|\b(?:supplement\w*|parent|schedule|related|recogni[sz]ed|included|amounts?|analysis|information|data"
    r"|components?|follow(?:s|ing)|notes?|see|our|index|report)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\([^)]*\b(?:millions|thousands|billions|dollars|amounts|data|shares)\b[^)]*\)?", re.IGNORECASE
)
"""What a title says of its figures: "(in millions, except per share data)"."""

_NOTE = re.compile(r"^(?:notes?\b|\(?\d+[.)])", re.IGNORECASE)
_WORDS_BEFORE = re.compile(r"(?:(?:[A-Z0-9(&][^\s]*|and|of|its|the|by|for|in|—|–|-)\s+)*$")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of a report: the words that reports have for it, and statements.

    named tells that the question names the statements itself, not only lines that stand in them.
    """

    words: tuple[str, ...]
    statements: frozenset[Statement]
    named: bool


NOTHING = Asked((), frozenset(), False)


def asked_of(question: str) -> Asked:
    """Return what a question asks of a report; nothing where it speaks of no statement and no line of one."""
    named = {kind for kind, pattern in _NAMED.items() if pattern.search(question)}
    found = [(words, kinds) for pattern, words, kinds in _LINES if pattern.search(question)]
    besides = reduce(lambda text, line: line[0].sub(" ", text), _LINES, question)
    kinds = named or {kind for _, kinds in found for kind in kinds if not _REASONS.search(besides)}
    phrases = [phrase for words, _ in found for phrase in words.split("; ") if phrase]
    titles = [NAMES[kind][1] for kind in NAMES if kind in kinds]
    return Asked(tuple(dict.fromkeys([*phrases, *titles])), frozenset(kinds), bool(named))


def statements_in(text: str, heading: str = "") -> frozenset[Statement]:
    """Return the statements that a page's or passage's text is, by its title and its amounts.

    Tables of notes, which only speak of a statement, are none. heading is the last headings, parted by "›".
    """
    if len(_AMOUNT.findall(text)) < FEWEST_AMOUNTS:
        return frozenset()
    *above, last = (part.strip() for part in heading.split("›"))
    headings = [last] if _NOTE.match(last) else [*above, last]
    lines = [line for line in text.split("\n")[:FIRST_LINES] if "\t" not in line]
    return frozenset().union(*map(_titled, [*headings, *lines]))


def _titled(line: str) -> frozenset[Statement]:
    """Return the statements that a line is the title of: capitals before the name, and nothing told."""
    line = _UNIT.sub(" ", line).strip()
    if len(line) > LONGEST_TITLE or _NOT_TITLE.search(line):
        return frozenset()
    found = {kind: pattern.search(line) for kind, pattern in _NAMED.items()}
    return frozenset(
        kind for kind, match in found.items() if match and _WORDS_BEFORE.match(line[: match.start()])
    )
