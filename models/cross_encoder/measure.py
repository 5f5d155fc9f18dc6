"""What the model is worth on rows that it never saw: ranking, reading, and telling that nothing answers.

python -m models.cross_encoder.measure MINED.json EMBEDDER FOLDER [QUESTIONS]
"""

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.engine import searching
from assistant.engine.cross_encoder import CrossEncoder
from assistant.engine.embedder import Embedder
from assistant.engine.index import Index
from assistant.engine.library import Library
from assistant.engine.ocr import Ocr
from assistant.engine.parts import Parts
from assistant.engine.pdf_reader import PdfReader
from assistant.engine.types import Arm
from assistant.evaluation.bootstrap import Interval, difference, interval
from assistant.evaluation.metrics import auroc, ndcg
from assistant.evaluation.texts import exact_match, token_f1
from models.cross_encoder.mine import fill
from models.cross_encoder.rows import Part, Question, Split, read

SEED = 7
FOUND = 10
SPLITS: tuple[Split, ...] = ("test", "held out", "validation", "written")


def main(mined: str, embedder: str, folder: str, most: str = "400") -> None:
    """Print the figures of the held-out source and of the test rows."""
    parts, questions = read(Path(mined))
    reader = CrossEncoder(Path(folder))
    held_out = [each for each in questions if each.split == "held out"]
    passages = {parts[id].passage for each in held_out for id in each.right}
    some = _draw(questions, "held out", int(most))
    source = [each for each in parts if each.passage in passages]
    for line in _ranking(source, some, Embedder(Path(embedder)), reader):
        print(line, flush=True)
    for split in SPLITS:
        for line in _reading(parts, _draw(questions, split, int(most)), reader):
            print(f"{split}: {line}", flush=True)


def _draw(questions: Sequence[Question], split: Split, most: int) -> list[Question]:
    those = [each for each in questions if each.split == split]
    return random.Random(SEED).sample(those, min(most, len(those)))


def _ranking(
    source: Sequence[Part], questions: Sequence[Question], embedder: Embedder, reader: CrossEncoder
) -> Iterator[str]:
    """Yield nDCG@10 of the first stage and of both stages among the parts of the held-out source."""
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder) / "index", embedder)
        fill(index, source)
        engine = Parts(Library(Path(folder)), index, embedder, reader, PdfReader(), Ocr())
        gains: dict[Arm, list[float]] = {"hybrid": [], "rerank": []}
        for question in questions:
            for arm, kept in gains.items():
                request = searching.Request(question.text, None, ["en"])
                hits = searching.search(engine, request, arm, FOUND)
                found = [int(hit.passage.id) for hit in hits]
                kept.append(ndcg(found, {question.right[0]}))
    yield f"held out: {len(questions)} questions, {len(source)} parts"
    for arm, kept in gains.items():
        yield f"nDCG@10 {arm:<8} {interval(kept)}"
    yield f"nDCG@10 lift     {difference(gains['rerank'], gains['hybrid'])}"


def _reading(parts: Sequence[Part], questions: Sequence[Question], reader: CrossEncoder) -> Iterator[str]:
    """Yield F1 where the passage answers, and how well that is told from a near miss."""
    f1, exact, scores, truth = [], [], [], []
    for question in questions:
        scores += reader.rank(question.text, [("", parts[question.misses[0]].text)])
        truth.append(False)
        if not question.right:
            continue
        right = parts[question.right[0]].text
        answered = reader.judge(question.text, [("", right)])[0]
        scores.append(answered.relevance)
        truth.append(True)
        if question.answer:
            span = answered.spans[0]
            f1.append(token_f1(right[span.start : span.end], question.answers))
            exact.append(exact_match(right[span.start : span.end], question.answers))
    yield f"F1 {_or_none(f1)}, exact {_or_none(exact)} of {len(f1)} answered questions"
    yield f"told from the nearest miss, AUROC {auroc(scores, truth):.3f} of {len(scores)}"


def _or_none(values: Sequence[float]) -> Interval | str:
    return interval(values) if values else "–"


if __name__ == "__main__":
    main(*sys.argv[1:])
