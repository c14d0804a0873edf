"""A process that works out what updates change, on a copy of the store that goes along with it.

Invariants. The text of an update is parsed in that process alone; it ends in time, or is killed and replaced. The
process never writes to the store: it says which quads an update takes out and puts in, and its own copy follows only
what was committed. It starts when it is first needed, in a tenth of a second, and ends with the store.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, Final

from graph.confine import environment
from graph.store import evaluator
from graph.store.operations import Operation, variables
from graph.store.protocol import Change
from graph.store.translating import full
from ontology.errors import ImpossibleUpdate, MalformedQuery, QueryTimeout, StoreError, StoreFull

__all__ = ["Replica", "Task", "question"]

_MEMORY: Final = 3 << 30
"""Bytes of address space: RocksDB reserves far more than it uses."""
_MOST: Final = 500_000
"""Quads that one update may change."""
_FOLLOWED: Final = 4 << 20
"""Bytes of a change that are told to the process; behind a larger one it begins anew from a fresh copy."""
_STARTING: Final = 30.0

Task = Mapping[str, Any]


def question(text: str, operations: list[Operation], settings: Task, timeout: float) -> bytes:
    """An update as it is put to the process; ready before it is anybody's turn, so that nobody waits for this."""
    plain = [_plain(operation) for operation in operations]
    task = {"do": "evaluate", "text": text, "operations": plain, "most": _MOST, "seconds": timeout, **settings}
    return json.dumps(task).encode() + b"\n"


class _Silent(Exception):
    """Time is up."""


class _Gone(Exception):
    """The process ended."""


