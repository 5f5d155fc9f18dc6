"""Passages → quotations, with no language model, and whether they answer the question at all."""

import math
import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace

from assistant.engine.cells import Cell, find_cell
from assistant.engine.citations import quotation
from assistant.engine.cross_encoder import Judgement
from assistant.engine.sentences import spans
from assistant.engine.statements import Statement, statements_in
from assistant.engine.types import Citation, Hit

_YEAR = re.compile(r"\s*(?:FY\s?)?(?:19|20)\d{2}\s*")
_ORDER = re.compile(
    r"(?:please )?(?:answer|approach|assume|bas(?:e|ing)|calculate|express|give|provide|rely|report|respond"
    r"|round|state|use|write)\b[^?]*$(?<!\d{4}.)",
    re.IGNORECASE,
)
"""A sentence that says how to answer."""

_OVER_YEARS = re.compile(r"^\W*$|^\(.*\)$|\bended\b|\byears?\b|\bfiscal\b", re.IGNORECASE)
"""What stands at the left of the years above a table: nothing, a unit, or what years they are."""

_WORKED_OUT = re.compile(
    r"\b(?:ratios?|margins?|turnover|returns? on|days|dso|dio|dpo|ro[aei]|roi?ce?|working capital|ebitda"
    r"|free cash flows?|fcf|tax rates?|growth|intensi(?:ve|ty))\b",
    re.IGNORECASE,
)
"""What is computed of several cells: none that reports' words for it find answers, though they tell that it
can be answered."""

Judge = Callable[[str, Sequence[tuple[str, str]]], list[Judgement]]
"""Question and (context, text) of passages → what the cross-encoder says of each."""

PASSAGES_QUOTED = 8
QUOTATIONS = 3

FEWEST_WORDS = 4
"""Shorter lines are mostly headings."""

WORTH = 0.8
"""The share of the best passage's probability from which another than the first is quoted too."""

SLOPE, STANDS_OUT, BIAS = 0.52, 12.15, -3.05
PLAIN_SLOPE, PLAIN_BIAS = 0.50, -0.90
"""Logistic regression of the best logit among the first passages and of how far the best similarity stands
out (and, where that is not known, of the logit alone) on 285 Northwind questions, the samples' 88 that use
their words and the 70 that use everyday ones, and 140 of Natural Questions, which have nothing to do with
either; sets and both answers weighing the same. Of the ranker's seventh stage."""

CELL, CELL_AMONG, CELL_AT_LEAST = 1.0, 2, -1.5
"""What it adds when a cell of a table among the first passages is plainly asked for, and these are not
wholly beside the question (their logit)."""

STATED = 2.0
"""What it adds that this table is the statement that has what is asked for, in a report that the question
names or the only document. By hand: the cross-encoder thinks little of tables of figures."""

NAMED = 0.8
"""What it adds that a passage is of a document that the question names. By hand: who names a report asks
mostly what it tells, and in words that are far from its own. Of 126 answerable and 120 unanswerable questions
on invented filings, with which it was chosen, .28 and .42 are refused with it; some .44 and .60 without."""

THRESHOLD = 0.40
"""At this confidence 85 %, 82 %, 86 % and 99 % of the sets' unanswerable questions are refused (67 % of
those that Northwind marks so, some of which its documents answer), and 2 %, none and 33 % of the
answerable."""

NEAREST = 0.2
"""From this confidence on, what is nearest to a question is shown although it is refused: where people do
not use the documents' words, the confidence tells less (AUROC .84). Of questions about something else, 98 %
are below it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Quotations, best first, and the calibrated probability that they answer the question."""

    quotations: tuple[Citation, ...]
    confidence: float

    def answers(self, threshold: float) -> bool:
        """Tell whether the documents answer the question, surely enough."""
        return bool(self.quotations) and self.confidence >= threshold


@dataclass(frozen=True, slots=True)
class Report:
    """Lines that reports of companies have for what is asked, the reports that it is asked of, and the
    statements in them that have it; named are all documents that the question names by more than a year.
    """

    words: Sequence[str] = ()
    asked: Set[str] = frozenset()
    statements: Set[Statement] = frozenset()
    named: Set[str] = frozenset()


NO_REPORT = Report()


