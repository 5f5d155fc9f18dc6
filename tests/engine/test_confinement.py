"""A child that reads hostile files can do little else, even when it is taken over."""

import ctypes
import errno
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.engine import pdf_reader
from assistant.engine.confinement import Limits
from assistant.engine.isolation import Child

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux confines so far")


def has_network_namespaces() -> bool:
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    try:
        return subprocess.run(["unshare", *user, "--net", "true"], capture_output=True).returncode == 0
    except OSError:  # not there, or this is imported by a child that may start no program
        return False


def has_seccomp() -> bool:
    try:
        ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return False
    return True


needs_seccomp = pytest.mark.skipif(not has_seccomp(), reason="libseccomp is not installed")

SEALED = Limits(reply_seconds=20, files=64, sealed=True)


def handlers(cancelled: Callable[[], bool]) -> dict[str, Any]:
    def status() -> Iterator[str]:
        yield Path("/proc/self/status").read_text()

    def interfaces() -> Iterator[list[str]]:
        yield [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]

    def attempt(what: str, place: str) -> Iterator[str]:
        attempts: dict[str, Callable[[], object]] = {
            "connect": lambda: socket.socket(socket.AF_UNIX),
            "run a program": lambda: subprocess.run(["/bin/true"], check=True),
            "fork": os.fork,
            "delete a file": lambda: Path(place).unlink(),
            "rename a file": lambda: Path(place).rename(place + "2"),
            "write into a file": lambda: os.open(place, os.O_WRONLY),
            "make a file": lambda: os.open(place + "3", os.O_RDONLY | os.O_CREAT),
            "kill its parent": lambda: os.kill(os.getppid(), 0),
            "open many files": lambda: [os.open("/dev/null", os.O_RDONLY) for _ in range(100)],
            "read a file": lambda: Path(place).read_bytes(),
        }
        try:
            attempts[what]()
            yield "done"
        except OSError as error:
            yield errno.errorcode[error.errno or 0]

    def start_a_thread() -> Iterator[str]:
        done: list[str] = []
        thread = threading.Thread(target=done.append, args=("ran",))
        thread.start()
        thread.join()
        yield from done

    found = locals()
    return {name: found[name] for name in found if name != "cancelled"}


@pytest.fixture
def sealed() -> Iterator[Child]:
    made = Child(f"{__name__}:handlers", SEALED)
    yield made
    made.close()


def test_no_child_can_gain_privileges() -> None:
    child = Child(f"{__name__}:handlers", Limits(reply_seconds=20))
    status = child.call("status")
    child.close()
    assert "NoNewPrivs:\t1" in status


@pytest.mark.skipif(not has_network_namespaces(), reason="this system allows no network namespaces")
def test_no_child_sees_a_network_card() -> None:
    child = Child(f"{__name__}:handlers", Limits(reply_seconds=20))
    cards = child.call("interfaces")
    child.close()
    assert cards == ["lo"]


@needs_seccomp
def test_a_sealed_child_is_under_a_filter_of_system_calls(sealed: Child) -> None:
    assert "Seccomp:\t2" in sealed.call("status")


@needs_seccomp
@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("connect", "EPERM"),
        ("run a program", "EPERM"),
        ("fork", "EPERM"),
        ("delete a file", "EPERM"),
        ("rename a file", "EPERM"),
        ("write into a file", "EACCES"),
        ("make a file", "EACCES"),
        ("kill its parent", "EPERM"),
        ("open many files", "EMFILE"),
    ],
)
def test_a_sealed_child_cannot(sealed: Child, tmp_path: Path, what: str, error: str) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    assert sealed.call("attempt", what=what, place=str(file)) == error
    assert file.read_text() == "mine"


def test_a_sealed_child_can_read_and_use_threads(sealed: Child, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    assert sealed.call("attempt", what="read a file", place=str(file)) == "done"
    assert sealed.call("start_a_thread") == "ran"


def test_the_child_that_reads_pdfs_is_sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Limits] = []

    def remember(target: str, limits: Limits) -> None:
        asked.append(limits)

    monkeypatch.setattr(pdf_reader, "Child", remember)
    pdf_reader.PdfReader()
    [limits] = asked
    assert limits.sealed
    assert limits.memory
    assert not limits.may_write
