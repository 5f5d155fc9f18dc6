"""How often the page that answers is found in 36 annual reports that never were.

python -m tests.benchmarks.filings EMBEDDER ROWS.jsonl.xz [FOLDER]

ROWS fills the reports with paragraphs of real ones (TAT-QA's); FOLDER keeps the library for the next run. The
reports have the order and the statements of Form 10-K, and are far plainer than real ones: the figures tell
whether a change helps, not how well it does on real filings.
"""

import itertools
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant import wiring
from assistant.engine.assistant import Assistant
from assistant.engine.types import Scope
from assistant.evaluation.metrics import hit_at, mean_reciprocal_rank
from models.cross_encoder.rows import read_rows
from tests.benchmarks.filings.company import NAMES, Filing
from tests.benchmarks.filings.questions import questions_of
from tests.benchmarks.filings.writer import write

YEARS = (2019, 2020, 2021)
EVERY = 5
FOUND = 60
SOURCE = "tat-qa"
SEED = 3


@dataclass(frozen=True)
class Asked:
    """A question, the file that answers it, and on which pages."""

    text: str
    file: str
    pages: frozenset[int]


def main(embedder: str, rows: str, folder: str = "") -> None:
    """Write the filings, add them, ask, print."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(folder or scratch)
        filings = home / "filings"
        filings.mkdir(parents=True, exist_ok=True)
        if not (home / "embedder").exists():
            shutil.copytree(embedder, home / "embedder")
        asked = list(_write(filings, _paragraphs(Path(rows))))
        assistant = wiring.open_assistant(home)
        list(assistant.add([filings]))
        for name in ("filing given", "all filings"):
            ranks = [_rank(assistant, each, name == "filing given") for each in asked]
            hits = "  ".join(f"hit@{cut} {hit_at(ranks, cut):.3f}" for cut in (1, 5, 10, 20))
            print(f"{name}: {len(ranks)} questions  {hits}  MRR {mean_reciprocal_rank(ranks):.3f}")
            for each, rank in zip(asked, ranks, strict=True):
                if rank is None or rank > 5:
                    print(f"    {rank}: {each.text} ({each.file}, {sorted(each.pages)})")
        assistant.close()


def _paragraphs(rows: Path) -> Iterator[str]:
    texts = {str(row["passage"]) for row in read_rows(rows) if str(row["source"]).startswith(SOURCE)}
    prose = sorted(text for text in texts if " ; " not in text)
    random.Random(SEED).shuffle(prose)
    return itertools.cycle(prose)


def _write(folder: Path, filler: Iterator[str]) -> Iterator[Asked]:
    for place, (number, year) in enumerate(itertools.product(range(len(NAMES)), YEARS)):
        filing = Filing(number, year)
        if (folder / filing.file).exists():
            (folder / filing.file).unlink()
        labels = write(filing, filler, folder)
        for text, wanted in questions_of(filing, place, EVERY):
            yield Asked(text, filing.file, frozenset(page for label in wanted for page in labels[label]))


def _rank(assistant: Assistant, asked: Asked, given: bool) -> int | None:
    """Return the rank of the first page that answers among the distinct pages found."""
    names = {each.id: Path(each.path).name for each in assistant.documents()}
    ids = {name: id for id, name in names.items()}
    scope = Scope(document=ids[asked.file]) if given else Scope()
    hits = assistant.search(asked.text, scope, FOUND).hits
    pages = list(dict.fromkeys((names[hit.passage.document], hit.passage.page) for hit in hits))
    ranks = [rank for rank, (file, page) in enumerate(pages, 1) if file == asked.file and page in asked.pages]
    return min(ranks, default=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