def read(question: str, hits: Sequence[Hit], judge: Judge, report: Report = NO_REPORT) -> Reading:
    """Choose the sentences that answer best; the quotations' numbers name the hits, from 1."""
    if not hits:
        return Reading((), 0.0)
    judged_hits = _judged(question, hits[:PASSAGES_QUOTED], judge)
    asked = _asking(question)
    held = [statements_in(hit.passage.text, hit.passage.heading) for hit in judged_hits]
    readable = _may_have_cells(held, report)
    own = meant = [_cell(asked, hit) if may else None for may, hit in zip(readable, judged_hits, strict=True)]
    if report.words:
        in_words = "; ".join([asked, *report.words])
        meant = [
            cell or (_cell(in_words, hit) if may else None)
            for cell, may, hit in zip(own, readable, judged_hits, strict=True)
        ]
    shown = own if _WORKED_OUT.search(question) else meant
    first = [_at(cell, hit) if cell else hit for cell, hit in zip(shown, judged_hits, strict=True)]
    found = [(number, hit) for number, hit in enumerate(first, start=1) if hit.answer]
    if not found:
        return Reading((), 0.0)
    worth = {number: _logistic(PLAIN_SLOPE * (hit.relevance or 0.0) + PLAIN_BIAS) for number, hit in found}
    best = max(worth.values())
    worthy = [pair for pair in found if pair is found[0] or worth[pair[0]] >= WORTH * best]
    quoted = [_quote(number, hit) for number, hit in worthy[:QUOTATIONS]]
    quoted = [each for each in quoted if _says_something(each)] or quoted[:1]
    cells = [(hit, of) for hit, cell, of in zip(judged_hits[:CELL_AMONG], meant, held, strict=False) if cell]
    in_cell = any((hit.relevance or 0.0) > CELL_AT_LEAST for hit, _ in cells)
    stated = any(hit.passage.document in report.asked and report.statements & of for hit, of in cells)
    named = any(hit.passage.document in report.named for hit in judged_hits)
    added = max(CELL * in_cell, STATED * stated) + NAMED * named
    return Reading(tuple(quoted), _logistic(_logit(first) + added))


def _may_have_cells(held: Sequence[Set[Statement]], report: Report) -> list[bool]:
    """Tell of each passage, by the statements that it is of, whether a cell of it may answer.

    Those of other statements than the one that has what is asked may not, where this one is found: lines such
    as "Inventories" stand in several, with other figures.
    """
    found = any(report.statements & each for each in held)
    return [not (found and each) or bool(report.statements & each) for each in held]


def _logit(hits: Sequence[Hit]) -> float:
    """Return the logit that one of the hits answers, by what the cross-encoder and the similarities say."""
    relevance = max(hit.relevance or 0.0 for hit in hits)
    prominent = [hit.prominence for hit in hits if hit.prominence is not None]
    if not prominent:
        return PLAIN_SLOPE * relevance + PLAIN_BIAS
    return SLOPE * relevance + STANDS_OUT * max(prominent) + BIAS


def _judged(question: str, hits: Sequence[Hit], judge: Judge) -> list[Hit]:
    """Return the hits with the words that answer, and how relevant they are where the search did not say."""
    judgements = judge(question, [(hit.passage.context, hit.passage.text) for hit in hits])
    return [_with_answer(hit, judgement) for hit, judgement in zip(hits, judgements, strict=True)]


def _with_answer(hit: Hit, judgement: Judgement) -> Hit:
    relevance = judgement.relevance if hit.relevance is None else hit.relevance
    if not judgement.spans:
        return replace(hit, relevance=relevance)
    best, start = judgement.spans[0], hit.passage.start
    return replace(hit, relevance=relevance, answer=(start + best.start, start + best.end))


def _asking(question: str) -> str:
    """Return a question without the sentences that say how to answer it."""
    sentences = [question[start:end].strip() for start, end in spans(question)]
    return " ".join(each for each in sentences if not _ORDER.match(each)) or question


def _cell(question: str, hit: Hit) -> Cell | None:
    """Return the cell of a hit's table that a question plainly asks for."""
    return find_cell(question, hit.passage.text, hit.passage.context)


def _at(cell: Cell, hit: Hit) -> Hit:
    """Return a hit whose answer is a cell of its table."""
    start = hit.passage.start
    return replace(hit, answer=(start + cell.cell[0], start + cell.cell[1]))


def _quote(number: int, hit: Hit) -> Citation:
    """Quote the sentence, or the row, that holds most of the words that answer; headings count last."""
    passage = hit.passage
    answer = hit.answer or (passage.start, passage.end)
    sentences = [(passage.start + start, passage.start + end) for start, end in spans(passage.text)]
    touched = [each for each in sentences if each[0] < answer[1] and answer[0] < each[1]] or [answer]

    def held(sentence: tuple[int, int]) -> tuple[bool, int]:
        text = passage.text[sentence[0] - passage.start : sentence[1] - passage.start]
        overlap = min(sentence[1], answer[1]) - max(sentence[0], answer[0])
        return "\t" in text or len(text.split()) >= FEWEST_WORDS, overlap

    best = max(touched, key=held)
    return quotation(number, hit, best, (max(best[0], answer[0]), min(best[1], answer[1])))


def _says_something(citation: Citation) -> bool:
    """Tell whether a quotation is more than a heading, or than the head of a table with its years."""
    label, *cells = citation.quote.split("\t")
    if not cells:
        return len(label.split()) >= FEWEST_WORDS
    years = [cell for cell in cells if _YEAR.fullmatch(cell)]
    return len(years) < len(cells) or len(years) < 2 or not _OVER_YEARS.search(label)


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))
