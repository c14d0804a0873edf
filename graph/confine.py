"""What a process that evaluates strangers' texts gives up before it reads the first of them.

Limits on memory, files and core dumps wherever the system has them. On Linux the kernel also refuses it sockets,
connections and other programs (seccomp) and every file outside one folder (Landlock, from Linux 5.13), so that a text
which gets past every check still finds no way out; and it is the first to go where memory runs out on the whole
machine. Standard library only.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

__all__ = ["confine", "environment", "no_way_out", "only_below"]

_KEPT: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "PYTHONHOME", "TZ")
# The C library sets 64 MiB of addresses aside for each thread, and the store has several: without this a process would
# now and then have none left for another thread, and break down over a small task.
_ALLOCATION: Final = {"MALLOC_ARENA_MAX": "2"}

_NO_NEW_PRIVILEGES: Final = 38
_SECCOMP: Final = 22
_FILTER: Final = 2
_DIES_WITH_PARENT: Final = 1
_REFUSE: Final = 0x00050000 | 13
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
# Instructions of the kernel's packet filter: load a word, jump if equal, jump if at least, return.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
# Of linux/audit.h and the tables of system calls: socket, connect, accept, bind, listen, execve, ptrace, accept4,
# process_vm_readv and _writev, execveat, io_uring_setup.
_MACHINES: Final = {
    "x86_64": (0xC000003E, (41, 42, 43, 49, 50, 59, 101, 288, 310, 311, 322, 425)),
    "aarch64": (0xC00000B7, (198, 203, 202, 200, 201, 221, 117, 242, 270, 271, 281, 425)),
}
_X32: Final = 0x40000000
# Of linux/landlock.h; these calls have the same numbers on every machine. A newer kernel knows more kinds of access:
# how many the first version had, and which versions brought one more.
_RULESET, _RULE, _RESTRICT = 444, 445, 446
_VERSION: Final = 1
_BENEATH: Final = 1
_KINDS, _ADDED = 13, (2, 3, 5)


def environment() -> dict[str, str]:
    """What such a process is started with of the environment: no tokens, no passwords."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | _ALLOCATION


def confine(
    memory: int,
    largest_file: int | None,
    *,
    network: bool = False,
    folder: Path | None = None,
    with_parent: bool = True,
) -> None:
    """Give up everything that no query needs.

    Parameters
    ----------
    memory : int
        Bytes of address space.
    largest_file : int, optional
        Bytes that a file may have which this process writes; unlimited, if absent.
    network : bool
        Keep sockets, for services that the operator has allowed.
    folder : Path, optional
        The one folder of which files may be opened from now on, for reading and writing; if absent, all may be.
    with_parent : bool
        End when the thread ends that started this process.
    """
    with suppress(ImportError):
        import resource

        limits = {"AS": memory, "CORE": 0} | ({"FSIZE": largest_file} if largest_file is not None else {})
        for name, most in limits.items():
            with suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    # Writing past the limit is an error, not the end.
    with suppress(AttributeError):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if sys.platform == "linux":
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
        if with_parent:
            ctypes.CDLL(None, use_errno=True).prctl(_DIES_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if folder:
            only_below(folder)
        if not network:
            no_way_out()


def only_below(folder: Path) -> bool:
    """Let the kernel refuse to this process every file that is not below a folder from now on; whether it does.

    Holds for this thread and those it starts. What is open stays open.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_RULESET, None, ctypes.c_size_t(0), _VERSION)
    if version < 1 or libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    every_kind = struct.pack("Q", (1 << (_KINDS + sum(version >= added for added in _ADDED))) - 1)
    rules = libc.syscall(_RULESET, every_kind, ctypes.c_size_t(len(every_kind)), 0)
    if rules < 0:
        return False
    place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        if libc.syscall(_RULE, rules, _BENEATH, struct.pack("=8si", every_kind, place), 0):
            return False
        return not libc.syscall(_RESTRICT, rules, 0)
    finally:
        os.close(place)
        os.close(rules)


def no_way_out() -> bool:
    """Let the kernel refuse sockets and programs to this process from now on; whether it does."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _MACHINES:
        return False
    code = _program(*_MACHINES[machine])
    buffer = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("HxxxxxxP" if struct.calcsize("P") == 8 else "HxxP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not libc.prctl(_SECCOMP, _FILTER, ctypes.c_char_p(head), 0, 0)


def _program(architecture: int, refused: tuple[int, ...]) -> bytes:
    """The filter: a wrong architecture ends the process, a refused call gives "permission denied"."""
    last = len(refused)
    code = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        # The second set of numbers for the same calls.
        (_AT_LEAST, last + 1, 0, _X32),
        *((_EQUAL, last - place, 0, call) for place, call in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *each) for each in code)
