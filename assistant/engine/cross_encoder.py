"""Question and passage, read together → how far the passage answers, and the words that do.

The model is the project's own, made by models/cross_encoder; it ships with the program.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.engine.onnx_model import HASHED, Graph, OnnxModel, Output

CARD = "card.json"

LONGEST_ANSWER = 40
"""Tokens from the first to the last of an answer."""

ANSWERS = 3

READER = "reader.onnx"
"""The reader's own layers: it goes on from the states that the ranker's lower layers leave."""

RELEVANCE, STATES, SPAN = "relevance", "states", "span"
"""The ranker's outputs, of which the second is the reader's input, and the reader's output."""

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Span:
    """Words that may answer: text[start:end], and the probability that they do if the text answers at all."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of one text: the logit that it answers, and its likeliest spans, best first."""

    relevance: float
    spans: tuple[Span, ...]


class CrossEncoder:
    """The model that reads question and passage together; safe to use from several threads."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self._model = OnnxModel(folder, CARD, threads, {**HASHED, "reader_hash": READER})
        self._reader = Graph(folder / READER)

    def rank(self, question: str, texts: Sequence[tuple[str, str]]) -> list[float]:
        """Return the logit that it answers for every (context, text), in their order.

        It is the same whatever else is ranked. What passes the model's length is not read. Raises
        ModelFilesError.
        """
        encodings = self._encode(question, [_join(context, text)[0] for context, text in texts])
        return [float(relevance) for (relevance,) in self._model.run(encodings, RELEVANCE)]

    def judge(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Judgement]:
        """As rank, with the words that answer, which takes two thirds longer; spans are of the text alone."""
        shown = [_join(context, text) for context, text in texts]
        encodings = self._encode(question, [text for text, _ in shown])
        ranked = list(self._model.run(encodings, RELEVANCE, STATES))
        self._reader.load()
        read = self._model.side_by_side(self._read, ranked)
        return [
            Judgement(float(relevance), _spans(encoding, ends, offset))
            for (relevance, ends), encoding, (_, offset) in zip(read, encodings, shown, strict=True)
        ]

    def _read(self, ranked: Output) -> Output:
        """Return the relevance as it is, and the scores of the tokens from the states."""
        relevance, states = ranked
        return [relevance, *self._reader.run({STATES: states})]

    def _encode(self, question: str, texts: Sequence[str]) -> list[Any]:
        """Encode a question with every text; what passes its share of the model's length is cut off it."""
        most = int(self._model.card["question_tokens"])
        ends = [end for _, end in self._model.tokenizer.encode(question, add_special_tokens=False).offsets]
        asked = question if len(ends) <= most else question[: ends[most - 1]]
        return list(self._pairs.encode_batch([(asked, text) for text in texts]))

    @cached_property
    def _pairs(self) -> Any:  # noqa: ANN401
        """The tokenizer, set to cut the passage of a pair where both are too long."""
        from tokenizers import Tokenizer

        pairs = Tokenizer.from_str(self._model.tokenizer.to_str())
        pairs.encode_special_tokens = True
        pairs.enable_truncation(int(self._model.card["max_tokens"]), strategy="only_second")
        return pairs


def _join(context: str, text: str) -> tuple[str, int]:
    """Return context and text as one, cells parted by semicolons as in training, and the text's start."""
    before = f"{context}. " if context else ""
    return before + text.replace("\t", ";"), len(before)


def _spans(encoding: Any, ends: Scores, offset: int) -> tuple[Span, ...]:  # noqa: ANN401
    """Return the likeliest spans, not overlapping; ends is (tokens, 2), offset where the text starts.

    A span's probability is that of its first token times that of its last one.
    """
    kinds, offsets = encoding.type_ids, encoding.offsets
    tokens = [
        place
        for place, (kind, (start, end)) in enumerate(zip(kinds, offsets, strict=True))
        if kind == 1 and end > start >= offset
    ]
    if not tokens:
        return ()
    first, last = (_softmax(ends[tokens, side]) for side in (0, 1))
    both = np.triu(np.outer(first, last)) - np.triu(np.outer(first, last), LONGEST_ANSWER)
    spans: list[Span] = []
    while len(spans) < ANSWERS and both.max() > 0:
        begin, stop = np.unravel_index(int(both.argmax()), both.shape)
        start, end = offsets[tokens[begin]][0] - offset, offsets[tokens[stop]][1] - offset
        spans.append(Span(start, end, float(both[begin, stop])))
        both[: stop + 1, begin:] = 0
    return tuple(spans)


def _softmax(scores: Scores) -> Scores:
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum(), np.float32)
