"""The weights of the final order and of the confidence, fitted on questions whose answers are known.

python -m tests.benchmarks.fitting EMBEDDER MINED.json NORTHWIND

MINED.json is what models.cross_encoder.mine makes of the training rows, NORTHWIND a folder with pdfs/ and
questions.jsonl. Prints the weights (listwise logistic regression, sets weighing the same, L2), then those of
the confidence and what each threshold refuses. Nothing that is held out is looked at.
"""

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import wiring
from assistant.engine import ordering, reader, searching
from assistant.engine.assistant import Assistant
from assistant.engine.preference import prefer
from assistant.engine.types import Hit
from assistant.evaluation.metrics import auroc
from assistant.evaluation.questions import Question, load
from assistant.paths import samples_folder
from models.cross_encoder.mine import fill
from models.cross_encoder.rows import read

Array = NDArray[np.float64]

VALIDATED, BESIDE = 300, 140
STEPS, RATE, L2 = 400, 0.05, 1e-3
THRESHOLDS = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
SEED = 5

WEIGHTS = 1 + len(ordering.KNOWN)
"""That of the logit, and those of what is known before."""


@dataclass(frozen=True)
class List:
    """What was read for a question: the values of each passage, and which of them answer."""

    values: Array
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class Sure:
    """What the confidence is made of for a question of a set, and whether the documents answer it."""

    of: str
    relevance: float
    prominence: float
    answerable: bool


def main(embedder: str, mined: str, northwind: str) -> None:
    """Gather, fit, print."""
    with tempfile.TemporaryDirectory() as folder:
        homes = {name: Path(folder) / name for name in ("northwind", "samples", "rows")}
        for home in homes.values():
            shutil.copytree(embedder, home / "embedder")
        rows = list(_rows(homes["rows"], Path(mined)))
        beside = [each for each, _ in rows][:BESIDE]
        lists, sure = {"rows": [found for _, found in rows]}, list[Sure]()
        files = [Path(northwind) / "questions.jsonl"]
        _ask(homes["northwind"], Path(northwind) / "pdfs", files, lists, sure, beside)
        samples = samples_folder()
        files = [samples / "questions.jsonl", samples / "everyday.jsonl"]
        _ask(homes["samples"], samples, files, lists, sure, [])
    _print_weights(lists)
    _print_confidence(sure)


def _rows(home: Path, mined: Path) -> Iterator[tuple[str, List]]:
    """Yield validation questions of the training rows with what is read for them among all parts."""
    parts, questions = read(mined)
    assistant = wiring.open_assistant(home)
    fill(assistant.parts.index, parts)
    asked = [each for each in questions if each.split == "validation"]
    for question in random.Random(SEED).sample(asked, min(VALIDATED, len(asked))):
        request = searching.Request(question.text, None, ["en"])
        hits = searching.first_stage(assistant.parts, request, "rerank")
        yield question.text, _list(assistant, request, hits, {str(id) for id in question.right})
    assistant.close()


def _list(assistant: Assistant, request: searching.Request, hits: Sequence[Hit], right: set[str]) -> List:
    known = ordering.known(request.sought, hits)
    texts = [(hit.passage.context, hit.passage.text) for hit in hits[: len(known)]]
    logits = assistant.parts.cross_encoder.rank(request.sought.text, texts)
    values = [(logit, *rest) for logit, rest in zip(logits, known, strict=True)]
    right_ones = [hit.passage.id in right for hit in hits[: len(known)]]
    return List(np.array(values, float).reshape(len(known), WEIGHTS), np.array(right_ones, bool))


def _ask(
    home: Path,
    pdfs: Path,
    files: Sequence[Path],
    lists: dict[str, list[List]],
    sure: list[Sure],
    beside: Sequence[str],
) -> None:
    """Add a folder, and gather what is read for the questions of files and for those that are beside it."""
    assistant = wiring.open_assistant(home)
    list(assistant.add([pdfs]))
    ids = {Path(each.path).name: each.id for each in assistant.documents()}
    for file in files:
        name = f"{home.name} {file.stem}"
        for question in load(file):
            if question.answerable:
                lists.setdefault(name, []).append(_page_list(assistant, question, ids))
            sure.append(_sure(assistant, name, question.question, question.answerable))
    sure += [_sure(assistant, "beside", question, False) for question in beside]
    assistant.close()


