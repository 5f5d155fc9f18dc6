"""Writes the sample PDFs from sample_texts/; the same bytes every time: python resources/make_samples.py

A text is a small markup: "# " and "## " headings, "- " list lines, "| " table rows (ruled) and ": " rows
(aligned without rules), "! " a figure's caption, "===" a new page; all else is a paragraph. The sign ¬ marks
where a word may be broken at the end of a line.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pymupdf

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT = 595, 842
LEFT, TOP, BOTTOM = 60, 80, 760
GUTTER = 24
REGULAR, BOLD = "helv", "hebo"
SIZES = {"#": 17.0, "##": 12.5}
BODY, LEADING = 10.0, 14.0
INK, RULE, SHADE = (0.1, 0.1, 0.12), (0.55, 0.58, 0.62), (0.93, 0.94, 0.96)
DATES = {"creationDate": "D:20260901080000Z", "modDate": "D:20260901080000Z"}


@dataclass(frozen=True)
class Sample:
    """One PDF: its file name, title, columns, and how many pages of front matter are numbered i, ii, …"""

    name: str
    title: str
    columns: int = 1
    front: int = 0


SAMPLES = (
    Sample("staff-handbook", "Staff Handbook of Larkspur Instruments", front=2),
    Sample("product-manual", "AquaSense 300 Water Quality Sensor: Product Manual", columns=2),
    Sample("supply-contract", "Supply Contract between Larkspur Instruments and Meridian Water"),
)


class TooFullError(Exception):
    """The text of a page does not fit."""


class Writer:
    """Sets lines on pages, column after column."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.file = pymupdf.open()
        self.outline: list[tuple[int, str, int]] = []

    def new_page(self, columns: int, bottom: float) -> None:
        """Begin a page with so many columns, which end at `bottom`."""
        self.bottom = bottom
        self.page = self.file.new_page(width=WIDTH, height=HEIGHT)
        self.width = (WIDTH - 2 * LEFT - GUTTER * (columns - 1)) / columns
        self.columns, self.column, self.y, self.top = columns, 0, float(TOP), float(TOP)

    @property
    def x(self) -> float:
        """Where the column begins."""
        return LEFT + self.column * (self.width + GUTTER)

    def make_room(self, height: float) -> None:
        """Go on in the next column where the rest of this one is too short."""
        if self.y + height > self.bottom:
            if self.column + 1 >= self.columns:
                raise TooFullError
            self.column, self.y = self.column + 1, self.top

    def text(self, words: str, size: float = BODY, font: str = REGULAR, indent: float = 0) -> None:
        """Set a paragraph."""
        for line in break_lines(words, self.width - indent, size, font):
            self.make_room(size * 1.4)
            self.put(self.x + indent, self.y + size, line, size, font)
            self.y += size * 1.4

    def put(self, x: float, y: float, line: str, size: float, font: str = REGULAR) -> None:
        """Set one line with its base line at y."""
        self.page.insert_text((x, y), line, fontsize=size, fontname=font, color=INK)

    def heading(self, mark: str, words: str) -> None:
        """Set a heading over the whole width (#) or in the column (##), and bookmark it."""
        self.outline.append((len(mark), words, self.file.page_count))
        size = SIZES[mark]
        if mark == "#":
            self.put(LEFT, self.y + size, words, size, BOLD)
            self.y += size * 1.9
            self.top = self.y
        else:
            self.make_room(size * 3.5)
            self.y += 4
            self.text(words, size, BOLD)
            self.y += 2

    def table(self, rows: Sequence[Sequence[str]], ruled: bool) -> None:
        """Set a table; the first row is its header."""
        widths = column_widths(rows, self.width)
        cells = [
            [
                list(break_lines(cell, width - 8, 9.0, REGULAR))
                for cell, width in zip(row, widths, strict=True)
            ]
            for row in rows
        ]
        heights = [max(map(len, row)) * 12.0 + 5 for row in cells]
        self.make_room(sum(heights))
        for number, (lines, height) in enumerate(zip(cells, heights, strict=True)):
            x = self.x
            for cell, width in zip(lines, widths, strict=True):
                if ruled:
                    box = pymupdf.Rect(x, self.y, x + width, self.y + height)
                    self.page.draw_rect(box, color=RULE, fill=SHADE if number == 0 else None, width=0.6)
                for place, line in enumerate(cell):
                    font = BOLD if number == 0 else REGULAR
                    self.put(x + 4, self.y + 11 + 12 * place, line, 9.0, font)
                x += width
            self.y += height
        self.y += 8

    def figure(self, caption: str) -> None:
        """Draw a curve or a block diagram, by the caption's first word, with the caption below."""
        height = 120.0
        self.make_room(height + 30)
        box = pymupdf.Rect(self.x, self.y, self.x + self.width, self.y + height)
        self.page.draw_rect(box, color=RULE, width=0.6)
        draw = self._curve if "curve" in caption else self._blocks
        draw(box)
        self.y += height + 4
        self.text(caption, 8.5)
        self.y += 6

    def _curve(self, box: pymupdf.Rect) -> None:
        points = [
            (box.x0 + 15 + step * (box.width - 30) / 40, box.y1 - 15 - 85 * (1 - math.exp(-step / 9)))
            for step in range(41)
        ]
        self.page.draw_polyline(points, color=(0.1, 0.4, 0.7), width=1.5)
        self.page.draw_line((box.x0 + 15, box.y1 - 12), (box.x1 - 10, box.y1 - 12), color=INK)
        self.page.draw_line((box.x0 + 15, box.y1 - 12), (box.x0 + 15, box.y0 + 10), color=INK)

    def _blocks(self, box: pymupdf.Rect) -> None:
        names = ("Probe", "Controller", "Gateway")
        step = box.width / len(names)
        for number, name in enumerate(names):
            x = box.x0 + number * step + 8
            self.page.draw_rect(
                pymupdf.Rect(x, box.y0 + 40, x + step - 16, box.y0 + 80), color=INK, fill=SHADE
            )
            self.put(x + 6, box.y0 + 64, name, 8.5)
            if number:
                self.page.draw_line((x - 16, box.y0 + 60), (x, box.y0 + 60), color=INK, width=1)

    def save(self) -> None:
        """Add running lines, labels and bookmarks, and write the file."""
        count = self.file.page_count
        for number, page in enumerate(self.file, 1):
            self.page = page
            self.put(LEFT, 45, self.sample.title, 8.0)
            self.put(WIDTH - 130, HEIGHT - 40, f"Page {number} of {count}", 8.0)
        front = self.sample.front
        labels = [{"startpage": 0, "style": "r", "firstpagenum": 1}] if front else []
        self.file.set_page_labels([*labels, {"startpage": front, "style": "D", "firstpagenum": 1}])
        self.file.set_toc([list(entry) for entry in self.outline])
        about = {
            "title": self.sample.title,
            "author": "Larkspur Instruments (made up)",
            "producer": "PDF Assistant",
        }
        self.file.set_metadata({**about, **DATES})
        folder = HERE / "samples"
        folder.mkdir(exist_ok=True)
        self.file.save(folder / f"{self.sample.name}.pdf", garbage=4, deflate=True, no_new_id=True)


