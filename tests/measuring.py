"""A command as a process of its own, measured: how it ended, how long it took, and the memory of all it started."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Measured", "memory", "run", "tree"]

_PROC = Path("/proc")


@dataclass(frozen=True)
class Measured:
    """What a command did.

    `megabytes` is never less than what the process and its children had together at any moment: the sum of the most
    that each had had, at the moment where that was largest. It is 0 where the system does not tell.
    """

    code: int
    output: str
    lines: tuple[str, ...]
    """Of standard error."""
    seconds: float
    worked: float
    """Seconds of processors, of all that it waited for: what else the machine does hardly counts."""
    megabytes: float


def run(command: Sequence[str], folder: Path) -> Measured:
    """Run a command in a folder, without the variables that are for fyrnet."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FYRNET_")}
    begun, spent = time.monotonic(), _spent()
    with (
        subprocess.Popen(
            list(command),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
        Watch(process.pid) as watch,
    ):
        output, errors = process.communicate(timeout=120)
    lines = tuple(errors.decode(errors="replace").splitlines())
    took, worked = time.monotonic() - begun, _spent() - spent
    return Measured(process.returncode, output.decode(), lines, took, worked, watch.megabytes)


def _spent() -> float:
    """Seconds of processors that the children of this process had, those that ended."""
    had = resource.getrusage(resource.RUSAGE_CHILDREN)
    return had.ru_utime + had.ru_stime


class Watch:
    """Looks at the memory of a process and its children while something happens."""

    def __init__(self, pid: int) -> None:
        self.megabytes = 0.0
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.02):
            self.megabytes = max(self.megabytes, memory(self._pid))


def memory(pid: int) -> float:
    """Megabytes that a process and its children have had at most, each of them."""
    kilobytes = 0
    for each in tree(pid):
        with suppress(OSError):
            told = re.search(r"^VmHWM:\s+(\d+)", (_PROC / str(each) / "status").read_text(), re.MULTILINE)
            kilobytes += int(told[1]) if told else 0
    return kilobytes / 1024


def tree(pid: int) -> list[int]:
    """A process and those that it started, with theirs; only itself where the system does not tell."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        with suppress(OSError):
            for task in (_PROC / str(found[-1]) / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found
