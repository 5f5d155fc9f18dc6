"""Companies that never were, and their figures, the same for the same seed."""

import random
from dataclasses import dataclass
from functools import cached_property

NAMES = (
    ("Brightmoor Foods Company", "food and beverage", ("Snacks", "Beverages", "Frozen Meals"), "BMF"),
    ("Castellan Aerospace Corporation", "aircraft and defense", ("Aeronautics", "Space", "Services"), "CSTL"),
    ("DelmarPay Holdings, Inc.", "digital payments", ("Merchant", "Consumer", "Lending"), "DLPY"),
    ("Evergrove Water Works, Inc.", "regulated water", ("East", "West", "Market-Based"), "EVW"),
    ("Fairlane & Hobbs", "consumer health", ("Pharmaceutical", "Devices", "Consumer"), "FLH"),
    ("Granite Peak Retail Group, Inc.", "specialty retail", ("Domestic", "International", "Online"), "GPRG"),
    ("Halvorsen Semiconductor Devices, Inc.", "semiconductor", ("Computing", "Graphics", "Embedded"), "HSD"),
    ("Ironbridge Chemical Company", "specialty chemicals", ("Coatings", "Adhesives", "Films"), "IRBC"),
    ("Juniper Lake Resorts International", "resorts and gaming", ("Strip", "Regional", "China"), "JLR"),
    ("Kestrel Cloud Software, Inc.", "software", ("Subscription", "Creative", "Publishing"), "KCSI"),
    ("Lomond Packaging plc", "packaging", ("Flexibles", "Rigids", "Closures"), "LMD"),
    ("Meridian Wireless Communications Inc.", "telecommunications", ("Wireless", "Fiber", "Business"), "MWC"),
)

INCOME = (
    "Consolidated Statements of Income",
    "Consolidated Statements of Operations",
    "Consolidated Statements of Earnings",
)
POSITION = ("Consolidated Balance Sheets", "Consolidated Statements of Financial Position")
REVENUE = ("Net sales", "Total revenues", "Net revenues")
COST = ("Cost of sales", "Cost of goods sold", "Cost of revenues")
CAPEX = (
    "Purchases of property, plant and equipment",
    "Capital expenditures",
    "Additions to property and equipment",
)


@dataclass(frozen=True)
class Filing:
    """One company's annual report for a year."""

    number: int
    year: int

    @cached_property
    def name(self) -> str:
        """The registrant's name."""
        return NAMES[self.number][0]

    @property
    def short(self) -> str:
        """What people call it."""
        words = [word for word in self.name.replace(",", "").split() if word not in ENDINGS]
        return " ".join(words)

    @property
    def file(self) -> str:
        """The file's name, as filings are kept."""
        joined = "".join(letter for letter in self.short.upper() if letter.isalnum())
        return f"{joined}_{self.year}_10K.pdf"

    def word(self, kinds: tuple[str, ...]) -> str:
        """Return how this company calls something."""
        return kinds[self.number % len(kinds)]

    def figure(self, line: str, year: int) -> int:
        """Return the amount of a line in a year, in millions."""
        low, high = RANGES.get(line, (20, 900))
        base = random.Random(f"{self.number} {line}").randint(low, high)
        return int(base * random.Random(f"{self.number} {line} {year}").uniform(0.85, 1.2))

    def amounts(self, line: str, years: int = 3) -> list[str]:
        """Return the cells of a line, this year first."""
        return [f"{self.figure(line, self.year - back):,}" for back in range(years)]


ENDINGS = frozenset(
    {"Inc.", "Company", "Corporation", "plc", "Holdings", "Group", "International", "Communications"}
)
RANGES = {"revenue": (9_000, 60_000), "cost": (4_000, 8_000), "assets": (20_000, 90_000)}