def break_lines(words: str, width: float, size: float, font: str) -> Iterator[str]:
    """Yield lines of a width; a word that does not fit is broken where ¬ allows it."""
    line = ""
    for word in words.split():
        plain = word.replace("¬", "")
        if fits(f"{line} {plain}".strip(), width, size, font):
            line = f"{line} {plain}".strip()
            continue
        parts = word.split("¬")
        heads = ["".join(parts[:end]) + "-" for end in range(len(parts) - 1, 0, -1)]
        head = next((head for head in heads if fits(f"{line} {head}", width, size, font)), "")
        yield f"{line} {head}".strip()
        line = plain.removeprefix(head.removesuffix("-"))
    yield line


def fits(line: str, width: float, size: float, font: str) -> bool:
    """Tell whether a line is narrow enough."""
    return pymupdf.get_text_length(line, fontname=font, fontsize=size) <= width


def column_widths(rows: Sequence[Sequence[str]], width: float) -> list[float]:
    """Share the width by the longest text of each column, none too narrow."""
    longest = [
        max(pymupdf.get_text_length(cell, fontsize=9.0) for cell in column) + 12
        for column in zip(*rows, strict=True)
    ]
    narrow = [min(each, width * 0.5) for each in longest]
    return [each * width / sum(narrow) for each in narrow]


def write(sample: Sample) -> None:
    """Write one sample from its text."""
    writer = Writer(sample)
    text = (HERE / "sample_texts" / f"{sample.name}.txt").read_text("utf-8")
    for page in text.strip().split("\n===\n"):
        write_page(writer, page)
    writer.save()


def write_page(writer: Writer, page: str) -> None:
    """Write a page; columns are as short as they can be, so that they are of about the same length."""
    outline = list(writer.outline)
    for bottom in range(260, BOTTOM + 1, 10) if writer.sample.columns > 1 else [BOTTOM]:
        writer.new_page(writer.sample.columns, bottom)
        try:
            for mark, lines in itertools.groupby(
                page.strip().split("\n"), key=lambda line: line.split(" ")[0]
            ):
                write_lines(writer, mark, [line for line in lines if line.strip()])
            return
        except TooFullError:
            writer.file.delete_page(-1)
            writer.outline = list(outline)
    raise SystemExit(f"{writer.sample.name}: page {writer.file.page_count + 1} is too full")


def write_lines(writer: Writer, mark: str, lines: Sequence[str]) -> None:
    """Set neighbouring lines of one kind."""
    if mark in ("|", ":"):
        writer.table([[cell.strip() for cell in line[1:].split("|")] for line in lines], ruled=mark == "|")
        return
    for line in lines:
        rest = line[len(mark) + 1 :]
        if mark in SIZES:
            writer.heading(mark, rest)
        elif mark == "-":
            writer.put(writer.x + 4, writer.y + BODY, "•", BODY)
            writer.text(rest, indent=16)
            writer.y += 3
        elif mark == "!":
            writer.figure(rest)
        else:
            writer.text(line)
            writer.y += 6


if __name__ == "__main__":
    for each in SAMPLES:
        write(each)
