"""The way off the UI thread."""

import threading
import time
from collections.abc import Generator

from pytestqt.qtbot import QtBot

from assistant.desktop.job import Errand, Errands, Job, Queue
from assistant.engine.errors import AssistantError, NotAPdfError


def count_forever(ended: threading.Event) -> Generator[int, None, None]:
    number = 0
    try:
        while True:
            yield number
            number += 1
            time.sleep(0.001)
    finally:
        ended.set()


def test_a_job_relays_every_event_in_order_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    threads, events = [], []

    def work() -> Generator[int, None, None]:
        threads.append(threading.get_ident())
        yield from range(50)

    job = Job(work)
    job.happened.connect(events.append)
    with qtbot.waitSignal(job.finished):
        job.start()
    qtbot.waitUntil(lambda: len(events) == 50)
    assert events == list(range(50))
    assert threads != [threading.get_ident()]


def test_cancelling_closes_the_generator_in_its_own_thread(qtbot: QtBot) -> None:
    ended = threading.Event()
    job = Job(lambda: count_forever(ended))
    with qtbot.waitSignal(job.happened):
        job.start()
    before = time.monotonic()
    with qtbot.waitSignal(job.finished):
        job.cancel()
    assert ended.is_set()
    assert time.monotonic() - before < 1.0


def test_a_job_cancelled_before_its_first_event_relays_nothing(qtbot: QtBot) -> None:
    events: list[object] = []
    job = Job(lambda: count_forever(threading.Event()))
    job.happened.connect(events.append)
    job.cancel()
    with qtbot.waitSignal(job.finished):
        job.start()
    assert events == []


def test_an_error_of_the_engine_arrives_as_it_is(qtbot: QtBot) -> None:
    def work() -> Generator[int, None, None]:
        yield 1
        raise NotAPdfError("This is a picture.")

    job = Job(work)
    with qtbot.waitSignal(job.failed) as waited:
        job.start()
    job.wait()
    error = waited.args[0]
    assert (error.text, error.advice) == ("This is a picture.", NotAPdfError.advice)


def test_a_mistake_of_the_program_is_told_by_its_place_and_never_by_text_of_a_document(qtbot: QtBot) -> None:
    def work() -> Generator[int, None, None]:
        yield 1
        raise ValueError("secret words of a document")

    job = Job(work)
    with qtbot.waitSignal(job.failed) as waited:
        job.start()
    job.wait()
    error = waited.args[0]
    assert isinstance(error, AssistantError)
    assert "secret" not in error.text + error.advice
    assert "ValueError at test_job.py:" in error.text


def test_a_call_that_cannot_even_begin_fails_like_any_other(qtbot: QtBot) -> None:
    def work() -> Generator[int, None, None]:
        raise NotAPdfError("No.")

    job = Job(work)
    with qtbot.waitSignal(job.failed):
        job.start()
    job.wait()


def test_calls_in_a_queue_run_one_after_another(qtbot: QtBot) -> None:
    running, most, order = [0], [0], []

    def work(name: int) -> Generator[int, None, None]:
        running[0] += 1
        most[0] = max(most[0], running[0])
        yield name
        running[0] -= 1

    queue = Queue()
    queue.happened.connect(order.append)
    with qtbot.waitSignal(queue.idle):
        for name in range(5):
            queue.start(lambda name=name: work(name))
        assert queue.waiting == 4
    assert order == list(range(5))
    assert most == [1]
    assert not queue.busy


def test_a_queue_goes_on_after_a_failure(qtbot: QtBot) -> None:
    def fails() -> Generator[int, None, None]:
        yield 1
        raise NotAPdfError("No.")

    queue = Queue()
    events, errors = [], []
    queue.happened.connect(events.append)
    queue.failed.connect(errors.append)
    with qtbot.waitSignal(queue.idle):
        queue.start(fails)
        queue.start(lambda: iter_of(2))
    assert events == [1, 2]
    assert [error.text for error in errors] == ["No."]


def iter_of(*values: int) -> Generator[int, None, None]:
    yield from values


def test_cancelling_a_queue_drops_what_waits_and_silences_what_was_on_its_way(qtbot: QtBot) -> None:
    ended, begun = threading.Event(), []
    events: list[object] = []
    queue = Queue()
    queue.happened.connect(events.append)
    queue.start(lambda: count_forever(ended))
    queue.start(lambda: iter_of(*begun))
    qtbot.waitUntil(lambda: bool(events))
    with qtbot.waitSignal(queue.idle):
        queue.cancel()
        heard = len(events)
    assert len(events) == heard
    assert ended.is_set()
    assert queue.waiting == 0


def test_a_call_that_is_stuck_makes_waiting_for_it_end_in_time(qtbot: QtBot) -> None:
    stuck = threading.Event()

    def work() -> Generator[int, None, None]:
        stuck.wait(10)
        yield 1

    queue = Queue()
    queue.start(work)
    before = time.monotonic()
    assert not queue.end(time.monotonic() + 0.05)
    assert time.monotonic() - before < 2
    stuck.set()
    assert queue.end(time.monotonic() + 5)


def test_of_errands_under_one_name_only_the_newest_is_heard_of(qtbot: QtBot) -> None:
    gate = threading.Event()
    heard: list[object] = []
    errands = Errands()

    def first() -> str:
        gate.wait(10)
        return "first"

    errands.run("page", Errand(first, heard.append, heard.append))
    errands.run("page", Errand(lambda: "second", heard.append, heard.append))
    errands.run("page", Errand(lambda: "third", heard.append, heard.append))
    errands.run("other", Errand(lambda: "other", heard.append, heard.append))
    gate.set()
    qtbot.waitUntil(lambda: not errands.busy)
    assert heard == ["third", "other"]


def test_an_errand_that_fails_says_so_and_the_next_one_runs(qtbot: QtBot) -> None:
    results: list[object] = []
    errors: list[AssistantError] = []
    errands = Errands()

    def fails() -> str:
        raise NotAPdfError("No.")

    errands.run("one", Errand(fails, results.append, errors.append))
    errands.run("two", Errand(lambda: 2, results.append, errors.append))
    qtbot.waitUntil(lambda: not errands.busy)
    assert results == [2]
    assert [error.text for error in errors] == ["No."]
