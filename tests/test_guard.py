"""No process of the program reaches a network; attempts are counted."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TRY = """
import socket
from assistant import guard
guard.install()
try:
    {attempt}
except PermissionError as error:
    print(error, guard.refused())
else:
    print("passed", guard.refused())
"""
REFUSED = "PDF Assistant opens no connections. 1"


def outcome(attempt: str) -> str:
    done = subprocess.run([sys.executable, "-c", TRY.format(attempt=attempt)], capture_output=True, text=True,
                          check=True, cwd=ROOT)  # fmt: skip
    return done.stdout.strip()


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.socket().connect(('10.0.0.1', 80))",
        "socket.getaddrinfo('example.org', 443)",
        "socket.gethostbyname('example.org')",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('10.0.0.1', 53))",
        "socket.socket().bind(('127.0.0.1', 0))",
        "__import__('http.client').client.HTTPConnection('127.0.0.1', 9).connect()",
    ],
)
def test_an_attempt_to_reach_a_network_is_refused_and_counted(attempt: str) -> None:
    assert outcome(attempt) == REFUSED


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets")
def test_sockets_that_stay_on_the_machine_are_free() -> None:
    assert outcome("a, b = socket.socketpair(); a.sendall(b'x')") == "passed 0"


def test_the_children_have_a_guard_of_their_own() -> None:
    program = """
from assistant.engine.confinement import Limits
from assistant.engine.isolation import Child
if __name__ == "__main__":
    child = Child("tests.test_guard:handlers", Limits())
    print(child.call("connect"))
    child.close()
"""
    file = ROOT / ".pytest_cache" / "guarded_child.py"
    file.write_text(program)
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, cwd=ROOT,
                          env={"PYTHONPATH": str(ROOT), "PATH": ""}, check=True)  # fmt: skip
    assert done.stdout.strip() == "refused"


def handlers(cancelled: object) -> dict[str, object]:
    """What the child of the test above does."""
    import socket
    from collections.abc import Iterator

    def connect() -> Iterator[str]:
        try:
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        except PermissionError:
            yield "refused"
        except OSError:
            yield "tried"

    return {"connect": connect}
