"""How questions went is kept: in seconds and speeds, never in words."""

import time
from collections.abc import Generator
from pathlib import Path

import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.errors import DamagedPdfError, UsageError
from assistant.engine.events import Answered, AnswerText, AskEvent, Quoted
from assistant.engine.health import KEPT, STOPPED, Health, Timing, summary
from assistant.engine.library import FILE, Library
from tests.conftest import run
from tests.desktop.fakes import make_answer

QUESTION = "How many days of annual leave do full-time employees get?"


@pytest.fixture
def health(tmp_path: Path) -> Health:
    return Library(tmp_path).health


def events(fail: bool = False) -> Generator[AskEvent, None, None]:
    time.sleep(0.02)
    yield Quoted(())
    if fail:
        raise DamagedPdfError("It is torn.")
    yield AnswerText("One two")
    time.sleep(0.02)
    yield AnswerText(" three four")
    yield Answered(make_answer("One two three four"))


def test_a_question_leaves_its_seconds_and_speed(health: Health) -> None:
    assert len(list(health.watch(events(), "tiny"))) == 4
    [timing] = health.all()
    assert (timing.end, timing.model) == ("answered", "tiny")
    assert timing.quotation is not None
    assert timing.word is not None
    assert 0.01 < timing.quotation <= timing.word < timing.seconds
    assert timing.rate is not None
    assert timing.rate > 10


def test_failed_and_stopped_questions_are_kept_as_such(health: Health) -> None:
    with pytest.raises(DamagedPdfError):
        list(health.watch(events(fail=True), "tiny"))
    stopped = health.watch(events(), "tiny")
    next(stopped)
    stopped.close()
    assert [each.end for each in health.all()] == ["DamagedPdfError", STOPPED]
    told = dict(summary(health.all()))
    assert told["Questions"] == "2"
    assert told["Failed"] == "1"


def test_a_question_that_was_mistyped_is_no_failure(health: Health) -> None:
    def refused() -> Generator[AskEvent, None, None]:
        raise UsageError("The question is empty.")
        yield

    with pytest.raises(UsageError):
        list(health.watch(refused(), "none"))
    assert dict(summary(health.all()))["Failed"] == "0"


def test_a_summary_without_a_model_has_no_first_word_of_a_model(health: Health) -> None:
    def summarised() -> Generator[AskEvent, None, None]:
        yield AnswerText("“A key sentence.” [1]")
        yield Answered(make_answer("“A key sentence.” [1]", model="none"))

    list(health.watch(summarised(), "tiny"))
    assert "First word of a model" not in dict(summary(health.all()))


def test_only_the_newest_are_kept(health: Health) -> None:
    for number in range(KEPT + 5):
        health.put(Timing("2026-11-21T10:00:00", "answered", "", None, None, None, float(number), None))
    kept = health.all()
    assert len(kept) == KEPT
    assert kept[-1].seconds == KEPT + 4


def test_no_word_of_a_question_is_kept_with_its_timing(
    stocked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(stocked, "health") == 0
    assert "Nothing was asked yet" in capsys.readouterr().err
    assert run(stocked, "ask", QUESTION, "--model", "none") == 0
    capsys.readouterr()
    assert run(stocked, "health") == 0
    told = capsys.readouterr().out
    assert "First quotation" in told
    rows = Library(stocked).database.rows("SELECT * FROM timings")
    assert len(rows) == 1
    assert "leave" not in repr(rows)
    assert (stocked / FILE).exists()


def test_questions_of_an_evaluation_are_not_counted(samples: Assistant) -> None:
    before = len(samples.health.all())
    list(samples.ask(QUESTION, keep=False))
    assert len(samples.health.all()) == before
