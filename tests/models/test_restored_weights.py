"""The shipped model, turned back into weights."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from assistant.engine import cross_encoder
from assistant.engine.embedder_preparation import bundled_source
from assistant.paths import cross_encoder_folder
from models.cross_encoder import restore
from models.cross_encoder.network import CrossEncoder
from models.cross_encoder.reader import Reader
from models.cross_encoder.train import open_tokenizer, padded, read_pairs
from tests.models.test_training_rows import TEXT


def test_the_shipped_model_is_restored_to_weights_that_judge_alike(tmp_path: Path) -> None:
    base = bundled_source()
    assert base is not None
    ranker, reader = tmp_path / "ranker.safetensors", tmp_path / "reader.safetensors"
    restore.main(str(cross_encoder_folder()), str(base), str(ranker), str(reader))
    network = CrossEncoder(base)
    network.load_state_dict(load_file(ranker))
    pairs = [("Who signed the contract?", TEXT), ("Who signed the contract?", "It rains.")]
    encoded = open_tokenizer(base).encode_batch(pairs)
    both = Reader(CrossEncoder(base))
    both.load_state_dict(load_file(reader))
    with torch.no_grad():
        restored, _ = read_pairs(network.eval(), encoded)
        ends = both.eval()(*padded(encoded[:1]))[0]
    shipped = cross_encoder.CrossEncoder(cross_encoder_folder()).judge(
        pairs[0][0], [("", text) for _, text in pairs]
    )
    # The activations of so short a text, run alone, are told coarsely by int8: by one unit of the logit.
    assert [each.relevance for each in shipped] == pytest.approx(restored.tolist(), abs=1.5)
    assert shipped[0].relevance - shipped[1].relevance > 3
    passage = torch.tensor(encoded[0].type_ids, dtype=torch.bool)
    first, last = ends.masked_fill(~passage.unsqueeze(-1), -1e4).argmax(0).tolist()
    words = TEXT[encoded[0].offsets[first][0] : encoded[0].offsets[last][1]]
    assert words == TEXT[shipped[0].spans[0].start : shipped[0].spans[0].end]
