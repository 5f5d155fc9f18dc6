"""Short passages → with the sentences around them on their page, which is what the model reads; pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.engine.matching import PageText
from assistant.engine.sentences import spans
from assistant.engine.types import Hit

ENOUGH = 700
"""Letters from which a passage can be understood by itself: about 150 tokens."""


def widen(hits: Sequence[Hit], page_text: Callable[[str, int], PageText]) -> tuple[Hit, ...]:
    """Return hits, the short ones made longer by whole sentences, but not by what another hit holds."""
    widened: list[Hit] = []
    for number, hit in enumerate(hits):
        others = [*widened, *hits[number + 1 :]]
        short = len(hit.passage.text) < ENOUGH
        widened.append(_widen(hit, others, page_text) if short else hit)
    return tuple(widened)


def _widen(hit: Hit, others: Sequence[Hit], page_text: Callable[[str, int], PageText]) -> Hit:
    passage = hit.passage
    page = page_text(passage.document, passage.page)
    near = [each.passage for each in others]
    near = [each for each in near if (each.document, each.page) == (passage.document, passage.page)]
    lowest = max((each.end for each in near if each.end <= passage.start), default=0)
    highest = min((each.start for each in near if each.start >= passage.end), default=len(page.text))
    sentences = spans(page.text)
    after = [end for _, end in sentences if passage.end < end <= highest]
    before = [start for start, _ in reversed(sentences) if lowest <= start < passage.start]
    start, end = passage.start, passage.end
    while end - start < ENOUGH and (after or before):
        if after:
            end = after.pop(0)
        if before and end - start < ENOUGH:
            start = before.pop(0)
    words = tuple(word for word in page.words if word.start < end and word.end > start)
    return replace(
        hit, passage=replace(passage, text=page.text[start:end], start=start, end=end, words=words)
    )
