"""One LoRA training: steps, checks of validation loss, the best kept; needs torch, so only in the child."""

import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from assistant.engine.errors import TrainingError
from assistant.engine.forgetting import ROWS
from assistant.engine.isolation import Cancelled
from assistant.finetune import base as bases
from assistant.finetune import checkpoints, rows
from assistant.finetune.checkpoints import BEST, KEPT, Standing
from assistant.finetune.recipe import Recipe, steps_of
from assistant.finetune.tokens import UNLEARNED, Learned, Writer

WARM_UP = 0.05
"""The share of steps in which the learning rate rises; it falls as a cosine afterwards."""

LONGEST_STEP = 1.0
"""The norm to which gradients are cut."""


class Learning:
    """What is trained and how far it is; standing is kept on disk at every check."""

    def __init__(self, base: Path, folder: Path, recipe: Recipe, writer: Writer) -> None:
        import torch

        self.folder, self.recipe = folder, recipe
        held = rows.load(folder / ROWS)
        self._train = [writer.write(each.messages, each.answer) for each in rows.of_split(held, "train")]
        self._check = [writer.write(each.messages, each.answer) for each in rows.of_split(held, "validation")]
        if not self._train or not self._check:
            raise TrainingError("There are too few rows to train on.", "Make or import more examples.")
        self.steps = steps_of(recipe, len(self._train))
        self.standing = Standing()
        torch.manual_seed(recipe.seed)
        self._device = _device(torch, recipe)
        self._model = _adapted(base, recipe, self._device)
        self._named = [(name, each) for name, each in self._model.named_parameters() if each.requires_grad]
        self._trained = [each for _, each in self._named]
        self._optimiser = torch.optim.AdamW(self._trained, lr=recipe.learning_rate, weight_decay=0.0)
        self._restore()

    def run(self, cancelled: Cancelled) -> Iterator[dict[str, Any]]:
        """Train to the end, until nothing gets better, or until cancelled; yields what came of each step."""
        began, before = time.monotonic(), self.standing.seconds
        while self.standing.step < self.steps and not self._is_over():
            loss = self._step(self.standing.step, cancelled)
            if loss is None:
                return
            self.standing.step += 1
            step, check = self.standing.step, None
            if step % self.recipe.check_every == 0 or step == self.steps:
                check = self._mean_loss(self._check, cancelled)
                if check is None:
                    return
            self.standing.curve.append((step, loss, check))
            self.standing.seconds = before + time.monotonic() - began
            if check is not None:
                self._keep(check)
            yield {"loss": loss, "check": check, "best": self.standing.best}

    def _is_over(self) -> bool:
        return self.standing.worse >= self.recipe.patience

    def _step(self, step: int, cancelled: Cancelled) -> float | None:
        """Learn from the rows of a step; return their mean loss, None where it was cancelled."""
        import torch

        self._model.train()
        for group in self._optimiser.param_groups:
            group["lr"] = self.recipe.learning_rate * rate_at(step, self.steps)
        chosen = self._rows_of(step)
        learned = sum(_count(each) for each in chosen)
        total = 0.0
        for start in range(0, len(chosen), self.recipe.batch):
            if cancelled():
                return None
            loss = self._loss(chosen[start : start + self.recipe.batch]) / learned
            loss.backward()
            total += float(loss.detach())
        if not math.isfinite(total):
            raise TrainingError("The loss is no number any more.", "Train with a lower learning_rate.")
        torch.nn.utils.clip_grad_norm_(self._trained, LONGEST_STEP)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        return total

    def _rows_of(self, step: int) -> list[Learned]:
        """Return the rows of a step: each epoch has all of them once, in an order of its own."""
        import torch

        size = self.recipe.batch * self.recipe.accumulate
        a_round = math.ceil(len(self._train) / size)
        epoch, place = divmod(step, a_round)
        dice = torch.Generator().manual_seed(self.recipe.seed * 1000 + epoch)
        order = torch.randperm(len(self._train), generator=dice).tolist()
        return [self._train[each] for each in order[place * size : (place + 1) * size]]

    def _loss(self, together: Sequence[Learned]) -> Any:  # noqa: ANN401
        """Return the sum of the losses of the answers' tokens."""
        import torch

        longest = min(self.recipe.longest, max(len(each.tokens) for each in together))
        ids = torch.zeros((len(together), longest), dtype=torch.long)
        labels = torch.full((len(together), longest), UNLEARNED)
        mask = torch.zeros((len(together), longest), dtype=torch.long)
        for row, each in enumerate(together):
            tokens = torch.tensor(each.tokens[:longest])
            ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
            labels[row, each.prompt : len(tokens)] = tokens[each.prompt :]
        shown = {"input_ids": ids.to(self._device), "attention_mask": mask.to(self._device)}
        logits = self._model(**shown).logits[:, :-1].float()
        wanted = labels[:, 1:].to(self._device)
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), reduction="sum")

    def _mean_loss(self, checked: Sequence[Learned], cancelled: Cancelled) -> float | None:
        import torch

        self._model.eval()
        total = 0.0
        with torch.no_grad():
            for start in range(0, len(checked), self.recipe.batch):
                if cancelled():
                    return None
                total += float(self._loss(checked[start : start + self.recipe.batch]))
        return total / sum(_count(each) for each in checked)

    # Keeping

    def _keep(self, check: float) -> None:
        """Keep the adapter where it is the best so far, and where the training stands."""
        standing = self.standing
        if check < standing.best_loss:
            standing.best, standing.best_loss, standing.worse = standing.step, check, 0
            part = self.folder / f"{BEST}.part"
            self._model.save_pretrained(part, safe_serialization=True)
            checkpoints.put(part, self.folder / BEST)
        else:
            standing.worse += 1
        checkpoints.save(self.folder, KEPT, self._tensors(), standing)

    def _tensors(self) -> dict[str, Any]:
        import torch

        held = {f"weight.{name}": each for name, each in self._named}
        for place, each in enumerate(self._trained):
            for name, value in self._optimiser.state.get(each, {}).items():
                held[f"adam.{place}.{name}"] = torch.as_tensor(value)
        held["dice"] = torch.get_rng_state()
        if self._device == "cuda":
            held["dice.cuda"] = torch.cuda.get_rng_state()
        return held

    def _restore(self) -> None:
        import torch

        kept = checkpoints.load(self.folder, KEPT)
        if kept is None:
            return
        held, self.standing = kept
        with torch.no_grad():
            for name, each in self._named:
                each.copy_(held[f"weight.{name}"])
        for place, each in enumerate(self._trained):
            mark = f"adam.{place}."
            state = {name[len(mark) :]: value for name, value in held.items() if name.startswith(mark)}
            moved = {
                name: value if name == "step" else value.to(self._device) for name, value in state.items()
            }
            self._optimiser.state[each] = moved
        torch.set_rng_state(held["dice"])
        if "dice.cuda" in held:
            torch.cuda.set_rng_state(held["dice.cuda"])


