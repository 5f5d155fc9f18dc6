"""Runs that were kept: listed, and two of them compared question by question."""

import dataclasses
import hashlib
from collections.abc import Sequence
from pathlib import Path

from assistant.engine.errors import UsageError
from assistant.engine.library import Library
from assistant.engine.types import Run
from assistant.evaluation.bootstrap import difference
from assistant.evaluation.run import Report

SHIPPED: tuple[tuple[float, float, float], ...] = (
    (0.2, 0.64, 0.75),
    (0.3, 0.58, 0.81),
    (0.4, 0.52, 0.85),
    (0.5, 0.47, 0.89),
    (0.6, 0.41, 0.94),
    (0.8, 0.33, 0.95),
)
"""Report.coverage of Northwind and of both sets of the samples, as on 2026-11-28; sets and both kinds of
questions weigh the same. Left out are the eleven of Northwind's that its documents answer although they are
marked as not answerable (ARCHITECTURE names them)."""

ENOUGH = 50
"""Questions from which a run says something about thresholds."""


def keep(library: Library, questions: Path, model: str, reports: Sequence[Report]) -> None:
    """Keep reports, each as a run of its arm and model on a file of questions."""
    hash = hashlib.sha256(questions.read_bytes()).hexdigest()
    for report in reports:
        figures = dataclasses.asdict(report)
        library.put_run(Run(0, "", questions.name, hash, report.arm, model, figures))


def kept(library: Library) -> list[Run]:
    """Return every run, the oldest first."""
    return library.runs()


def describe(runs: Sequence[Run]) -> str:
    """Return runs as a table."""
    lines = [f"{'run':>4}  {'made':<26}{'questions':<26}{'arm':<9}{'hit@5':>7}{'MRR':>7}{'refused':>9}"]
    for run in runs:
        report = run.report
        figures = f"{report['hit_at']['5']:7.3f}{report['mean_reciprocal_rank']:7.3f}"
        name = run.questions[:24]
        lines.append(
            f"{run.id:>4}  {run.made:<26}{name:<26}{run.arm:<9}{figures}{report['refusal_recall']:9.1%}"
        )
    return "\n".join(lines) if runs else ""


def refusal_costs(library: Library) -> str:
    """Return what each threshold of the confidence costs: on the user's last run of ENOUGH, else on ours."""
    runs = [run for run in library.runs() if run.arm == "rerank" and run.report["questions"] >= ENOUGH]
    coverage = runs[-1].report["coverage"] if runs else SHIPPED
    where = f"run {runs[-1].id}, on {runs[-1].questions}" if runs else "three question sets of ours"
    head = f"What refusing costs, measured by {where}:"
    rows = [
        f"    {100 * cut:3.0f}: {answered:4.0%} of all questions answered, {right:4.0%} of these answerable"
        for cut, answered, right in coverage
    ]
    return "\n".join([head, *rows])


def compare(library: Library, first: int, second: int) -> str:
    """Return by how much the second run is better, with 95 % intervals of the paired bootstrap.

    Raises UsageError where a run is not there, or where they asked different questions.
    """
    by_id = {run.id: run for run in library.runs()}
    if missing := [number for number in (first, second) if number not in by_id]:
        raise UsageError(f"There is no run {missing[0]}.", "See: pdf-assistant runs")
    one, other = by_id[first], by_id[second]
    before, after = one.report["by_question"], other.report["by_question"]
    if one.hash != other.hash or len(before["MRR"]) != len(after["MRR"]):
        raise UsageError(f"Runs {first} and {second} asked different questions; they cannot be compared.")
    lines = [f"Run {second} ({other.arm}) less run {first} ({one.arm}):"]
    return "\n".join(lines + [f"{name:<10}{difference(after[name], before[name])}" for name in before])
