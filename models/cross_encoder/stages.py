"""What the ranker learns from in each stage of its training: questions drawn by shares, in batches."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from models.cross_encoder.cloze import make
from models.cross_encoder.rows import Example, Part, Question, without_answer
from models.cross_encoder.whole import DOCUMENTS, FILINGS
from models.cross_encoder.written import NEWEST, REPORTS, WRITTEN

NEAREST, ANY = 8, 30
"""One miss is drawn from the first ranks, the others from more of them."""

EASED = 0.25
"""How often the last miss is the right passage without its answer."""

TOGETHER = 48
"""Passages in a batch."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Batches to learn from, how many of them are of made questions, and the encoder's rate.

    alone is how often an epoch shows a right passage alone, to find the answer in it; where it never does,
    the stage only ranks, and the layers below the reader's stay as they are. written is how often an epoch
    asks the written questions, misses how many near misses stand beside each right passage. beside, where it
    is given, makes epochs of the questions on reports and so many others, drawn anew, for each of them.
    shares, where they are given, tell how much of the stage is of which questions (sources_of).
    """

    steps: int
    made: int
    rate: float
    alone: int
    written: int = 0
    misses: int = 2
    beside: float | None = None
    shares: Mapping[str, float] = field(default_factory=dict)


GIVEN, LATER = "given", "later"
"""The questions of the rows, and the written ones from NEWEST on."""

WHOLE_FIRST = {FILINGS: 0.48, DOCUMENTS: 0.27, GIVEN: 0.08, WRITTEN: 0.07, LATER: 0.05, REPORTS: 0.05}

STAGES = (
    Stage(1350, 0, 8e-5, 1),
    Stage(1500, 600, 1.5e-4, 2),
    Stage(750, 0, 1.2e-4, 2, 2),
    Stage(900, 0, 8e-5, 0, 2, 5),
    Stage(400, 0, 8e-5, 0, 1, 5, 1 / 3),
    Stage(600, 0, 8e-5, 0, 1, 3, shares={LATER: 0.68, GIVEN: 0.14, WRITTEN: 0.08, REPORTS: 0.1}),
    Stage(400, 0, 8e-5, 0, 1, 3, shares=WHOLE_FIRST),
)
MADE_UNTIL = 0.6
"""Made questions are mixed into this first share of a stage: the end belongs to real ones."""


def examples(
    parts: Sequence[Part], questions: Sequence[Question], stage: Stage, draw: random.Random
) -> list[Example]:
    """Draw an epoch: every question with its misses, and as often alone as the stage says."""
    drawn = []
    for question in questions:
        if not question.right:
            near, *others = question.misses
            shown = (near, *draw.sample(others[:ANY], stage.misses))
            drawn.append(Example(question.text, tuple(parts[id].text for id in shown), None, answered=False))
            continue
        right = parts[question.right[0]].text
        if len(question.misses) >= ANY // 2:
            near = draw.choice(question.misses[:NEAREST])
            others = draw.sample([id for id in question.misses[:ANY] if id != near], stage.misses - 1)
            misses = [parts[id].text for id in (near, *others)]
            bare = without_answer(right, question.answer, draw) if question.answer else None
            if bare and draw.random() < EASED:
                misses[-1] = bare
            drawn.append(Example(question.text, (right, *misses), question.answer if stage.alone else None))
        if question.answer:
            drawn += [Example(question.text, (right,), question.answer)] * stage.alone
    return drawn


def plan(
    parts: Sequence[Part], questions: Sequence[Question], stage: Stage, draw: random.Random
) -> list[list[Example]]:
    """Return the batches of a stage: epochs of real questions, made ones mixed into the first of them."""
    ours = sources_of(questions)
    given = ours[GIVEN]
    others = [*given, *ours[WRITTEN] * stage.written]
    real: list[list[Example]] = []
    while len(real) < stage.steps - stage.made:
        asked = others
        if stage.beside is not None:
            asked = [*ours[REPORTS], *draw.sample(others, int(len(ours[REPORTS]) * stage.beside))]
        elif stage.shares:
            every = stage.steps * (TOGETHER // (stage.misses + 1))
            shares = stage.shares.items()
            asked = [each for name, share in shares for each in _some(ours[name], int(every * share), draw)]
        real += batches(examples(parts, asked, stage, draw), draw)
    real = real[: stage.steps - stage.made]
    own = {parts[id].passage for question in given for id in question.right}
    made = make([part for part in parts if part.passage in own], stage.made * TOGETHER, draw)
    early = int(stage.steps * MADE_UNTIL) - stage.made
    mixed = [*batches(made, draw), *real[:early]]
    draw.shuffle(mixed)
    return [*mixed, *real[early:]]


def sources_of(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """Return those to train on by where they are from; of the written ones those of a later day apart."""
    ours: dict[str, list[Question]] = {
        name: [] for name in (GIVEN, WRITTEN, LATER, REPORTS, FILINGS, DOCUMENTS)
    }
    for question in questions:
        ours[question.source if question.source in ours else GIVEN].append(question)
    ours[WRITTEN], ours[LATER] = ours[WRITTEN][:NEWEST], ours[WRITTEN][NEWEST:]
    return {name: [each for each in some if each.split == "train"] for name, some in ours.items()}


def _some(questions: list[Question], count: int, draw: random.Random) -> list[Question]:
    """Draw so many questions, each as often as the others, once more or less.

    Raises ValueError where there are none: what was mined is older than the stage.
    """
    if not questions:
        msg = "Of a source that the stage reads nothing was mined: run mine again."
        raise ValueError(msg)
    times, rest = divmod(count, len(questions))
    return [*questions * times, *draw.sample(questions, rest)]


def batches(drawn: Sequence[Example], draw: random.Random) -> Iterator[list[Example]]:
    """Yield batches of examples of the same number of passages and about the same length, in random order."""
    made = []
    for size in sorted({len(each.passages) for each in drawn}):
        of_size = [each for each in drawn if len(each.passages) == size]
        draw.shuffle(of_size)
        at_once = TOGETHER // size
        for start in range(0, len(of_size), at_once * 20):
            some = sorted(
                of_size[start : start + at_once * 20], key=lambda each: max(map(len, each.passages))
            )
            made += [some[i : i + at_once] for i in range(0, len(some), at_once)]
    draw.shuffle(made)
    yield from made
