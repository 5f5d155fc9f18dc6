"""Fine-tune all-MiniLM-L6-v2 to rank passages and to find the words that answer, on the CPU.

python -m models.cross_encoder.train MINED.json BASE OUT.safetensors [WEIGHTS.safetensors]

With weights, training goes on from them for FURTHER steps at a lower rate.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from models.cross_encoder.network import QUESTION_TOKENS, TOKENS, CrossEncoder
from models.cross_encoder.rows import Part, Question, read, without_answer

MISSES = 2
"""Near misses beside each right passage."""

NEAREST, ANY = 8, 30
"""One miss is drawn from the first ranks, the others from more of them."""

EASED = 0.25
"""How often the last miss is the right passage without its answer."""

GROUPS = 16
"""Questions in a batch."""

RATE, HEAD_RATE, WARM_UP = 8e-5, 1e-3, 0.06
EPOCHS, STEPS = 2, 1350
"""The second epoch is broken off: about an hour and a quarter on two cores."""

FURTHER, SLOWER = 1000, 0.75

SEED = 20261121


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the passages shown with it, the right one first, and where in that one the answer is."""

    question: str
    passages: tuple[str, ...]
    answer: tuple[int, int] | None


def examples(parts: Sequence[Part], questions: Sequence[Question], draw: random.Random) -> list[Example]:
    """Draw an epoch: every question with its misses, and once more alone where its answer is known."""
    drawn = []
    for question in questions:
        right = parts[question.right[0]].text
        if len(question.misses) >= ANY // 2:
            near = draw.choice(question.misses[:NEAREST])
            others = draw.sample([id for id in question.misses[:ANY] if id != near], MISSES - 1)
            misses = [parts[id].text for id in (near, *others)]
            bare = without_answer(right, question.answer, draw) if question.answer else None
            if bare and draw.random() < EASED:
                misses[-1] = bare
            drawn.append(Example(question.text, (right, *misses), question.answer))
        if question.answer:
            drawn.append(Example(question.text, (right,), question.answer))
    return drawn


def batches(drawn: Sequence[Example], draw: random.Random) -> Iterator[list[Example]]:
    """Yield batches of examples of the same number of passages and about the same length, in random order."""
    made = []
    for size in (1, 1 + MISSES):
        of_size = [each for each in drawn if len(each.passages) == size]
        draw.shuffle(of_size)
        at_once = GROUPS * (1 + MISSES) // size
        for start in range(0, len(of_size), at_once * 20):
            some = sorted(
                of_size[start : start + at_once * 20], key=lambda each: max(map(len, each.passages))
            )
            made += [some[i : i + at_once] for i in range(0, len(some), at_once)]
    draw.shuffle(made)
    yield from made


def read_pairs(
    network: CrossEncoder, encoded: Sequence[Any], at_once: int
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Return the relevance of pairs (n,) and the scores of their tokens, (tokens, 2); long ones apart."""
    order = sorted(range(len(encoded)), key=lambda place: len(encoded[place].ids))
    relevance, spans = [torch.zeros(())] * len(order), [torch.zeros(0, 2)] * len(order)
    for start in range(0, len(order), at_once):
        some = order[start : start + at_once]
        longest = len(encoded[some[-1]].ids)

        def pad(name: str, some: list[int] = some, longest: int = longest) -> torch.Tensor:
            rows = [getattr(encoded[place], name) for place in some]
            return torch.tensor([row + [0] * (longest - len(row)) for row in rows])

        with torch.autocast("cpu", torch.bfloat16):
            ranks, ends = network(pad("ids"), pad("attention_mask"), pad("type_ids"))
        for row, place in enumerate(some):
            relevance[place], spans[place] = ranks[row].float(), ends[row].float()
    return torch.stack(relevance), spans


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
    relevance, spans = read_pairs(network, encoded, GROUPS)
    size = len(batch[0].passages)
    total = _ranking_loss(relevance.view(-1, size)) if size > 1 else torch.zeros(())
    ends = [
        _span_loss(spans[i * size], encoded[i * size], place)
        for i, each in enumerate(batch)
        if (place := _ends(encoded[i * size], each.answer))
    ]
    return total + torch.stack(ends).mean() if ends else total


def _ranking_loss(relevance: torch.Tensor) -> torch.Tensor:
    """Listwise and pointwise cross-entropy of (questions, passages); the first passage is the right one."""
    truth = torch.zeros_like(relevance)
    truth[:, 0] = 1
    listwise = functional.cross_entropy(relevance, torch.zeros(len(relevance), dtype=torch.long))
    return listwise + functional.binary_cross_entropy_with_logits(relevance, truth)


def _span_loss(scores: torch.Tensor, encoding: Any, place: tuple[int, int]) -> torch.Tensor:  # noqa: ANN401
    """Cross-entropy of the first and the last token of an answer, over the passage's tokens."""
    passage = torch.tensor(encoding.type_ids, dtype=torch.bool)
    scores = scores[: len(passage)].masked_fill(~passage.unsqueeze(-1), -1e4)
    return functional.cross_entropy(scores.T, torch.tensor(place))


def _ends(encoding: Any, answer: tuple[int, int] | None) -> tuple[int, int] | None:  # noqa: ANN401
    """Return the first and last token of an answer, None where it was cut off."""
    if answer is None:
        return None
    first, last = encoding.char_to_token(answer[0], 1), encoding.char_to_token(answer[1] - 1, 1)
    return None if first is None or last is None else (first, last)


def _optimizer(network: CrossEncoder) -> torch.optim.Optimizer:
    for weight in network.encoder.embeddings.parameters():
        weight.requires_grad = False
    encoder = [each for each in network.encoder.parameters() if each.requires_grad]
    heads = [
        *network.relevance.parameters(),
        *network.span.parameters(),
        *network.importance.parameters(),
        network.likeness,
    ]
    return torch.optim.AdamW([{"params": encoder, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}])


def main(mined: str, base: str, out: str, weights: str = "") -> None:
    """Train, and keep the weights after every 200 steps."""
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    draw = random.Random(SEED + bool(weights))
    parts, questions = read(Path(mined))
    learnt = [each for each in questions if each.split == "train"]
    tokenizer, network = open_tokenizer(Path(base)), CrossEncoder(Path(base))
    plan = [batch for _ in range(EPOCHS) for batch in batches(examples(parts, learnt, draw), draw)]
    plan = plan[: FURTHER if weights else STEPS]
    rates = [rate * (SLOWER if weights else 1.0) for rate in (RATE, HEAD_RATE)]
    if weights:
        network.load_state_dict(load_file(weights))
    optimizer = _optimizer(network)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        rates,
        total_steps=len(plan),
        pct_start=WARM_UP,
        anneal_strategy="linear",
        cycle_momentum=False,
    )
    network.train()
    began, mean = time.monotonic(), 0.0
    for step, batch in enumerate(plan, start=1):
        loss = loss_of(network, tokenizer, batch)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        mean += (loss.item() - mean) / min(step, 50)
        if step % 50 == 0:
            left = (time.monotonic() - began) / step * (len(plan) - step) / 60
            print(f"step {step} of {len(plan)}, loss {mean:.3f}, {left:.0f} minutes left", flush=True)
        if step % 200 == 0 or step == len(plan):
            save_file(network.state_dict(), out)


if __name__ == "__main__":
    main(*sys.argv[1:])
