"""Tables of contents, which hold the words of every section and answer nothing; pure."""

import re
from itertools import pairwise

FEWEST_LINES = 4
MOST_LINES_OTHER = 0.4
"""The share of lines that may be something else than an entry with its page."""

_ENTRY = re.compile(r"^\D.{2,120}?(?:[.\s…·]{3,}|\t|\s)\s*\d{1,3}$")


_TITLE = re.compile(
    r"(?:table of )?contents|index|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|目录|目次",
    re.IGNORECASE,
)


def is_contents(text: str, heading: str = "") -> bool:
    """Tell whether a text lists headings with their pages: its heading or growing numbers say so."""
    if (
        _TITLE.fullmatch(heading.rpartition("›")[2].strip())
        and len(re.findall(r"\b\d+\b", text)) >= FEWEST_LINES
    ):
        return True
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    pages = [int(line.split()[-1].rsplit(".", 1)[-1]) for line in lines if _ENTRY.match(line)]
    if len(pages) < FEWEST_LINES or len(pages) < (1 - MOST_LINES_OTHER) * len(lines):
        return False
    growing = sum(before <= after for before, after in pairwise(pages))
    return growing >= 0.8 * (len(pages) - 1)
