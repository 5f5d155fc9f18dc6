"""A passage's tables → their rows, each with its caption and header: what short questions find; pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.engine.cells import LONGEST_LABEL
from assistant.engine.terms import ENGLISH, terms
from assistant.engine.types import Passage

_YEAR = re.compile(r"(?:19|20)\d{2}")
_PART = ":"
"""Between the id of a passage and the number of a row in it."""


def with_headers(text: str) -> list[str]:
    """Return the rows of a text's tables, each after its label and header; lines with tabs are rows.

    A line without cells is a label; one that is too long for that is prose, and ends a table.
    """
    found: list[str] = []
    label = header = ""
    begins = True
    for line in text.split("\n"):
        if "\t" not in line:
            label = line
            if len(line) > LONGEST_LABEL:
                label, header, begins = "", "", True
        elif _is_header(line, begins):
            header, begins = line, False
        else:
            found.append("\n".join(part for part in (label, header, line) if part))
            begins = False
    return found


def _is_header(row: str, first: bool) -> bool:
    """Tell whether a row names columns: no figures but years, and the first one or with years."""
    cells = row.split("\t")
    has_years = any(map(_YEAR.search, cells))
    return (first or has_years) and not any(
        any(map(str.isdigit, cell)) and not _YEAR.search(cell) for cell in cells[1:]
    )


def entries(passages: Sequence[Passage]) -> Iterator[dict[str, Any]]:
    """Yield what the index keeps of the rows of passages: an id that names the passage, and terms."""
    for passage in passages:
        for number, row in enumerate(with_headers(passage.text)):
            words = terms(f"{passage.context}\n{row}", passage.language or ENGLISH)
            yield {
                "id": f"{passage.id}{_PART}{number}",
                "document": passage.document,
                "terms": " ".join(words),
            }


def passage_of(id: str) -> str:
    """Return the id of the passage that a row is of."""
    return id.rsplit(_PART, 1)[0]


def schema() -> Any:  # noqa: ANN401
    """Return the pyarrow schema of entries."""
    import pyarrow as pa

    return pa.schema([pa.field(name, pa.string()) for name in ("id", "document", "terms")])