def rate_at(step: int, steps: int) -> float:
    """Return the share of the learning rate at a step: a rise, then half a cosine down to a tenth."""
    warm = max(1, int(WARM_UP * steps))
    if step < warm:
        return (step + 1) / warm
    return 0.1 + 0.45 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def _count(row: Learned) -> int:
    return max(1, len(row.tokens) - row.prompt)


def _device(torch: Any, recipe: Recipe) -> str:  # noqa: ANN401
    if torch.cuda.is_available():
        return "cuda"
    if recipe.quantised:
        raise TrainingError(
            "Training on four bits (QLoRA) needs an NVIDIA GPU with CUDA.",
            "Train without: --set quantised=no",
        )
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _adapted(base: Path, recipe: Recipe, device: str) -> Any:  # noqa: ANN401
    """Load the base and put an adapter that changes nothing yet on it."""
    import torch
    import transformers
    from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training

    # Half of transformers has no types.
    library, prepare_bits = cast(Any, transformers), cast(Any, prepare_model_for_kbit_training)
    half = torch.bfloat16 if device == "cuda" else torch.float32
    bits: dict[str, Any] = {}
    if recipe.quantised:
        config = library.BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
        )
        bits = {"quantization_config": config, "device_map": {"": 0}}
    model = library.AutoModelForCausalLM.from_pretrained(
        base, local_files_only=True, trust_remote_code=False, use_safetensors=True, dtype=half, **bits
    )
    model = prepare_bits(model) if recipe.quantised else model.to(device)
    lora = LoraConfig(
        r=recipe.rank,
        lora_alpha=recipe.alpha,
        lora_dropout=recipe.dropout,
        target_modules=list(bases.examine(base).targets),
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, lora)
