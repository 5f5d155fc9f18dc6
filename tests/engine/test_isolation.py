import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.engine.confinement import Limits
from assistant.engine.errors import ChildFailedError, ChildTimeoutError, DamagedPdfError
from assistant.engine.isolation import Child

ENOUGH = Limits(reply_seconds=20)


def handlers(  # noqa: C901 - many small ones
    cancelled: Callable[[], bool],
) -> dict[str, Any]:
    def count(to: int) -> Iterator[int]:
        yield from range(to)

    def picture() -> Iterator[bytes]:
        yield b"\x00\xffpicture"

    def fail() -> Iterator[int]:
        yield 1
        raise DamagedPdfError("It is torn.")

    def stumble() -> Iterator[int]:
        yield 1
        raise KeyError("secret words of a document")

    def die() -> Iterator[int]:
        os.abort()
        yield 0

    def sleep(seconds: float) -> Iterator[int]:
        time.sleep(seconds)
        yield 0

    def patient() -> Iterator[int]:
        yield 0
        while not cancelled():
            time.sleep(0.01)

    def swallow() -> Iterator[int]:
        yield len(bytearray(4 << 30))

    def burn() -> Iterator[int]:
        while True:
            pass
        yield 0

    def write(path: str) -> Iterator[int]:
        with open(path, "w") as file:  # noqa: PTH123
            yield file.write("x" * 10)

    found = locals()
    return {name: found[name] for name in found if name != "cancelled"}


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child(f"{__name__}:handlers", ENOUGH)
    yield made
    made.close()


def test_a_request_answers_with_a_stream_of_replies(child: Child) -> None:
    assert [reply for reply in child.stream("count", to=4) if reply is not None] == [0, 1, 2, 3]


def test_a_caller_of_a_slow_request_may_look_up_and_cancel(child: Child) -> None:
    replies = child.stream("sleep", seconds=30)
    started = time.monotonic()
    assert next(replies) is None
    replies.close()
    assert time.monotonic() - started < 3.0


def test_a_picture_comes_back_as_bytes(child: Child) -> None:
    assert child.call("picture") == b"\x00\xffpicture"


def test_an_error_of_ours_keeps_its_class_and_sentence(child: Child) -> None:
    with pytest.raises(DamagedPdfError, match="It is torn"):
        child.call("fail")
    assert child.call("count", to=3) == 2


def test_a_foreign_error_never_carries_text_of_a_document(child: Child) -> None:
    with pytest.raises(ChildFailedError) as caught:
        child.call("stumble")
    assert "secret" not in caught.value.text
    assert "KeyError" in caught.value.text


def test_a_crash_is_an_error_and_the_next_request_gets_a_new_process(child: Child) -> None:
    with pytest.raises(ChildFailedError):
        child.call("die")
    assert child.call("count", to=2) == 1


def test_a_child_that_takes_too_long_is_ended() -> None:
    child = Child(f"{__name__}:handlers", Limits(reply_seconds=0.3))
    with pytest.raises(ChildTimeoutError):
        child.call("sleep", seconds=30)
    assert child.process_id is None


def test_a_cancelled_request_ends_at_once_and_a_polite_child_lives_on(child: Child) -> None:
    replies = child.stream("patient")
    next(replies)
    before = child.process_id
    started = time.monotonic()
    replies.close()
    assert time.monotonic() - started < 1.0
    assert child.process_id == before
    assert child.call("count", to=2) == 1


def test_a_child_that_does_not_listen_to_a_cancel_is_killed(child: Child) -> None:
    replies = child.stream("count", to=10_000_000)
    next(replies)
    started = time.monotonic()
    replies.close()
    assert time.monotonic() - started < 1.0
    assert child.process_id is None


def test_memory_beyond_the_limit_is_refused() -> None:
    child = Child(f"{__name__}:handlers", Limits(memory=2 << 30, reply_seconds=20))
    with pytest.raises(ChildFailedError, match="memory"):
        child.call("swallow")
    assert child.call("count", to=2) == 1
    child.close()


def test_processor_time_beyond_the_limit_ends_the_child() -> None:
    child = Child(f"{__name__}:handlers", Limits(cpu_seconds=1, reply_seconds=20))
    with pytest.raises(ChildFailedError):
        child.call("burn")


def test_a_child_may_not_write_files(child: Child, tmp_path: Path) -> None:
    with pytest.raises(ChildFailedError):
        child.call("write", path=str(tmp_path / "file"))
