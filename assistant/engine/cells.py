"""A question about a table → the row and the cell that answer it, by labels, ranges and headers; pure."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.engine.column_choice import choose_column
from assistant.engine.column_heads import count_heads, in_fiscal_years, names_of
from assistant.engine.passages import SEPARATOR
from assistant.engine.terms import stems_in, with_whole_years

FEWEST_ROWS = 3

CLEAR = 0.5
"""By so much the best row must be ahead of the next one."""

PLAIN = 1.2
"""What a row must score to be the one that is asked for."""

IN_RANGE, SAID = 2.5, 3.0
"""What a range that holds a number of the question is worth beside words, and a label that it says whole."""

OF_GROUP = 0.6
"""What each word of the question is worth that stands in the line above rows: it tells those apart that have
the same label."""

MOST_LABELS, LONGEST_LABEL = 3, 110
"""So many lines without cells, of so many letters, may stand between the rows of a table."""

_OF_MANY = frozenset({"total", "net", "other"})
"""Labels of so many rows that a question which has the word does not mean one of them by it."""

Span = tuple[int, int]

_YEAR = re.compile(r"(?:19|20)\d{2}")
_ONLY_HEADS = re.compile(
    r"(?:(?:19|20)\d{2}|\b(?:notes?|for|the|in|as|of|at|years?|months|weeks|fiscal|ended|millions|thousands|dollars|except"
    r"|per|shares?|data|amounts|unaudited|three|six|nine|twelve|\d\d?|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*"
    r"|sep\w*|oct\w*|nov\w*|dec\w*)\b|\W)+",
    re.IGNORECASE,
)
"""What stands in heads of statements beside years."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_BETWEEN = re.compile(r"(\d+)\s*(?:to|-|–|bis|à|a)\s*(\d+)", re.IGNORECASE)
_UP_TO = re.compile(r"(?:up to|under|less than|bis zu|below)\s*(\d+)", re.IGNORECASE)
_FROM = re.compile(
    r"(?:more than|over|above|ab|from)\s*(\d+)|(\d+)\s*(?:and more|or more|\+|und mehr)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A row of a table and a cell in it, as spans of the text they stand in."""

    row: Span
    cell: Span


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a line, their spans and texts, and the last line without cells above it: what it is of."""

    span: Span
    cells: tuple[Span, ...]
    texts: tuple[str, ...]
    under: str = ""


def find_cell(question: str, text: str, context: str = "") -> Cell | None:
    """Return the cell of a passage's table that a question asks for, None where no row is plainly meant.

    Where a table goes on from an earlier passage, the context has its years. A table of other years than
    those of the question has no cell for it, and none where it cannot be told which column is the year's.
    """
    rows = rows_of(text)
    if len(rows) < FEWEST_ROWS:
        return None
    question = with_whole_years(question)
    carried = _carried(rows, context)
    heads = count_heads([row.texts for row in rows])
    names = carried or in_fiscal_years(
        names_of([row.texts for row in rows[:heads]]), context.split(SEPARATOR)[0]
    )
    years, held = _YEAR.findall(question), set(_YEAR.findall(" ".join(names)))
    body = rows if carried else rows[heads:]
    if held:
        body = [row for row in body if row.texts[0].strip()]
    if years:
        body = [row for row in body if not _is_of_other_years(row, set(years))]
    if not body or (years and held and not held & set(years)):
        return None
    asked = stems_in(question)
    shared = Counter(each for row in body for each in {s for cell in row.texts for s in stems_in(cell)})
    labels = Counter(_folded(row.texts[0]) for row in body)
    scores = [
        _row_score(row, question, asked, shared, len(body))
        + (OF_GROUP * len(asked & stems_in(row.under)) if labels[_folded(row.texts[0])] > 1 else 0.0)
        for row in body
    ]
    order = sorted(range(len(body)), key=lambda place: -scores[place])
    next_best = scores[order[1]] if len(order) > 1 else 0.0
    if scores[order[0]] < PLAIN or scores[order[0]] - next_best < CLEAR:
        return None
    row = body[order[0]]
    if held and not _is_meant(row.texts[0], asked):
        return None
    column = choose_column(question, names, row.texts, row.under, context)
    return Cell(row.span, row.cells[column]) if column is not None else None


def rows_of(text: str) -> list[Row]:
    """Return the longest run of lines with cells; a few short lines between them are labels of others."""
    runs: list[list[Row]] = [[]]
    under = ""
    start = labels = 0
    for line in text.split("\n"):
        if "\t" in line:
            row = _row(line, start)
            if labels and runs[-1] and _begins(row, runs[-1]):
                runs.append([])
            runs[-1].append(replace(row, under=under))
            labels = 0
        elif len(line) <= LONGEST_LABEL and labels < MOST_LABELS and not line.endswith("."):
            labels += 1
            under = line
        else:
            runs.append([])
            under = ""
        start += len(line) + 1
    return max(runs, key=len)


def _begins(row: Row, before: Sequence[Row]) -> bool:
    """Tell whether a row begins a table of its own: with more cells than those before it, or no figures."""
    more = len(row.cells) > max(len(each.cells) for each in before)
    return more or not any(map(str.isdigit, "".join(row.texts[1:])))


def _carried(rows: Sequence[Row], context: str) -> tuple[str, ...]:
    """Return the names of columns that the context has, a year for each, where the table itself has none.

    Columns without one stand before them, as that of the notes does.
    """
    head = context.rsplit(SEPARATOR, 1)[-1].rstrip()
    years = tuple(_YEAR.findall(head))
    columns = max(len(row.cells) for row in rows)
    first = [text.strip() for text in rows[0].texts[1:]]
    has_figures = any(any(map(str.isdigit, text)) and not _YEAR.fullmatch(text) for text in first)
    only_heads = _ONLY_HEADS.fullmatch(head) is not None and 1 < len(years) < columns
    fits = len(years) == columns - 1 or only_heads
    return ("",) * (columns - len(years)) + years if fits and has_figures else ()


def _row(line: str, start: int) -> Row:
    cells, place = [], start
    for part in line.split("\t"):
        cells.append((place, place + len(part)))
        place += len(part) + 1
    return Row((start, start + len(line)), tuple(cells), tuple(line.split("\t")))


def _row_score(row: Row, question: str, asked: set[str], shared: Counter[str], rows: int) -> float:
    """Return how plainly a question means a row: the rarer the words that both have, the more."""
    held = {each for cell in row.texts for each in stems_in(cell)}
    score = sum(math.log(1 + rows / shared[each]) for each in asked & held)
    label = _folded(row.texts[0])
    if len(label) > 2 and label not in _OF_MANY and label in _folded(question):
        score += SAID
    return score + (IN_RANGE if _holds_a_number(label, question) else 0.0)


def _is_of_other_years(row: Row, years: set[str]) -> bool:
    """Tell whether the line above a row, or its own label, is a year that is not asked for."""
    of = {text for text in (row.under.strip(" :"), row.texts[0].strip()) if _YEAR.fullmatch(text)}
    return bool(of - years)


def _folded(text: str) -> str:
    return text.strip().casefold().replace("’", "'")


def _is_meant(label: str, asked: set[str]) -> bool:
    """Tell whether a question has more than half of what a label says up to its first comma, or a number."""
    said = _folded(label).split(",")[0]
    stems = stems_in(said)
    return not stems or any(map(str.isdigit, said)) or 2 * len(stems & asked) > len(stems)


def _holds_a_number(label: str, question: str) -> bool:
    """Tell whether a label is a range with a number of the question in it, or the same range."""
    if between := _BETWEEN.search(question):
        return between.groups() == ((found := _BETWEEN.search(label)) and found.groups())
    numbers = [float(each.replace(",", "")) for each in _NUMBER.findall(question)]
    if both := _BETWEEN.search(label):
        return any(float(both[1]) <= number <= float(both[2]) for number in numbers)
    if most := _UP_TO.search(label):
        return any(number <= float(most[1]) for number in numbers)
    least = _FROM.search(label)
    return least is not None and any(number >= float(least[1] or least[2]) for number in numbers)
