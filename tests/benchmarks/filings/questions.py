"""What an analyst asks of an annual report, and the labels of the pages that answer."""

from tests.benchmarks.filings.company import NAMES, Filing

ASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "How much capex did {name} have in FY{year}, in USD millions? Rely on the cash flow statement.",
        ("flows",),
    ),
    (
        "What is the year end FY{year} net PP&E of {name}? Use the balance sheet. Answer in USD billions.",
        ("position",),
    ),
    ("What was {name}'s COGS in {year}, going by the income statement?", ("income",)),
    ("Did {name}'s gross margin improve in FY{year}?", ("income",)),
    (
        "What is the FY{year} inventory turnover ratio of {name}? It is cost of goods sold in "
        "FY{year} divided by the "
        "average inventory between FY{before} and FY{year}. Round to two decimal places. Use the P&L and the "
        "statement of financial position.",
        ("income", "position"),
    ),
    (
        "What is {name}'s FY{year} days payable outstanding (DPO)? DPO is 365 times the average "
        "accounts payable of "
        "FY{before} and FY{year}, divided by COGS of FY{year}. Address the question with what the "
        "income statement "
        "and the balance sheet show.",
        ("income", "position"),
    ),
    (
        "Does {name} have a healthy quick ratio at the end of FY{year}? If it is not relevant, explain why.",
        ("position",),
    ),
    ("Is {name} a capital-intensive business, judging by FY{year}?", ("flows", "position", "income")),
    ("How much cash did {name} return to its shareholders as dividends in FY {year}?", ("flows",)),
    ("What drove the change of {name}'s operating margin as of FY{year}?", ("operating margin",)),
    ("Which segment of {name} grew its sales most in {year}?", ("segments",)),
    (
        "Which debt securities of {name} trade on a national exchange under its name, as of {year}?",
        ("cover",),
    ),
    (
        "Has {name} reported any material legal battles in FY{year}?",
        ("legal", "note Commitments and Contingencies"),
    ),
    (
        "How did the effective tax rate of {name} change between FY{before} and FY{year}?",
        ("tax", "note Income Taxes"),
    ),
    ("What major products and services does {name} sell, as of FY{year}?", ("business",)),
    ("What was the largest restructuring liability or cost of {name} in FY{year}?", ("note Restructuring",)),
    ("How much of {name}'s long-term debt falls due within a year, by the {year} report?", ("note Debt",)),
    ("What is {name}'s EBITDA for FY{year}, unadjusted? Use operating income and D&A.", ("income", "flows")),
    ("What is the return on assets of {name} in FY{year}?", ("income", "position")),
    ("What was the operating cash flow ratio of {name} in FY{year}?", ("flows", "position")),
)


def questions_of(filing: Filing, first: int, every: int) -> list[tuple[str, tuple[str, ...]]]:
    """Return some of the questions about a filing, one in `every` from the `first` on."""
    assert NAMES[filing.number]
    names = {"name": filing.short, "year": filing.year, "before": filing.year - 1}
    return [(text.format(**names), labels) for text, labels in ASKED[first % every :: every]]
