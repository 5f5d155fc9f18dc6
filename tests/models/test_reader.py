"""The reader learns to read, and leaves the ranker alone."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from assistant.engine.embedder_preparation import bundled_source
from models.cross_encoder import export
from models.cross_encoder.export import INPUTS
from models.cross_encoder.network import SHARED, CrossEncoder
from models.cross_encoder.reader import Reader
from models.cross_encoder.rows import Example
from models.cross_encoder.stages import Stage
from models.cross_encoder.train import ends_of, loss_of, open_tokenizer, optimizer_of, padded
from models.cross_encoder.train_reader import hide, learn
from tests.models.test_training_rows import TEXT


def asked(question: str, answer: str) -> Example:
    start = TEXT.index(answer)
    return Example(question, (TEXT,), (start, start + len(answer)))


BATCH = [asked("Who signed the contract?", "Ada Lovelace"), asked("When was it signed?", "March 2019")]


@pytest.fixture(scope="module")
def base() -> Path:
    found = bundled_source()
    assert found is not None
    return found


def test_an_untaught_reader_reads_as_its_ranker_does(base: Path) -> None:
    ranker = CrossEncoder(base).eval()
    reader = Reader(ranker).eval()
    given = padded(open_tokenizer(base).encode_batch([(each.question, TEXT) for each in BATCH]))
    with torch.no_grad():
        relevance, ends = ranker(*given)
        whole = ranker.encoder(**dict(zip(INPUTS, given, strict=True))).last_hidden_state
        assert torch.allclose(ranker.relevance_of(whole, *given[1:]), relevance, atol=1e-4)
        seen = given[1].bool()
        assert torch.allclose(reader(*given)[seen], ends[seen], atol=1e-4)


def test_learning_moves_the_readers_own_layers_and_no_others(base: Path) -> None:
    torch.manual_seed(1)
    reader = Reader(CrossEncoder(base))
    learn(reader, open_tokenizer(base), BATCH, 0.0)
    moved = {name for name, weight in reader.named_parameters() if weight.grad is not None}
    assert {name.split(".")[0] for name in moved} == {"layers", "span"}
    assert len(reader.layers) + SHARED == len(reader.ranker.encoder.encoder.layer)


def test_a_stage_that_only_ranks_leaves_what_the_reader_stands_on_as_it_is(base: Path) -> None:
    network = CrossEncoder(base)
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    stage = Stage(1, 0, 1e-3, 0, misses=1)
    optimizer = optimizer_of(network, stage)
    batch = [Example("Who signed the contract?", (TEXT, "It rained all day."), None)]
    torch.autograd.backward(loss_of(network, open_tokenizer(base), batch))
    optimizer.step()
    moved = {name for name, weight in network.state_dict().items() if not torch.equal(weight, before[name])}
    shared = tuple(f"encoder.encoder.layer.{number}." for number in range(SHARED))
    assert moved
    assert not any(name.startswith(("encoder.embeddings.", *shared)) for name in moved)
    assert any(name.startswith(f"encoder.encoder.layer.{SHARED}.") for name in moved)


def test_a_reader_that_learns_the_same_again_and_again_knows_it(base: Path) -> None:
    torch.manual_seed(1)
    reader, tokenizer = Reader(CrossEncoder(base)), open_tokenizer(base)
    optimizer = torch.optim.AdamW([*reader.layers.parameters(), *reader.span.parameters()], lr=1e-3)
    losses = []
    for _ in range(12):
        losses.append(learn(reader, tokenizer, BATCH, 0.0))
        optimizer.step()
        optimizer.zero_grad()
    assert losses[-1] < losses[0] / 2


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (0.5, 10, 60), (1.0, 60, 200)])
def test_tokens_are_hidden_but_for_the_answer_and_what_parts_the_texts(
    base: Path, share: float, least: int, most: int
) -> None:
    torch.manual_seed(1)
    tokenizer = open_tokenizer(base)
    encoded = tokenizer.encode_batch([(each.question, TEXT) for each in BATCH])
    places = [ends_of(encoding, each.answer) for encoding, each in zip(encoded, BATCH, strict=True)]
    before = padded(encoded)[0]
    after = before.clone()
    assert all(places)
    hide(after, places, share, tokenizer)
    hidden = after == tokenizer.token_to_id("[MASK]")
    assert least <= int(hidden.sum()) <= most
    assert torch.equal(after[~hidden], before[~hidden])
    special = torch.isin(
        before, torch.tensor([tokenizer.token_to_id(x) for x in ("[PAD]", "[CLS]", "[SEP]")])
    )
    assert not hidden[special].any()
    assert not any(
        hidden[row, first : last + 1].any() for row, (first, last) in enumerate(filter(None, places))
    )


def test_a_reader_trained_above_other_layers_than_the_rankers_is_not_exported(
    base: Path, tmp_path: Path
) -> None:
    ranker, reader = tmp_path / "ranker.safetensors", tmp_path / "reader.safetensors"
    save_file(CrossEncoder(base).state_dict(), ranker)
    other = Reader(CrossEncoder(base))
    with torch.no_grad():
        other.ranker.encoder.encoder.layer[0].output.dense.bias += 0.1
    save_file(other.state_dict(), reader)
    with pytest.raises(ValueError, match="other shared layers"):
        export.main(str(ranker), str(reader), str(base), str(tmp_path / "model"))
    assert not (tmp_path / "model" / "model.onnx").exists()
