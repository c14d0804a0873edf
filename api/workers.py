"""The processes that evaluate strangers' queries, seen from the service: started ahead, asked, and killed in time.

Invariants. A worker has one task at a time. One that did not answer in time, or whose answer nobody waits for any more,
is killed, and its processor time ends; the next task finds a fresh one that was started before it was needed. A task
that takes long loses its place before others, and its worker is not used again: a priority cannot be raised. To open a
snapshot takes a worker as long as dozens of small queries: who wants one gets a worker that has it, if need be after a
moment. Those moments together are no longer than it takes to open it; where more is asked, more workers open it.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from api import worker
from api.moments import Moments
from api.worker import HEAD, KEPT, Task, Verdict
from graph.confine import environment
from ontology.errors import QueryTimeout, StoreError

__all__ = ["Worker", "Workers"]

Answer = tuple[Verdict, bytes]

_LONG: Final = 0.25
_NICE: Final = 15
# Others may take what was started for somebody.
_ATTEMPTS: Final = 20
# Seconds that a worker needs to open a snapshot, about; and for how many it is known how long others waited.
_OPENING: Final = 0.02
_KNOWN: Final = 64
_START: Final = "import sys; sys.path.insert(0, {root!r}); from api.worker import main; main({arguments})"
_BROKEN: Final = (
    "the query broke the process that evaluated it: it needs more memory than a query may have, or is nested"
    " too deeply; ask for less, or in parts"
)


class Worker(asyncio.Protocol):
    """One process and the socket to it."""

    def __init__(self, process: subprocess.Popen[bytes], moments: Moments | None = None) -> None:
        self._process = process
        self._moments = moments or Moments()
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._needed = HEAD.size
        self._answer: asyncio.Future[Answer] | None = None
        self._seconds = self._until = 0.0
        self.usable = True
        self.opened: deque[str] = deque(maxlen=KEPT)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the process."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Put an answer together; it is whole once it has the length that it says."""
        # Most answers come in one piece.
        if self._received or len(data) < self._needed:
            self._received += data
            data = self._received  # type: ignore[assignment]
        if len(data) < self._needed:
            return
        head_length, body_length = HEAD.unpack_from(data)
        begins = HEAD.size + head_length
        self._needed = begins + body_length
        if len(data) < self._needed:
            self._received = self._received or bytearray(data)
            return
        verdict = json.loads(data[HEAD.size : begins].decode())
        body = bytes(memoryview(data)[begins : self._needed])
        self._received, self._needed = bytearray(), HEAD.size
        self._settle(lambda answer: answer.set_result((verdict, body)))

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - the reason says less than the end
        """Tell whoever waits that the process is gone.

        A process ends itself some time after its time is up. On a machine so busy that this is seen before the time is,
        it is still time that ended the query.
        """
        self.usable = False
        if asyncio.get_running_loop().time() >= self._until:
            self._expire()
        self._settle(lambda answer: answer.set_exception(StoreError(_BROKEN)))

    async def ask(self, task: Task, body: bytes, seconds: float) -> Answer:
        """The verdict on a task, and its result.

        Raises
        ------
        QueryTimeout
            It took longer than `seconds`; the process was killed.
        StoreError
            The process broke down.
        """
        loop = asyncio.get_running_loop()
        if self._transport is None or not self.usable:
            raise StoreError(_BROKEN)
        self._answer, self._seconds = loop.create_future(), seconds
        self._until = loop.time() + seconds
        late = self._moments.set(self._until, self._expire)
        slow = self._moments.set(self._until - seconds + _LONG, self._give_way)
        if task.get("snapshot") not in (None, *self.opened):
            self.opened.append(task["snapshot"])
        self._transport.write(worker.task_packed(task | {"seconds": seconds}, body))
        try:
            return await self._answer
        except BaseException:
            self.kill()
            raise
        finally:
            self._answer = None
            self._moments.lift(late)
            self._moments.lift(slow)

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self.usable = False
        self._process.kill()
        if self._transport:
            self._transport.abort()

    def reap(self) -> None:
        """Wait until the process is gone."""
        self._process.wait()

    def _settle(self, how: Callable[[asyncio.Future[Answer]], None]) -> None:
        if self._answer and not self._answer.done():
            how(self._answer)

    def _expire(self) -> None:
        told = f"the query was stopped after {self._seconds:g} seconds: ask for less, or name a thing to begin from"
        self._settle(lambda answer: answer.set_exception(QueryTimeout(told)))

    def _give_way(self) -> None:
        self.usable = False
        with suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICE)


