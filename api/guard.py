"""What bounds a stranger's query: the size and nesting of its text, and a process that can be killed.

Invariants. No text of a stranger is parsed in the process of the service: enough nested parentheses overflow the
parser's stack. A worker sees a snapshot, never the live folder. A query ends in time: with its whole result, or with
an error that says why, after which its worker is gone and the next query gets a fresh one.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api import worker
from api.settings import Settings
from graph.guard import refuse_connections, refuse_nesting, sets_its_dataset
from graph.store import Store
from ontology.errors import MalformedQuery, QueryTimeout, StoreError

__all__ = ["Guard", "Outcome", "Request"]

_log: Final = logging.getLogger(__name__)

# Snapshots that nobody reads and that are kept: the newest of the store, and of its copy without contact details.
_KEPT: Final = 2
_FROM: Final = re.compile(r"\bfrom\s*(?:named\s*)?<([^>]*)>", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """A query, the formats its answer may have (``None``: none that is accepted), and the graphs it is put to."""

    query: str
    results: str | None
    graph: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None


@dataclass(frozen=True)
class Outcome:
    """A whole result; `format` is None where the client accepts no format of this form of query."""

    of_graph: bool
    format: str | None
    body: bytes


@dataclass
class _Snapshot:
    """A copy of a store as it was at one revision, and how many queries are reading it."""

    folder: Path
    readers: int = 0


class Guard:
    """Answers strangers' queries to one store in at most `query_workers` processes at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seats = asyncio.Semaphore(settings.query_workers)
        self._idle: list[Process] = []
        self._copying = asyncio.Lock()
        self._snapshots: dict[str, _Snapshot] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="fyrnet-"))

    async def answer(self, store: Store, request: Request) -> Outcome:
        """The result of a query, computed whole.

        Raises
        ------
        MalformedQuery
            The text is no query, too long, too deeply nested, or wants a connection to somewhere else.
        QueryTimeout
            Time was up.
        StoreError
            No worker was free, the query needed more memory than it may have, or its result is too large.
        """
        _check(request.query, self._settings.longest_query)
        most = self._settings.query_timeout
        limit = min(request.timeout or most, most)
        taken = False
        try:
            async with asyncio.timeout(most) as clock, self._seats, self._snapshot(store) as snapshot:
                process = await self._worker()
                # A query's own time begins when a worker takes it.
                taken = True
                clock.reschedule(asyncio.get_running_loop().time() + limit)
                return await self._ask(process, snapshot, request)
        except TimeoutError:
            if not taken:
                raise StoreError(f"no worker was free for {most:g} seconds: try again in a moment") from None
            raise QueryTimeout(
                f"the query was stopped after {limit:g} seconds: ask for less, or name a thing to begin from"
            ) from None

    async def close(self) -> None:
        """End every worker and remove the snapshots."""
        for process in self._idle:
            await _end(process)
        self._idle.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _ask(self, process: Process, snapshot: _Snapshot, request: Request) -> Outcome:
        try:
            verdict, body = await _converse(process, self._task(snapshot, request))
        except BaseException:
            # Time is up, the client is gone, or the process died: whatever it was doing ends here.
            await _end(process)
            raise
        self._idle.append(process)
        return _outcome(verdict, body)

    async def _worker(self) -> Process:
        while self._idle:
            process = self._idle.pop()
            if process.returncode is None:
                return process
        command = (sys.executable, "-I", str(Path(worker.__file__)), str(self._settings.query_memory))
        return await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL
        )

    def _task(self, snapshot: _Snapshot, request: Request) -> worker.Task:
        own = self._settings.default_graph == "own" or sets_its_dataset(request.query)
        return {
            "snapshot": str(snapshot.folder),
            "query": request.query,
            "base": self._settings.base,
            "union": not own,
            "from": _FROM.findall(request.query.partition("{")[0]) if own else [],
            "default_graphs": request.default_graphs,
            "named_graphs": request.named_graphs,
            "results": request.results,
            "graph": request.graph,
            "largest": self._settings.largest_result,
        }

    @asynccontextmanager
    async def _snapshot(self, store: Store) -> AsyncIterator[_Snapshot]:
        """The store as it is now, kept for as long as somebody reads it."""
        async with self._copying:
            revision = store.revision
            if revision not in self._snapshots:
                revision = await self._copy(store)
            # Put last: the order is that of use.
            snapshot = self._snapshots[revision] = self._snapshots.pop(revision)
            snapshot.readers += 1
        try:
            yield snapshot
        finally:
            snapshot.readers -= 1
            self._forget()

    async def _copy(self, store: Store) -> str:
        """Keep a copy of the store; its revision, which may be newer than that which was asked for."""
        folder = Path(tempfile.mkdtemp(dir=self._folder)) / "store"
        revision = await asyncio.to_thread(_copy, store, folder)
        if revision in self._snapshots:
            shutil.rmtree(folder.parent, ignore_errors=True)
        self._snapshots.setdefault(revision, _Snapshot(folder))
        return revision

    def _forget(self) -> None:
        unread = [revision for revision, snapshot in self._snapshots.items() if not snapshot.readers]
        for revision in unread[:-_KEPT]:
            shutil.rmtree(self._snapshots.pop(revision).folder.parent, ignore_errors=True)


def _copy(store: Store, folder: Path) -> str:
    with store.still() as revision:
        store.snapshot(folder)
        return revision


def _check(query: str, longest: int) -> None:
    """Refuse what must not reach a parser."""
    if len(query.encode()) > longest:
        raise MalformedQuery(f"the query has more than {longest} bytes: shorten it, or ask in parts")
    refuse_connections(query)
    refuse_nesting(query)


async def _converse(process: Process, task: worker.Task) -> tuple[dict[str, Any], bytes]:
    """Hand over one task and read what comes back."""
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(json.dumps(task).encode() + b"\n")
        await process.stdin.drain()
        verdict: dict[str, Any] = json.loads(await process.stdout.readline())
        return verdict, await process.stdout.readexactly(verdict["length"])
    except (ConnectionError, json.JSONDecodeError, asyncio.IncompleteReadError):
        _log.warning("a worker broke down over the query %.500r", task["query"])
        raise StoreError(
            "the query broke the process that evaluated it: it needs more memory than a query may have, or is nested"
            " too deeply; ask for less, or in parts"
        ) from None


def _outcome(verdict: dict[str, Any], body: bytes) -> Outcome:
    match verdict["status"]:
        case "ok" | "unacceptable":
            return Outcome(verdict["graph"], verdict.get("format"), body)
        case "malformed":
            raise MalformedQuery(f"this is no SPARQL query: {verdict['detail']}")
        case "absent":
            raise MalformedQuery(f"there is no graph <{verdict['detail']}> here, and none is fetched from elsewhere")
        case "large":
            raise StoreError("the result is larger than this service hands out: ask with a LIMIT, or in parts")
        case "memory":
            raise StoreError("the query needed more memory than a query may have: ask for less, or in parts")
    raise StoreError(f"the query could not be evaluated: {verdict['detail']}")


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()
