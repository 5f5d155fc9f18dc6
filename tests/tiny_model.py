"""Writes small GGUF models with random weights and a tokenizer trained on made-up text."""

from functools import cache
from pathlib import Path

import numpy as np

TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
CONTROL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
NORMAL, CONTROL_KIND = 1, 3
TEXT = (
    "Full-time staff get 25 days of annual leave. Sick pay lasts for six weeks. The notice period is three "
    "months. Answer from the numbered passages only. Passage Question page documents do not answer this. "
)


@cache
def _tokenizer() -> tuple[list[str], list[str]]:
    """Return the tokens and merges of a byte-level BPE tokenizer with ChatML's control tokens."""
    import json

    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=600, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator([TEXT] * 4, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].get)
    merges = [" ".join(pair) if isinstance(pair, list) else pair for pair in model["merges"]]
    return [*tokens, *CONTROL], merges


def write_model(file: Path, width: int = 64, layers: int = 2, context: int = 4096, seed: int = 1) -> Path:
    """Write a Llama-shaped model: width is the embedding length, a multiple of 64."""
    import gguf

    tokens, merges = _tokenizer()
    writer = gguf.GGUFWriter(str(file), "llama")
    heads, inner = width // 32, 3 * width
    writer.add_name("tiny test model")
    writer.add_license("agpl-3.0")
    writer.add_context_length(context)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads // 2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(32)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([NORMAL] * (len(tokens) - len(CONTROL)) + [CONTROL_KIND] * len(CONTROL))
    writer.add_token_merges(merges)
    writer.add_bos_token_id(len(tokens) - 3)
    writer.add_eos_token_id(len(tokens) - 1)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)
    _add_tensors(writer, len(tokens), width, inner, layers, seed)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def _add_tensors(writer: object, tokens: int, width: int, inner: int, layers: int, seed: int) -> None:
    random = np.random.default_rng(seed)

    def add(name: str, *shape: int) -> None:
        values = random.standard_normal(shape, np.float32) * (2.0 / shape[-1]) ** 0.5
        writer.add_tensor(name, values.astype(np.float16))  # type: ignore[attr-defined]

    def add_norm(name: str) -> None:
        writer.add_tensor(name, np.ones(width, np.float32))  # type: ignore[attr-defined]

    add("token_embd.weight", tokens, width)
    add("output.weight", tokens, width)
    add_norm("output_norm.weight")
    for layer in range(layers):
        add_norm(f"blk.{layer}.attn_norm.weight")
        add_norm(f"blk.{layer}.ffn_norm.weight")
        add(f"blk.{layer}.attn_q.weight", width, width)
        add(f"blk.{layer}.attn_k.weight", width // 2, width)
        add(f"blk.{layer}.attn_v.weight", width // 2, width)
        add(f"blk.{layer}.attn_output.weight", width, width)
        add(f"blk.{layer}.ffn_gate.weight", inner, width)
        add(f"blk.{layer}.ffn_up.weight", inner, width)
        add(f"blk.{layer}.ffn_down.weight", width, inner)
