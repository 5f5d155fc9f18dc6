"""The third stage of training: contexts, misses, other words, and the weights that it begins with."""

import random
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some
from safetensors.torch import load_file

from assistant.engine import cross_encoder
from assistant.engine.embedder import Embedder
from assistant.engine.embedder_preparation import bundled_source
from assistant.paths import cross_encoder_folder
from models.cross_encoder import restore
from models.cross_encoder.cloze import make
from models.cross_encoder.contexts import dress
from models.cross_encoder.network import CrossEncoder
from models.cross_encoder.rows import Example, Part, Question
from models.cross_encoder.synonyms import synonyms
from models.cross_encoder.train import open_tokenizer, read_pairs, with_misses
from tests.models.test_training_rows import TEXT


def test_a_share_of_made_questions_has_misses_that_do_not_hold_the_answer() -> None:
    holding, other, third = "Ada Lovelace was here.", "The pumps were late.", "The office is closed."
    parts = [Part(place, place, text) for place, text in enumerate((TEXT, holding, other, third))]
    question = Question("Who?", "made", "train", (0,), None, (), (1, 2, 3))
    made = Example("who signed it", (TEXT,), (TEXT.index("Ada"), TEXT.index("Ada") + len("Ada Lovelace")))
    (shown,) = with_misses([made], parts, [question], 1.0, random.Random(1))
    assert shown.passages[0] == TEXT
    assert set(shown.passages[1:]) == {other, third}
    assert with_misses([made], parts, [question], 0.0, random.Random(1)) == [made]


@given(some.integers())
def test_an_answer_moves_with_the_context_before_its_passage(seed: int) -> None:
    example = Example(
        "Who signed it?", (TEXT, "The pumps were late."), (TEXT.index("Ada"), TEXT.index(" in"))
    )
    shown = dress(example, ["Ada Lovelace", "Meridian Water"], random.Random(seed))
    assert example.question in shown.question
    assert all(after.endswith(before) for after, before in zip(shown.passages, example.passages, strict=True))
    assert shown.answer
    assert shown.passages[0][slice(*shown.answer)] == TEXT[slice(*example.answer or ())]


def test_words_of_a_question_may_stand_for_others_that_mean_the_same() -> None:
    swapped = {"delivered": ["supplied"], "pumps": ["machines"], "ordered": ["requested"]}
    asked = " ".join(
        each.question for each in make([Part(0, 0, TEXT)], 200, random.Random(1), swapped)
    ).lower()
    assert all(word in asked for word in ("supplied", "machines", "delivered", "pumps"))


def test_a_word_has_others_like_it_but_none_of_its_own_stem(embedder_folder: Path) -> None:
    text = (
        "They purchase pumps, they buy a pump, they bought pumps and purchased them; doctors and physicians. "
    )
    found = synonyms([text] * 3, Embedder(embedder_folder))
    assert "physicians" in found["doctors"]
    assert "purchased" not in found["purchase"]


def test_the_shipped_model_is_restored_to_weights_that_judge_alike(tmp_path: Path) -> None:
    base = bundled_source()
    assert base is not None
    restore.main(str(cross_encoder_folder()), str(base), str(tmp_path / "weights.safetensors"))
    network = CrossEncoder(base)
    network.load_state_dict(load_file(tmp_path / "weights.safetensors"))
    pairs = [("Who signed the contract?", TEXT), ("Who signed the contract?", "It rains.")]
    with torch.no_grad():
        restored, _ = read_pairs(network.eval(), open_tokenizer(base).encode_batch(pairs), 2)
    shipped = cross_encoder.CrossEncoder(cross_encoder_folder()).judge(
        pairs[0][0], [("", text) for _, text in pairs]
    )
    assert [each.relevance for each in shipped] == pytest.approx(restored.tolist(), abs=1.0)
