"""Runs a program without network and with an empty environment, and reads in its trace where it reached out.

unshare gives it a network namespace without interfaces; strace notes the system calls of all its processes,
so that native code, which no audit hook sees, is seen as well.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_CALLS = "trace=connect,sendto,sendmsg,sendmmsg,openat"
_NETWORK = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg)\(.*\bsa_family=AF_INET6?\b")
_LOOK_UP = re.compile(r"openat\(.*\"/etc/(?:resolv\.conf|hosts)\"|sin6?_port=htons\(53\)")
_FAMILY = re.compile(r"\bconnect\(.*\bsa_family=(AF_\w+)")


@dataclass(frozen=True, slots=True)
class Traced:
    """How a program ended, its connections to networks, its look-ups of names, all connects by family."""

    code: int
    connects: tuple[str, ...]
    look_ups: tuple[str, ...]
    families: Counter[str]


def can_trace() -> bool:
    """Tell whether unshare and strace are there and may be used."""
    if not (shutil.which("strace") and shutil.which("unshare")):
        return False
    command = ["unshare", "--map-root-user", "--net", "strace", "-qq", "-o", "/dev/null", "true"]
    return subprocess.run(command, capture_output=True).returncode == 0


def trace(command: list[str], home: Path, cwd: Path, limit: float) -> Traced:
    """Run a command so; limit is in seconds."""
    file = home / "trace"
    alone = ["unshare", "--map-root-user", "--net", "env", "-i", f"HOME={home}", "PATH=/usr/bin:/bin"]
    alone += ["LANG=C.UTF-8", "QT_QPA_PLATFORM=offscreen"]
    watched = ["strace", "-f", "-qq", "--seccomp-bpf", "-s", "200", "-e", _CALLS, "-o", str(file)]
    done = subprocess.run(
        [*alone, *watched, *command], cwd=cwd, timeout=limit, capture_output=True, text=True
    )
    if done.returncode:
        sys.stdout.write(done.stderr[-2000:])
    return read(done.returncode, file.read_text("utf-8", errors="replace"))


def read(code: int, text: str) -> Traced:
    """Read a trace."""
    lines = text.splitlines()
    connects = tuple(line for line in lines if _NETWORK.search(line))
    look_ups = tuple(line for line in lines if _LOOK_UP.search(line))
    families = Counter(match.group(1) for line in lines if (match := _FAMILY.search(line)))
    return Traced(code, connects, look_ups, families)
