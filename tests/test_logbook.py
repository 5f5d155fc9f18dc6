"""The log tells which calls took long or failed, and nothing else."""

from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from assistant import diagnosis, logbook
from assistant.desktop import job
from assistant.desktop.job import Queue
from assistant.engine.errors import UsageError

SECRET = "the merger with Larkspur"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    logbook.open_log(tmp_path)
    yield tmp_path
    logbook.open_log(tmp_path / "..")


def ask(question: str) -> Generator[str, None, None]:
    yield question
    raise UsageError(f"There is no {question}.")


def test_a_failed_call_is_noted_by_its_name_and_kind_only(qtbot: QtBot, folder: Path) -> None:
    queue = Queue()
    with qtbot.waitSignal(queue.idle):
        queue.start(partial(ask, SECRET))
    (line,) = logbook.last(folder)
    assert line.endswith("ask: UsageError")
    assert SECRET not in (folder / logbook.FILE).read_text()


def test_a_long_call_is_noted_with_its_seconds(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "LONG", -1.0)
    queue = Queue()
    with qtbot.waitSignal(queue.idle):
        queue.start(partial(iter_of, SECRET))
    assert "iter_of: 0.0 s" in logbook.last(folder)[-1]


def iter_of(text: str) -> Generator[str, None, None]:
    yield text


def test_the_last_lines_are_in_the_diagnostics_without_paths(folder: Path) -> None:
    logbook.note("add: 3.0 s")
    logbook.note("open: /home/somebody/papers")
    report = diagnosis.report(folder)
    assert "add: 3.0 s" in report
    assert "somebody" not in report


def test_the_log_does_not_grow_without_end(folder: Path) -> None:
    for number in range(9000):
        logbook.note(f"add: {number} s, and so on, and so on, and so on, and so on")
    assert sum(each.stat().st_size for each in folder.glob("log.txt*")) <= 2 * logbook.BYTES
    assert len(logbook.last(folder)) == logbook.LINES
