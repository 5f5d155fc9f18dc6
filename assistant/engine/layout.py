"""Raw pages → pages of text: running lines dropped, order, paragraphs, headings, tables; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.engine.aligned import find_aligned
from assistant.engine.headings import Style, heading_level, style_of, title_of
from assistant.engine.letters import clean_text
from assistant.engine.page_text import Paragraph, Writer, vocabulary
from assistant.engine.rawpage import Line, RawPage
from assistant.engine.reading_order import in_reading_order
from assistant.engine.running import without_running_lines
from assistant.engine.sections import sections_of
from assistant.engine.tables import Rows, is_list_mark, take_ruled
from assistant.engine.types import BlockKind, Page, PageState, ParsedPdf

PARAGRAPH_GAP = 0.65
"""Lines further apart than this share of their height belong to different paragraphs."""

DOUBLE_SPACING = 1.8
"""But up to this one a line that starts small goes on with the sentence before it."""

FULL_LINE = 0.85
SHORT_LINE = 0.6

_ENDS = (".", ":", "!", "?", ";", "。", "！", "？")


@dataclass(slots=True)
class Group:
    """Lines right below each other in one style, and the width of the column they stand in."""

    width: float
    lines: list[Line] = field(default_factory=list)


def assemble(
    metadata: Mapping[str, str], pages: Sequence[RawPage], outline: Sequence[tuple[int, str, int]] = ()
) -> ParsedPdf:
    """Turn a document's raw pages and bookmarks (level, title, page) into pages of text and sections."""
    kept = without_running_lines(pages)
    lines = [line for page in kept for line in page]
    style, words = style_of(lines), vocabulary(lines)
    clean = {name: clean_text(value) for name, value in metadata.items()}
    made = tuple(_page(page, held, style, words) for page, held in zip(pages, kept, strict=True))
    return ParsedPdf(title_of(metadata.get("title", ""), made), made, clean, sections_of(outline, made))


def _page(raw: RawPage, lines: Sequence[Line], style: Style, words: frozenset[str]) -> Page:
    writer = Writer(words)
    if any(letter.isalnum() for line in lines for letter in line.text):
        for paragraph in _paragraphs(raw, lines, style):
            writer.write(paragraph)
    state: PageState = "text" if writer.words else "no text"
    if raw.recognised:
        state = "recognised" if writer.words else "empty"
    return Page(
        raw.number,
        raw.label,
        raw.width,
        raw.height,
        writer.text,
        tuple(writer.words),
        tuple(writer.blocks),
        "failed" if raw.failed else state,
        raw.hidden_words,
    )


def _paragraphs(raw: RawPage, lines: Sequence[Line], style: Style) -> Iterator[Paragraph]:
    """Part the lines of a page into headings, paragraphs, lists and tables, in reading order."""
    leftward = _is_leftward(lines)
    free, tables = take_ruled(lines, raw.tables, leftward)
    parts: list[Line | Rows] = [*free, *tables]
    groups: list[Group | Rows] = []
    for zone in in_reading_order(parts, leftward):
        _put_zone(groups, zone, leftward)
    for group in groups:
        yield Paragraph("table", rows=group.rows) if isinstance(group, Rows) else _paragraph(group, style)


def _put_zone(groups: list[Group | Rows], zone: Sequence[Line | Rows], leftward: bool) -> None:
    """Add a zone's tables and groups of lines; lines between ruled tables may be tables without rules."""
    width = max(part.box[2] for part in zone) - min(part.box[0] for part in zone)
    between: list[Line] = []
    for part in [*zone, None]:
        if isinstance(part, Line):
            between.append(part)
            continue
        for piece in find_aligned(between, leftward):
            _put_piece(groups, piece, width)
        between = []
        groups += [part] if part else []


def _put_piece(groups: list[Group | Rows], piece: Line | Rows, width: float) -> None:
    last = groups[-1] if groups else None
    if isinstance(piece, Rows):
        groups.append(piece)
    elif isinstance(last, Group) and _continues(last, piece):
        last.lines.append(piece)
    else:
        groups.append(Group(width, [piece]))


def _paragraph(group: Group, style: Style) -> Paragraph:
    level = heading_level(group.lines, style)
    is_list = _starts_list(group.lines[0])
    kind: BlockKind = "heading" if level else "list" if is_list else "text"
    return Paragraph(kind, group.lines, level=level)


def _starts_list(line: Line) -> bool:
    return len(line.words) > 1 and is_list_mark(line.words[0][0])


def _continues(group: Group, line: Line) -> bool:
    """Tell whether a line goes on with a paragraph: below it, or at the top of the next column."""
    before = group.lines[-1]
    if _starts_list(line) or abs(before.size - line.size) >= 0.1 * before.size:
        return False
    ended = before.text.endswith(_ENDS)
    width = before.box[2] - before.box[0]
    if before.bold != line.bold and (ended or width < FULL_LINE * group.width):
        return False
    goes_on = line.text[:1].islower() and not ended
    if line.box[3] < before.box[1]:
        return goes_on
    if ended and width < SHORT_LINE * group.width and not goes_on:
        return False
    height = max(before.box[3] - before.box[1], 1.0)
    gap = line.box[1] - before.box[3]
    return -height < gap < (DOUBLE_SPACING if goes_on else PARAGRAPH_GAP) * height


def _is_leftward(lines: Sequence[Line]) -> bool:
    """Tell whether most letters are of Hebrew, Arabic and their like."""
    letters = [letter for line in lines for letter in line.text if letter.isalpha()]
    leftward = sum("\u0590" <= letter <= "\u08ff" or "\ufb1d" <= letter <= "\ufefc" for letter in letters)
    return 2 * leftward > len(letters)
