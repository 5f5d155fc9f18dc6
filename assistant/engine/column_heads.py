"""The rows at the top of a table that name its columns → a name for each column; pure.

Filings set them in several lines: "Years Ended December 31," over all columns, "February 2," over "2019".
"""

import re
from collections.abc import Sequence
from itertools import takewhile

MOST_HEADS = 6
"""So many rows at the top of a table name its columns, at most."""

_AMOUNT = re.compile(r"[$€£(−–—-]*\s*\d[\d.,]*\)?\s*%?\)?|[—–-]")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_EARLY = re.compile(r"\b(?:jan|feb)(?:uary|ruary)?\b", re.IGNORECASE)
_OF_ALL = re.compile(
    r"\((?:in|unaudited|except|dollars|amounts|millions|thousands|\$)\b.*\)"
    r"|.*\b(?:in (?:millions|thousands|billions)|ended|as of)\b.*",
    re.IGNORECASE,
)
"""What stands before the years of a head and is no label of a row."""


def count_heads(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows of cells at the top name columns: one, or more where they name years."""
    more = len(list(takewhile(_is_head, rows[:MOST_HEADS])))
    years = any(_YEAR.search(cell) for row in rows[:more] for cell in row)
    return more if years and more else min(1, len(rows))


def names_of(heads: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return what the rows of a head say of each column, the first of which is that of the labels.

    Fewer names than columns stand over as many columns each, where they can, but for those of the last row.
    """
    columns = max(map(len, heads), default=1)
    names: list[list[str]] = [[] for _ in range(columns)]
    for number, row in enumerate(heads, 1):
        names[0].append(row[0])
        over = _over(row[1:], columns - 1) if number < len(heads) else enumerate(row[1:])
        for place, text in over:
            names[place + 1].append(text)
    return tuple(" ".join(" ".join(parts).split()) for parts in names)


def in_fiscal_years(names: Sequence[str], document: str) -> tuple[str, ...]:
    """Return names of columns with the fiscal years that a document calls by the year before.

    A retailer's fiscal 2018 may end on February 2, 2019: so it is where the document's name has 2018 and the
    last of the columns, all of them of January or February, has 2019.
    """
    dated = [name for name in names if _YEAR.search(name)]
    years = [int(year) for name in dated for year in _YEAR.findall(name)]
    own = {int(year) for year in _YEAR.findall(document)}
    if not dated or not all(map(_EARLY.search, dated)) or max(years) in own or max(years) - 1 not in own:
        return tuple(names)
    return tuple(_YEAR.sub(lambda year: str(int(year[0]) - 1), name) for name in names)


def _over(cells: Sequence[str], columns: int) -> list[tuple[int, str]]:
    said = [cell for cell in cells if cell.strip()]
    if len(cells) == columns == len(said) or not said or columns % len(said):
        return list(enumerate(cells))
    each = columns // len(said)
    return [(place, said[place // each]) for place in range(columns)]


def _is_head(row: Sequence[str]) -> bool:
    """Tell whether a row has no amounts, but for years, and a label only that says of what all is."""
    cells = [cell.strip() for cell in row[1:] if cell.strip()]
    amounts = any(_AMOUNT.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in cells)
    return bool(cells) and not amounts and (not row[0].strip() or bool(_OF_ALL.fullmatch(row[0].strip())))
