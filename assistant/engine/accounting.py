"""What questions about annual reports say → how the reports say it, and the statement it stands in; pure.

People ask for "capex" or a "quick ratio"; reports have lines such as "Purchases of property, plant and
equipment" and statements such as "Consolidated Statements of Cash Flows". Terms are those of US GAAP's
presentation (statements.py names the articles) and of common definitions of ratios.
"""

import re
from dataclasses import dataclass
from functools import reduce

from assistant.engine.report_words import PHRASES
from assistant.engine.statements import NAMED, NAMES, Statement

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
        r"cap(?:ital)?[- ]?ex(?:penditures?)?|capital[- ](?:intensive|intensity|heavy|light|spending)",
        _CAPEX,
        ("cash flows",),
    ),
    (
        r"capital[- ](?:intensive|intensity|heavy|light)",
        f"{_FIXED}; total assets; {_REVENUE}",
        ("position", "income"),
    ),
    (r"cogs|cost of (?:goods|sales|revenues?|products)", _COST, ("income",)),
    (r"pp\s?&\s?e|ppn?e|net fixed assets?|property,? plant,? (?:and|&) equipment", _FIXED, ("position",)),
    (r"d\s?&\s?a|depreciation", "depreciation and amortization", ("cash flows",)),
    (r"ebitda", "operating income; depreciation and amortization", ("income", "cash flows")),
    (
        r"ebit|operating (?:income|profit|earnings|loss(?:es)?)|(?:income|profit|loss) from operations",
        "operating income",
        ("income",),
    ),
    (r"(?:operating (?:profit |income )?|ebit )margins?", f"operating income; {_REVENUE}", ("income",)),
    (
        r"(?<!gross )(?<!operating )(?:net |profit |net profit |net income |after-tax )margins?|profitable"
        r"|return on (?:net )?sales",
        f"{_PROFIT}; {_REVENUE}",
        ("income",),
    ),
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
    (r"returns? on (?:average )?(?:total )?assets|roa", f"{_PROFIT}; total assets", ("income", "position")),
    (
        r"returns? on (?:average )?(?:total |common )?(?:(?:share|stock)holders?['’]?s? )?equity|roe",
        f"{_PROFIT}; total shareholders' equity",
        ("income", "position"),
    ),
    (
        r"returns? on (?:invested |employed )?capital(?: employed)?|roic|roce",
        "operating income; long-term debt; total equity",
        ("income", "position"),
    ),
    (r"debt[- ]to[- ]equity|leverage ratio|gearing", "long-term debt; total equity", ("position",)),
    (r"interest coverage|times interest earned", "operating income; interest expense", ("income",)),
    (r"dividends?(?! (?:declared )?per)", "cash dividends paid; dividends to shareholders", ("cash flows",)),
    (
        r"operating cash flows?|cash (?:flows? )?(?:generated |provided )?(?:from|by) operati(?:ons|ng)|ocf",
        _OPERATING,
        ("cash flows",),
    ),
    (r"free cash flows?|fcf", f"{_OPERATING}; {_CAPEX}", ("cash flows",)),
    (
        r"(?:share|stock) (?:repurchases?|buy-?backs?)|repurchases? of (?:common )?(?:stock|shares)"
        r"|(?:buy|bought|buying) back",
        "purchases of treasury stock; repurchases of common stock",
        ("cash flows",),
    ),
    (r"net (?:income|earnings|profit|loss)|bottom line", _PROFIT, ("income",)),
    (
        r"(?<!deferred )(?<!unearned )(?:total |net )?revenues?|top line|(?:net|total) sales"
        r"|(?<!store )(?<!comparable )sales (?:growth|grow|grew|increase|decrease|change)",
        _REVENUE,
        ("income",),
    ),
    (
        r"(?:deferred|unearned) revenues?",
        "deferred revenue; contract liabilities; unearned revenue",
        ("position",),
    ),
    (
        r"(?:earnings|income|loss|profit) per (?:(?:basic|diluted|common) )*shares?|eps",
        "earnings per share, basic and diluted",
        ("income",),
    ),
    (
        r"(?:income|loss|profits?|earnings) before (?:income )?tax(?:es)?"
        r"|pre-?tax (?:income|profits?|earnings|loss|margins?)",
        "income before income taxes",
        ("income",),
    ),
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
    (r"(?<!plan )(?<!weighted )(?:total )?(?:current )?(?:assets|liabilities)", "", ("position",)),
    (
        r"(?:proceeds|repayments?) (?:from|of) (?:the )?(?:issuance of )?(?:long-term )?(?:debt|borrowings)",
        "proceeds from issuance of long-term debt; repayments of long-term debt",
        ("cash flows",),
    ),
    (
        r"repa(?:y|id|ying)\b.{0,30}\b(?:debt|borrowings|notes|loans)"
        r"|(?:debt|borrowings|notes|loans) (?:(?:was|were|been) )?repa(?:id|yments?)",
        "repayments of long-term debt; payments of long-term debt",
        ("cash flows",),
    ),
    (
        r"(?:spen[dt]|paid|pay) (?:on|for) acqui(?:sitions?|ring)|acquisitions? of (?:businesses|companies)"
        r"|acquisition spending",
        "acquisitions, net of cash acquired; purchases of businesses",
        ("cash flows",),
    ),
    (
        r"(?:operating|investing|financing|operations|investments)\b.{0,40} activities"
        r"|(?<!of )cash flows?(?! hedg| statement)",
        "net cash provided by operating activities; net cash used in investing activities"
        "; net cash used in financing activities",
        ("cash flows",),
    ),
    (
        r"(?:receivables?|payables?) days|days (?:in |of )?(?:sales|receivables?)|collection period"
        r"|operating cycle",
        f"{_RECEIVABLE}; {_REVENUE}; {_PAYABLE}; {_COST}",
        ("position", "income"),
    ),
    (
        r"(?:cash|equity) ratio|equity multiplier",
        "cash and cash equivalents; total equity; total assets",
        ("position",),
    ),
    (r"cash conversion cycle", f"inventories; {_RECEIVABLE}; {_PAYABLE}; {_COST}", ("position", "income")),
    (
        r"inventor(?:y|ies)|goodwill|retained earnings|(?<!repay )(?<!repaid )(?<!repaying )"
        r"(?<!repayment of )(?<!repayments of )long-term debt"
        r"|marketable securities"
        r"|short-term investments|treasury stock|total (?:deposits|loans|borrowings)"
        r"|noncontrolling interests?",
        "",
        ("position",),
    ),
    (r"net interest income|non-?interest income|provision for (?:credit|loan) losses", "", ("income",)),
    (r"(?:net )?property (?:and|&) equipment", _FIXED, ("position",)),
    (
        r"(?:share|stock)(?:holders?|owners?)['’]?s? equity|total equity|book value",
        "total shareholders' equity",
        ("position",),
    ),
    (r"interest expenses?", "interest expense", ("income",)),
    (r"effective (?:income )?tax rate", "provision for income taxes; income before income taxes", ()),
)
"""What is asked for, how reports name it, and the statements that have it."""

