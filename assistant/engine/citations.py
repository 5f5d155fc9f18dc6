"""An answer → its sentences and citations, every quote looked up on its page; pure."""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.engine.matching import NOT_FOUND, Located, PageText, boxes_of, find_quote
from assistant.engine.numbers import unsupported
from assistant.engine.sentences import spans
from assistant.engine.terms import stems_in, words
from assistant.engine.types import Citation, Hit, Sentence, Support, Verdict

SUPPORTED, NEARLY = 0.6, 0.4
"""The share of a sentence's stems that must stand together in a passage."""

_MARKER = re.compile(r"\s*\[\s*(\d{1,4}(?:\s*[,;]\s*\d{1,4})*)\s*\]")
_AFTER_STOP = re.compile(r"([.!?。！？]+[”\"»』」]?)((?:\s?\[\d+\])+)")
_QUOTED = re.compile(r"“([^“”]{3,})”|\"([^\"\n]{3,})\"|«([^«»]{3,})»|「([^「」]{3,})」|„([^„“”]{3,})[“”]")
_FEWEST_WORDS = 3
_FEWEST_LETTERS = 8
_ORDER: dict[Verdict, int] = {"verified": 0, "near": 1, "not found": 2}

Span = tuple[int, int]

PageTexts = Callable[[str, int], PageText]
"""(document id, page number) → the page."""


@dataclass(frozen=True, slots=True)
class Checker:
    """Looks up the sentences of one answer in the passages that were shown."""

    shown: Sequence[Hit]
    page_text: PageTexts

    def check(self, sentence: str, cited: Sequence[int]) -> tuple[Support, list[Citation]]:
        """Return how a sentence is supported and by which citations; cited are its markers."""
        quotes = _quotes(sentence)
        found = [self._look_up(quote, cited) for quote in quotes] or [self._support(sentence, cited)]
        return _weakest([support for support, _ in found]), [each for _, each in found if each is not None]

    def _look_up(self, quote: str, cited: Sequence[int]) -> tuple[Support, Citation | None]:
        """Find a quote on a cited page, else on another page that was shown."""
        others = [number for number in range(1, len(self.shown) + 1) if number not in cited]
        best = (cited[0] if cited else 0, NOT_FOUND)
        for number in [*cited, *others]:
            located = self._locate(quote, self.shown[number - 1])
            if _ORDER[located.verdict] < _ORDER[best[1].verdict]:
                best = (number, located)
            if best[1].verdict == "verified":
                break
        number, located = best
        if number == 0:
            return "unsupported", None
        support: dict[Verdict, Support] = {
            "verified": "supported",
            "near": "near",
            "not found": "unsupported",
        }
        return support[located.verdict], _citation(number, self.shown[number - 1], quote, located)

    def _locate(self, quote: str, hit: Hit) -> Located:
        passage = hit.passage
        return find_quote(quote, self.page_text(passage.document, passage.page), (passage.start, passage.end))

    def _support(self, sentence: str, cited: Sequence[int]) -> tuple[Support, Citation | None]:
        """Find the passage sentences that say what a sentence without quotes says."""
        best, share = None, 0.0
        for number in cited or range(1, len(self.shown) + 1):
            hit = self.shown[number - 1]
            place, held = _best_place(sentence, hit.passage.text)
            if held > share:
                start, end = place
                here = hit.passage.start
                best, share = quotation(number, hit, (here + start, here + end)), held
        if best is not None and share >= NEARLY:
            return ("supported" if share >= SUPPORTED else "near"), best
        if not cited:
            return "unsupported", None
        return "unsupported", _citation(cited[0], self.shown[cited[0] - 1], sentence, NOT_FOUND)


def check_answer(
    text: str, shown: Sequence[Hit], page_text: PageTexts
) -> tuple[str, tuple[Sentence, ...], tuple[Citation, ...]]:
    """Check an answer against the passages shown, whose numbers are its markers.

    Returns the text without markers that name nothing, how each sentence stands, and the citations.
    """
    clean = _clean_markers(text, len(shown))
    checker = Checker(shown, page_text)
    sentences: list[Sentence] = []
    citations: dict[Citation, None] = {}
    for start, end in spans(clean):
        cited = _markers(clean[start:end])
        claim = _MARKER.sub("", clean[start:end]).strip()
        if not words(claim):
            continue
        support, found = checker.check(claim, cited)
        citations.update(dict.fromkeys(found))
        sentences.append(Sentence(start, end, support, tuple(dict.fromkeys(each.number for each in found))))
    return clean, tuple(sentences), tuple(citations)


