import json
import math
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra import numpy as arrays

from assistant.engine import wire
from assistant.engine.cross_encoder import Judgement, Span
from assistant.engine.types import Passage
from tests.fakes import make_passage

SCALARS = some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text()
SPANS = some.builds(Span, some.integers(0, 999), some.integers(0, 999), some.floats(0, 1))
OBJECTS = (
    some.builds(make_passage, some.text(), page=some.integers(1, 99))
    | some.builds(Judgement, some.floats(-20, 20), some.lists(SPANS).map(tuple))
    | some.builds(timedelta, seconds=some.integers(0, 10**6))
)
VALUES = some.recursive(
    SCALARS | OBJECTS,
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=12,
)


def there_and_back(value: object) -> Any:  # noqa: ANN401
    return wire.decode(json.loads(json.dumps(wire.encode(value))))


@given(VALUES)
def test_a_value_comes_back_as_it_was_sent(value: object) -> None:
    assert there_and_back(value) == value


@given(arrays.arrays(np.float32, arrays.array_shapes(max_dims=2, min_side=0)))
def test_an_array_comes_back_bit_for_bit(array: np.ndarray) -> None:  # type: ignore[type-arg]
    back = there_and_back(array)
    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())


def test_a_passage_keeps_its_words_and_their_boxes() -> None:
    passage = make_passage("Liability is capped at 500,000 euros.")
    back = there_and_back([passage])[0]
    assert isinstance(back, Passage)
    assert back == passage
    assert len(back.words) > 1


def test_tuples_and_sets_become_lists_and_paths_text() -> None:
    assert there_and_back(("a", 1)) == ["a", 1]
    assert there_and_back({"a"}) == ["a"]
    assert there_and_back(Path("a") / "b") == str(Path("a") / "b")


def test_a_mapping_with_the_name_of_a_form_is_still_a_mapping() -> None:
    value = {"passage": [1], "seconds": math.pi, "mapping": {"array": "x"}}
    assert there_and_back(value) == value


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="has no form"):
        wire.encode(object())
