"""Ways to part documents into passages, compared on a question set: the documents are indexed anew, aside."""

import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.engine import searching
from assistant.engine.adding import EMBED_AT_ONCE, passages_of
from assistant.engine.assistant import Assistant
from assistant.engine.embedder import Embedder
from assistant.engine.errors import UsageError
from assistant.engine.index import Index
from assistant.engine.parts import Parts
from assistant.engine.passages import Source, make_passages
from assistant.engine.types import Arm, Document, Page, ParsedPdf, Passage, Scope
from assistant.evaluation.metrics import Rank, page_rank
from assistant.evaluation.questions import Question
from assistant.evaluation.run import PASSAGES, Progress, progress

WINDOW, STEP = 900, 600
"""Letters of a window, and from the beginning of one to that of the next."""

ARMS: tuple[Arm, ...] = ("hybrid", "rerank")

Way = Callable[[Source, ParsedPdf, Embedder], list[Passage]]


@dataclass(frozen=True, slots=True)
class WayReport:
    """What a way found with a way to search: the rank of the right page, question by question."""

    way: str
    arm: Arm
    passages: int
    ranks: tuple[Rank, ...]


def structure(source: Source, parsed: ParsedPdf, embedder: Embedder) -> list[Passage]:
    """Sections, lists and rows kept whole, with a line of context: what the program does."""
    return passages_of(source, parsed, embedder)


def short(source: Source, parsed: ParsedPdf, embedder: Embedder) -> list[Passage]:
    """The same, half as long."""
    about = replace(source, about=source.title)
    return make_passages(about, parsed, embedder.count, embedder.max_tokens // 2)


def bare(source: Source, parsed: ParsedPdf, embedder: Embedder) -> list[Passage]:
    """As the program does, without the line of context."""
    return [replace(passage, context="") for passage in structure(source, parsed, embedder)]


def windows(source: Source, parsed: ParsedPdf, embedder: Embedder) -> list[Passage]:
    """Overlapping windows of 900 letters, as most programs do."""
    return [
        _passage(source, page, start, page.text[start : start + WINDOW], embedder)
        for page in parsed.pages
        for start in range(0, max(1, len(page.text) - WINDOW + STEP), STEP)
        if page.text.strip()
    ]


def pages(source: Source, parsed: ParsedPdf, embedder: Embedder) -> list[Passage]:
    """Whole pages, of which the embedder reads the beginning."""
    return [_passage(source, page, 0, page.text, embedder) for page in parsed.pages if page.text.strip()]


WAYS: dict[str, Way] = {way.__name__: way for way in (structure, short, bare, windows, pages)}


def compare(
    assistant: Assistant, questions: Sequence[Question], names: Sequence[str]
) -> Generator[Progress | WayReport, None, None]:
    """Index the documents that the questions are about in each way, and search: a report a way and arm.

    The library stays as it is. Raises UsageError for an unknown way and where no document is there, and what
    reading the documents raises.
    """
    names = list(dict.fromkeys(names))
    if unknown := [name for name in names if name not in WAYS]:
        raise UsageError(f"There is no way “{unknown[0]}”.", f"There are: {', '.join(WAYS)}")
    by_name = {Path(each.path).name: each for each in assistant.documents()}
    asked = [each for each in questions if each.answerable and each.pdf in by_name]
    documents = [by_name[name] for name in sorted({each.pdf for each in asked})]
    if not documents:
        raise UsageError(
            "None of the documents that the questions are about is in the library.", "Add them first."
        )
    started, done, total = time.monotonic(), 0, len(documents) * len(names)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        aside: dict[str, Parts] = {}
        for name in names:
            index = Index(Path(folder) / name, assistant.parts.embedder)
            opened.callback(index.close)
            aside[name] = replace(assistant.parts, index=index)
        for document in documents:
            parsed = _parse(document, assistant.parts)
            for name, parts in aside.items():
                _index(document, WAYS[name], parsed, parts)
                done += 1
                yield progress(done, total, started)
        for name, parts in aside.items():
            parts.index.tidy()
            for arm in ARMS:
                ranks = tuple(_ranks(assistant, parts, asked, arm))
                yield WayReport(name, arm, parts.index.count(), ranks)


def _parse(document: Document, parts: Parts) -> ParsedPdf:
    reading = parts.reader.read(Path(document.path))
    while True:
        try:
            next(reading)
        except StopIteration as finished:
            parsed: ParsedPdf = finished.value
            return parsed


def _index(document: Document, way: Way, parsed: ParsedPdf, parts: Parts) -> None:
    source = Source(document.id, document.title, Path(document.path).stem, document.facts.language)
    parts.index.replace(document.id, way(source, parsed, parts.embedder))
    missing = parts.index.missing_vectors(document.id)
    for start in range(0, len(missing), EMBED_AT_ONCE):
        some = missing[start : start + EMBED_AT_ONCE]
        parts.index.set_vectors([id for id, _ in some], parts.embedder.encode([text for _, text in some]))


def _ranks(
    assistant: Assistant, parts: Parts, questions: Sequence[Question], arm: Arm
) -> Generator[Rank, None, None]:
    documents = assistant.documents()
    names = {each.id: Path(each.path).name for each in documents}
    for question in questions:
        request = assistant.request(question.question, Scope(), documents)
        hits = searching.search(parts, request, arm, PASSAGES)
        found = [(names[hit.passage.document], hit.passage.page) for hit in hits]
        yield page_rank(found, (question.pdf, question.page))


def _passage(source: Source, page: Page, start: int, text: str, embedder: Embedder) -> Passage:
    while embedder.count(text) > embedder.max_tokens:
        text = text[: len(text) * 9 // 10]
    name, end = f"{source.document[:16]}-{page.number}-{start}", start + len(text)
    return Passage(name, source.document, page.number, page.label, "", "", "", text, start, end, ())
