"""What a child process may not do, said to the system before it reads anything hostile.

Limits of resources everywhere but on Windows; on Linux also no new privileges (prctl), no network (a
namespace of its own), and with libseccomp a filter of system calls. What a system does not allow is left out:
the limits, the guard and the parent's clock hold without it. Sources: setrlimit(2), prctl(2),
network_namespaces(7), seccomp_rule_add(3).
"""

import contextlib
import ctypes
import os
import sys
from dataclasses import dataclass

_NO_NEW_PRIVILEGES = 38
_NEW_USER, _NEW_NETWORK = 0x1000_0000, 0x4000_0000

_ALLOW, _REFUSE = 0x7FFF_0000, 0x0005_0000
_MASKED_EQUAL = 7
_NOT_PERMITTED, _NO_ACCESS, _NO_SUCH_CALL = 1, 13, 38

_THREAD = 0x0001_0000
_MODE, _CREATE = 0o3, 0o100

_FORBIDDEN = (
    "socket", "connect", "bind", "listen", "accept", "accept4", "execve", "execveat", "fork", "vfork",
    "kill", "ptrace", "process_vm_readv", "process_vm_writev", "io_uring_setup", "bpf",
    "perf_event_open", "userfaultfd", "mount", "umount2", "pivot_root", "chroot", "setns", "unshare",
    "keyctl", "add_key", "request_key", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link",
    "linkat", "symlink", "symlinkat", "mkdir", "mkdirat", "rmdir", "mknod", "mknodat", "chmod",
    "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "truncate", "creat", "setxattr",
    "lsetxattr", "fsetxattr", "utimensat",
)  # fmt: skip
"""Calls that reading a PDF never makes."""

_UNKNOWN = ("clone3", "openat2")
"""Calls whose arguments a filter cannot see; libc falls back to the older ones."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use; None leaves a thing unlimited.

    memory: bytes of address space. cpu_seconds: a request. reply_seconds: wall time between two replies.
    files: descriptors open at once. sealed: no system call that writes, starts a program or reaches out.
    """

    memory: int | None = None
    cpu_seconds: int | None = None
    reply_seconds: float | None = None
    files: int | None = None
    may_write: bool = False
    sealed: bool = False


def confine(limits: Limits) -> None:
    """Confine this process for the rest of its life; call it before a second thread starts."""
    if os.name == "nt":  # Windows has no such limits; wall limits and cancelling still hold
        return
    _limit(limits)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        _leave_network(libc)
        if limits.sealed:
            with contextlib.suppress(OSError):
                _seal(ctypes.CDLL("libseccomp.so.2"))


def renew_cpu(limits: Limits) -> None:
    """Give this request its CPU time on top of what the process has used."""
    if limits.cpu_seconds is None or os.name == "nt":
        return
    import resource

    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + limits.cpu_seconds, hard))


def _limit(limits: Limits) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.memory is not None:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    if limits.files is not None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limits.files, limits.files))
    if not limits.may_write:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _leave_network(libc: ctypes.CDLL) -> None:
    """Go into a network namespace without interfaces.

    Root needs no user namespace for it, and would lose in one the right to read other people's files.
    """
    if libc.unshare(_NEW_NETWORK) != 0 and os.geteuid() != 0:
        libc.unshare(_NEW_USER | _NEW_NETWORK)


class _Comparison(ctypes.Structure):
    """struct scmp_arg_cmp of seccomp.h."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("how", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


def _seal(library: ctypes.CDLL) -> None:
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_ALLOW)))
    for name in _FORBIDDEN:
        _refuse(library, rules, name, _NOT_PERMITTED)
    for name in _UNKNOWN:
        _refuse(library, rules, name, _NO_SUCH_CALL)
    _refuse(library, rules, "clone", _NOT_PERMITTED, _Comparison(0, _MASKED_EQUAL, _THREAD, 0))
    for name, place in (("open", 1), ("openat", 2)):
        for mask, value in ((_MODE, os.O_WRONLY), (_MODE, os.O_RDWR), (_CREATE, _CREATE)):
            _refuse(library, rules, name, _NO_ACCESS, _Comparison(place, _MASKED_EQUAL, mask, value))
    library.seccomp_load(rules)
    library.seccomp_release(rules)


def _refuse(
    library: ctypes.CDLL, rules: ctypes.c_void_p, name: str, error: int, where: _Comparison | None = None
) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    count, given = (1, ctypes.byref(where)) if where else (0, None)
    library.seccomp_rule_add_array(rules, ctypes.c_uint32(_REFUSE | error), number, count, given)
