"""Scores → the next token, and tokens → whole text; markers and quotes can only be of what was shown."""

import codecs
import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from assistant.engine.quoting import Quoting

REPEATED = 1.1
"""By how much the scores of the last tokens are lowered (Keskar et al., CTRL, 2019), against loops."""

LOOK_BACK = 48
TRIED = 64
TEMPERATURE = 0.2

_OPEN_MARKER = re.compile(r"\[(\d*)$")


class Sampler:
    """Chooses token after token; the same seed and scores choose the same.

    markers is how many passages were shown: after "[" only the numbers 1 to markers and "]" may follow.
    An open quotation goes on as one of the passages does. seed 0 always takes the best token.
    """

    def __init__(self, seed: int, markers: int, piece: Callable[[int], bytes], quoting: Quoting) -> None:
        self.markers = markers
        self.piece = piece
        self.quoting = quoting
        self.seed = seed
        self._random = np.random.default_rng(seed)
        self._last: list[int] = []
        self._tail = ""
        self._fresh = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def choose(self, scores: NDArray[np.float32]) -> int:
        """Return the next token for scores (vocabulary,); it is not taken until accept."""
        recent = list(dict.fromkeys(self._last[-LOOK_BACK:]))
        values = scores[recent]
        scores[recent] = np.where(values > 0, values / REPEATED, values * REPEATED)
        bound = self._in_marker() or self.quoting.is_open
        best = np.argsort(-scores)[:TRIED] if bound or self.seed else [int(np.argmax(scores))]
        allowed = [int(token) for token in best if self._may_follow(int(token))]
        if not allowed:
            return self.quoting.forced() if self.quoting.is_open else int(best[0])
        if not self.seed or bound:
            return allowed[0]
        weights = np.exp((scores[allowed] - scores[allowed[0]]) / TEMPERATURE)
        return int(self._random.choice(allowed, p=weights / weights.sum()))

    def accept(self, token: int) -> None:
        """Take a token."""
        self._last.append(token)
        self.quoting.accept(self.piece(token))
        text = self._decoder.decode(self.piece(token))
        self._fresh += text
        self._tail = (self._tail + text)[-16:]

    def take_text(self) -> str:
        """Return the text that is whole since the last call."""
        text, self._fresh = self._fresh, ""
        return text

    def rest(self) -> str:
        """Return what is left at the end: half a letter becomes the sign for one."""
        return self.take_text() + self._decoder.decode(b"", final=True)

    def _in_marker(self) -> bool:
        return bool(self.markers) and bool(_OPEN_MARKER.search(self._tail))

    def _may_follow(self, token: int) -> bool:
        """Tell whether a token keeps an open marker one that names a passage, and a quotation one of them."""
        opened = _OPEN_MARKER.search(self._tail) if self.markers else None
        if opened is None or self.quoting.is_open:
            return self.quoting.may_follow(self.piece(token))
        text = opened.group(1) + self.piece(token).decode("utf-8", "replace")
        number, closed, _ = text.partition("]")
        if not number.isascii() or not number.isdigit() or number.startswith("0"):
            return False
        return int(number) <= self.markers if closed else self._begins_marker(number)

    def _begins_marker(self, digits: str) -> bool:
        return any(str(number).startswith(digits) for number in range(1, self.markers + 1))
