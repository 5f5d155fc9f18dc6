"""Fine-tune all-MiniLM-L6-v2 to rank passages and to find the words that answer, on the CPU.

python -m models.cross_encoder.train MINED.json BASE OUT.safetensors [WEIGHTS.safetensors STAGE]

Without weights it is the first stage, from the base; the others go on from those of the one before.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from models.cross_encoder.cloze import make
from models.cross_encoder.network import QUESTION_TOKENS, TOKENS, CrossEncoder
from models.cross_encoder.rows import Example, Part, Question, read, without_answer
from models.cross_encoder.whole import DOCUMENTS, FILINGS
from models.cross_encoder.written import NEWEST, REPORTS, WRITTEN

NEAREST, ANY = 8, 30
"""One miss is drawn from the first ranks, the others from more of them."""

EASED = 0.25
"""How often the last miss is the right passage without its answer."""

TOGETHER = 48
"""Passages in a batch."""

AT_ONCE = 16
"""Passages that go through the network together, of about the same length."""

HEAD_RATE, WARM_UP = 1e-3, 0.06

SEED = 20261121


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
    others = [*given, *(ours[WRITTEN] + ours[LATER]) * stage.written]
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
    """Draw so many questions, each as often as the others, once more or less."""
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


def read_pairs(network: CrossEncoder, encoded: Sequence[Any]) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Return the relevance of pairs (n,) and the scores of their tokens, (tokens, 2); long ones apart."""
    order = sorted(range(len(encoded)), key=lambda place: len(encoded[place].ids))
    relevance, spans = [torch.zeros(())] * len(order), [torch.zeros(0, 2)] * len(order)
    for start in range(0, len(order), AT_ONCE):
        some = order[start : start + AT_ONCE]
        with torch.autocast("cpu", torch.bfloat16):
            ranks, ends = network(*padded([encoded[place] for place in some]))
        for row, place in enumerate(some):
            relevance[place], spans[place] = ranks[row].float(), ends[row].float()
    return torch.stack(relevance), spans


