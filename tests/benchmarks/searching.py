"""How long a search with both stages takes over ten thousand pages.

python -m tests.benchmarks.searching EMBEDDER

The pages are made of the samples' passages, their words moved round; their vectors are random. Prints
seconds, and as a ratio what the cross-encoder's stage costs.
"""

import random
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant import paths, wiring
from assistant.engine.assistant import Assistant
from assistant.engine.events import Quoted
from assistant.engine.types import Arm, Document, Facts, Passage
from assistant.evaluation.metrics import percentile
from assistant.evaluation.questions import load

DOCUMENTS, PAGES, PASSAGES = 74, 136, 3
SEED = 1


def main(embedder: str) -> None:
    """Make the library, ask the samples' questions, print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(embedder, Path(folder) / "embedder")
        assistant = wiring.open_assistant(Path(folder))
        list(assistant.add([paths.samples_folder()]))
        _fill(assistant)
        questions = [each.question for each in load(paths.samples_folder() / "questions.jsonl")]
        pages = sum(each.pages for each in assistant.documents())
        print(f"{assistant.parts.index.count()} passages, {pages} pages")
        seconds = {arm: [_search(assistant, each, arm) for each in questions] for arm in ("hybrid", "rerank")}
        for arm, taken in seconds.items():
            print(f"search {arm}: p50 {percentile(taken, 50):.2f} s, p95 {percentile(taken, 95):.2f} s")
        ratio = percentile(seconds["rerank"], 50) / percentile(seconds["hybrid"], 50)
        print(f"both stages take {ratio:.1f} times as long as the first")
        waits = [wait for each in questions if (wait := _first_quotation(assistant, each)) is not None]
        print(f"first quotation: p50 {percentile(waits, 50):.2f} s, p95 {percentile(waits, 95):.2f} s")
        assistant.close()


def _fill(assistant: Assistant) -> None:
    draw, numbers = random.Random(SEED), np.random.default_rng(SEED)
    index = assistant.parts.index
    pool = [passage for each in assistant.documents() for passage in index.passages_of(each.id)]
    for number in range(DOCUMENTS):
        id = f"{number:064x}"
        made = [
            _passage(draw.choice(pool), draw, id, page, place)
            for page in range(1, PAGES + 1)
            for place in range(PASSAGES)
        ]
        index.replace(id, made)
        vectors = numbers.standard_normal((len(made), assistant.parts.embedder.dimensions)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        index.set_vectors([passage.id for passage in made], vectors)
        facts = Facts(organisation=f"Company{number} Inc", years=(2018,), language="en")
        title = f"Company{number}"
        assistant.parts.library.put_document(
            Document(id, f"/x/{title}.pdf", title, PAGES, "complete", "", len(made), (), facts)
        )
    index.tidy()


def _passage(model: Passage, draw: random.Random, document: str, page: int, place: int) -> Passage:
    words = model.text.split(" ")
    first = draw.randrange(len(words))
    text = " ".join(words[first:] + words[:first])
    id = f"{document[-16:]}-{page}-{place}"
    made = replace(model, id=id, document=document, page=page, label=str(page), text=text, words=())
    return replace(made, start=0, end=len(text))


def _search(assistant: Assistant, question: str, arm: Arm) -> float:
    started = time.monotonic()
    assistant.search(question, arm=arm)
    return time.monotonic() - started


def _first_quotation(assistant: Assistant, question: str) -> float | None:
    started = time.monotonic()
    for event in assistant.ask(question, keep=False):
        if isinstance(event, Quoted):
            return time.monotonic() - started
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
