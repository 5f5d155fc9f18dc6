"""Refuses and counts every attempt of this process to reach a network, loopback included.

It is an audit hook (PEP 578): Python's own sockets and whatever is built on them pass it, native code does
not, which is why the egress tests trace system calls besides. Sockets that never leave the machine by their
kind (AF_UNIX) are free, multiprocessing needs them. One port of 127.0.0.1 can be listened on, when the user
asks for the local API.
"""

import socket
import sys

LOOPBACK = "127.0.0.1"

_LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
_SOCKETS = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg")
_LOCAL = getattr(socket, "AF_UNIX", None)

_refused: list[str] = []
_listening: set[int] = set()


def install() -> None:
    """Refuse from now on, until the process ends; an audit hook cannot be taken out."""
    sys.addaudithook(_look)


def refused() -> int:
    """Return how many attempts were refused since the guard was installed."""
    return len(_refused)


def let_listen(port: int) -> None:
    """Let this process listen on a port of 127.0.0.1; connecting stays refused."""
    _listening.add(port)


def _look(event: str, given: tuple[object, ...]) -> None:
    if event == "socket.bind" and given[1] in [(LOOPBACK, port) for port in _listening]:
        return
    if event in _LOOK_UPS or (event in _SOCKETS and getattr(given[0], "family", None) != _LOCAL):
        _refused.append(event)
        raise PermissionError("PDF Assistant opens no connections.")