_LINES = [(re.compile(rf"\b(?:{line})\b", re.IGNORECASE), words, kinds) for line, words, kinds in LINES]
_PHRASES = [(re.compile(rf"\b(?:{phrase})\b", re.IGNORECASE), words) for phrase, words in PHRASES]

_REASONS = re.compile(
    r"\b(?:drove|driv(?:ers?|en|es)|why|reasons?|caused?|explain(?:s|ed)|led to|(?:lay|stood|is) behind"
    r"|push(?:ed|es)?|weigh(?:ed|s)|drag(?:ged|s)|hurt|boost(?:ed|s)?"
    r"|segments?|customers?|buyers?|clients?|patrons?|regions?|geograph\w*|countr(?:y|ies)"
    r"|products?|services?|guidance|acquisitions?|divisions?|units?|breakdown|polic(?:y|ies)|methods?"
    r"|useful li(?:fe|ves)|recogni[sz]e[sd]?|recognition|hedg\w+|covenants?|credit agreements?|indentures?"
    r"|matur(?:e|es|ity|ities)|legal|litigation|lawsuits?|contingen\w+|environmental|under management"
    r"|fair value|level [123]|auditors?|audit matters?|authori[sz]\w+|retention|organic|expected"
    r"|(?:from|in) the u\.?s)\b",
    re.IGNORECASE,
)
"""What asks for more than a line of a statement: it stands in the discussion or in the notes."""

_UNLESS = re.compile(
    r"\bif\b[^.?!]{1,80}\b(?:not|isn['’]t|aren['’]t|cannot|can['’]t)\b[^.?!]{1,30}"
    r"\b(?:useful|relevant|meaningful|applicable|appropriate|suitable|reported|computed|calculated)\b[^.?!]{0,120}",
    re.IGNORECASE,
)
"""What is to be said where a figure means nothing, and why: no reasons for the figure."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of a report: lines as reports name them, and the statements that have them.

    named tells that the question names the statements itself, not only lines that stand in them.
    """

    lines: tuple[str, ...]
    statements: frozenset[Statement]
    named: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The lines, and the titles of the statements."""
        return (*self.lines, *(NAMES[kind][1] for kind in NAMES if kind in self.statements))


NOTHING = Asked((), frozenset(), False)


def asked_of(question: str) -> Asked:
    """Return what a question asks of a report; nothing where it speaks of no statement and no line of one."""
    named = {kind for kind, pattern in NAMED.items() if pattern.search(question)}
    found = [(words, kinds) for pattern, words, kinds in _LINES if pattern.search(question)]
    besides = reduce(lambda text, line: line[0].sub(" ", text), _LINES, _UNLESS.sub(" ", question))
    kinds = named or {kind for _, kinds in found for kind in kinds if not _REASONS.search(besides)}
    said = [
        *(words for words, _ in found),
        *(words for pattern, words in _PHRASES if pattern.search(question)),
    ]
    phrases = [phrase for words in said for phrase in words.split("; ") if phrase]
    return Asked(tuple(dict.fromkeys(phrases)), frozenset(kinds), bool(named))
