"""Analyses that take longer than a request should: run beside it, told of, and cancelled.

An analysis runs in a thread and is waited for a moment; most are done by then and nobody learns of a job. One that is
not answers 202 with its address. Whoever asks the same of the same data meanwhile joins the same job, at an address
of their own: nobody can take back what another waits for. Addresses cannot be guessed, and tell only those who may see
what they show.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Literal

from ontology.errors import NotFound, StoreError

__all__ = ["Cancelled", "Job", "Jobs", "Status", "UnknownJob"]

Status = Literal["waiting", "running", "done", "failed", "cancelled"]
Progress = Callable[[float], None]

_PATIENCE: Final = 10.0
# Two run at once. Who has run for a second makes room for another one, as quick questions would wait for slow ones
# otherwise; but no more than four run in all, as each may take a gigabyte of a large graph.
_AT_ONCE: Final = 2
_MOST: Final = 4
_LONG: Final = 1.0
_WAITING: Final = 32
_KEPT: Final = 64
# Whoever asks the same more often than that at once shares an address.
_MOST_NAMES: Final = 64


class Cancelled(StoreError):
    """Somebody took the question back."""


class UnknownJob(NotFound):
    """There is no such job, or not any more."""


@dataclass(eq=False)
class Job:
    """One analysis under way: what was asked, by the address it was asked at, and how far it is."""

    path: str
    private: bool
    names: list[str] = field(default_factory=list, repr=False)
    """Under which it can be asked for, one for each who asked."""
    waited_for: int = 0
    """Requests that have no answer yet, and so no name."""
    status: Status = "waiting"
    progress: float = 0.0
    began: float = field(default_factory=time.time)
    result: Any = None
    error: Exception | None = None
    stopped: threading.Event = field(default_factory=threading.Event, repr=False)
    ended: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def tell(self, share: float) -> None:
        """Note how far it is; ends the computation where it was cancelled."""
        if self.stopped.is_set():
            raise Cancelled("the analysis was cancelled")
        self.progress = min(1.0, max(self.progress, share))


class Jobs:
    """The analyses of one service: some run, some wait, and the last are remembered."""

    def __init__(self, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._threads = ThreadPoolExecutor(_MOST, thread_name_prefix="analysis")
        self._waiting: deque[tuple[Job, Callable[[], None]]] = deque()
        self._running: set[Job] = set()
        self._in_the_way: set[Job] = set()
        self._jobs: dict[str, Job] = {}
        self._same: dict[object, Job] = {}

    async def run(
        self,
        question: object,
        path: str,
        work: Callable[[Progress], Any],
        *,
        private: bool = False,
        patience: float | None = None,
    ) -> Job:
        """Begin an analysis, or find it under way, and wait for it for a moment.

        Parameters
        ----------
        question : hashable
            What is asked, and of which revision: equal ones are one job.
        path : str
            Where it was asked.
        work : callable
            Does it; is told whom to tell how far it is.
        private : bool
            Whether its result is for those alone who may see contact details.
        patience : float, optional
            Seconds to wait, at most those of the service.

        Raises
        ------
        StoreError
            So many wait already that there is no use in waiting, too.
        FyrnetError
            What the analysis raised, where it failed at once.
        """
        job = self._same.get(question)
        if job is None:
            job = self._begun(question, path, work, private=private)
        most = self._patience if patience is None else min(patience, self._patience)
        job.waited_for += 1
        try:
            await asyncio.wait_for(job.ended.wait(), most)
        except TimeoutError:
            return job
        finally:
            job.waited_for -= 1
        if job.error is not None:
            raise job.error
        return job

    def name(self, job: Job) -> str:
        """An address for somebody who asked, and need not wait."""
        if len(job.names) < _MOST_NAMES:
            job.names.append(secrets.token_urlsafe(16))
            self._jobs[job.names[-1]] = job
        return job.names[-1]

    def find(self, name: str, *, sees_private: bool) -> Job:
        """The job of this name.

        Raises
        ------
        UnknownJob
            There is none, or it is none for this client.
        """
        job = self._jobs.get(name)
        if job is None or (job.private and not sees_private):
            raise UnknownJob("there is no such job: it was forgotten, or the service was started anew; ask once more")
        return job

    def give_up(self, name: str, *, sees_private: bool) -> None:
        """Take a question back; it ends where nobody else asked it.

        Raises
        ------
        UnknownJob
            There is none of this name, or it is none for this client.
        """
        job = self.find(name, sees_private=sees_private)
        if job.status in ("waiting", "running") and (len(job.names) > 1 or job.waited_for):
            job.names.remove(name)
            del self._jobs[name]
        else:
            self.cancel(job)

    def cancel(self, job: Job) -> None:
        """End a job that is not done; its thread stops where it next tells how far it is."""
        job.stopped.set()
        if job.status in ("waiting", "running"):
            job.status, job.error = "cancelled", Cancelled("the analysis was cancelled")
            job.ended.set()
        self._same = {question: other for question, other in self._same.items() if other is not job}

    def close(self) -> None:
        """Cancel everything and wait for nothing."""
        for job in [*self._jobs.values(), *self._same.values()]:
            self.cancel(job)
        self._waiting.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _begun(self, question: object, path: str, work: Callable[[Progress], Any], *, private: bool) -> Job:
        if len(self._same) >= _WAITING:
            raise StoreError(f"{_WAITING} analyses are under way or wait: ask again in a moment")
        job = Job(path, private)
        self._same[question] = job
        loop = asyncio.get_running_loop()

        def ended(status: Status, *, result: Any = None, error: Exception | None = None) -> None:
            if self._same.get(question) is job:
                del self._same[question]
            if job.status != "cancelled":
                job.status, job.result, job.error = status, result, error
                job.progress = 1.0 if status == "done" else job.progress
            job.ended.set()
            self._running.discard(job)
            self._make_room(job)
            self._forget()

        def in_thread() -> None:
            try:
                job.tell(0.0)
                job.status = "running"
                found = work(job.tell)
            except Exception as error:
                # Whatever went wrong is told to whoever asks for the job.
                _call(loop, partial(ended, "cancelled" if isinstance(error, Cancelled) else "failed", error=error))
            else:
                _call(loop, partial(ended, "done", result=found))

        self._waiting.append((job, in_thread))
        self._go_on()
        return job

    def _go_on(self) -> None:
        """Let those who wait begin while there is room."""
        while self._waiting and len(self._running) < _MOST and len(self._in_the_way) < _AT_ONCE:
            job, work = self._waiting.popleft()
            self._running.add(job)
            self._in_the_way.add(job)
            self._threads.submit(work)
            asyncio.get_running_loop().call_later(_LONG, self._make_room, job)

    def _make_room(self, job: Job) -> None:
        """Let one that has ended, or takes long, no longer keep others waiting."""
        self._in_the_way.discard(job)
        self._go_on()

    def _forget(self) -> None:
        done = [name for name, job in self._jobs.items() if job.status not in ("waiting", "running")]
        for name in done[:-_KEPT]:
            del self._jobs[name]


def _call(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> None:
    """Do something where the service runs; a service that has ended wants to hear nothing."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(act)
