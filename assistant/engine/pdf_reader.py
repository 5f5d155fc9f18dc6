"""The parent's side of reading PDFs: a child does the work, and is started anew when a file breaks it."""

import contextlib
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.engine.confinement import Limits
from assistant.engine.errors import ChildFailedError, DamagedPdfError, NoTextError, UnreadableFileError
from assistant.engine.exporting import CitedPage
from assistant.engine.isolation import Child, Reply
from assistant.engine.layout import assemble
from assistant.engine.rawpage import RawPage, from_json
from assistant.engine.types import ParsedPdf

PAGE_SECONDS = 5.0
FILE_SECONDS, FILE_SECONDS_A_PAGE = 20.0, 0.5
MOST_LOST_PAGES = 3
MEMORY = 2 << 30
FILES = 64

Reading = Generator[tuple[int, int], None, ParsedPdf]
Recognise = Callable[[RawPage], Generator[None, None, RawPage]]
"""A page without text → the page with the lines of its picture."""


class PdfReader:
    """Reads and draws PDFs in a child process of its own."""

    def __init__(self) -> None:
        limits = Limits(MEMORY, cpu_seconds=120, reply_seconds=PAGE_SECONDS, files=FILES, sealed=True)
        self._child = Child("assistant.engine.pdf:handlers", limits)

    def read(self, path: Path, password: str | None = None, recognise: Recognise | None = None) -> Reading:
        """Yield (pages read, pages in all); return the parsed file.

        With recognise, pages without text are read from their pictures, and they are what is counted.

        Raises NotAPdfError, DamagedPdfError, PasswordNeededError, UnreadableFileError, or NoTextError when
        no page holds text.
        A page that breaks the child is marked as failed, and reading goes on behind it.
        """
        _require_file(path)
        about = yield from self._describe(path, password)
        total = int(about["pages"])
        pages: list[RawPage] = []
        lost = 0
        deadline = time.monotonic() + FILE_SECONDS + FILE_SECONDS_A_PAGE * total
        while len(pages) < total:
            try:
                for page in self._pages(path, password, first=len(pages) + 1):
                    pages += [page] if page else []
                    paused = time.monotonic()
                    yield len(pages), total
                    deadline += time.monotonic() - paused
                    if time.monotonic() > deadline:
                        raise DamagedPdfError(
                            f"Reading it takes too long; given up on page {len(pages) + 1}."
                        )
                if len(pages) < total:
                    raise DamagedPdfError("It has fewer pages than it said at first.")
            except ChildFailedError:
                lost += 1
                if lost == MOST_LOST_PAGES:
                    raise DamagedPdfError(f"{lost} of its pages broke the reader.") from None
                pages.append(RawPage(len(pages) + 1, str(len(pages) + 1), 0.0, 0.0, failed=True))
        if recognise is not None:
            pages = yield from _recognised(pages, recognise)
        parsed = assemble(about["metadata"], pages, about["outline"])
        _require_text(parsed, recognise is not None)
        return parsed

    def render(self, path: Path, page: int, zoom: float, password: str | None = None) -> bytes:
        """Return a page (counted from 1) as PNG, zoom pixels a point, 4,000 pixels a side at most."""
        _require_file(path)
        picture: bytes = self._child.call("render", path=str(path), password=password, page=page, zoom=zoom)
        return picture

    def typeset(self, text: str, cited: Sequence[CitedPage]) -> bytes:
        """Return a PDF of an HTML text, and copies of the cited pages with their words marked."""
        pages = [asdict(each) for each in cited]
        made: bytes = self._child.call("typeset", text=text, cited=pages)
        return made

    def close(self) -> None:
        """End the child process."""
        self._child.close()

    def _describe(self, path: Path, password: str | None) -> Generator[tuple[int, int], None, Reply]:
        about: Reply = None
        try:
            with contextlib.closing(self._child.stream("open", path=str(path), password=password)) as replies:
                for reply in replies:
                    about = reply or about
                    yield 0, 0
        except ChildFailedError as error:
            raise DamagedPdfError(f"It cannot be opened. {error.text}") from None
        return about

    def _pages(self, path: Path, password: str | None, first: int) -> Generator[RawPage | None, None, None]:
        """Yield pages, and None while a slow one is being read."""
        stream = self._child.stream("pages", path=str(path), password=password, first=first)
        with contextlib.closing(stream) as replies:
            for reply in replies:
                yield from_json(reply) if reply else None


def _recognised(
    pages: Sequence[RawPage], recognise: Recognise
) -> Generator[tuple[int, int], None, list[RawPage]]:
    blank = [page for page in pages if not page.lines and not page.failed]
    done: dict[int, RawPage] = {}
    for page in blank:
        work = recognise(page)
        with contextlib.closing(work):
            while page.number not in done:
                yield len(done), len(blank)
                try:
                    next(work)
                except StopIteration as finished:
                    done[page.number] = finished.value
    yield len(done), len(blank)
    return [done.get(page.number, page) for page in pages]


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise UnreadableFileError(f"The file is no longer at {path}.")


def _require_text(parsed: ParsedPdf, recognised: bool) -> None:
    if any(page.state in ("text", "recognised") for page in parsed.pages):
        return
    count = len(parsed.pages)
    if all(page.state == "failed" for page in parsed.pages):
        raise DamagedPdfError(
            "Its only page cannot be read." if count == 1 else f"None of its {count} pages can be read."
        )
    if recognised:
        raise NoTextError(
            "It holds no text, and none could be read from its pictures.", "Scan it anew, sharper."
        )
    raise NoTextError(
        "It has one page, without text." if count == 1 else f"None of its {count} pages holds any text."
    )
