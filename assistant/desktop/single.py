"""One window a library: a second start hands its files to the first over a local socket, and ends.

The socket has a name in the system's temporary folder that only this user may open (QLocalServer's
UserAccessOption); nothing goes over a network.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE = 500
"""Milliseconds that a second start waits for the first to answer."""

LONGEST = 1 << 20
_HEARD = b"heard"


class Doorbell(QObject):
    """Listens for second starts; rung names their files, which may be none."""

    rung = Signal(list)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        # What a killed window left behind; a living one would have answered.
        QLocalServer.removeServer(_name(folder))
        self._server.listen(_name(folder))

    def _greet(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.setParent(self)
            caller.readyRead.connect(self._listen)
            caller.disconnected.connect(caller.deleteLater)

    def _listen(self) -> None:
        caller = self.sender()
        if not isinstance(caller, QLocalSocket):
            return
        if caller.bytesAvailable() > LONGEST:
            caller.abort()
        elif caller.canReadLine():
            paths = _paths(bytes(caller.readLine().data()))
            if paths is not None:
                caller.write(_HEARD + b"\n")
                caller.flush()
                self.rung.emit(paths)
            caller.disconnectFromServer()


def hand_over(folder: Path, paths: Sequence[Path]) -> bool:
    """Give files to the window that is open for this library; return whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    if not socket.waitForConnected(PATIENCE):
        return False
    socket.write(json.dumps([str(path) for path in paths]).encode() + b"\n")
    heard = socket.waitForReadyRead(4 * PATIENCE) and bytes(socket.readLine().data()).strip() == _HEARD
    socket.disconnectFromServer()
    return bool(heard)


def _name(folder: Path) -> str:
    return f"pdf-assistant-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"


def _paths(line: bytes) -> list[str] | None:
    """Return what a second start said, None where it is no list of absolute paths."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    if not isinstance(said, list):
        return None
    return said if all(isinstance(each, str) and Path(each).is_absolute() for each in said) else None
