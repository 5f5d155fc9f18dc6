"""What makes a line a heading, and which title a document has; pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engine.letters import clean_text
from assistant.engine.rawpage import Line
from assistant.engine.tables import is_list_mark
from assistant.engine.types import Page

LARGER = 1.12
"""Headings are larger than the body by this factor, or as large and bold where bold is rare."""

RARE = 0.3
LONGEST = 140
LONGEST_PLAIN = 80
MOST_LINES = 3
LONGEST_TITLE = 200
DEEPEST = 6

_NUMBERED = re.compile(
    r"(?:\d+(?:\.\d+)*\.?|[A-Z]\.|(?:Chapter|Section|Part|Article|Annex|Appendix)\b)\s*\S", re.IGNORECASE
)
_SECTION = re.compile(r"(\d{1,2}(?:\.\d{1,2})+)\.?\s+[^\W\d_]")
_NO_TITLE = re.compile(
    r"^microsoft \w+ - |\.(?:docx?|pdf|xlsx?|pptx?|odt|indd|qxd|tex|dvi|rtf|html?)$"
    r"|^(?:untitled|unbenannt|document\d*|slide \d+|title)\b|^[^\s]*[_\\/][^\s]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Style:
    """The size of a document's body text, and the (size, bold) of its headings, from large to small."""

    body: float
    headings: tuple[tuple[int, bool], ...]


def style_of(lines: Sequence[Line]) -> Style:
    """Find out what is usual in a document."""
    sizes = Counter[float]()
    bold = Counter[bool]()
    for line in lines:
        sizes[line.size] += len(line.text)
        bold[line.bold] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    bold_tells = bold[True] < RARE * bold.total()
    styles = {
        (round(line.size), line.bold)
        for line in lines
        if line.size >= LARGER * body or (bold_tells and line.bold and line.size >= 0.95 * body)
    }
    return Style(body, tuple(sorted(styles, reverse=True)))


def heading_level(lines: Sequence[Line], style: Style) -> int:
    """Return 1 to 6 when lines that belong together are a heading, else 0."""
    text = " ".join(line.text for line in lines)
    letters, digits = (sum(map(kind, text)) for kind in (str.isalpha, str.isdigit))
    if len(lines) > MOST_LINES or letters < max(2, digits) or len(text) > LONGEST:
        return 0
    if text.endswith((".", ",", ";", "; and", "; or")) and not _NUMBERED.match(text):
        return 0
    if is_list_mark(lines[0].words[0][0]) and not _NUMBERED.match(text):
        return 0
    by_size = (round(lines[0].size), all(line.bold for line in lines))
    if by_size in style.headings:
        return min(DEEPEST, 1 + style.headings.index(by_size))
    return _level_of_plain(text, style) if len(lines) == 1 and lines[0].size >= 0.95 * style.body else 0


def _level_of_plain(text: str, style: Style) -> int:
    """Return the level of a heading in body type: numbered as a section is, or in capitals."""
    if len(text) > LONGEST_PLAIN or text.endswith((".", ",", ";", ":")):
        return 0
    section = _SECTION.match(text)
    if section:
        return min(DEEPEST, max(len(style.headings), section.group(1).count(".")) + 1)
    return min(DEEPEST, len(style.headings) + 1) if text.isupper() and len(text.split()) > 1 else 0


def title_of(claimed: str, pages: Sequence[Page]) -> str:
    """Return the metadata's title where it looks like one, else the largest heading of the first page."""
    clean = clean_text(claimed)
    if len(clean) > 3 and any(map(str.isalpha, clean)) and not _NO_TITLE.search(clean):
        return clean[:LONGEST_TITLE]
    headings = [
        (page.number, block.level, block.start, page.text[block.start : block.end])
        for page in pages[:1]
        for block in page.blocks
        if block.kind == "heading"
    ]
    return " ".join(min(headings)[3].split())[:LONGEST_TITLE] if headings else ""