def borne_out(
    text: str, sentences: Sequence[Sentence], citations: Sequence[Citation]
) -> tuple[str, tuple[Sentence, ...], tuple[Citation, ...]]:
    """Return a checked answer without the sentences that no passage supports, and their citations."""
    kept, last = "", 0
    moved: list[Sentence] = []
    for sentence in sentences:
        if sentence.support != "unsupported":
            between = text[last : sentence.start]
            kept += between if not between.strip() or not moved else " "
            start = len(kept)
            kept += text[sentence.start : sentence.end]
            moved.append(replace(sentence, start=start, end=len(kept)))
        last = sentence.end
    used = {number for sentence in moved for number in sentence.citations}
    return kept, tuple(moved), tuple(each for each in citations if each.number in used)


def quotation(number: int, hit: Hit, span: Span, answer: Span | None = None) -> Citation:
    """Return the verified citation of a span, and of the words in it that answer; both are on the page."""
    passage = hit.passage
    start, end = span
    quote = passage.text[start - passage.start : end - passage.start]
    located = Located("verified", (span,), boxes_of(passage.words, start, end))
    cited = _citation(number, hit, quote, located)
    if answer is None:
        return cited
    words = passage.text[answer[0] - passage.start : answer[1] - passage.start]
    return replace(cited, words=words, word_boxes=boxes_of(passage.words, *answer))


def _citation(number: int, hit: Hit, quote: str, located: Located) -> Citation:
    passage = hit.passage
    return Citation(
        number,
        passage.id,
        passage.document,
        passage.title,
        passage.page,
        passage.label,
        quote,
        located.boxes,
        located.verdict,
        located.differences,
    )


def _clean_markers(text: str, count: int) -> str:
    """Write markers one by one, before the stop of their sentence; leave out those that name nothing."""

    def rewrite(match: re.Match[str]) -> str:
        numbers = [int(number) for number in re.findall(r"\d+", match.group(1))]
        kept = [number for number in dict.fromkeys(numbers) if 1 <= number <= count]
        return "".join(f" [{number}]" for number in kept)

    before = ""
    while before != text:
        # Taking one out may join what stood around it to another.
        before, text = text, _AFTER_STOP.sub(r"\2\1", _MARKER.sub(rewrite, text)).strip()
    return text


def _markers(sentence: str) -> list[int]:
    return list(dict.fromkeys(int(number) for number in re.findall(r"\[(\d{1,4})\]", sentence)))


def _quotes(sentence: str) -> list[str]:
    """Return the quoted spans of a sentence that are long enough to be claims about the page's words."""
    quotes = ["".join(filter(None, match.groups())).strip() for match in _QUOTED.finditer(sentence)]
    return [each for each in quotes if len(each.split()) >= _FEWEST_WORDS or _is_dense(each)]


def _is_dense(quote: str) -> bool:
    """Tell whether a quote of few words is long all the same, as in scripts without spaces."""
    return len(quote) >= _FEWEST_LETTERS and not quote.isascii()


def _best_place(sentence: str, text: str) -> tuple[tuple[int, int], float]:
    """Return the one or two neighbouring sentences of a text that share most stems with a sentence.

    A number in the sentence that the text neither holds nor yields makes the share nothing.
    """
    stems = stems_in(sentence)
    if not stems or unsupported(sentence, [text]):
        return (0, 0), 0.0
    single = spans(text)
    pairs = [(one[0], other[1]) for one, other in itertools.pairwise(single)]
    best, share = (0, 0), 0.0
    for start, end in [*single, *pairs]:
        held = stems_in(text[start:end])
        if len(stems & held) / len(stems) > share:
            best, share = (start, end), len(stems & held) / len(stems)
    return best, share


def _weakest(supports: Sequence[Support]) -> Support:
    order: tuple[Support, ...] = ("unsupported", "near", "supported")
    return next(each for each in order if each in supports)
