"""Raw pages → pages of text: order, headings, tables, running lines, hyphens; pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.engine.columns import are_level, in_reading_order
from assistant.engine.rawpage import Line, RawPage
from assistant.engine.tables import Row, find_aligned, take_ruled
from assistant.engine.types import Block, BlockKind, Page, ParsedPdf, Word

MARGIN = 0.12
"""Running headers and footers stand in this share of the page's height, at its top and bottom."""

FEWEST_PAGES = 3
RUNNING_SHARE = 0.4
"""A line is running when it stands, digits aside, on at least this share of the pages, and on FEWEST_PAGES."""

HEADING_SIZE = 1.12
LONGEST_HEADING = 140
PARAGRAPH_GAP = 0.65
"""Lines further apart than this share of their height belong to different paragraphs."""

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:page|seite|p\.)?\s*(?:#|[ivxlc]+)\s*(?:(?:of|/|von)\s*#)?\W*$", re.IGNORECASE
)
_LIST = re.compile(r"^(?:[•●○▪■‣⁃◦·\uf0b7*–—-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])$")
_NUMBERED = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?|[A-Z]\.|(?:Chapter|Section|Part|Article|Annex|Appendix)\b)", re.IGNORECASE
)
_FILE_NAME = re.compile(
    r"(?:^microsoft \w+ - |\.(?:docx?|pdf|xlsx?|pptx?|indd|qxd|tex|dvi|rtf)$|^untitled)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Style:
    """What is usual in a document: body size, sizes of its headings from large to small, its words."""

    body: float
    heading_sizes: tuple[tuple[float, bool], ...]
    vocabulary: frozenset[str]


@dataclass(slots=True)
class Paragraph:
    """Lines of one kind that belong together; for a table, its rows."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    level: int = 0


def assemble(title: str, pages: Sequence[RawPage]) -> ParsedPdf:
    """Turn a document's raw pages into pages of text; title is what its metadata claims."""
    running = _running_lines(pages)
    kept = [[line for line in page.lines if _key(line, page) not in running] for page in pages]
    style = _style([line for lines in kept for line in lines])
    made = tuple(_page(page, lines, style) for page, lines in zip(pages, kept, strict=True))
    return ParsedPdf(_title(title, made), made)


def _page(raw: RawPage, lines: Sequence[Line], style: Style) -> Page:
    writer = Writer(style.vocabulary)
    for paragraph in _paragraphs(raw, lines, style):
        writer.write(paragraph)
    text = writer.text
    state = "failed" if raw.failed else "text" if any(letter.isalnum() for letter in text) else "no text"
    if state != "text":
        writer = Writer(style.vocabulary)
    return Page(
        raw.number,
        raw.label,
        raw.width,
        raw.height,
        writer.text,
        tuple(writer.words),
        tuple(writer.blocks),
        state,  # type: ignore[arg-type]
        raw.hidden_words,
    )


def _paragraphs(raw: RawPage, lines: Sequence[Line], style: Style) -> list[Paragraph]:
    """Part the lines of a page into headings, paragraphs, lists and tables, in reading order."""
    free, ruled = take_ruled(lines, raw.tables)
    found: list[Paragraph] = []
    for zone in in_reading_order(free):
        for piece in find_aligned(zone):
            if isinstance(piece, list):
                found.append(Paragraph("table", rows=piece))
            else:
                _put_line(found, piece, style)
    for rows in ruled:
        top = rows[0].box[1]
        place = next((i for i, each in enumerate(found) if _top(each) > top), len(found))
        found.insert(place, Paragraph("table", rows=rows))
    return found


def _put_line(found: list[Paragraph], line: Line, style: Style) -> None:
    level = _heading_level(line, style)
    starts_list = bool(_LIST.match(line.words[0][0])) and len(line.words) > 1
    last = found[-1] if found else None
    if last is not None and last.lines and not starts_list and last.level == level and _continues(last, line):
        last.lines.append(line)
        return
    kind: BlockKind = "heading" if level else "list" if starts_list else "text"
    found.append(Paragraph(kind, [line], level=level))


def _continues(last: Paragraph, line: Line) -> bool:
    """Tell whether a line goes on with a paragraph: right below it, or on the same height."""
    before = last.lines[-1]
    if are_level(before, line):
        return not last.level or abs(before.size - line.size) < 0.5
    height = max(before.box[3] - before.box[1], 1.0)
    gap = line.box[1] - before.box[3]
    same_style = abs(before.size - line.size) < 0.1 * before.size
    return -height < gap < PARAGRAPH_GAP * height and same_style


def _heading_level(line: Line, style: Style) -> int:
    """Return 1 to 6 for a heading, 0 for any other line."""
    text = line.text
    letters = sum(letter.isalpha() for letter in text)
    if (
        letters < 2
        or len(text) > LONGEST_HEADING
        or (text.endswith((".", ",", ";"))
        and not _NUMBERED.match(text))
    ):
        return 0
    if (round(line.size), line.bold) not in style.heading_sizes:
        return 0
    return min(6, 1 + style.heading_sizes.index((round(line.size), line.bold)))


def _style(lines: Sequence[Line]) -> Style:
    sizes = Counter[float]()
    bold = Counter[bool]()
    for line in lines:
        sizes[line.size] += len(line.text)
        bold[line.bold] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    weight_tells = bold[True] < 0.3 * bold.total()
    styles = {
        (round(line.size), line.bold)
        for line in lines
        if line.size >= HEADING_SIZE * body or (weight_tells and line.bold and line.size >= 0.95 * body)
    }
    words = frozenset(word[0].casefold() for line in lines for word in line.words)
    return Style(body, tuple(sorted(styles, reverse=True)), words)


def _running_lines(pages: Sequence[RawPage]) -> set[tuple[str, bool]]:
    """Return the keys of lines that stand at the top or bottom of many pages, digits aside."""
    if len(pages) < FEWEST_PAGES:
        return set()
    counts = Counter(key for page in pages for key in {_key(line, page) for line in page.lines} if key[0])
    fewest = max(FEWEST_PAGES, RUNNING_SHARE * len(pages))
    return {key for key, count in counts.items() if count >= fewest or _PAGE_NUMBER.match(key[0])}


def _key(line: Line, page: RawPage) -> tuple[str, bool]:
    """Return a line's text without digits and whether it stands at the top; "" outside the margins."""
    _, top, _, bottom = line.box
    at_top, at_bottom = bottom < MARGIN * page.height, top > (1 - MARGIN) * page.height
    if not (at_top or at_bottom):
        return "", False
    return _DIGITS.sub("#", line.text.casefold()), at_top


def _title(claimed: str, pages: Sequence[Page]) -> str:
    """Return the metadata's title where it looks like one, else the first largest heading of the start."""
    clean = " ".join(claimed.split())
    if len(clean) > 3 and clean.isprintable() and not _FILE_NAME.search(clean):
        return clean[:200]
    headings = [
        (block.level, page.number, block.start, page.text[block.start : block.end])
        for page in pages[:2]
        for block in page.blocks
        if block.kind == "heading" and block.end - block.start > 3
    ]
    return " ".join(min(headings)[3].split())[:200] if headings else ""


def _top(paragraph: Paragraph) -> float:
    return paragraph.rows[0].box[1] if paragraph.rows else paragraph.lines[0].box[1]


class Writer:
    """Writes paragraphs into a page's text and places their words."""

    def __init__(self, vocabulary: frozenset[str]) -> None:
        self.vocabulary = vocabulary
        self.text = ""
        self.words: list[Word] = []
        self.blocks: list[Block] = []
        self._joins = False

    def write(self, paragraph: Paragraph) -> None:
        """Write a paragraph as a block of its own."""
        if self.text:
            self.text += "\n"
        start = len(self.text)
        header_end = 0
        for number, row in enumerate(paragraph.rows):
            self._row(row, first=number == 0)
            header_end = header_end or len(self.text)
        for line in paragraph.lines:
            self._line(line)
        self._joins = False
        self.blocks.append(Block(start, len(self.text), paragraph.kind, paragraph.level, header_end))

    def _row(self, row: Row, first: bool) -> None:
        if not first:
            self.text += "\n"
        for number, cell in enumerate(row.cells):
            if number:
                self.text += "\t"
            for place, word in enumerate(cell):
                self._word(word, "" if place == 0 else " ")

    def _line(self, line: Line) -> None:
        for place, word in enumerate(line.words):
            fresh = not self.text or self.text.endswith("\n")
            self._word(word, "" if fresh or self._joins else _space(self.text[-1], word[0][0]))
            self._joins = False
            if place == len(line.words) - 1:
                self._end_line(word[0])

    def _end_line(self, last: str) -> None:
        """Note that a word goes on in the next line; the next word decides whether its hyphen stays."""
        self._joins = len(last) > 2 and last[-1] in "-\u00ad\u2010" and last[-2].isalpha()

    def _word(self, word: tuple[str, float, float, float, float], space: str) -> None:
        text, *box = word
        if self._joins and space == "":
            self._drop_hyphen(text)
        self.text += space + text
        self.words.append(Word(len(self.text) - len(text), len(self.text), (box[0], box[1], box[2], box[3])))

    def _drop_hyphen(self, second: str) -> None:
        """Take the hyphen off the end of the text unless it belongs to the word, as in part-time."""
        last = self.words[-1]
        first = self.text[last.start : last.end - 1]
        compound = f"{first}-{second}".casefold().rstrip(".,;:") in self.vocabulary
        joined = f"{first}{second}".casefold().rstrip(".,;:") in self.vocabulary
        if second[:1].islower() and (joined or not compound):
            self.text = self.text[:-1]
            self.words[-1] = Word(last.start, last.end - 1, last.box)


def _space(before: str, after: str) -> str:
    """Words of scripts without spaces stand together."""
    return "" if ord(before) >= 0x2E80 and ord(after) >= 0x2E80 else " "
