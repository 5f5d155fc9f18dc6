"""A question set → a report: pages found, quotes verified, refusals, seconds."""

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
    hit_at,
    mean_reciprocal_rank,
    page_rank,
    percentile,
    share,
)
from assistant.evaluation.questions import Question

PASSAGES = 60
"""How many passages are searched for, so that at least 20 pages are among them."""

ScopeBy = Literal["all", "document"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many questions are done, and how long the rest will take."""

    done: int
    total: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured; shares are 0 to 1, seconds are a question's until its quotations are shown."""

    questions: int
    answerable: int
    hit_at: dict[int, float]
    mean_reciprocal_rank: float
    quotes: int
    quotes_verified: float
    refusal_precision: float
    refusal_recall: float
    answerable_refused: float
    seconds_p50: float
    seconds_p95: float
    missing_documents: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """What is counted on the way."""

    ranks: list[Rank] = field(default_factory=list)
    refused: list[tuple[bool, bool]] = field(default_factory=list)
    verified: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


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
    for done, question in enumerate(asked, 1):
        scope = Scope(document=names.get(question.pdf, "")) if scope_by == "document" else Scope()
        _ask(assistant, question, scope, arm, tally)
        yield Progress(done, len(asked), (time.monotonic() - started) / done * (len(asked) - done))
    yield _report(tally, missing)


def describe(report: Report) -> str:
    """Return a report as an aligned table."""
    rows = [
        ("questions", f"{report.questions} ({report.answerable} answerable)"),
        *((f"page hit@{cut}", f"{value:.3f}") for cut, value in report.hit_at.items()),
        ("MRR", f"{report.mean_reciprocal_rank:.3f}"),
        ("quotes verified", f"{report.quotes_verified:.1%} of {report.quotes}"),
        ("refusal precision", f"{report.refusal_precision:.1%}"),
        ("refusal recall", f"{report.refusal_recall:.1%}"),
        ("answerable refused", f"{report.answerable_refused:.1%}"),
        ("seconds p50 / p95", f"{report.seconds_p50:.2f} / {report.seconds_p95:.2f}"),
    ]
    if report.missing_documents:
        rows.append(("not in the library", ", ".join(report.missing_documents)))
    return "\n".join(f"{name:<20}{value}" for name, value in rows)


def _ask(assistant: Assistant, question: Question, scope: Scope, arm: Arm, tally: Tally) -> None:
    if question.answerable:
        hits = assistant.search(question.question, scope, PASSAGES, arm).hits
        paths = {each.id: Path(each.path).name for each in assistant.documents()}
        pages = [(paths[hit.passage.document], hit.passage.page) for hit in hits]
        tally.ranks.append(page_rank(pages, (question.pdf, question.page)))
    started = time.monotonic()
    *_, last = assistant.ask(question.question, scope, keep=False)
    tally.seconds.append(time.monotonic() - started)
    assert isinstance(last, Answered)
    tally.refused.append((last.answer.kind == "not in documents", question.answerable))
    tally.verified += _verify(assistant, last.answer)


def _verify(assistant: Assistant, answer: Answer) -> Iterable[bool]:
    """Look every quote that was shown up again, on the page that it names."""
    for citation in answer.citations:
        page = assistant.page_text(citation.document, citation.page)
        yield find_quote(citation.quote, page).verdict == "verified"


def _report(tally: Tally, missing: Sequence[str]) -> Report:
    refused = sum(refused for refused, _ in tally.refused)
    rightly = sum(refused and not answerable for refused, answerable in tally.refused)
    unanswerable = sum(not answerable for _, answerable in tally.refused)
    return Report(
        questions=len(tally.refused),
        answerable=len(tally.ranks),
        hit_at={cut: hit_at(tally.ranks, cut) for cut in CUTS},
        mean_reciprocal_rank=mean_reciprocal_rank(tally.ranks),
        quotes=len(tally.verified),
        quotes_verified=share(sum(tally.verified), len(tally.verified)),
        refusal_precision=share(rightly, refused),
        refusal_recall=share(rightly, unanswerable),
        answerable_refused=share(refused - rightly, len(tally.ranks)),
        seconds_p50=percentile(tally.seconds, 50),
        seconds_p95=percentile(tally.seconds, 95),
        missing_documents=tuple(missing),
    )