class Workers:
    """Processes ready for a task, and more where tasks come.

    Parameters
    ----------
    most : int
        Workers that may be there at a time, beside one that is kept ready.
    memory, largest : int
        Bytes of address space and of one result that a worker may have.
    folder : Path
        Where the snapshots and results lie that it is told of; it opens no files elsewhere.
    network : bool
        Whether they may open connections.
    """

    def __init__(self, most: int, memory: int, largest: int, folder: Path, *, network: bool = False) -> None:
        self._most = most
        self._arguments = (memory, largest, str(folder), network)
        self._idle: list[Worker] = []
        self._wanting: dict[str, deque[asyncio.Future[Worker | None]]] = {}
        self._waited: dict[str, float] = {}
        self._all: set[Worker] = set()
        self._starting: set[asyncio.Task[Worker]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False
        self._moments = Moments()

    def prepare(self, number: int = 1) -> None:
        """Start workers before anybody needs them."""
        for _ in range(number - len(self._idle) - len(self._starting)):
            self._start()

    async def take(self, snapshot: str | None = None) -> Worker:
        """A worker that has nothing to do, rather one that has opened a snapshot; give it back with `give`.

        Raises
        ------
        StoreError
            None can be started.
        """
        if snapshot and (found := await self._with(snapshot)):
            return found
        for _ in range(_ATTEMPTS):
            while self._idle:
                found = self._idle.pop()
                if found.usable:
                    if not self._idle and len(self._all) <= self._most:
                        self.prepare()
                    return found
                self._forget(found)
            if not self._starting:
                self._start()
            await asyncio.wait(self._starting, return_when=asyncio.FIRST_COMPLETED)
        raise StoreError("no process could be started to evaluate the query: try again in a moment")

    async def _with(self, snapshot: str) -> Worker | None:
        """A worker that has opened a snapshot, if one is free or is so in a moment."""
        have = [one for one in self._all if one.usable and snapshot in one.opened]
        for one in have:
            if one in self._idle:
                self._idle.remove(one)
                return one
        loop, waited = asyncio.get_running_loop(), self._waited.get(snapshot, 0.0)
        if waited >= len(have) * _OPENING:
            return None
        handed: asyncio.Future[Worker | None] = loop.create_future()
        self._wanting.setdefault(snapshot, deque()).append(handed)
        began = loop.time()
        late = self._moments.set(began + _OPENING, partial(_tell, handed, None))
        try:
            found = await handed
        except asyncio.CancelledError:
            if handed.done() and not handed.cancelled() and (lost := handed.result()):
                self.give(lost)
            raise
        finally:
            self._moments.lift(late)
            self._note(snapshot, loop.time() - began)
        if found and not found.usable:
            self._forget(found)
            return None
        return found

    def give(self, one: Worker) -> None:
        """Take a worker back; one that cannot be used again is ended and another one started."""
        if one.usable and not self._closed:
            if not self._handed(one):
                self._idle.append(one)
            return
        self._forget(one)
        if not self._closed and not self._idle:
            self.prepare()

    def _handed(self, one: Worker) -> bool:
        """Whether somebody waited for what a worker has opened, and has it now."""
        for snapshot in one.opened:
            while waiting := self._wanting.get(snapshot):
                if _tell(waiting.popleft(), one):
                    return True
        return False

    def _note(self, snapshot: str, waited: float) -> None:
        """Count what was waited for a snapshot: no more, in sum, than it takes to open it as often as it is opened."""
        self._waited[snapshot] = self._waited.pop(snapshot, 0.0) + waited
        if len(self._waited) > _KNOWN:
            oldest = next(iter(self._waited))
            del self._waited[oldest]
            self._wanting.pop(oldest, None)

    async def close(self) -> None:
        """End all of them."""
        self._closed = True
        for task in list(self._starting):
            with suppress(OSError):
                await task
        for one in list(self._all):
            self._forget(one)
        while self._ending:
            await asyncio.wait(self._ending)

    def _start(self) -> None:
        task = asyncio.get_running_loop().create_task(self._started())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _started(self) -> Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = ", ".join(map(repr, (theirs.fileno(), *self._arguments)))
            root = str(Path(worker.__file__).parent.parent)
            process = subprocess.Popen(  # noqa: S603 - this Python, and a text of ours
                [sys.executable, "-I", "-c", _START.format(root=root, arguments=arguments)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=environment(),
                start_new_session=True,
            )
        one = Worker(process, self._moments)
        self._all.add(one)
        await asyncio.get_running_loop().create_connection(lambda: one, sock=ours)
        self._idle.append(one)
        return one

    def _forget(self, one: Worker) -> None:
        """Kill a worker and wait for its end beside everything else."""
        one.kill()
        self._all.discard(one)
        task = asyncio.get_running_loop().create_task(asyncio.to_thread(one.reap))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


def _tell(waiting: asyncio.Future[Worker | None], what: Worker | None) -> bool:
    """Whether somebody still waited, and is told."""
    if waiting.done():
        return False
    waiting.set_result(what)
    return True
