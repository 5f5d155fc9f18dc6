"""Base and tuned model on the held-out rows, through llama.cpp, the way they will be used."""

import contextlib
import math
import re
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.engine import prompt
from assistant.engine.asking import NOT_IN_DOCUMENTS
from assistant.engine.errors import UsageError
from assistant.engine.model import Model, ModelOptions, written
from assistant.evaluation.bootstrap import Interval, difference, interval
from assistant.evaluation.run import Progress, progress
from assistant.evaluation.texts import exact_match, normal, rouge_l, token_f1
from assistant.finetune.form import Form
from assistant.finetune.rows import Row

MOST_TOKENS = 320
WORST = 10

_MARKER = re.compile(r"\[(\d{1,3})\]")
_QUOTE = re.compile(r"“([^”]{8,})”")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a model made of a row: its words, the row's figures, and -ln p of the right answer."""

    row: Row
    text: str
    figures: Mapping[str, float]
    surprise: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Both models on the same rows, by figure: base, tuned and the difference, each with its interval."""

    figures: Mapping[str, tuple[Interval, Interval, Interval]]
    perplexity: tuple[float, float]
    rows: int
    worst: tuple[tuple[Answered, ...], tuple[Answered, ...]]


def compare(
    base: Path, tuned: Path, rows: Sequence[Row], form: Form | None = None
) -> Generator[Progress | Compared, None, None]:
    """Let both answer every row; the last event is Compared. Raises BadModelError and UsageError."""
    if not rows:
        raise UsageError("No rows are held out for testing.", "Make or import more examples.")
    started = time.monotonic()
    answered: list[list[Answered]] = []
    for number, file in enumerate((base, tuned)):
        answered.append([])
        for each in answer(file, rows, form):
            answered[-1].append(each)
            done, total = number * len(rows) + len(answered[-1]), 2 * len(rows)
            yield progress(done, total, started)
    yield summarise(answered[0], answered[1])


def answer(file: Path, rows: Sequence[Row], form: Form | None) -> Generator[Answered, None, None]:
    """Yield what a GGUF model makes of each row."""
    with contextlib.closing(Model(file, ModelOptions())) as model:
        for row in rows:
            passages = prompt.passages_in(row.messages[-1].content)
            text = written(model.answer(row.messages, MOST_TOKENS, 0, passages))
            surprise, tokens = model.surprise(row.messages, row.answer)
            yield Answered(row, text, figures_of(row, text, form), surprise, tokens)


def figures_of(row: Row, text: str, form: Form | None) -> dict[str, float]:
    """Return the figures that a row has; those that do not apply to it are missing."""
    refused = normal(NOT_IN_DOCUMENTS) == normal(text)
    if row.kind == "refusal":
        return {"refused": float(refused)}
    figures = {
        "exact match": exact_match(text, [row.answer]),
        "F1": token_f1(text, [row.answer]),
        "ROUGE-L": rouge_l(text, [row.answer]),
        "answered": float(not refused),
    }
    if form is not None:
        figures["form"] = float(form(text))
    if right := set(_MARKER.findall(row.answer)):
        named = _MARKER.findall(text)
        figures["citations right"] = sum(each in right for each in named) / len(named) if named else 0.0
    if "“" in row.answer:
        figures["quotes verified"] = _verified(text, prompt.passages_in(row.messages[-1].content))
    return figures


def summarise(base: Sequence[Answered], tuned: Sequence[Answered]) -> Compared:
    """Return both models side by side."""
    names = dict.fromkeys(name for each in base for name in each.figures)
    figures = {}
    for name in names:
        pairs = [
            (a.figures[name], b.figures[name]) for a, b in zip(base, tuned, strict=True) if name in a.figures
        ]
        one, other = [a for a, _ in pairs], [b for _, b in pairs]
        figures[name] = (interval(one), interval(other), difference(other, one))
    return Compared(
        figures, (_perplexity(base), _perplexity(tuned)), len(base), (_worst(base), _worst(tuned))
    )


def to_figures(compared: Compared) -> dict[str, dict[str, float]]:
    """Return the means, as they stand on a card."""
    means = {
        name: {"base": one.mean, "tuned": other.mean} for name, (one, other, _) in compared.figures.items()
    }
    before, after = compared.perplexity
    return {**means, "perplexity": {"base": before, "tuned": after}}


def describe(compared: Compared) -> str:
    """Return the figures as a table."""
    lines = [f"{'on ' + str(compared.rows) + ' rows':<18}{'base':>22}{'tuned':>22}{'difference':>26}"]
    for name, (one, other, apart) in compared.figures.items():
        lines.append(f"{name:<18}{one!s:>22}{other!s:>22}{apart!s:>26}")
    before, after = compared.perplexity
    return "\n".join([*lines, f"{'perplexity':<18}{before:>22.2f}{after:>22.2f}"])


def _perplexity(answered: Sequence[Answered]) -> float:
    tokens = sum(each.tokens for each in answered)
    return math.exp(min(50.0, sum(each.surprise for each in answered) / max(1, tokens)))


def _worst(answered: Sequence[Answered]) -> tuple[Answered, ...]:
    def merit(each: Answered) -> float:
        return sum(each.figures.values()) / len(each.figures)

    return tuple(sorted(answered, key=merit)[:WORST])


def _verified(text: str, passages: Sequence[str]) -> float:
    quotes = _QUOTE.findall(text)
    held = [" ".join(each.split()) for each in passages]
    found = [any(" ".join(quote.split()) in passage for passage in held) for quote in quotes]
    return sum(found) / len(found) if found else 0.0
