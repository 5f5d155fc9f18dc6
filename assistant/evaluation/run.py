"""A question set → a report: pages found, quotes verified, refusals, seconds."""

import dataclasses
import re
import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.engine.events import Answered
from assistant.engine.matching import find_quote
from assistant.engine.types import Answer, Arm, Scope
from assistant.evaluation.metrics import (
    CUTS,
    Rank,
    auroc,
    by_question,
    hit_at,
    mean_reciprocal_rank,
    page_rank,
    percentile,
    share,
)
from assistant.evaluation.questions import Question
from assistant.evaluation.texts import exact_match, rouge_l, token_f1

PASSAGES = 60
"""How many passages are searched for, so that at least 20 pages are among them."""

THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8)

_MARKER = re.compile(r"\s*\[\d+\]")

ScopeBy = Literal["all", "document"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many questions are done, and how long the rest will take."""

    done: int
    total: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured; shares are 0 to 1, seconds are a question's until its quotations are shown.

    by_question holds a value for every answerable question, in their order, under the measure's name;
    coverage tells, by threshold of the confidence, which share is answered and how much of that rightly.
    """

    arm: Arm
    questions: int
    answerable: int
    hit_at: dict[int, float]
    mean_reciprocal_rank: float
    ndcg_at_10: float
    quotes: int
    quotes_verified: float
    citation_precision: float
    citation_recall: float
    exact_match: float
    answer_f1: float
    rouge_l: float
    refusal_precision: float
    refusal_recall: float
    answerable_refused: float
    confidence_auroc: float
    coverage: tuple[tuple[float, float, float], ...]
    seconds_p50: float
    seconds_p95: float
    missing_documents: tuple[str, ...]
    by_question: dict[str, tuple[float, ...]]


@dataclass(slots=True)
class Tally:
    """What is counted on the way."""

    ranks: list[Rank] = field(default_factory=list)
    refused: list[tuple[bool, bool]] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)
    verified: list[bool] = field(default_factory=list)
    cited: list[tuple[int, int]] = field(default_factory=list)
    texts: list[tuple[float, float, float]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def progress(done: int, total: int, started: float) -> Progress:
    """Return how far it is, and the seconds that are left if it goes on as since `started` (monotonic)."""
    return Progress(done, total, (time.monotonic() - started) / done * (total - done))


def evaluate(
    assistant: Assistant, questions: Sequence[Question], scope_by: ScopeBy, arm: Arm
) -> Generator[Progress | Report, None, None]:
    """Ask every question; the last event is the Report. Raises UsageError when no document is there."""
    names = {Path(each.path).name: each.id for each in assistant.documents()}
    missing = sorted({each.pdf for each in questions if each.answerable} - names.keys())
    asked = [each for each in questions if not each.answerable or each.pdf in names]
    if not names or not any(each.answerable for each in asked):
        raise UsageError(
            "None of the documents that the questions are about is in the library.", "Add them first."
        )
    tally = Tally()
    started = time.monotonic()
    measured = dataclasses.replace(assistant, arm=arm)
    for done, question in enumerate(asked, 1):
        scope = Scope(document=names.get(question.pdf, "")) if scope_by == "document" else Scope()
        _ask(measured, question, scope, tally)
        yield progress(done, len(asked), started)
    yield _report(tally, arm, missing)


def _ask(assistant: Assistant, question: Question, scope: Scope, tally: Tally) -> None:
    paths = {each.id: Path(each.path).name for each in assistant.documents()}
    if question.answerable:
        hits = assistant.search(question.question, scope, PASSAGES).hits
        pages = [(paths[hit.passage.document], hit.passage.page) for hit in hits]
        tally.ranks.append(page_rank(pages, (question.pdf, question.page)))
    started = time.monotonic()
    *_, last = assistant.ask(question.question, scope, keep=False)
    tally.seconds.append(time.monotonic() - started)
    assert isinstance(last, Answered)
    answer = last.answer
    tally.refused.append((answer.kind == "not in documents", question.answerable))
    tally.confidence.append(answer.confidence)
    tally.verified += _verify(assistant, answer)
    if question.answerable:
        wanted = (question.pdf, question.page)
        right = [(paths[each.document], each.page) == wanted for each in answer.citations]
        tally.cited.append((sum(right), len(right)))
        tally.texts.append(_compare(answer, question.answer))


def _compare(answer: Answer, true: str) -> tuple[float, float, float]:
    """Return exact match, F1 and ROUGE-L of the model's words, else of the best quotation's."""
    written = _MARKER.sub("", answer.text)
    if answer.kind != "answered":
        best = answer.quotations[0] if answer.quotations else None
        written = (best.words or best.quote) if best else ""
    return exact_match(written, [true]), token_f1(written, [true]), rouge_l(written, [true])


def _verify(assistant: Assistant, answer: Answer) -> Iterable[bool]:
    """Look every quote that was shown up again, on the page that it names."""
    for citation in answer.citations or answer.quotations:
        page = assistant.page_text(citation.document, citation.page)
        yield find_quote(citation.quote, page).verdict == "verified"


def _report(tally: Tally, arm: Arm, missing: Sequence[str]) -> Report:
    refused = sum(refused for refused, _ in tally.refused)
    rightly = sum(refused and not answerable for refused, answerable in tally.refused)
    unanswerable = sum(not answerable for _, answerable in tally.refused)
    answerable = [answerable for _, answerable in tally.refused]
    exact, f1, rouge = ([each[place] for each in tally.texts] for place in range(3))
    values = by_question(tally.ranks)
    shown = sum(count for _, count in tally.cited)
    return Report(
        arm=arm,
        questions=len(tally.refused),
        answerable=len(tally.ranks),
        hit_at={cut: hit_at(tally.ranks, cut) for cut in CUTS},
        mean_reciprocal_rank=mean_reciprocal_rank(tally.ranks),
        ndcg_at_10=share(sum(values["nDCG@10"]), len(tally.ranks)),
        quotes=len(tally.verified),
        quotes_verified=share(sum(tally.verified), len(tally.verified)),
        citation_precision=share(sum(right for right, _ in tally.cited), shown),
        citation_recall=share(sum(right > 0 for right, _ in tally.cited), len(tally.cited)),
        exact_match=share(sum(exact), len(exact)),
        answer_f1=share(sum(f1), len(f1)),
        rouge_l=share(sum(rouge), len(rouge)),
        refusal_precision=share(rightly, refused),
        refusal_recall=share(rightly, unanswerable),
        answerable_refused=share(refused - rightly, len(tally.ranks)),
        confidence_auroc=auroc(tally.confidence, answerable),
        coverage=tuple(_covered(tally.confidence, answerable, cut) for cut in THRESHOLDS),
        seconds_p50=percentile(tally.seconds, 50),
        seconds_p95=percentile(tally.seconds, 95),
        missing_documents=tuple(missing),
        by_question=values,
    )


def _covered(
    confidence: Sequence[float], answerable: Sequence[bool], threshold: float
) -> tuple[float, float, float]:
    """Return a threshold, the share of questions answered at it, and how many of those are answerable."""
    answered = [is_so for each, is_so in zip(confidence, answerable, strict=True) if each >= threshold]
    return threshold, share(len(answered), len(answerable)), share(sum(answered), len(answered))