def padded(encoded: Sequence[Any]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return what the network is given of encoded pairs, each (n, tokens): ids, mask, types."""
    longest = max(len(each.ids) for each in encoded)

    def pad(name: str) -> torch.Tensor:
        rows = [getattr(each, name) for each in encoded]
        return torch.tensor([row + [0] * (longest - len(row)) for row in rows])

    return pad("ids"), pad("attention_mask"), pad("type_ids")


def open_tokenizer(base: Path) -> Any:  # noqa: ANN401
    """Return the base's tokenizer, set to cut passages."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.enable_truncation(TOKENS, strategy="only_second")
    tokenizer.no_padding()
    return tokenizer


def cut_question(tokenizer: Any, question: str) -> str:  # noqa: ANN401
    """Return a question, cut where it has too many tokens."""
    offsets = tokenizer.encode(question, add_special_tokens=False).offsets
    offsets = [each for each in offsets if each[1] > each[0]]
    return question if len(offsets) <= QUESTION_TOKENS else question[: offsets[QUESTION_TOKENS - 1][1]]


def loss_of(network: CrossEncoder, tokenizer: Any, batch: Sequence[Example]) -> torch.Tensor:  # noqa: ANN401
    """Return the loss: listwise and pointwise for the ranks, cross-entropy for the answer's two ends."""
    pairs = [(each.question, passage) for each in batch for passage in each.passages]
    encoded = tokenizer.encode_batch(pairs)
    relevance, spans = read_pairs(network, encoded)
    size = len(batch[0].passages)
    answered = torch.tensor([each.answered for each in batch])
    total = _ranking_loss(relevance.view(-1, size), answered) if size > 1 else torch.zeros(())
    ends = [
        span_loss(spans[i * size], encoded[i * size], place)
        for i, each in enumerate(batch)
        if (place := ends_of(encoded[i * size], each.answer))
    ]
    return total + torch.stack(ends).mean() if ends else total


def _ranking_loss(relevance: torch.Tensor, answered: torch.Tensor) -> torch.Tensor:
    """Listwise and pointwise cross-entropy of (questions, passages).

    The first passage is the right one where the question is answered (questions,); else none is, and there is
    no list to order.
    """
    truth = torch.zeros_like(relevance)
    truth[:, 0] = answered.float()
    pointwise = functional.binary_cross_entropy_with_logits(relevance, truth)
    if not answered.any():
        return pointwise
    lists = relevance[answered]
    return pointwise + functional.cross_entropy(lists, torch.zeros(len(lists), dtype=torch.long))


def span_loss(scores: torch.Tensor, encoding: Any, place: tuple[int, int]) -> torch.Tensor:  # noqa: ANN401
    """Cross-entropy of the first and the last token of an answer, over the passage's tokens."""
    passage = torch.tensor(encoding.type_ids, dtype=torch.bool)
    scores = scores[: len(passage)].masked_fill(~passage.unsqueeze(-1), -1e4)
    return functional.cross_entropy(scores.T, torch.tensor(place))


def ends_of(encoding: Any, answer: tuple[int, int] | None) -> tuple[int, int] | None:  # noqa: ANN401
    """Return the first and last token of an answer, None where it was cut off."""
    if answer is None:
        return None
    first, last = encoding.char_to_token(answer[0], 1), encoding.char_to_token(answer[1] - 1, 1)
    return None if first is None or last is None else (first, last)


def optimizer_of(network: CrossEncoder, stage: Stage) -> torch.optim.Optimizer:
    """Return what moves the weights that a stage trains; those of the others are frozen."""
    frozen = [network.encoder.embeddings] if stage.alone else [*network.shared()]
    for weight in (each for module in frozen for each in module.parameters()):
        weight.requires_grad = False
    encoder = [each for each in network.encoder.parameters() if each.requires_grad]
    heads = [
        *network.relevance.parameters(),
        *network.span.parameters(),
        *network.importance.parameters(),
        network.likeness,
    ]
    return torch.optim.AdamW([{"params": encoder, "lr": stage.rate}, {"params": heads, "lr": HEAD_RATE}])


def main(mined: str, base: str, out: str, weights: str = "", number: str = "1") -> None:
    """Train, and keep the weights after every 200 steps."""
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    stage, draw = STAGES[int(number) - 1], random.Random(SEED + int(number) - 1)
    parts, questions = read(Path(mined))
    tokenizer, network = open_tokenizer(Path(base)), CrossEncoder(Path(base))
    if weights:
        network.load_state_dict(load_file(weights))
    todo = plan(parts, questions, stage, draw)
    network.train()

    def learn(batch: Sequence[Example]) -> float:
        loss = loss_of(network, tokenizer, batch)
        torch.autograd.backward(loss)
        return loss.item()

    optimizer = optimizer_of(network, stage)
    go_through(todo, learn, optimizer, lambda: save_file(network.state_dict(), out))


def go_through(
    todo: Sequence[list[Example]],
    learn: Callable[[list[Example]], float],
    optimizer: torch.optim.Optimizer,
    save: Callable[[], None],
) -> None:
    """Take a step for every batch, and save after every 200.

    learn adds the gradients of a batch and returns its loss. The optimizer's rates are the highest ones.
    """
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        [group["lr"] for group in optimizer.param_groups],
        total_steps=len(todo),
        pct_start=WARM_UP,
        anneal_strategy="linear",
        cycle_momentum=False,
    )
    trained = [weight for group in optimizer.param_groups for weight in group["params"]]
    began, mean = time.monotonic(), 0.0
    for step, batch in enumerate(todo, start=1):
        loss = learn(batch)
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        mean += (loss - mean) / min(step, 50)
        if step % 50 == 0:
            left = (time.monotonic() - began) / step * (len(todo) - step) / 60
            print(f"step {step} of {len(todo)}, loss {mean:.3f}, {left:.0f} minutes left", flush=True)
        if step % 200 == 0 or step == len(todo):
            save()


if __name__ == "__main__":
    main(*sys.argv[1:])
