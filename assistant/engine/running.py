"""Running headers, footers and page numbers: which lines of a document they are; pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set

from assistant.engine.rawpage import Line, RawPage
from assistant.engine.reading_order import are_level

MARGIN = 0.12
"""Running lines stand in this share of the page's height, at its top and bottom."""

FEWEST_PAGES = 3
"""A line runs when it comes again on so many pages, each the next or the next but one."""

FEWEST_COUNTED = 5
"""So many pages the last lines have to count, wherever they stand."""

SHIFT = 4.0
"""A running line stands on the same height on all pages, within so many points."""

MOST_BEFORE = 40
"""A page is counted from at most so many pages before it."""

_COUNTER = re.compile(r"(?<!\S)[^\w\s]?(?:[a-z][-–])?(\d{1,4})(?=[^\w\s]{0,2}(?:\d{1,4})?(?!\S))")
"""A number that may be a page's: 12, F-12, 3/8."""

_BARE = re.compile(r"(?:page|seite|p\.)?\W*(?:[a-z][-–])?#\W*(?:(?:of|von|de)?\W*\d{1,4})?\W*")
_OF_REPORT = re.compile(
    r"\b(?:10-?[kq]|8-?k|20-?f|40-?f|inc|corp|corporation|company|plc|ltd|llc|incorporated|annual report)\b"
)
"""What a last line says besides the number, where it counts pages."""

_DIGITS = re.compile(r"\d+")
_YEARS = re.compile(r"(?:(?:19|20)\d{2}\W*)+")
_ROMAN = re.compile(r"(?=.)(x{0,3})(ix|iv|v?i{0,3})$", re.IGNORECASE)
_VALUES = {"i": 1, "v": 5, "x": 10}


def without_running_lines(pages: Sequence[RawPage]) -> list[list[Line]]:
    """Return the lines of each page but those that run: alike in place and, digits aside, in text.

    So do those that count the pages below all else, wherever that ends. A page that would be empty without
    them keeps them.
    """
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for page in pages:
        for line, key in _candidates(page):
            found[key].append((page.number, line.box[1]))
    running = {(key, number) for key, places in found.items() for number in _repeated(places)}
    kept = [_kept(page, running) for page in pages]
    counting = _counting(pages, kept)
    return [
        [line for line in lines if id(line) not in counting] or list(page.lines)
        for page, lines in zip(pages, kept, strict=True)
    ]


def _kept(page: RawPage, running: set[tuple[str, int]]) -> list[Line]:
    heads = _heads(page)
    return [line for line in page.lines if (_key(line, page, heads), page.number) not in running]


def _counting(pages: Sequence[RawPage], kept: Sequence[Sequence[Line]]) -> set[int]:
    """Return the ids of the last lines of pages that count these, where a browser printed them: anywhere."""
    last = {page.number: _last_row(page, lines) for page, lines in zip(pages, kept, strict=True)}
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, row in last.items():
        for key in _counts(" ".join(line.text for line in row).casefold(), number):
            found[key].append((number, 0.0))
    return {
        id(line)
        for places in found.values()
        for number in _repeated(places, FEWEST_COUNTED)
        for line in last[number]
    }


def _last_row(page: RawPage, lines: Sequence[Line]) -> list[Line]:
    lowest = max(lines, key=lambda line: line.box[3], default=None)
    if lowest is None or any(_lies_in(lowest, table.box) for table in page.tables):
        return []
    return sorted((line for line in lines if are_level(line, lowest)), key=lambda line: line.box[0])


def _counts(text: str, page: int) -> Iterator[str]:
    """Yield what stays of a last line for each of its numbers that may be the page's, if it tells no more.

    That is nothing but the number, "page", or a company and its form.
    """
    for found in _COUNTER.finditer(text):
        behind = page - int(found[1])
        rest = f"{text[: found.start(1)]}#{text[found.end(1) :]}"
        if 0 <= behind <= MOST_BEFORE and (_BARE.fullmatch(rest) or _OF_REPORT.search(rest)):
            yield f"{behind} {rest}"


def _candidates(page: RawPage) -> Iterator[tuple[Line, str]]:
    heads = _heads(page)
    for line in page.lines:
        key = _key(line, page, heads)
        if key:
            yield line, key


def _heads(page: RawPage) -> set[int]:
    """Return the heights, in whole points, at which several years stand.

    Tables of statements have such heads at the top of each page; "2018" on page 2, "2019" on page 3 count no
    pages.
    """
    tops = Counter(
        round(line.box[1]) for line in page.lines if _YEARS.fullmatch(line.text) for _ in line.words
    )
    return {top + near for top, years in tops.items() if years > 1 for near in (-1, 0, 1)}


def _key(line: Line, page: RawPage, heads: Set[int]) -> str:
    """Return what stays of a line from page to page, "" for one outside the margins, in a table or a head."""
    _, top, _, bottom = line.box
    at_top, at_bottom = bottom < MARGIN * page.height, top > (1 - MARGIN) * page.height
    if not (at_top or at_bottom) or any(_lies_in(line, table.box) for table in page.tables):
        return ""
    if round(top) in heads:
        return ""
    text = line.text.casefold()
    number = _number(text.strip(" -–—|[]()."))
    stays = f"#{number - page.number}" if number is not None else _DIGITS.sub("#", text)
    return f"{at_top} {stays}"


def _number(text: str) -> int | None:
    """Return what a page number counts, None for other text."""
    if text.isascii() and text.isdigit():
        return int(text[:9])
    if not _ROMAN.match(text):
        return None
    values = [_VALUES[letter] for letter in text]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _repeated(places: Sequence[tuple[int, float]], fewest: int = FEWEST_PAGES) -> set[int]:
    """Return the pages on which a line comes again and again at one height."""
    repeated: set[int] = set()
    run: list[tuple[int, float]] = []
    for number, top in sorted(places):
        if run and (number - run[-1][0] > 2 or abs(top - run[-1][1]) > SHIFT):
            run = []
        run.append((number, top))
        if len({page for page, _ in run}) >= fewest:
            repeated |= {page for page, _ in run}
    return repeated


def _lies_in(line: Line, box: tuple[float, float, float, float]) -> bool:
    return box[0] - 1 <= line.box[0] and line.box[2] <= box[2] + 1 and box[1] - 1 <= line.box[1] <= box[3]
