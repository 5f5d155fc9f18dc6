"""A child process that can be limited, cancelled, killed and restarted.

Frames on the pipe are JSON, or raw bytes for pictures: never pickle, since a child that reads hostile
files may itself be taken over. One request at a time; a request answers with a stream of replies.
"""

import contextlib
import ctypes
import importlib
import json
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Generator, Iterator
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import RawValue
from typing import Any

from assistant import guard
from assistant.engine import errors
from assistant.engine.confinement import Limits, confine, renew_cpu

Reply = Any
Handler = Callable[..., Iterator[Reply]]
Cancelled = Callable[[], bool]

TICK = 0.2
CANCEL_GRACE = 0.25
START_SECONDS = 60.0

_END = object()


class Child:
    """A process that runs the handlers of one module, started at the first request.

    target names a function "package.module:function" that takes `cancelled` and returns handlers by name;
    a handler yields replies: JSON values or bytes.
    """

    def __init__(self, target: str, limits: Limits) -> None:
        self.target = target
        self.limits = limits
        self._process: Any = None
        self._pipe: Connection | None = None
        self._cancel = RawValue(ctypes.c_bool, False)
        self._changing = threading.RLock()

    def stream(self, method: str, **arguments: Any) -> Generator[Reply, None, None]:
        """Yield the replies of a request, and None every TICK in which there was none.

        So a caller gets a chance to close the generator, which cancels the request.
        Raises ChildTimeoutError when the child hangs, ChildFailedError when it dies, and its AssistantError.
        """
        pipe = self._start()
        self._cancel.value = False
        finished = False
        try:
            self._send(pipe, [method, arguments])
            yield from self._replies(pipe)
            finished = True
        except errors.AssistantError as error:
            finished = not isinstance(error, errors.ChildFailedError)
            raise
        finally:
            if not finished:
                self._cancel_request()

    def call(self, method: str, **arguments: Any) -> Reply:
        """Return the last reply of a request."""
        replies = [reply for reply in self.stream(method, **arguments) if reply is not None]
        return replies[-1] if replies else None

    def close(self) -> None:
        """End the process at once; the next request starts a new one."""
        with self._changing:
            process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if pipe is not None:
            pipe.close()

    @property
    def process_id(self) -> int | None:
        """The running child's process id, None when none runs."""
        with self._changing:
            runs = self._process is not None and self._process.is_alive()
            return self._process.pid if runs else None

    def _start(self) -> Connection:
        # close may be called by another thread at any time.
        with self._changing:
            if self._pipe is not None and self._process.is_alive():
                return self._pipe
            self.close()
            spawn = multiprocessing.get_context("spawn")
            pipe, theirs = spawn.Pipe()
            self._cancel = spawn.RawValue(ctypes.c_bool, False)
            process = spawn.Process(
                target=_run, args=(theirs, self._cancel, self.target, self.limits), daemon=True
            )
            process.start()
            self._pipe, self._process = pipe, process
        theirs.close()
        if self._receive(pipe, START_SECONDS) is not _END:
            raise self._timeout(START_SECONDS)
        return pipe

    def _send(self, pipe: Connection, request: list[Any]) -> None:
        try:
            pipe.send_bytes(json.dumps(request).encode())
        except (OSError, ValueError):
            raise self._died() from None

    def _replies(self, pipe: Connection) -> Generator[Reply, None, None]:
        """Yield until the end of the request; raises ChildTimeoutError when a reply takes too long."""
        last = time.monotonic()
        while True:
            frame = self._receive(pipe, TICK)
            if frame is _END:
                return
            asked = time.monotonic()
            yield frame
            # The time in which nobody asks for the next reply is not the child's.
            last += time.monotonic() - asked
            if frame is not None:
                last = time.monotonic()
            elif self.limits.reply_seconds and time.monotonic() - last > self.limits.reply_seconds:
                raise self._timeout(self.limits.reply_seconds)

    def _receive(self, pipe: Connection, seconds: float) -> Reply:
        """Return the next reply, _END at the end of the request, None when nothing came in time."""
        try:
            return _decode(pipe.recv_bytes()) if pipe.poll(seconds) else None
        except (EOFError, OSError):
            raise self._died() from None

    def _timeout(self, seconds: float) -> errors.ChildTimeoutError:
        self.close()
        return errors.ChildTimeoutError(f"It took longer than {seconds:.0f} seconds and was ended.")

    def _cancel_request(self) -> None:
        """Ask the child to end the request; kill it when it does not within CANCEL_GRACE."""
        self._cancel.value = True
        deadline = time.monotonic() + CANCEL_GRACE
        with contextlib.suppress(errors.AssistantError, EOFError, OSError):
            # A child that goes on writing always has something to read, so the clock decides, not the pipe.
            while (left := deadline - time.monotonic()) > 0 and self._pipe and self._pipe.poll(left):
                if _decode(self._pipe.recv_bytes()) is _END:
                    return
        self.close()

    def _died(self) -> errors.ChildFailedError:
        code = None
        if self._process is not None:
            self._process.join(1.0)
            code = self._process.exitcode
        self.close()
        return errors.ChildFailedError(f"The process that worked on it ended unexpectedly (exit {code}).")


def _decode(frame: bytes) -> Reply:
    """Turn a frame into a reply, _END for the end, an exception for an error; a frame may be hostile."""
    tag, body = frame[:1], frame[1:]
    if tag == b"B":
        return body
    if tag == b"E":
        name, text, advice = json.loads(body)
        raise _error_class(str(name))(str(text), str(advice))
    return json.loads(body) if tag == b"J" else _END


def _error_class(name: str) -> type[errors.AssistantError]:
    found = getattr(errors, name, None)
    if isinstance(found, type) and issubclass(found, errors.AssistantError):
        return found
    return errors.ChildFailedError


# The child's side


def _run(pipe: Connection, cancel: ctypes.c_bool, target: str, limits: Limits) -> None:
    guard.install()
    confine(limits)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    module, function = target.split(":")
    handlers: dict[str, Handler] = getattr(importlib.import_module(module), function)(lambda: cancel.value)
    pipe.send_bytes(b"N")
    with contextlib.suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        while True:
            method, arguments = json.loads(pipe.recv_bytes())
            renew_cpu(limits)
            _answer(pipe, handlers[method], arguments)


def _answer(pipe: Connection, handler: Handler, arguments: dict[str, Any]) -> None:
    try:
        for reply in handler(**arguments):
            pipe.send_bytes(b"B" + reply if isinstance(reply, bytes) else b"J" + json.dumps(reply).encode())
        pipe.send_bytes(b"N")
    except errors.AssistantError as error:
        pipe.send_bytes(b"E" + json.dumps([type(error).__name__, error.text, error.advice]).encode())
    except MemoryError:
        _send_failure(pipe, "It needs more memory than it may use.")
    except Exception as error:
        # The text of a foreign exception may hold text of a document, so only its name is passed on.
        _send_failure(pipe, f"It could not be read ({type(error).__name__}).")


def _send_failure(pipe: Connection, text: str) -> None:
    pipe.send_bytes(b"E" + json.dumps(["ChildFailedError", text, ""]).encode())


def _end_with_parent(parent: int) -> None:
    # PR_SET_PDEATHSIG would end the child with the thread that started it, a Job, not with the program.
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)
