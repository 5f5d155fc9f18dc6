"""Fine-tune all-MiniLM-L6-v2 to rank passages and to find the words that answer, on the CPU.

python -m models.cross_encoder.train MINED.json BASE OUT.safetensors [WEIGHTS.safetensors STAGE]

Without weights it is the first stage, from the base; the others go on from those of the one before.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from models.cross_encoder.network import QUESTION_TOKENS, TOKENS, CrossEncoder
from models.cross_encoder.rows import Example, read
from models.cross_encoder.stages import STAGES, Stage, plan

AT_ONCE = 16
"""Passages that go through the network together, of about the same length."""

HEAD_RATE, WARM_UP = 1e-3, 0.06

SEED = 20261121


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
