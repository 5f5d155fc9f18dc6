"""Values that processes pass to each other, as JSON: passages, vectors and judgements too; never pickle."""

import base64
from collections.abc import Mapping, Sequence, Set
from datetime import timedelta
from pathlib import PurePath
from typing import Any

import numpy as np

from assistant.engine.cross_encoder import Judgement, Span
from assistant.engine.rows import FIELDS
from assistant.engine.types import Passage, Word

Json = Any


def encode(value: object) -> Json:
    """Return a value as JSON; sequences become lists, paths text, arrays of numbers their bytes.

    Raises TypeError for what has no form.
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {"mapping": [[encode(key), encode(each)] for key, each in value.items()]}
    if isinstance(value, Sequence | Set):
        return [encode(each) for each in value]
    return _encode_object(value)


def _encode_object(value: object) -> Json:
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, np.ndarray):
        text = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {"array": text, "kind": value.dtype.name, "shape": list(value.shape)}
    if isinstance(value, Passage):
        return {"passage": [getattr(value, name) for name in FIELDS], "words": _from_words(value.words)}
    if isinstance(value, Judgement):
        spans = [[span.start, span.end, span.probability] for span in value.spans]
        return {"relevance": value.relevance, "spans": spans}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    raise TypeError(f"{type(value).__name__} has no form")


def decode(form: Json) -> Any:  # noqa: ANN401
    """Return the value of a form that encode made; sequences are lists."""
    if isinstance(form, list):
        return [decode(each) for each in form]
    if not isinstance(form, dict):
        return form
    if "mapping" in form:
        return {decode(key): decode(each) for key, each in form["mapping"]}
    if "array" in form:
        return np.frombuffer(base64.b64decode(form["array"]), form["kind"]).reshape(form["shape"])
    if "passage" in form:
        fields = dict(zip(FIELDS, form["passage"], strict=True))
        return Passage(words=_to_words(form["words"]), **fields)
    if "spans" in form:
        return Judgement(form["relevance"], tuple(Span(*span) for span in form["spans"]))
    return timedelta(seconds=form["seconds"])


def _from_words(words: Sequence[Word]) -> Json:
    places = np.array([(word.start, word.end) for word in words], np.int64)
    boxes = np.array([word.box for word in words], np.float64)
    return [encode(places), encode(boxes)]


def _to_words(form: Json) -> tuple[Word, ...]:
    places, boxes = (decode(each).tolist() for each in form)
    return tuple(
        Word(start, end, (left, top, right, bottom))
        for (start, end), (left, top, right, bottom) in zip(places, boxes, strict=True)
    )
