"""Numbers in texts: which of an answer's stand in a cited passage, and which are computed; pure."""

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.engine.sentences import spans

_NUMBER = re.compile(
    r"(?<![\w.,])(?P<minus>[-−–(]\s?)?[$€£¥]?\s?(?P<digits>\d+(?:[.,'’\u00a0\u202f]\d+)*)"
    r"(?:\s?(?P<scale>%|(?:percent|per cent|thousand|million|billion|trillion|mio|mrd|k|m|bn)\b))?",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\[\d{1,4}\]")
_CITED = re.compile(r"\[(\d{1,4})\]")
_TAIL = re.compile(r"(?:\s*\[\d{1,4}\])*[.!?]*\s*$")
_SCALES = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mio": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "mrd": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}
_IN_UNITS = {1e3: "thousand", 1e6: "million", 1e9: "billion"}
_PERCENT = ("%", "percent", "per cent")

MOST_IN_LINE = 16


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written, its value, the size of its last digit, and whether it is a percentage."""

    text: str
    value: float
    step: float
    is_percent: bool

    def is_about(self, value: float) -> bool:
        """Tell whether a value is this number to the digits that are written."""
        return abs(value - self.value) <= self.step * 0.5 + 1e-9 * abs(self.value)


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text in order; markers of citations are none, signs are left aside."""
    return [_number(match) for match in _NUMBER.finditer(_MARKER.sub(" ", text))]


def unsupported(sentence: str, passages: Sequence[str], others: Sequence[str] = ()) -> list[Number]:
    """Return the numbers of a sentence that neither stand in a passage nor are computed from such.

    others are texts whose numbers are known too: the question, titles.
    """
    return [each for each, formula in _accounted(sentence, passages, others) if formula is None]


def formulas(sentence: str, passages: Sequence[str], others: Sequence[str] = ()) -> list[str]:
    """Return how the numbers of a sentence that stand nowhere are computed: "1,577 − 1,373 = 204"."""
    return [formula for _, formula in _accounted(sentence, passages, others) if formula]


def keep_supported(
    answer: str, passages: Sequence[str], others: Sequence[str] = ()
) -> tuple[str, list[Number]]:
    """Return an answer without the sentences that hold a number from nowhere, and those numbers.

    A sentence is held against the passages that its markers name, counted from 1, or against all. One with
    a computed number gets the formula.
    """
    kept, left_out, last = "", [], 0
    for start, end in spans(answer):
        sentence = answer[start:end]
        cited = [int(number) for number in _CITED.findall(sentence)]
        shown = [passages[number - 1] for number in cited if 0 < number <= len(passages)] or passages
        missing = unsupported(sentence, shown, others)
        left_out += missing
        if not missing:
            kept += answer[last:start] + _with_formulas(sentence, formulas(sentence, shown, others))
        last = end
    return kept.strip(), left_out


def _with_formulas(sentence: str, found: Sequence[str]) -> str:
    """Write formulas before the markers and the stop of a sentence."""
    if not found:
        return sentence
    tail = _TAIL.search(sentence)
    place = tail.start() if tail else len(sentence)
    return f"{sentence[:place]} ({'; '.join(dict.fromkeys(found))}){sentence[place:]}"


def _accounted(
    sentence: str, passages: Sequence[str], others: Sequence[str]
) -> Iterator[tuple[Number, str | None]]:
    """Yield each number with "" where it stands, its formula where it is computed, else None."""
    known = [(each, _unit(text)) for text in [*passages, *others] for each in numbers(text)]
    own = numbers(sentence)
    standing = [each for each in own if _stands(each, known)]
    for each in own:
        if each in standing:
            yield each, ""
        else:
            yield each, _formula(each, [standing, *_lines(passages)])


def _number(match: re.Match[str]) -> Number:
    digits, scale = match["digits"], (match["scale"] or "").casefold()
    value, step = _value(digits)
    factor = _SCALES.get(scale, 1.0)
    text = f"{digits}{' ' * (len(scale) > 1)}{match['scale'] or ''}"
    return Number(text, value * factor, step * factor, scale in _PERCENT)


def _value(digits: str) -> tuple[float, float]:
    """Return a number's value and the size of its last digit: 1,234.5 as 1.234,5."""
    plain = re.sub(r"['’\u00a0\u202f]", "", digits)
    marks = [sign for sign in plain if sign in ".,"]
    decimal = marks[-1] if marks else ""
    after = plain.rpartition(decimal)[2] if decimal else ""
    groups = decimal and len(after) == 3 and (decimal == "," or marks.count(".") > 1)
    if not decimal or groups or marks.count(decimal) > 1:
        return float(re.sub("[.,]", "", plain)), 1.0
    whole = re.sub("[.,]", "", plain[: -len(after) - 1])
    return float(f"{whole}.{after}"), 10.0 ** -len(after)


def _unit(text: str) -> float:
    """Return what a text says its figures are in: "in millions" is 1e6; 1 where it says nothing."""
    lower = text.casefold()
    return next((unit for unit, word in _IN_UNITS.items() if f"in {word}" in lower), 1.0)


def _stands(number: Number, known: Iterable[tuple[Number, float]]) -> bool:
    return any(
        number.is_about(each.value)
        or (unit > 1 and number.step > 1 and number.is_about(each.value * unit))
        or (number.is_percent != each.is_percent and number.is_about(each.value * 100))
        for each, unit in known
    )


def _lines(passages: Sequence[str]) -> Iterator[list[Number]]:
    """Yield the numbers of each line, such as the row of a table."""
    for line in itertools.chain.from_iterable(text.splitlines() for text in passages):
        found = numbers(line)[:MOST_IN_LINE]
        if len(found) > 1:
            yield found


def _formula(number: Number, together: Iterable[Sequence[Number]]) -> str | None:
    """Return how a number comes from two that stand together, in the sentence or in one row."""
    for group in together:
        for one, other in itertools.permutations(group, 2):
            for sign, value in _results(one, other, number.is_percent):
                if math.isfinite(value) and number.is_about(abs(value)):
                    return sign.format(one.text, other.text, number.text)
    return None


def _results(one: Number, other: Number, percent: bool) -> Iterator[tuple[str, float]]:
    a, b = one.value, other.value
    if percent:
        if b:
            yield "({0} − {1}) ÷ {1} = {2}", (a - b) / b * 100
            yield "{0} ÷ {1} = {2}", a / b * 100
        return
    if a >= b:
        yield "{0} − {1} = {2}", a - b
    yield "{0} + {1} = {2}", a + b
    if b:
        yield "{0} ÷ {1} = {2}", a / b