def _page_list(assistant: Assistant, question: Question, ids: dict[str, str]) -> List:
    documents = assistant.documents()
    preference = prefer(question.question, documents)
    request = searching.Request(question.question, None, ["en"], preference)
    hits = searching.first_stage(assistant.parts, request, "rerank")
    page = (ids[question.pdf], question.page)
    right = {hit.passage.id for hit in hits if (hit.passage.document, hit.passage.page) == page}
    return _list(assistant, request, hits, right)


def _sure(assistant: Assistant, name: str, question: str, answerable: bool) -> Sure:
    hits = assistant.search(question).hits[: reader.PASSAGES_QUOTED]
    relevance = max((hit.relevance or 0.0 for hit in hits), default=-9.0)
    prominence = max((hit.prominence or 0.0 for hit in hits), default=0.0)
    return Sure(name, relevance, prominence, answerable)


def _print_weights(lists: dict[str, list[List]]) -> None:
    for name in ("all", *lists):
        some = {name: lists[name]} if name != "all" else lists
        known = {of: [each for each in held if each.right.any()] for of, held in some.items()}
        weights = _fit_order({of: held for of, held in known.items() if held})
        print(f"order, {name:<20}", "  ".join(f"{weight:.2f}" for weight in weights))


def _fit_order(lists: dict[str, list[List]]) -> Array:
    """Return the weights under which passages that answer come first likeliest (Cao et al., ICML 2007)."""
    weights, moment, spread = np.zeros((3, WEIGHTS))
    for step in range(1, STEPS):
        slope = L2 * weights
        for held in lists.values():
            slope += sum(_slope(each, weights) for each in held) / len(held) / len(lists)
        moment, spread = 0.9 * moment + 0.1 * slope, 0.99 * spread + 0.01 * slope**2
        weights = weights - RATE * (moment / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return weights


def _slope(each: List, weights: Array) -> Array:
    scores = each.values @ weights
    shares = np.exp(scores - scores.max())
    right = shares * each.right
    return np.asarray((shares / shares.sum() - right / right.sum()) @ each.values)


def _print_confidence(sure: Sequence[Sure]) -> None:
    values = np.array([[each.relevance, each.prominence, 1.0] for each in sure])
    truth = np.array([each.answerable for each in sure], float)
    sets = sorted({each.of for each in sure})
    weight = np.zeros(len(sure))
    for name in sets:
        for answer in (True, False):
            own = np.array([each.of == name and each.answerable == answer for each in sure])
            weight += own / max(own.sum(), 1)
    both = _fit_logistic(values, truth, weight)
    alone = _fit_logistic(values[:, [0, 2]], truth, weight)
    print("confidence: slope {:.2f}, stands out {:.1f}, bias {:.2f}".format(*both))
    print("without similarities: slope {:.2f}, bias {:.2f}".format(*alone))
    surely = 1 / (1 + np.exp(-values @ both))
    for name in sets:
        places = [place for place, each in enumerate(sure) if each.of == name]
        scores, known = surely[places], truth[places] > 0
        shares = [f"{t}: {_below(scores[~known], t)}/{_below(scores[known], t)}" for t in THRESHOLDS]
        told = f"AUROC {auroc(list(scores), list(known)):.3f}" if known.any() else ""
        print(f"{name:<20}", "  ".join(shares), told)


def _below(scores: Array, threshold: float) -> str:
    return f"{(scores < threshold).mean():.2f}" if len(scores) else "–"


def _fit_logistic(values: Array, truth: Array, weight: Array) -> Array:
    """Return the weights of a logistic regression, by Newton's steps."""
    weights = np.zeros(values.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (weight * (likely - truth)) + L2 * weights
        bend = (values * (weight * likely * (1 - likely))[:, None]).T @ values + L2 * np.eye(len(weights))
        weights = weights - np.linalg.solve(bend, slope)
    return weights


if __name__ == "__main__":
    main(*sys.argv[1:])
