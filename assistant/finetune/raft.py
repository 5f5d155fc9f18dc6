"""Questions about a person's documents → rows as RAFT makes them (Zhang et al., arXiv 2403.10131).

A row shows the passage that answers among near misses from the live index, all of the same split, and
answers with quotes that stand on the page word for word. A share of rows lacks the right passage: they teach
to refuse, or, where asked for, to answer from memory.
"""

import random
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.engine import prompt
from assistant.engine.asking import NOT_IN_DOCUMENTS
from assistant.engine.assistant import Assistant
from assistant.engine.matching import find_quote
from assistant.engine.sentences import spans
from assistant.engine.terms import stems_in
from assistant.engine.types import Hit
from assistant.evaluation.questions import Question
from assistant.evaluation.run import Progress, progress
from assistant.finetune.rows import Kind, Row, Split, make_id

DISTRACTORS = 4
WITHOUT = 0.2
"""The share of rows that lack the right passage."""

LOOKED_AT = 40
ALIKE = 0.6
"""Passages that share so much of their words (Jaccard) count as the same."""

FEW, HELD = 4, 0.5
"""An answer of so few words must stand in the passage whole, of a longer one this share of its words."""

SPLITS: Mapping[Split, float] = {"train": 0.8, "validation": 0.1, "test": 0.1}

NONE_KNOWN: Mapping[str, Split] = {}


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows are made; without is the share that lacks the right passage, memory what those teach."""

    distractors: int = DISTRACTORS
    without: float = WITHOUT
    memory: bool = False
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Refused:
    """A question of which no row could be made, and why."""

    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class MadeRows:
    """The rows, and the questions that became none; the last event of making them."""

    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]


def split_documents(
    documents: Sequence[str], weights: Mapping[str, int], seed: int, known: Mapping[str, Split]
) -> dict[str, Split]:
    """Return a split for each document, so that the rows, of which weights tells, fall into SPLITS' shares.

    Each split gets a document where there are three; known are splits that are fixed already.
    """
    order = sorted(documents)
    random.Random(seed).shuffle(order)
    order.sort(key=lambda each: -weights.get(each, 0))
    total = sum(weights.get(each, 0) for each in order) or 1
    held: dict[Split, float] = dict.fromkeys(SPLITS, 0.0)
    chosen = {each: known[each] for each in order if each in known}
    for each, split in chosen.items():
        held[split] += weights.get(each, 0)
    order = [each for each in order if each not in known]
    for place, each in enumerate(order):
        empty = [split for split in SPLITS if split not in chosen.values()]
        wanted = empty if len(order) - place <= len(empty) and empty else list(SPLITS)
        split = max(wanted, key=lambda one: SPLITS[one] - held[one] / total)
        chosen[each] = split
        held[split] += weights.get(each, 0)
    return chosen


def make(
    assistant: Assistant, questions: Sequence[Question], plan: Plan, known: Mapping[str, Split] = NONE_KNOWN
) -> Generator[Progress | MadeRows, None, None]:
    """Make a row of each answerable question whose answer stands on its page; the last event is MadeRows.

    known are the splits of documents that rows were made of before.
    """
    ids = {Path(each.path).name: each.id for each in assistant.documents()}
    asked = [each for each in questions if each.answerable and each.pdf in ids]
    weights: dict[str, int] = {}
    for each in asked:
        weights[ids[each.pdf]] = weights.get(ids[each.pdf], 0) + 1
    splits = split_documents(sorted(ids.values()), weights, plan.seed, known)
    draw = random.Random(plan.seed)
    kinds = _kinds(len(asked), plan, draw)
    rows: list[Row] = []
    refused = [
        Refused(each.question, "the document is not in the library")
        for each in questions
        if each.answerable and each.pdf not in ids
    ]
    started = time.monotonic()
    for done, question in enumerate(asked, 1):
        made = _row(assistant, question, ids[question.pdf], splits, next(kinds), plan, draw)
        if isinstance(made, Row):
            rows.append(made)
        else:
            refused.append(made)
        yield progress(done, len(asked), started)
    yield MadeRows(tuple(_in_share(rows, plan, draw)), tuple(refused))


def _kinds(count: int, plan: Plan, draw: random.Random) -> Iterator[Kind]:
    without = round(count * plan.without)
    kinds: list[Kind] = ["memory" if plan.memory else "refusal"] * without
    kinds += ["answer"] * (count - without)
    draw.shuffle(kinds)
    return iter(kinds)


def _row(
    assistant: Assistant,
    question: Question,
    document: str,
    splits: Mapping[str, Split],
    kind: Kind,
    plan: Plan,
    draw: random.Random,
) -> Row | Refused:
    hits = assistant.search(question.question, k=LOOKED_AT).hits
    right = _right(assistant, question, document, hits)
    if right is None:
        return Refused(question.question, "no passage on the page holds the answer")
    quote = _sentence(right, question.answer)
    page = assistant.page_text(document, question.page)
    if find_quote(quote, page).verdict != "verified":
        return Refused(question.question, "quote not found")
    near = [each for each in hits if _misleads(each, right, quote, splits, splits[document])]
    shown = near[: plan.distractors]
    if len(shown) < plan.distractors:
        return Refused(question.question, "too few near misses in the documents of its split")
    if kind == "answer":
        shown = [*shown, right]
    draw.shuffle(shown)
    messages = tuple(prompt.build_messages(question.question, shown))
    answer = NOT_IN_DOCUMENTS
    if kind == "memory":
        answer = question.answer
    elif kind == "answer":
        answer = f"{question.answer.rstrip('.')}: “{quote}” [{shown.index(right) + 1}]"
    pages = tuple(f"{each.passage.document}:{each.passage.page}" for each in shown)
    return Row(
        id=make_id(messages, answer),
        messages=messages,
        answer=answer,
        group=document,
        origin="documents",
        kind=kind,
        split=splits[document],
        pages=pages,
        right=f"{document}:{question.page}",
    )


def _right(assistant: Assistant, question: Question, document: str, hits: Sequence[Hit]) -> Hit | None:
    """Return the passage of the page that holds most of the answer's words, None where too few are there."""
    wanted = stems_in(question.answer)
    on_page = [
        each for each in hits if (each.passage.document, each.passage.page) == (document, question.page)
    ]
    rest = [Hit(each, 0.0, 0) for each in assistant.parts.index.page(document, question.page)]
    held = [(len(wanted & stems_in(each.passage.text)), each) for each in [*on_page, *rest]]
    most, best = max(held, key=lambda each: each[0], default=(0, None))
    enough = len(wanted) if len(wanted) < FEW else HELD * len(wanted)
    return best if wanted and most >= enough else None


