"""Pages → passages: what is embedded, found and cited; pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.engine.sentences import spans
from assistant.engine.types import Block, Page, ParsedPdf, Passage

LIMIT = 256
"""Tokens that the embedder reads of a text; what goes beyond would be cut silently."""

CONTEXT_TOKENS = 48
AIM = 160
"""Tokens of text from which a passage is closed at the next good place."""

SEPARATOR = " · "

Count = Callable[[str], int]
"""Text → tokens, special ones counted in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, row or heading on its way into a passage: a span of the page and its tokens."""

    start: int
    end: int
    tokens: int
    block: int
    header: str = ""


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
class Maker:
    """Makes the passages of one document."""

    document: str
    title: str
    about: str
    count: Count

    def of_page(self, page: Page, place: Place) -> Iterator[Passage]:
        """Yield the passages of a page; place is where its beginning stands, and is brought up to its end."""
        number = 0
        for start_block, end_block in _sections(page.blocks):
            blocks = page.blocks[start_block:end_block]
            for block in blocks:
                if block.kind == "heading":
                    place.enter(block.level, page.text[block.start : block.end])
            for group in self._groups(page, start_block, blocks, place.heading):
                number += 1
                yield self._passage(page, number, group, place.heading)

    def _groups(self, page: Page, first: int, blocks: Sequence[Block], heading: str) -> Iterator[list[Piece]]:
        """Put pieces together to passages of about AIM tokens; a block that fits as a whole is kept whole."""
        group: list[Piece] = []
        for offset, block in enumerate(blocks):
            pieces = list(self._pieces(page, first + offset, block, heading))
            whole = sum(piece.tokens for piece in pieces)
            held = sum(piece.tokens for piece in group)
            if group and block.kind != "heading" and held + whole > AIM and held > AIM // 3:
                yield group
                group = []
            for piece in pieces:
                room = self._room(heading, group[0].header if group else piece.header)
                if group and sum(each.tokens for each in group) + piece.tokens > min(room, 2 * AIM):
                    yield group
                    group = []
                group.append(piece)
        if group:
            yield group

    def _pieces(self, page: Page, number: int, block: Block, heading: str) -> Iterator[Piece]:
        header = page.text[block.start : block.header_end] if block.kind == "table" else ""
        for start, end in spans(page.text[block.start : block.end]):
            start, end = block.start + start, block.start + end
            above = header if start >= block.header_end else ""
            for begin, stop in self._fit(page.text, start, end, self._room(heading, above)):
                yield Piece(begin, stop, self.count(page.text[begin:stop]), number, above)

    def _fit(self, text: str, start: int, end: int, room: int) -> Iterator[tuple[int, int]]:
        """Cut a span into parts of at most `room` tokens: at words where it can be, else between letters."""
        while start < end:
            stop = end
            while self.count(text[start:stop]) > room:
                half = start + max(1, (stop - start) * 2 // 3)
                space = text.rfind(" ", start + 1, half)
                stop = space if space > start else half
            yield start, stop
            start = stop + len(text[stop:end]) - len(text[stop:end].lstrip())

    def _room(self, heading: str, header: str) -> int:
        """Return how many tokens of text fit beside the context; a line break may cost one."""
        return LIMIT - self.count(self._context(heading, header)) - 2

    def _context(self, heading: str, header: str) -> str:
        parts = [self.about, heading, " ".join(header.split())]
        context = SEPARATOR.join(part for part in parts if part)
        while self.count(context) > CONTEXT_TOKENS:
            context = context[: len(context) * 3 // 4].rstrip()
        return context

    def _passage(self, page: Page, number: int, group: Sequence[Piece], heading: str) -> Passage:
        start, end = group[0].start, group[-1].end
        return Passage(
            id=f"{self.document[:16]}-{page.number}-{number}",
            document=self.document,
            page=page.number,
            label=page.label,
            title=self.title,
            heading=heading,
            context=self._context(heading, group[0].header),
            text=page.text[start:end],
            start=start,
            end=end,
            words=tuple(word for word in page.words if word.start < end and word.end > start),
        )


def make_passages(document: str, title: str, about: str, parsed: ParsedPdf, count: Count) -> list[Passage]:
    """Part a document into passages of at most LIMIT tokens, context counted in.

    title is shown, about stands in the context; count tells the tokens of a text in the embedder.
    """
    maker = Maker(document, title, about, count)
    place = Place([])
    return [passage for page in parsed.pages for passage in maker.of_page(page, place)]


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Part blocks before each heading that does not follow another heading."""
    start = 0
    for number, block in enumerate(blocks):
        if number > start and block.kind == "heading" and blocks[number - 1].kind != "heading":
            yield start, number
            start = number
    if start < len(blocks):
        yield start, len(blocks)
