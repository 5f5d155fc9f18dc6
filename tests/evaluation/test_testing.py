"""Test my library: questions are proposed, looked through, asked in every way, and the better way is kept."""

import dataclasses
from pathlib import Path

import pytest

from assistant import settings, wiring
from assistant.engine.assistant import Assistant
from assistant.engine.errors import UsageError
from assistant.evaluation.making import Made
from assistant.evaluation.questions import Question, load, save
from assistant.evaluation.run import Progress, Report, evaluate
from assistant.evaluation.table import surely_better
from assistant.evaluation.testing import ARMS, Measured
from tests.conftest import SAMPLES


def test_proposed_questions_are_answered_on_their_page_or_by_no_passage(
    samples: Assistant, tmp_path: Path
) -> None:
    testing = wiring.open_testing(samples, tmp_path / "own.jsonl")
    *progress, made = testing.make(12)
    assert isinstance(made, Made)
    assert [each.done for each in progress if isinstance(each, Progress)] == [*range(1, 9), 12]
    assert sum(each.answerable for each in made.questions) == 8
    assert len({each.question for each in made.questions}) == len(made.questions) == 12
    assert {each.pdf for each in made.questions if each.answerable} == {p.name for p in SAMPLES.glob("*.pdf")}
    assert testing.questions() == list(made.questions)
    *_, report = evaluate(samples, made.questions, "all", "hybrid")
    assert isinstance(report, Report)
    assert report.hit_at[10] > 0.7


def test_every_way_is_measured_and_the_runs_are_kept(assistant: Assistant, tmp_path: Path) -> None:
    list(assistant.add([SAMPLES / "supply-contract.pdf"]))
    testing = wiring.open_testing(assistant, tmp_path / "own.jsonl")
    asked = [Question("How is liability limited per calendar year?", "", True, "supply-contract.pdf", 9),
             Question("Who painted the Mona Lisa?", "", False)]  # fmt: skip
    *progress, measured = testing.measure(asked)
    assert isinstance(measured, Measured)
    assert [each.done for each in progress if isinstance(each, Progress)] == list(range(1, 9))
    assert tuple(each.arm for each in measured.reports) == ARMS
    assert [each.arm for each in testing.runs()] == list(ARMS)
    assert load(testing.file) == asked


def test_a_way_that_is_chosen_stays_chosen(assistant: Assistant) -> None:
    wiring.open_testing(assistant).use("words")
    assert assistant.arm == "words"
    assert settings.load(assistant.folder).search_arm == "words"


def test_only_a_lead_beyond_chance_is_called_better(samples: Assistant) -> None:
    asked = [Question("How is liability limited per calendar year?", "", True, "supply-contract.pdf", 9)]
    *_, words = evaluate(samples, asked, "all", "words")
    assert isinstance(words, Report)
    few = dataclasses.replace(words, arm="rerank", by_question={"MRR": (1.0, 0.2, 0.1)})
    lucky = dataclasses.replace(words, by_question={"MRR": (1.0, 1.0, 0.0)}, mean_reciprocal_rank=0.7)
    assert surely_better([lucky, few], "rerank") is None
    sure = dataclasses.replace(words, by_question={"MRR": (1.0, 1.0, 1.0)}, mean_reciprocal_rank=1.0)
    beaten = dataclasses.replace(few, by_question={"MRR": (0.5, 0.2, 0.1)}, mean_reciprocal_rank=0.3)
    assert surely_better([sure, beaten], "rerank") is sure


def test_an_empty_library_makes_no_questions(assistant: Assistant) -> None:
    with pytest.raises(UsageError, match="no document"):
        list(wiring.open_testing(assistant).make(5))


def test_a_question_set_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    asked = [Question("Was ist „Frist“?\nUnd?", "30 Tage", True, "a.pdf", 2), Question("Who?", "", False)]
    save(asked, tmp_path / "set.jsonl")
    assert load(tmp_path / "set.jsonl") == asked
