"""The pages of a filing, in the order that Form 10-K asks for; what questions are about carries a label."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.filings.company import CAPEX, COST, INCOME, NAMES, POSITION, REVENUE, Filing

Table = Sequence[Sequence[str]]


@dataclass
class Sheet:
    """A page: its title, its blocks (sentences or tables), and what it answers."""

    title: str
    blocks: list[str | Table] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    filler: int = 0


def sheets(filing: Filing) -> Iterator[Sheet]:
    """Yield the pages of a filing; `filler` says how many paragraphs of other reports fill one up."""
    yield from _front(filing)
    yield from _discussion(filing)
    yield from _statements(filing)
    yield from _notes(filing)
    yield Sheet(
        "Item 9A. Controls and Procedures", ["Disclosure controls were effective at year end."], filler=3
    )
    yield Sheet("Item 15. Exhibits and Financial Statement Schedules", [_contents(filing)], filler=1)


def _contents(filing: Filing) -> Table:
    names = [filing.word(INCOME), filing.word(POSITION), "Consolidated Statements of Cash Flows", "Notes"]
    return [["Financial Statements", "Page"], *([name, str(24 + place)] for place, name in enumerate(names))]


def _front(filing: Filing) -> Iterator[Sheet]:
    _, trade, segments, ticker = NAMES[filing.number]
    cover: Table = [
        ["Title of each class", "Trading Symbol", "Name of each exchange on which registered"],
        ["Common Stock, par value $.01 per share", ticker, "New York Stock Exchange"],
        [
            f"1.500% Notes due {filing.year + 8}",
            f"{ticker}{(filing.year + 8) % 100}",
            "New York Stock Exchange",
        ],
    ]
    yield Sheet(
        "UNITED STATES SECURITIES AND EXCHANGE COMMISSION",
        [
            "FORM 10-K",
            f"ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d). For the fiscal year ended December 31, "
            f"{filing.year}",
            filing.name,
            "(Exact name of registrant as specified in its charter)",
            "Securities registered pursuant to Section 12(b) of the Act:",
            cover,
        ],
        ("cover",),
    )
    items = [
        "Business",
        "Risk Factors",
        "Properties",
        "Legal Proceedings",
        "Management’s Discussion and Analysis",
    ]
    rows = [[f"Item {place}.", name, str(3 + 5 * place)] for place, name in enumerate(items, 1)]
    yield Sheet("TABLE OF CONTENTS", [rows, _contents(filing)])
    yield Sheet(
        "Item 1. Business",
        [
            f"{filing.short} is a global {trade} company with {len(segments)} reportable segments: "
            f"{', '.join(segments)}.",
            f"The {segments[0]} segment sells its products and services to customers in more than 60 "
            f"countries.",
            "Our principal offerings are developed in our own centers and marketed through "
            "distributors and directly.",
        ],
        ("business",),
        3,
    )
    yield Sheet(
        "Item 1. Business (continued)", ["Competition, intellectual property and employees."], filler=5
    )
    for _ in range(5):
        yield Sheet("Item 1A. Risk Factors", ["The following could harm our business and results."], filler=6)
    yield Sheet(
        "Item 3. Legal Proceedings",
        [
            f"In {filing.year} a class action alleged that our {segments[1]} business misled "
            f"investors; we deny it."
        ],
        ("legal",),
        2,
    )
    yield Sheet(
        "Item 5. Market for Registrant’s Common Equity", ["Holders and repurchases of shares."], filler=4
    )


def _discussion(filing: Filing) -> Iterator[Sheet]:
    segments, year = NAMES[filing.number][2], filing.year
    yield Sheet("Item 7. Management’s Discussion and Analysis", ["Overview of the year."], filler=6)
    head = ["(in millions)", str(year), str(year - 1), "Change"]
    rows = [
        [name, *filing.amounts(name, 2), f"{place + 2}.{year % 10}%"] for place, name in enumerate(segments)
    ]
    yield Sheet(
        "Results by Segment",
        ["Sales of our segments, and what changed them:", [head, *rows]],
        ("segments",),
        3,
    )
    margin = f"{30 + filing.number}.{year % 10}%"
    yield Sheet(
        "Operating margin",
        [
            f"Operating margin was {margin} of sales, helped by pricing and hurt by freight, mix and "
            f"restructuring."
        ],
        ("operating margin",),
        4,
    )
    yield Sheet(
        "Income taxes", [f"The effective tax rate was {18 + filing.number % 5}.{year % 10}%."], ("tax",), 4
    )
    yield Sheet(
        "Liquidity and Capital Resources",
        [
            "We have access to a revolving credit facility and to the commercial paper market.",
            [["(in millions)", str(year), str(year - 1)]]
            + [
                [f"Net cash {kind}", *filing.amounts(kind, 2)]
                for kind in ("from operations", "used in investing")
            ],
        ],
        ("liquidity",),
        3,
    )
    yield Sheet("Critical Accounting Estimates", ["Estimates and judgements."], filler=6)
    yield Sheet("Item 7A. Market Risk", ["Interest rates and currencies may change our results."], filler=5)


def _statements(filing: Filing) -> Iterator[Sheet]:
    years = [str(filing.year - back) for back in range(3)]
    yield Sheet(
        "Report of Independent Registered Public Accounting Firm", ["Opinion and critical matters."], filler=5
    )
    income = [
        filing.word(REVENUE),
        filing.word(COST),
        "Selling, general and administrative expenses",
        "Research and development expenses",
        "Restructuring charges",
        "Operating income",
        "Interest expense",
        "Income before income taxes",
        "Provision for income taxes",
        "Net income",
        "Diluted earnings per share",
    ]
    yield _statement(filing, filing.word(INCOME), ["Years ended December 31", *years], income, "income")
    other = ["Net income", "Foreign currency translation", "Pension adjustments", "Comprehensive income"]
    yield _statement(filing, "Consolidated Statements of Comprehensive Income", ["", *years], other, "other")
    position = [
        "Cash and cash equivalents",
        "Accounts receivable, net",
        "Inventories",
        "Total current assets",
        "Property, plant and equipment, net",
        "Goodwill",
        "Total assets",
        "Accounts payable",
        "Short-term borrowings",
        "Total current liabilities",
        "Long-term debt",
        "Total shareholders’ equity",
    ]
    yield _statement(filing, filing.word(POSITION), ["December 31", *years[:2]], position, "position")
    flows = [
        "Net income",
        "Depreciation and amortization",
        "Stock-based compensation",
        "Changes in working capital",
        "Net cash provided by operating activities",
        filing.word(CAPEX),
        "Acquisitions, net of cash acquired",
        "Net cash used in investing activities",
        "Dividends paid",
        "Purchases of treasury stock",
        "Net cash used in financing activities",
        "Cash at end of year",
    ]
    yield _statement(filing, "Consolidated Statements of Cash Flows", ["", *years], flows, "flows")
    equity = ["Balance at beginning of year", "Net income", "Dividends declared", "Balance at end of year"]
    yield _statement(
        filing, "Consolidated Statements of Shareholders’ Equity", ["", *years], equity, "equity"
    )


def _statement(filing: Filing, title: str, head: list[str], lines: Sequence[str], label: str) -> Sheet:
    rows = [[line, *filing.amounts(line, len(head) - 1)] for line in lines]
    closing = "The accompanying notes are an integral part of these consolidated financial statements."
    return Sheet(
        title,
        [filing.name, "(Dollars in millions, except per share amounts)", [head, *rows], closing],
        (label,),
    )


NOTES = (
    ("Significant Accounting Policies", ()),
    ("Revenue Recognition", ()),
    (
        "Property, Plant and Equipment",
        ("Land", "Buildings", "Machinery and equipment", "Accumulated depreciation"),
    ),
    ("Inventories", ("Raw materials", "Work in process", "Finished goods")),
    ("Goodwill and Intangible Assets", ("Customer relationships", "Technology", "Trade names")),
    ("Debt", ("Senior notes", "Term loan", "Commercial paper", "Less: current portion of long-term debt")),
    ("Leases", ("Operating lease cost", "Finance lease cost", "Variable lease cost")),
    ("Income Taxes", ("Federal", "State", "Foreign", "Unrecognized tax benefits")),
    ("Pension Plans", ("Service cost", "Interest cost", "Expected return on plan assets")),
    ("Restructuring", ("Severance", "Asset impairments", "Contract terminations")),
    ("Stock-Based Compensation", ("Stock options", "Restricted stock units", "Performance shares")),
    ("Commitments and Contingencies", ("Purchase obligations", "Guarantees", "Environmental reserves")),
    ("Segment Information", ()),
    ("Subsequent Events", ()),
)


def _notes(filing: Filing) -> Iterator[Sheet]:
    for number, (name, lines) in enumerate(NOTES, 1):
        head = ["(in millions)", str(filing.year), str(filing.year - 1)]
        table = [[head, *([line, *filing.amounts(line, 2)] for line in lines)]] if lines else []
        said = f"This note tells of our {name.lower()}, which are stated in accordance with GAAP."
        yield Sheet(f"Note {number}. {name}", [said, *table], (f"note {name}",), 3)
        yield Sheet("Notes to Consolidated Financial Statements (continued)", [], filler=6)