class Replica:
    """The process, or none yet.

    Parameters
    ----------
    copy : callable
        Makes a copy of the store, as it is now, in a new folder.
    beside : Path, optional
        Where the copies lie: on the disk of the store, a copy of it is made of links and takes milliseconds.
    """

    def __init__(self, copy: Callable[[Path], None], beside: Path | None) -> None:
        self._copy = copy
        self._beside = beside
        self._process: subprocess.Popen[bytes] | None = None
        # Also where nobody closes the store, the process and its copy do not stay behind.
        self._ending: weakref.finalize[[subprocess.Popen[bytes] | None, Path], Replica] | None = None

    def evaluate(self, asked: bytes, timeout: float) -> Change:
        """What an update changes, in effect; it is given as `question` puts it.

        Raises
        ------
        MalformedQuery
            It is no update, or cannot be done.
        QueryTimeout
            Time was up.
        StoreError
            It needs too much memory, or changes too much.
        """
        try:
            verdict, body = self._asked(asked, monotonic() + timeout)
        except _Silent:
            self.close()
            raise QueryTimeout(
                f"the update was stopped after {timeout:g} seconds, and nothing was written: change less at once"
            ) from None
        except _Gone:
            self.close()
            if self._beside and full(self._beside):
                raise StoreFull("the disk is full, and nothing was written: make room, then try again") from None
            raise StoreError(
                "the update broke the process that evaluated it, and nothing was written: it needs more memory than an"
                " update may have, or is nested too deeply; change less at once"
            ) from None
        except BaseException:
            self.close()
            raise
        if verdict["status"] != "ok":
            self.give_up()
            raise _error(verdict)
        removed, added = evaluator.unpacked(verdict["first"], body)
        graphs = {
            name: frozenset(map(evaluator.graph_named, verdict[name])) for name in ("dropped", "cleared", "created")
        }
        return Change(**graphs, removed=removed, added=added)

    def commit(self) -> None:
        """The change that was worked out last was made in the store."""
        self._tell({"do": "commit"})

    def give_up(self) -> None:
        """The change that was worked out last was not made."""
        self._tell({"do": "give up"})

    def follow(self, change: Change) -> None:
        """Something else was changed in the store."""
        if self._process is None:
            return
        first, body = evaluator.packed(change.removed, change.added)
        if len(body) > _FOLLOWED:
            self.close()
            return
        head = {name: sorted(map(str, getattr(change, name))) for name in ("dropped", "cleared", "created")}
        self._tell({"do": "follow", "first": first, "length": len(body), **head}, body)

    def close(self) -> None:
        """End the process and remove its copy; the next update begins anew."""
        self._process = None
        if self._ending is not None:
            self._ending()
            self._ending = None

    def _asked(self, task: bytes, until: float) -> tuple[dict[str, Any], bytes]:
        """Ask the process; one that fell over something before is replaced, and asked once more."""
        known = self._started()
        try:
            return self._converse(task, until)
        except _Gone:
            if not known:
                raise
            self.close()
            self._started()
            return self._converse(task, until)

    def _started(self) -> bool:
        """Whether the process was there already; one that ended meanwhile is noticed when it is asked."""
        if self._process is not None:
            return True
        self.close()
        folder = Path(tempfile.mkdtemp(prefix="replica-", dir=self._beside))
        self._ending = weakref.finalize(self, _end, None, folder)
        self._copy(folder / "store")
        command = (sys.executable, "-I", str(Path(evaluator.__file__)), str(folder / "store"), str(_MEMORY))
        self._process = subprocess.Popen(  # noqa: S603 - this Python, and a file of ours
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        self._ending.detach()
        self._ending = weakref.finalize(self, _end, self._process, folder)
        os.set_blocking(self._process.stdin.fileno(), False)  # type: ignore[union-attr]
        self._receive(monotonic() + _STARTING)
        return False

    def _converse(self, task: bytes, until: float) -> tuple[dict[str, Any], bytes]:
        self._send(task, until)
        return self._receive(until)

    def _tell(self, task: Task, body: bytes = b"") -> None:
        """Say something that is not answered; a process that does not listen is replaced at the next update."""
        if self._process is None:
            return
        try:
            self._send(json.dumps(task).encode() + b"\n" + body, monotonic() + _STARTING)
        except (_Gone, _Silent):
            self.close()

    def _send(self, data: bytes, until: float) -> None:
        assert self._process
        assert self._process.stdin
        pipe, view = self._process.stdin.fileno(), memoryview(data)
        while view:
            try:
                # There mostly is room: to ask first would let other threads go before, once more in each update.
                view = view[os.write(pipe, view) :]
            except BlockingIOError:
                if not select.select([], [pipe], [], max(0, until - monotonic()))[1]:
                    raise _Silent from None
            except OSError:
                raise _Gone from None

    def _receive(self, until: float) -> tuple[dict[str, Any], bytes]:
        data = bytearray()
        while b"\n" not in data:
            data += self._piece(until)
        line, _, body = bytes(data).partition(b"\n")
        verdict: dict[str, Any] = json.loads(line)
        rest = bytearray(body)
        while len(rest) < verdict["length"]:
            rest += self._piece(until)
        return verdict, bytes(rest)

    def _piece(self, until: float) -> bytes:
        assert self._process
        assert self._process.stdout
        pipe = self._process.stdout.fileno()
        if not select.select([pipe], [], [], max(0, until - monotonic()))[0]:
            raise _Silent
        piece = os.read(pipe, 1 << 20)
        if not piece:
            raise _Gone
        return piece


def _end(process: subprocess.Popen[bytes] | None, folder: Path) -> None:
    if process is not None:
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _plain(operation: Operation) -> dict[str, Any]:
    """An operation with the places of the variables in its templates."""
    found = {part: variables(getattr(operation, part) or "") for part in ("delete", "insert")}
    return {**operation.as_plain(), "variables": found if "data" not in operation.kind else {}}


def _error(verdict: Task) -> Exception:
    match verdict["status"]:
        case "malformed":
            return MalformedQuery(f"this is no SPARQL update: {' '.join(verdict['detail'].split())[:160]}")
        case "refused":
            return ImpossibleUpdate(verdict["detail"])
        case "too much":
            return StoreError(
                f"one update may change {_MOST:,} triples, and this one would change more: change them in parts, or"
                " load them from a file"
            )
        case "memory":
            return StoreError("the update needs more memory than an update may have: change less at once")
    return StoreError(f"the update could not be evaluated: {verdict['detail']}")
