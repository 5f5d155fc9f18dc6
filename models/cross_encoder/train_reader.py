"""Teach the reader to find the words that answer, on the CPU; the ranker stays as it is.

python -m models.cross_encoder.train_reader MINED.json BASE RANKER.safetensors OUT.safetensors RUN [BEFORE]

RANKER is what train or restore made, RUN the number of a run, BEFORE the reader it goes on from: without, it
begins with the ranker's layers.
"""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from models.cross_encoder.network import CrossEncoder
from models.cross_encoder.reader import Reader
from models.cross_encoder.rows import Example, read
from models.cross_encoder.stages import batches
from models.cross_encoder.train import ends_of, go_through, open_tokenizer, padded, span_loss
from models.cross_encoder.whole import DOCUMENTS, FILINGS
from models.cross_encoder.written import NEWEST, WRITTEN

RATE, HEAD_RATE = 1.5e-4, 5e-4

AT_ONCE = 12
"""Passages that go through the network together. A batch is half of one of train's, 24 of them."""

SEED = 20261127


@dataclass(frozen=True, slots=True)
class Run:
    """How often every question is read, and the share of the tokens that are hidden, but for the answer's.

    newest tells that only the written questions from NEWEST on are read; else these are left out.
    """

    epochs: int
    hidden: float
    newest: bool = False


RUNS = (Run(3, 0.0), Run(2, 0.08), Run(2, 0.08), Run(1, 0.08), Run(1, 0.08, newest=True))


def main(mined: str, base: str, ranker: str, out: str, number: str, before: str = "") -> None:
    """Train, and keep the weights after every 200 steps."""
    run, seed = RUNS[int(number) - 1], SEED + int(number) - 1
    torch.manual_seed(seed)
    torch.set_num_threads(2)
    parts, questions = read(Path(mined))
    network = CrossEncoder(Path(base))
    network.load_state_dict(load_file(ranker))
    reader, tokenizer = Reader(network), open_tokenizer(Path(base))
    if before:
        reader.load_state_dict(load_file(before))
    newest = {id(each) for each in [each for each in questions if each.source == WRITTEN][NEWEST:]}
    alone = [
        Example(each.text, (parts[each.right[0]].text,), each.answer)
        for each in questions
        if each.split == "train"
        and each.answer
        and each.source not in (FILINGS, DOCUMENTS)
        and (id(each) in newest) == run.newest
    ]
    draw = random.Random(seed)
    drawn = [batch for _ in range(run.epochs) for batch in batches(alone, draw)]
    todo = [batch[half::2] for batch in drawn for half in (0, 1) if batch[half::2]]
    own = [{"params": reader.layers.parameters(), "lr": RATE}, {"params": reader.span.parameters()}]
    optimizer = torch.optim.AdamW(own, lr=HEAD_RATE)
    reader.ranker.eval()
    reader.layers.train()
    go_through(
        todo,
        lambda batch: learn(reader, tokenizer, batch, run.hidden),
        optimizer,
        lambda: save_file(reader.state_dict(), out),
    )


def learn(reader: Reader, tokenizer: Any, batch: Sequence[Example], hidden: float) -> float:  # noqa: ANN401
    """Add the gradients of a batch of passages that are alone with their questions; return the mean loss."""
    encoded = tokenizer.encode_batch([(each.question, each.passages[0]) for each in batch])
    places = [ends_of(encoding, each.answer) for encoding, each in zip(encoded, batch, strict=True)]
    kept = sorted((i for i, place in enumerate(places) if place), key=lambda i: len(encoded[i].ids))
    total = 0.0
    for start in range(0, len(kept), AT_ONCE):
        some = kept[start : start + AT_ONCE]
        ids, mask, types = padded([encoded[i] for i in some])
        hide(ids, [places[i] for i in some], hidden, tokenizer)
        with torch.autocast("cpu", torch.bfloat16):
            scores = reader(ids, mask, types)
        losses = [
            span_loss(scores[row].float(), encoded[i], place)
            for row, i in enumerate(some)
            if (place := places[i])
        ]
        loss = torch.stack(losses).sum() / len(kept)
        torch.autograd.backward(loss)
        total += loss.item()
    return total


def hide(
    ids: torch.Tensor,
    answers: Sequence[tuple[int, int] | None],
    share: float,
    tokenizer: Any,  # noqa: ANN401
) -> None:
    """Put [MASK] for a share of the tokens (n, tokens), but for those of the answers and special ones."""
    chosen = torch.rand(ids.shape) < share
    for name in ("[PAD]", "[CLS]", "[SEP]"):
        chosen &= ids != tokenizer.token_to_id(name)
    for row, answer in enumerate(answers):
        if answer:
            chosen[row, answer[0] : answer[1] + 1] = False
    ids[chosen] = tokenizer.token_to_id("[MASK]")


if __name__ == "__main__":
    main(*sys.argv[1:])
