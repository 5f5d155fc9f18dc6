"""Headers of GGUF files, read with bounds in pure Python.

Source: the GGUF specification, https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import math
import struct
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assistant.engine.errors import BadModelError

MOST_KEYS = 4096
MOST_TENSORS = 65_536
MOST_VALUES = 4_000_000
LONGEST_KEY = 65_535
LONGEST_TEXT = 8 << 20
LARGEST_HEADER = 512 << 20
MOST_DIMENSIONS = 4
KEPT_VALUES = 16
"""Longer arrays, such as vocabularies, are passed over."""

Value = int | float | bool | str | list["Value"] | None

_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _ARRAY = 8, 9

_BLOCKS = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 36), 10: ("Q2_K", 256, 84),
    11: ("Q3_K", 256, 110), 12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210),
    15: ("Q8_K", 256, 292), 16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98),
    19: ("IQ1_S", 256, 50), 20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82),
    23: ("IQ4_XS", 256, 136), 24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4), 27: ("I64", 1, 8),
    28: ("F64", 1, 8), 29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54),
    35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17),
}  # fmt: skip
"""Tensor type → name, values in a block, bytes of a block."""

_FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
    12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K",
    25: "IQ4_NL", 30: "IQ4_XS", 32: "BF16",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor: its shape, the name of its type, its bytes in the file."""

    name: str
    shape: tuple[int, ...]
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file says of itself; values of long arrays are left out."""

    size: int
    values: dict[str, Value]
    tensors: tuple[Tensor, ...]

    @property
    def architecture(self) -> str:
        """The kind of network, such as llama or qwen2."""
        return self.text("general.architecture")

    @property
    def parameters(self) -> int:
        """The number of weights."""
        return sum(math.prod(tensor.shape) for tensor in self.tensors)

    @property
    def quantisation(self) -> str:
        """The name of the quantisation, such as Q4_K_M."""
        kind = self.values.get("general.file_type")
        if isinstance(kind, int) and kind in _FILE_TYPES:
            return _FILE_TYPES[kind]
        types = Counter(tensor.type for tensor in self.tensors)
        return types.most_common(1)[0][0] if types else ""

    def text(self, key: str) -> str:
        """Return a text value, "" if there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str, otherwise: int = 0) -> int:
        """Return a whole number of this architecture, such as context_length; of a list, the largest."""
        value = self.values.get(f"{self.architecture}.{key}")
        if isinstance(value, list):
            value = max((each for each in value if isinstance(each, int)), default=None)
        return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def read_header(path: Path) -> Header:
    """Read the header of a GGUF file; raises BadModelError for whatever is wrong with it."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            return Source(stream, size).header()
    except OSError as error:
        raise BadModelError(f"The model file cannot be read ({error.strerror}).") from None


class Source:
    """Reads values off a stream, within bounds."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.stream = stream
        self.size = size

    def header(self) -> Header:
        """Read from the first byte to the end of the header, and check that the tensors lie in the file."""
        if self._bytes(4) != b"GGUF":
            raise BadModelError("It is not a GGUF file.")
        version = self._number("I")
        if version not in (2, 3):
            raise BadModelError(f"It is a GGUF file of version {version}, which is not supported.")
        tensors, keys = self._count(MOST_TENSORS, "tensors"), self._count(MOST_KEYS, "keys")
        values = dict(self._pair() for _ in range(keys))
        alignment = values.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 1 <= alignment <= 65_536:
            raise BadModelError("The model file is damaged: its alignment makes no sense.")
        found = [self._tensor() for _ in range(tensors)]
        start = -(-self.stream.tell() // alignment) * alignment
        if any(start + offset + tensor.size > self.size for tensor, offset in found):
            raise BadModelError("The model file is cut off: a part of its weights is missing.")
        header = Header(self.size, values, tuple(tensor for tensor, _ in found))
        if not header.architecture:
            raise BadModelError("The model file does not name its architecture.")
        return header

    def _pair(self) -> tuple[str, Value]:
        key = self._text(LONGEST_KEY)
        return key, self._value(int(self._number("I")))

    def _value(self, kind: int) -> Value:
        if kind == _TEXT:
            return self._text(LONGEST_TEXT)
        if kind == _ARRAY:
            return self._array()
        if kind not in _NUMBERS:
            raise BadModelError("The model file is damaged: it holds a value of an unknown kind.")
        value = self._number(_NUMBERS[kind])
        if isinstance(value, float) and not math.isfinite(value):
            raise BadModelError("The model file is damaged: it holds a number that is none.")
        return value

    def _array(self) -> Value:
        kind = int(self._number("I"))
        count = self._count(MOST_VALUES, "values")
        if kind == _ARRAY or (kind != _TEXT and kind not in _NUMBERS):
            raise BadModelError("The model file is damaged: it holds a list of an unknown kind.")
        if count <= KEPT_VALUES:
            return [self._value(kind) for _ in range(count)]
        if kind == _TEXT:
            for _ in range(count):
                self._skip(self._length(LONGEST_TEXT))
        else:
            self._skip(count * struct.calcsize(_NUMBERS[kind]))
        return None

    def _tensor(self) -> tuple[Tensor, int]:
        name = self._text(LONGEST_KEY)
        dimensions = int(self._number("I"))
        if dimensions > MOST_DIMENSIONS:
            raise BadModelError("The model file is damaged: a tensor has too many dimensions.")
        shape = tuple(int(self._number("Q")) for _ in range(dimensions))
        kind, offset = int(self._number("I")), int(self._number("Q"))
        if kind not in _BLOCKS:
            raise BadModelError("The model file holds weights of a kind that is not supported.")
        type, values, bytes = _BLOCKS[kind]
        return Tensor(name, shape, type, math.prod(shape) // values * bytes), offset

    def _text(self, longest: int) -> str:
        return self._bytes(self._length(longest)).decode("utf-8", "replace")

    def _length(self, longest: int) -> int:
        length = int(self._number("Q"))
        if length > longest:
            raise BadModelError("The model file is damaged: it holds a text that is too long.")
        return length

    def _count(self, most: int, what: str) -> int:
        count = int(self._number("Q"))
        if count > most:
            raise BadModelError(f"The model file is damaged: it claims {count} {what}.")
        return count

    def _number(self, kind: str) -> int | float | bool:
        value: int | float | bool = struct.unpack(f"<{kind}", self._bytes(struct.calcsize(kind)))[0]
        return value

    def _bytes(self, count: int) -> bytes:
        data = self.stream.read(count)
        if len(data) < count or self.stream.tell() > LARGEST_HEADER:
            raise BadModelError("The model file is cut off within its header.")
        return data

    def _skip(self, count: int) -> None:
        if self.stream.tell() + count > min(self.size, LARGEST_HEADER):
            raise BadModelError("The model file is cut off within its header.")
        self.stream.seek(count, 1)
