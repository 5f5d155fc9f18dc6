"""Reports → a table, the arms side by side; pure."""

from collections.abc import Callable, Sequence

from assistant.evaluation.bootstrap import difference, interval
from assistant.evaluation.metrics import by_question
from assistant.evaluation.run import Report
from assistant.evaluation.ways import WayReport

_ROWS: dict[str, Callable[[Report], str]] = {
    "page hit@1": lambda report: str(interval(report.by_question["hit@1"])),
    "page hit@3": lambda report: f"{report.hit_at[3]:.3f}",
    "page hit@5": lambda report: str(interval(report.by_question["hit@5"])),
    "page hit@10": lambda report: f"{report.hit_at[10]:.3f}",
    "page hit@20": lambda report: f"{report.hit_at[20]:.3f}",
    "MRR": lambda report: str(interval(report.by_question["MRR"])),
    "nDCG@10": lambda report: str(interval(report.by_question["nDCG@10"])),
    "quotes verified": lambda report: f"{report.quotes_verified:.1%} of {report.quotes}",
    "citation precision": lambda report: f"{report.citation_precision:.3f}",
    "citation recall": lambda report: f"{report.citation_recall:.3f}",
    "answer exact": lambda report: f"{report.exact_match:.3f}",
    "answer F1": lambda report: f"{report.answer_f1:.3f}",
    "answer ROUGE-L": lambda report: f"{report.rouge_l:.3f}",
    "refusal precision": lambda report: f"{report.refusal_precision:.1%}",
    "refusal recall": lambda report: f"{report.refusal_recall:.1%}",
    "answerable refused": lambda report: f"{report.answerable_refused:.1%}",
    "confidence AUROC": lambda report: f"{report.confidence_auroc:.3f}",
    "seconds p50 / p95": lambda report: f"{report.seconds_p50:.2f} / {report.seconds_p95:.2f}",
}
WIDTH = 24
LEGEND = """\
hit@k: share of answerable questions whose page is among the first k found. MRR: mean of 1/place of that page.
nDCG@10: as MRR, but later places lose less, and beyond the tenth none counts. In brackets: 95 % intervals.
refusal recall: share of the questions without an answer that were refused. confidence AUROC: how often a
question with an answer has more confidence than one without; 1 is always, 0.5 is chance."""


def describe(reports: Sequence[Report], heads: Sequence[str] = ()) -> str:
    """Return reports of the same questions as an aligned table, a column each, 95 % intervals in brackets.

    heads are what stands above the columns, the arms where nothing is given.
    """
    first = reports[0]
    lines = [
        f"{first.questions} questions, {first.answerable} of them answerable",
        _line("", heads or [report.arm for report in reports]),
        *(_line(name, [tell(report) for report in reports]) for name, tell in _ROWS.items()),
    ]
    lines += _differences(reports) if len(reports) > 1 else _coverage(first)
    if first.missing_documents:
        lines.append(_line("not in the library", [", ".join(first.missing_documents)]))
    return "\n".join([*lines, "", LEGEND])


def describe_ways(reports: Sequence[WayReport]) -> str:
    """Return ways to part documents as an aligned table, a line each, 95 % intervals in brackets."""
    lines = [f"{len(reports[0].ranks)} answerable questions"]
    for report in reports:
        values = by_question(report.ranks)
        figures = [f"{name} {interval(values[name])}" for name in ("hit@1", "hit@5", "MRR")]
        way = f"{report.way} ({report.passages} passages)"
        lines.append(f"{way:<30}{report.arm:<8}{'  '.join(figures)}")
    return "\n".join(lines)


def best(reports: Sequence[Report]) -> Report:
    """Return the report of the arm that finds pages best: by MRR, then by its place."""
    return max(reports, key=lambda report: report.mean_reciprocal_rank)


def surely_better(reports: Sequence[Report], than: str) -> Report | None:
    """Return the best report, where its MRR is above that of an arm by more than chance; else None.

    Questions made of a document's own words favour finding by words, so that a small lead says nothing.
    """
    winner = best(reports)
    own = next(each for each in reports if each.arm == than)
    gain = difference(winner.by_question["MRR"], own.by_question["MRR"])
    return winner if gain.low > 0 else None


def _line(name: str, values: Sequence[str]) -> str:
    return f"{name:<20}{''.join(f'{value:<{WIDTH}}' for value in values)}".rstrip()


def _differences(reports: Sequence[Report]) -> list[str]:
    """Return by how much each arm's MRR is below the best one's, question by question."""
    winner = best(reports)
    values = [str(difference(each.by_question["MRR"], winner.by_question["MRR"])) for each in reports]
    return [_line(f"MRR less {winner.arm}", values)]


def _coverage(report: Report) -> list[str]:
    head = "\nIf a question is answered from a confidence of: answered, and of these answerable"
    rows = [f"  {cut:.2f}  {answered:6.1%}  {right:6.1%}" for cut, answered, right in report.coverage]
    return [head, *rows]