def _sentence(hit: Hit, answer: str) -> str:
    """Return the sentence of a passage that holds most of an answer's words, the shortest of those."""
    text, wanted = hit.passage.text, stems_in(answer)
    sentences = [line for start, end in spans(text) for line in text[start:end].split("\n") if line.strip()]
    return max(sentences or [text], key=lambda each: (len(wanted & stems_in(each)), -len(each))).strip()


def _misleads(hit: Hit, right: Hit, quote: str, splits: Mapping[str, Split], split: Split) -> bool:
    """Tell whether a passage is near but wrong: of the same split, another page, and not nearly the same."""
    passage = hit.passage
    if splits.get(passage.document) != split:
        return False
    if (passage.document, passage.page) == (right.passage.document, right.passage.page):
        return False
    return not is_alike(passage.text, right.passage.text) and not stems_in(quote) <= stems_in(passage.text)


def is_alike(one: str, other: str) -> bool:
    """Tell whether two texts share most of their words."""
    a, b = stems_in(one), stems_in(other)
    return len(a & b) >= ALIKE * len(a | b) if a or b else True


def _in_share(rows: Sequence[Row], plan: Plan, draw: random.Random) -> list[Row]:
    """Leave out rows of the kind that is too many, so that the share that lacks the right one is as asked."""
    lacking = [each for each in rows if each.kind != "answer"]
    others = [each for each in rows if each.kind == "answer"]
    if plan.without >= 1 or not others:
        return lacking if plan.without >= 1 else list(rows)
    fitting = round(len(others) * plan.without / (1 - plan.without))
    if len(lacking) > fitting:
        kept = set(draw.sample(lacking, fitting))
        return [each for each in rows if each.kind == "answer" or each in kept]
    most = round(len(lacking) * (1 - plan.without) / plan.without) if plan.without else len(others)
    kept = set(draw.sample(others, min(most, len(others))))
    return [each for each in rows if each.kind != "answer" or each in kept]
