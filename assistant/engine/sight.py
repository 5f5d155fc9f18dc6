"""Which stretches of text a reader of the page sees; pure.

A span is PyMuPDF's: a mapping with size, bbox, color, alpha and char_flags, placed as displayed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.engine.types import Box

Span = Mapping[str, Any]

PAINTED = 16 | 32
"""Of a span's char_flags: filled or stroked (MuPDF, FZ_STEXT_FILLED and FZ_STEXT_STROKED)."""

TINY = 1.0
CLEAR = 12
"""Up to this alpha, of 255, text cannot be seen."""

NEARLY_WHITE = 0xF0
WHITE_GROUND = 0xE6
HIDING_SHARE = 0.6
"""White text is hidden where this share of its box is white when the page is drawn with it."""

SCAN_SHARE = 0.5
UNPAINTED_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn in grey, with how many pixels a point has."""

    pixels: NDArray[np.uint8]
    scale: float

    def white_share(self, box: Box) -> float:
        """Return how much of a box is white, 0 to 1."""
        x0, y0, x1, y1 = (max(0, round(edge * self.scale)) for edge in box)
        part = self.pixels[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
        return float(np.mean(part >= WHITE_GROUND)) if part.size else 1.0


@dataclass(slots=True)
class Sight:
    """Tells which spans of a page are seen; draw makes its picture, asked for only when text is white."""

    width: float
    height: float
    scan: bool
    draw: Callable[[], Picture]
    picture: Picture | None = None

    def sees(self, span: Span) -> bool:
        """Return whether a span is painted, large enough, on the page and not white on white."""
        if span["size"] < TINY or not self._is_on_page(span["bbox"]):
            return False
        if not is_painted(span):
            return self.scan
        return not _is_white(span["color"]) or self._is_on_dark(span["bbox"])

    def _is_on_page(self, box: Box) -> bool:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return 0 <= x <= self.width and 0 <= y <= self.height

    def _is_on_dark(self, box: Box) -> bool:
        if self.picture is None:
            self.picture = self.draw()
        return self.picture.white_share(box) < HIDING_SHARE


def are_unpainted(spans: Sequence[Span]) -> bool:
    """Tell whether nearly all text is invisible, as it is where it was recognised on a scan."""
    unpainted = sum(not is_painted(span) for span in spans)
    return bool(spans) and unpainted >= UNPAINTED_SHARE * len(spans)


def covers(pictures: Sequence[Box], width: float, height: float) -> bool:
    """Tell whether pictures cover most of a page."""
    return sum(_area_on_page(box, width, height) for box in pictures) > SCAN_SHARE * width * height


def is_painted(span: Span) -> bool:
    """Tell whether a span leaves any ink."""
    return bool(span["char_flags"] & PAINTED) and span["alpha"] > CLEAR


def _is_white(color: int) -> bool:
    return min(color >> 16 & 255, color >> 8 & 255, color & 255) >= NEARLY_WHITE


def _area_on_page(box: Box, width: float, height: float) -> float:
    return max(0.0, min(box[2], width) - max(box[0], 0)) * max(0.0, min(box[3], height) - max(box[1], 0))
