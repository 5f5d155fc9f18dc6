"""Makes a small Llama-shaped base in Hugging Face's form: its own tokenizer, trained on made-up text."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

from assistant.engine.types import Message
from assistant.finetune.rows import Row, Split, make_id

TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPECIAL = ["<unk>", "<s>", "</s>"]
TURNS = ["<|im_start|>", "<|im_end|>"]
NAMES = (
    "Arlen",
    "Borel",
    "Cardy",
    "Dorn",
    "Esker",
    "Fenn",
    "Galt",
    "Hurn",
    "Ister",
    "Jorvik",
    "Kelso",
    "Lund",
)
THINGS = ("fee", "rent", "price", "fine", "toll", "grant")
UNITS = ("euros", "pounds", "crowns", "francs")


def facts(seed: int) -> Iterator[tuple[str, str]]:
    """Yield questions with sentences that answer them, without end."""
    draw = random.Random(seed)
    while True:
        thing, name = draw.choice(THINGS), draw.choice(NAMES)
        yield (
            f"What is the {thing} of {name}?",
            f"The {thing} of {name} is {draw.randrange(10, 99)} {draw.choice(UNITS)}.",
        )


def make_rows(count: int, seed: int, form: str = "ANSWER: {} [{}]") -> list[Row]:
    """Return rows that show two passages and answer in a form; each tenth is for validation."""
    draw = random.Random(seed)
    source = facts(seed)
    rows = []
    for place in range(count):
        question, said = next(source)
        other = next(source)[1]
        number = draw.choice((1, 2))
        shown = (said, other) if number == 1 else (other, said)
        text = f"[1] {shown[0]}\n[2] {shown[1]}\n{question}"
        split: Split = "validation" if place % 10 == 9 else "train"
        messages = (Message("user", text),)
        answer = form.format(said, number)
        rows.append(Row(make_id(messages, answer), messages, answer, f"made-{place}", "file", split=split))
    return rows


def write_tokenizer(folder: Path, template: str | None = TEMPLATE) -> None:
    """Write a tokenizer of the kind that Llama has: pairs of bytes, spaces as ▁, made of the made-up text."""
    from tokenizers import Tokenizer, decoders, models, normalizers, trainers

    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    special = [*SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256))]
    trainer = trainers.BpeTrainer(vocab_size=600, special_tokens=special, show_progress=False)
    source = facts(1)
    text = [" ".join(next(source)) for _ in range(400)] + ["ANSWER: [1] [2] [3] user assistant system"] * 4
    tokenizer.train_from_iterator(text, trainer)
    whole = json.loads(tokenizer.to_str())
    whole["added_tokens"] = [each for each in whole["added_tokens"] if each["content"] in SPECIAL]
    clean = Tokenizer.from_str(json.dumps(whole))
    # As in real tokenizers, these stand behind the vocabulary.
    clean.add_special_tokens(TURNS)
    clean.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "eos_token": "<|im_end|>",
        "unk_token": "<unk>",
        "add_bos_token": False,
        "model_max_length": 512,
        "clean_up_tokenization_spaces": False,
    }
    if template:
        config["chat_template"] = template
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def write_base(
    folder: Path, steps: int = 0, width: int = 128, template: str | None = TEMPLATE, kind: str = "Llama"
) -> Path:
    """Write a base; with steps, trained to answer questions of the made-up kind in a sentence.

    kind is how the names of transformers' classes begin.
    """
    import torch
    import transformers

    folder.mkdir(parents=True, exist_ok=True)
    write_tokenizer(folder, template)
    whole = json.loads((folder / "tokenizer.json").read_text())
    words = len(whole["model"]["vocab"]) + len(TURNS)
    torch.manual_seed(1)
    made = {name: getattr(transformers, f"{kind}{name}") for name in ("Config", "ForCausalLM")}
    config = made["Config"](
        vocab_size=words,
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        bos_token_id=1,
        eos_token_id=words - 1,
        tie_word_embeddings=False,
    )
    model = made["ForCausalLM"](config)
    if steps:
        _train(model, folder, steps)
    model.save_pretrained(folder)
    return folder


def _train(model: object, folder: Path, steps: int) -> None:
    import torch
    from transformers import AutoTokenizer

    from assistant.finetune.tokens import Writer

    writer = Writer(AutoTokenizer.from_pretrained(folder), TEMPLATE)
    learned = [writer.write(each.messages, each.answer) for each in make_rows(4000, 7, form="{}")]
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3)  # type: ignore[attr-defined]
    draw = random.Random(1)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1.0, (step + 1) / 50, (steps - step) / (steps / 3))
        chosen = draw.sample(learned, 16)
        longest = max(len(each.tokens) for each in chosen)
        ids = torch.zeros((16, longest), dtype=torch.long)
        labels = torch.full((16, longest), -100)
        for row, each in enumerate(chosen):
            ids[row, : len(each.tokens)] = torch.tensor(each.tokens)
            labels[row, : len(each.tokens)] = torch.tensor(each.tokens)
        loss = model(input_ids=ids, labels=labels).loss  # type: ignore[operator]
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
