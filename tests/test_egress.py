"""The trace that proves that nothing leaves sees what leaves. The whole suite is `make egress`."""

import sys
from pathlib import Path

import pytest

from tests.egress.trace import can_trace, read, trace

ROOT = Path(__file__).resolve().parent.parent


def test_connections_and_look_ups_are_told_from_sockets_on_the_machine() -> None:
    traced = read(
        0,
        '1 connect(3, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X0"}, 20) = 0\n'
        '1 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = -1\n'
        '1 sendto(4, "", 0, 0, {sa_family=AF_INET6, sin6_port=htons(53)}, 28) = 0\n'
        '1 openat(AT_FDCWD, "/etc/resolv.conf", O_RDONLY) = 3\n',
    )
    assert len(traced.connects) == 2
    assert len(traced.look_ups) == 2
    assert traced.families == {"AF_UNIX": 1, "AF_INET": 1}


@pytest.mark.skipif(not can_trace(), reason="strace or unshare cannot be used here")
def test_a_planted_connection_of_native_code_is_caught(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.egress.work", "planted", "0", str(tmp_path)]
    traced = trace(command, tmp_path, ROOT, 60)
    assert any("192.0.2.7" in line for line in traced.connects)
    assert traced.look_ups


@pytest.mark.skipif(not can_trace(), reason="strace or unshare cannot be used here")
def test_importing_every_heavy_library_reaches_nobody(tmp_path: Path) -> None:
    program = (
        "import assistant, onnxruntime, lancedb, llama_cpp, tokenizers, PySide6.QtWidgets;"
        "from assistant.engine.pdf import _library; _library();"
        "import numpy as np; onnxruntime.get_available_providers(); import time; time.sleep(3)"
    )
    traced = trace([sys.executable, "-c", program], tmp_path, ROOT, 100)
    assert traced.code == 0
    assert traced.connects == ()
    assert traced.look_ups == ()
