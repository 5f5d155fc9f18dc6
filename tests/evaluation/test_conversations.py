from pathlib import Path

import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.evaluation.conversations import FollowUpReport, evaluate_conversations, load_conversations
from tests.conftest import SAMPLES

FILE = SAMPLES / "conversations.jsonl"


def test_there_are_sixty_conversations_of_two_and_three_turns() -> None:
    conversations = load_conversations(FILE)
    assert len(conversations) == 60
    assert {len(turns) for turns in conversations} == {2, 3}
    assert all(turn.standalone and turn.pdf and turn.page > 0 for turns in conversations for turn in turns)


def test_follow_ups_are_found_better_when_they_stand_alone(samples: Assistant) -> None:
    *progress, report = evaluate_conversations(samples, load_conversations(FILE)[:6])
    assert progress[-1] == (6, 6)
    assert isinstance(report, FollowUpReport)
    assert report.follow_ups == 8
    assert report.written_out >= report.understood >= report.as_asked


@pytest.mark.parametrize("text", ["{", "[]", '{"turns": [{"question": 1, "what": 2}]}', "7"])
def test_a_broken_file_is_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jsonl").write_text(text)
    with pytest.raises(UsageError, match="cannot be read"):
        load_conversations(tmp_path / "a.jsonl")
