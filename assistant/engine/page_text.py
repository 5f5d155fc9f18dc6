"""Paragraphs of placed words → a page's text with the spans of its words; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.engine.column_heads import count_heads
from assistant.engine.letters import stands_alone
from assistant.engine.rawpage import Line, RawWord, text_of
from assistant.engine.tables import Row
from assistant.engine.types import Block, BlockKind, Word

_HYPHENS = "-\u2010"
_AROUND_WORDS = "“”„\"'‘’«»()[]{}.,;:!?"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of one kind that belong together; for a table, its rows."""

    kind: BlockKind
    lines: Sequence[Line] = ()
    rows: Sequence[Row] = ()
    level: int = 0


def vocabulary(lines: Iterable[Line]) -> frozenset[str]:
    """Return the words of a document as hyphens are judged by them: without case and punctuation."""
    return frozenset(_bare(word[0]) for line in lines for word in line.words)


class Writer:
    """Writes paragraphs into a page's text and places their words."""

    def __init__(self, vocabulary: frozenset[str]) -> None:
        self.vocabulary = vocabulary
        self.words: list[Word] = []
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """What was written."""
        return "".join(self._parts)

    def write(self, paragraph: Paragraph) -> None:
        """Write a paragraph as a block of its own."""
        if self._length:
            self._put("\n")
        start = self._length
        header_end = self._table(paragraph.rows)
        for number, line in enumerate(paragraph.lines):
            self._line(line, first=number == 0)
        self.blocks.append(Block(start, self._length, paragraph.kind, paragraph.level, header_end))

    def _table(self, rows: Sequence[Row]) -> int:
        """Write rows and return where those that name the columns end."""
        header_end = 0
        heads = count_heads([[text_of(cell) for cell in row.cells] for row in rows])
        for number, row in enumerate(rows):
            if number:
                self._put("\n")
            self._row(row)
            if number < heads:
                header_end = self._length
        return header_end

    def _row(self, row: Row) -> None:
        last = max(number for number, cell in enumerate(row.cells) if cell)
        for number, cell in enumerate(row.cells[: last + 1]):
            if number:
                self._put("\t")
            for place, word in enumerate(cell):
                self._put(_space(cell[place - 1][0], word[0]) if place else "")
                self._word(word)

    def _line(self, line: Line, first: bool) -> None:
        for place, word in enumerate(line.words):
            if place or not first:
                broken = place == 0 and self._mend_hyphen(word[0])
                self._put("" if broken else _space(self._parts[-1], word[0]))
            self._word(word)

    def _mend_hyphen(self, second: str) -> bool:
        """Tell whether the last word goes on with this one; its hyphen stays if it is its own: part-time."""
        first = self._parts[-1]
        if len(first) < 3 or first[-1] not in _HYPHENS or not first[-2].isalpha() or not second[0].isalpha():
            return False
        compound, joined = _bare(f"{first[:-1]}-{second}"), _bare(f"{first[:-1]}{second}")
        if second[0].islower() and (joined in self.vocabulary or compound not in self.vocabulary):
            last = self.words[-1]
            self.words[-1] = Word(last.start, last.end - 1, last.box)
            self._parts[-1] = first[:-1]
            self._length -= 1
        return True

    def _word(self, word: RawWord) -> None:
        text, x0, y0, x1, y1 = word
        self.words.append(Word(self._length, self._length + len(text), (x0, y0, x1, y1)))
        self._put(text)

    def _put(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)


def _bare(word: str) -> str:
    return word.casefold().strip(_AROUND_WORDS).replace("\u2010", "-")


def _space(before: str, after: str) -> str:
    """Words of scripts without spaces stand together."""
    return "" if stands_alone(before[-1]) and stands_alone(after[0]) else " "
