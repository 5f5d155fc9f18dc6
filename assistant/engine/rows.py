"""A passage as a row of the index, with a hash that tells whether it came back unchanged; pure."""

import hashlib
import json
from typing import Any

import numpy as np

from assistant.engine.terms import ENGLISH, terms
from assistant.engine.types import Passage, Word

FIELDS = [
    "id",
    "document",
    "page",
    "label",
    "title",
    "heading",
    "context",
    "text",
    "start",
    "end",
    "language",
]
"""The columns that hold a passage's own fields, in its order; words stand in three lists."""

COLUMNS = [*FIELDS, "word_starts", "word_ends", "boxes", "hash"]

Row = dict[str, Any]


def schema(dimensions: int, metadata: dict[str, str]) -> Any:  # noqa: ANN401
    """Return the pyarrow schema: COLUMNS, the text that is embedded, its terms, and the nullable vector."""
    import pyarrow as pa

    numbers = dict.fromkeys(["page", "start", "end"], pa.int32())
    numbers.update(dict.fromkeys(["word_starts", "word_ends"], pa.list_(pa.int32())))
    kinds = {**numbers, "boxes": pa.list_(pa.float32()), "embedded": pa.bool_()}
    kinds["vector"] = pa.list_(pa.float32(), dimensions)
    names = [*COLUMNS, "indexed", "terms", "embedded", "vector"]
    return pa.schema([pa.field(name, kinds.get(name, pa.string())) for name in names], metadata=metadata)


def to_row(passage: Passage) -> Row:
    """Return a passage as a row without a vector; boxes are kept in single precision."""
    row: Row = {name: getattr(passage, name) for name in FIELDS}
    row["indexed"] = f"{passage.context}\n{passage.text}"
    row["terms"] = " ".join(terms(row["indexed"], passage.language or ENGLISH))
    row["word_starts"] = [word.start for word in passage.words]
    row["word_ends"] = [word.end for word in passage.words]
    row["boxes"] = [side for word in passage.words for side in word.box]
    return {**row, "hash": _hash(row), "embedded": False, "vector": None}


def to_passage(row: Row) -> Passage | None:
    """Return the passage of a row, None if the row is damaged: LanceDB keeps no checksums."""
    if _hash(row) != row["hash"]:
        return None
    boxes = row["boxes"]
    words = tuple(
        Word(start, end, tuple(boxes[4 * i : 4 * i + 4]))
        for i, (start, end) in enumerate(zip(row["word_starts"], row["word_ends"], strict=True))
    )
    return Passage(words=words, **{name: row[name] for name in FIELDS})


def _hash(row: Row) -> str:
    boxes = np.asarray(row["boxes"], np.float32).tobytes()
    values = [row[name] for name in [*FIELDS, "word_starts", "word_ends"]]
    return hashlib.sha256(json.dumps(values).encode() + boxes).hexdigest()
