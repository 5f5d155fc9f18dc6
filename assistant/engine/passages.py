"""Pages → passages: what is embedded, found and cited; pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.engine.sentences import spans
from assistant.engine.types import Block, Page, ParsedPdf, Passage

LIMIT = 256
"""Tokens of a passage at most; fewer where the embedder reads fewer, for the rest would be cut silently."""

CONTEXT_TOKENS = 48
AIM = 0.84
"""The share of the limit from which a passage is closed at the next good place."""

LONGEST = 4000
"""Letters of one piece at most, so that a word of a million letters is not counted over and over."""

SEPARATOR = " · "

Count = Callable[[str], int]
"""Text → tokens, special ones counted in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, row or heading: a span of the page, its tokens, the heading and table header above it."""

    start: int
    end: int
    tokens: int
    heading: str
    header: str
    is_heading: bool


@dataclass(slots=True)
class Place:
    """Where reading is in the document's headings."""

    headings: list[tuple[int, str]]

    def enter(self, level: int, text: str) -> None:
        """Go into a section, out of those of the same and deeper levels."""
        self.headings = [each for each in self.headings if each[0] < level]
        self.headings.append((level, " ".join(text.split())))

    @property
    def heading(self) -> str:
        """The last two headings on the way here."""
        return " › ".join(text for _, text in self.headings[-2:])


@dataclass(frozen=True, slots=True)
class Source:
    """The document that passages are of: its id, its title, what stands in their context, its language."""

    document: str
    title: str
    about: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the passages of one document."""

    source: Source
    count: Count
    limit: int

    def of_page(self, page: Page, place: Place) -> Iterator[Passage]:
        """Yield the passages of a page; place is where its beginning stands, and is brought up to its end."""
        group: list[Piece] = []
        number = 0
        for block, heading in _with_headings(page, place):
            pieces = list(self._pieces(page, block, heading))
            if group and self._closes(group, block, pieces):
                number += 1
                yield self._passage(page, number, group)
                group = []
            for piece in pieces:
                if group and _tokens(group) + piece.tokens > self._room(group[0]):
                    number += 1
                    yield self._passage(page, number, group)
                    group = []
                group.append(piece)
        if group:
            yield self._passage(page, number + 1, group)

    def _closes(self, group: Sequence[Piece], block: Block, pieces: Sequence[Piece]) -> bool:
        """Tell whether a passage ends before a block: a new section, or one better kept whole."""
        if group[-1].is_heading:
            return False
        held = _tokens(group)
        aim = AIM * self.limit
        return block.kind == "heading" or (held > aim / 3 and held + _tokens(pieces) > aim)

    def _pieces(self, page: Page, block: Block, heading: str) -> Iterator[Piece]:
        header = page.text[block.start : block.header_end] if block.kind == "table" else ""
        for start, end in spans(page.text[block.start : block.end]):
            start, end = block.start + start, block.start + end
            above = header if start >= block.header_end else ""
            whole = Piece(start, end, 0, heading, above, block.kind == "heading")
            for begin, stop in self._fit(page.text, start, end, self._room(whole)):
                yield replace(whole, start=begin, end=stop, tokens=self.count(page.text[begin:stop]))

    def _fit(self, text: str, start: int, end: int, room: int) -> Iterator[tuple[int, int]]:
        """Cut a span into parts of at most `room` tokens: at words where it can be, else between letters."""
        while start < end:
            stop = min(end, start + LONGEST)
            while self.count(text[start:stop]) > room:
                half = start + max(1, (stop - start) * 2 // 3)
                space = text.rfind(" ", start + 1, half)
                stop = space if space > start else half
            yield start, stop
            start = stop + len(text[stop:end]) - len(text[stop:end].lstrip())

    def _room(self, first: Piece) -> int:
        """Return how many tokens of text fit beside the context; a line break may cost one."""
        return self.limit - self.count(self._context(first)) - 2

    def _context(self, first: Piece) -> str:
        """Return document, headings and the header of a table; what is longest of it is cut."""
        header = " ".join(first.header.split())
        told = _joined(self.source.about, first.heading)
        while self.count(context := _joined(told, header)) > min(CONTEXT_TOKENS, self.limit // 4):
            if len(told) > len(header):
                told = told[: len(told) * 3 // 4].rstrip()
            else:
                header = header[: len(header) * 3 // 4].rstrip()
        return context

    def _passage(self, page: Page, number: int, group: Sequence[Piece]) -> Passage:
        start, end = group[0].start, group[-1].end
        return Passage(
            id=f"{self.source.document[:16]}-{page.number}-{number}",
            document=self.source.document,
            page=page.number,
            label=page.label,
            title=self.source.title,
            heading=group[0].heading,
            context=self._context(group[0]),
            text=page.text[start:end],
            start=start,
            end=end,
            words=tuple(word for word in page.words if word.start < end and word.end > start),
            language=self.source.language,
        )


def make_passages(source: Source, parsed: ParsedPdf, count: Count, limit: int = LIMIT) -> list[Passage]:
    """Part a document into passages of at most `limit` tokens, context counted in.

    count tells the tokens of a text in the embedder.
    """
    maker = Maker(source, count, min(limit, LIMIT))
    place = Place([])
    return [passage for page in parsed.pages for passage in maker.of_page(page, place)]


def _with_headings(page: Page, place: Place) -> Iterator[tuple[Block, str]]:
    """Yield each block with the headings that it stands under; of headings in a row, the last one's."""
    row: list[Block] = []
    for block in page.blocks:
        if block.kind == "heading":
            place.enter(block.level, page.text[block.start : block.end])
            row.append(block)
            continue
        yield from ((each, place.heading) for each in [*row, block])
        row = []
    yield from ((each, place.heading) for each in row)


def _joined(*parts: str) -> str:
    return SEPARATOR.join(part for part in parts if part)


def _tokens(pieces: Sequence[Piece]) -> int:
    return sum(piece.tokens for piece in pieces)
