"""Tables of contents, which hold the words of every section and answer nothing; pure."""

import re
from itertools import pairwise

FEWEST = 4
LONGEST_LINE = 160
SHARE, GROWING = 0.6, 0.8
"""In so many of the lines a page is named, and so many of the pages follow each other."""

_TITLES = (
    r"(?:table of )?contents|index(?: (?:to|of) (?:the )?(?:consolidated )?financial statements(?: and .*)?)?"
    r"|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|目录|目次"
)
_TITLE = re.compile(_TITLES, re.IGNORECASE)
_PAGE = re.compile(r"\d{1,3}$")
_LEADERS = " .·…\t"
_NUMBER = re.compile(r"(?<![\w.,$€£])\d{1,3}(?![\w.,%]\d|\w|\.)")
_AMOUNT = re.compile(r"[$€£%]|\d,\d{3}|\d{4,}|\(\d")


def is_contents(text: str, heading: str = "") -> bool:
    """Tell whether a text lists headings with their pages: dots lead to these, or its heading says so.

    Where the heading says so, there still have to be pages: filings print "Table of Contents" on each page.
    """
    lines = [line.strip() for line in text.split("\n") if 0 < len(line.strip()) <= LONGEST_LINE]
    entries = [page for line in lines if (page := _page_led_to(line)) is not None]
    if len(entries) >= FEWEST and len(entries) >= SHARE * len(lines):
        return _grow(entries)
    titles = (heading.rpartition("›")[2].strip(), *lines[:1])
    if not any(map(_TITLE.fullmatch, titles)) or _AMOUNT.search(text):
        return False
    numbers = [int(number) for number in _NUMBER.findall(text)]
    return len(numbers) >= FEWEST and _grow(numbers)


def _page_led_to(line: str) -> int | None:
    """Return the page at the end of a line to which dots lead, None where there is none."""
    page = _PAGE.search(line)
    before = line[: page.start()] if page else ""
    led = before[len(before.rstrip(_LEADERS)) :]
    leads = "…" in led or led.count(".") + led.count("·") > 1
    return int(page[0]) if page and leads and led != before else None


def _grow(pages: list[int]) -> bool:
    return sum(before <= after for before, after in pairwise(pages)) >= GROWING * (len(pages) - 1)
