"""Questions about cells of tables: is the right row cited, and in it the right cell?"""

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.engine.assistant import Assistant
from assistant.engine.events import Answered
from assistant.engine.types import Citation
from assistant.evaluation.metrics import share
from assistant.evaluation.questions import Question, load


@dataclass(frozen=True, slots=True)
class CellQuestion:
    """A question that a cell answers, and the label of the row that the cell stands in."""

    asked: Question
    row: str


@dataclass(frozen=True, slots=True)
class CellReport:
    """Shares of the questions whose quotations cite the right row, and name the right cell in it."""

    questions: int
    row_cited: float
    cell_cited: float
    missed: tuple[str, ...]


def load_cells(file: Path) -> list[CellQuestion]:
    """Read rows of JSON like those of a question set, with the label of a row; raises UsageError."""
    labels = [str(json.loads(line).get("row", "")) for line in file.read_text("utf-8").splitlines() if line]
    return [CellQuestion(asked, row) for asked, row in zip(load(file), labels, strict=True)]


def evaluate_cells(
    assistant: Assistant, questions: Sequence[CellQuestion]
) -> Generator[tuple[int, int] | CellReport, None, None]:
    """Ask every question, yielding (done, total); the last event is the report."""
    paths = {each.id: Path(each.path).name for each in assistant.documents()}
    rows = cells = 0
    missed = []
    for done, question in enumerate(questions, 1):
        *_, last = assistant.ask(question.asked.question, keep=False)
        assert isinstance(last, Answered)
        cited = [each for each in last.answer.quotations if _is_row(each, question, paths)]
        named = any(_names(each, question.asked.answer) for each in cited)
        rows += bool(cited)
        cells += named
        missed += [] if named else [question.asked.question]
        yield done, len(questions)
    count = len(questions)
    yield CellReport(count, share(rows, count), share(cells, count), tuple(missed))


def _is_row(citation: Citation, question: CellQuestion, paths: dict[str, str]) -> bool:
    """Tell whether a quotation is the row: on its page, with its label and the cell's words."""
    asked = question.asked
    place = (paths.get(citation.document), citation.page)
    held = question.row in citation.quote and asked.answer in citation.quote
    return place == (asked.pdf, asked.page) and held and citation.verdict == "verified"


def _names(citation: Citation, cell: str) -> bool:
    """Tell whether the words that answer are the cell's, or most of what was named is."""
    words = " ".join(citation.words.split())
    return (cell in words and len(words) <= 2 * len(cell) + 4) or (
        words in cell and len(words) * 2 >= len(cell)
    )
