"""Ways to part pages into passages, compared: which lets the evidence page be found best?

python -m tests.benchmarks.passages FOLDER_OF_PDFS QUESTIONS.jsonl EMBEDDER
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from assistant import paths
from assistant.engine import searching
from assistant.engine.adding import passages_of
from assistant.engine.cross_encoder import CrossEncoder
from assistant.engine.embedder import Embedder
from assistant.engine.index import Index
from assistant.engine.library import Library
from assistant.engine.ocr import Ocr
from assistant.engine.parts import Parts
from assistant.engine.passages import Source, make_passages
from assistant.engine.pdf_reader import PdfReader
from assistant.engine.types import Page, ParsedPdf, Passage
from assistant.evaluation.bootstrap import interval
from assistant.evaluation.metrics import page_rank
from assistant.evaluation.questions import Question, load

FOUND = 60
WINDOW, STEP = 900, 600
Way = Callable[[Source, ParsedPdf, Embedder], list[Passage]]


def structure(source: Source, parsed: ParsedPdf, embedder: Embedder) -> list[Passage]:
    """Sections, lists and rows kept whole, with a line of context: what the program does."""
    return passages_of(source, parsed, embedder)


def small(source: Source, parsed: ParsedPdf, embedder: Embedder) -> list[Passage]:
    """The same, half as long."""
    return make_passages(
        replace(source, about=source.title), parsed, embedder.count, embedder.max_tokens // 2
    )


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


def _passage(source: Source, page: Page, start: int, text: str, embedder: Embedder) -> Passage:
    while embedder.count(text) > embedder.max_tokens:
        text = text[: len(text) * 9 // 10]
    name = f"{source.document[:16]}-{page.number}-{start}"
    return Passage(
        name, source.document, page.number, page.label, "", "", "", text, start, start + len(text), ()
    )


def main(folder: str, questions: str, embedder: str) -> None:
    """Print page hit@1, @5 and MRR of each way, by the first stage and by both."""
    asked = [each for each in load(Path(questions)) if each.answerable]
    parsed = dict(_parse(sorted(Path(folder).rglob("*.pdf"))))
    for way in (structure, small, bare, windows, pages):
        for line in _measure(way, parsed, asked, Embedder(Path(embedder))):
            print(line, flush=True)


def _parse(files: Sequence[Path]) -> Iterator[tuple[str, ParsedPdf]]:
    reader = PdfReader()
    for file in files:
        reading = reader.read(file)
        while True:
            try:
                next(reading)
            except StopIteration as finished:
                yield file.name, finished.value
                break
    reader.close()


def _measure(
    way: Way, parsed: dict[str, ParsedPdf], asked: Sequence[Question], embedder: Embedder
) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder) / "index", embedder)
        for name, document in parsed.items():
            source = Source(name, document.title or name, Path(name).stem, "en")
            index.replace(name, way(source, document, embedder))
            missing = index.missing_vectors(name)
            index.set_vectors([id for id, _ in missing], embedder.encode([text for _, text in missing]))
        index.tidy()
        reader = CrossEncoder(paths.cross_encoder_folder())
        parts = Parts(Library(Path(folder)), index, embedder, reader, PdfReader(), Ocr())
        for arm in ("hybrid", "rerank"):
            ranks = []
            for question in asked:
                request = searching.Request(question.question, None, ["en"])
                hits = searching.search(parts, request, "hybrid" if arm == "hybrid" else "rerank", FOUND)
                found = [(hit.passage.document, hit.passage.page) for hit in hits]
                ranks.append(page_rank(found, (question.pdf, question.page)))
            first, five = (interval([float(bool(r and r <= cut)) for r in ranks]) for cut in (1, 5))
            gain = interval([1 / rank if rank else 0.0 for rank in ranks])
            name = f"{way.__name__} ({index.count()} passages)"
            yield f"{name:<28}{arm:<8}hit@1 {first}  hit@5 {five}  MRR {gain}"


if __name__ == "__main__":
    main(*sys.argv[1:])
