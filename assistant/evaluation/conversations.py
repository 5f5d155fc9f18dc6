"""Conversations: are follow-up questions found as well as if they were written out?"""

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.engine import followups
from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.engine.types import Turn
from assistant.evaluation.metrics import share

CUT = 5


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """A turn as it is asked, as it would be written out, and where it is answered."""

    question: str
    standalone: str
    pdf: str
    page: int


@dataclass(frozen=True, slots=True)
class FollowUpReport:
    """Shares of the follow-ups whose page is among the first five passages.

    as_asked: searched as they stand; understood: made to stand alone by the program, without a model;
    written_out: as a person wrote them out.
    """

    follow_ups: int
    as_asked: float
    understood: float
    written_out: float


def load_conversations(file: Path) -> list[list[AskedTurn]]:
    """Read a row of JSON for each conversation: its turns; raises UsageError."""
    try:
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        return [[AskedTurn(**turn) for turn in row["turns"]] for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"The conversations in {file} cannot be read ({type(error).__name__}).") from None


def evaluate_conversations(
    assistant: Assistant, conversations: Sequence[Sequence[AskedTurn]]
) -> Generator[tuple[int, int] | FollowUpReport, None, None]:
    """Search for every follow-up in three ways, yielding (done, total); the last event is the report."""
    paths = {each.id: Path(each.path).name for each in assistant.documents()}
    found = {"asked": 0, "understood": 0, "written": 0}
    count = 0
    for done, turns in enumerate(conversations, 1):
        history: list[Turn] = []
        for turn in turns:
            understood = followups.stand_alone(turn.question, history)
            if history:
                count += 1
                ways = {"asked": turn.question, "understood": understood, "written": turn.standalone}
                for way, question in ways.items():
                    hits = assistant.search(question, k=CUT).hits
                    pages = [(paths[hit.passage.document], hit.passage.page) for hit in hits]
                    found[way] += (turn.pdf, turn.page) in pages
            history.append(Turn(turn.question, understood, ""))
        yield done, len(conversations)
    yield FollowUpReport(count, *(share(found[way], count) for way in ("asked", "understood", "written")))
