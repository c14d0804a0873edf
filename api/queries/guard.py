"""What bounds a stranger's query: the size and nesting of its text, a number at once, and a process that can be killed.

Invariants. No text of a stranger is parsed in the process of the service: enough nested parentheses overflow the
parser's stack. A worker sees a snapshot, never the live folder, and the snapshot holds every write that was
acknowledged before the query came. A query ends in time: with its whole result, or with an error that says why.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from api.queries import far
from api.queries.seats import Seats
from api.queries.snapshots import Snapshot, Snapshots
from api.queries.watching import Watch, reason
from api.queries.worker import GRAPHS, RESULTS, Task, Verdict
from api.queries.workers import Workers
from api.settings import Settings
from graph.guard import graphs_named, refuse_connections, refuse_nesting, services_named, sets_its_dataset
from graph.remote import RemoteStore
from graph.store import Store
from ontology.errors import (
    FyrnetError,
    InvalidInput,
    InvalidParameter,
    MalformedQuery,
    NotFound,
    StoreError,
)

__all__ = ["Guard", "NoSuchGraph", "Outcome", "Request", "Unparsable"]

# What gives something else each time, and an escape that may hide it.
_FICKLE: Final = re.compile(r"\b(?:rand|now|uuid|struuid|bnode|service)\b|\\u", re.IGNORECASE)
_FICKLE_PARTS: Final = ("rand", "now", "uuid", "bnode", "service", "\\u")
_FETCHED: Final = re.compile(r"(?:file|ftps?|sftp|tftp|jar|data|ldaps?|gopher|dict|smb|php|netdoc):", re.IGNORECASE)
# Part of a query's longest time that others wait for a place: whoever waits longer would hold up the next.
_PATIENCE: Final = 0.8
_LARGEST_PAGE: Final = 4 << 20
_PARSE_SECONDS: Final = 60.0
_UNREAD: Final = "reading the data needs more time, memory or room than it may have: send them flatter, or in parts"


class NoSuchGraph(NotFound):
    """The store has no graph of this name."""


class Unparsable(InvalidInput):
    """Data that are not what their media type says."""


@dataclass(frozen=True)
class Request:
    """A query, the formats its answer may have (``None``: none that is accepted), and the graphs it is put to.

    An answer for a `page` may have fewer bytes than others.
    """

    query: str
    results: str | None
    graph: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None
    page: bool = False


@dataclass(frozen=True)
class Outcome:
    """A whole result, in memory or in a file that whoever sends it removes.

    `format` is None where the client accepts no format of this form of query.
    """

    of_graph: bool
    format: str | None
    body: bytes = b""
    file: Path | None = None

    def content(self) -> bytes:
        """The result; the file is removed."""
        if self.file is None:
            return self.body
        try:
            return self.file.read_bytes()
        finally:
            self.file.unlink(missing_ok=True)


class Guard:
    """Answers strangers' queries to one store in at most `query_workers` processes at a time."""

    def __init__(self, settings: Settings, watch: Watch | None = None) -> None:
        self._settings = settings
        self._watch = watch or Watch(settings)
        patience = _PATIENCE * settings.query_timeout
        self.seats = Seats(settings.query_workers, settings.queries_waiting, patience, "queries")
        self._folder = Path(tempfile.mkdtemp(prefix="fyrnet-"))
        self._snapshots = Snapshots(self._folder)
        bounds = settings.query_memory, max(settings.largest_result, settings.largest_graph), self._folder
        self._workers = Workers(settings.query_workers, *bounds)
        self._connected = Workers(settings.query_workers, *bounds, network=True) if settings.services else None
        self._numbers = itertools.count()

    def prepare(self) -> None:
        """Start the first workers, so that the first query need not wait for them."""
        self._workers.prepare(min(2, self._settings.query_workers))

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
        with self._watch.query(request.query):
            return await self._answer(store, request)

    async def _answer(self, store: Store, request: Request) -> Outcome:
        connected = self._check(request)
        if isinstance(store, RemoteStore):
            return await self._far(store, request)
        snapshot = await self._snapshots.open(store)
        try:
            known = snapshot.answers.get(request)
            if isinstance(known, Outcome):
                return known
            task = self._query_task(snapshot, request)
            most = self._settings.query_timeout
            answer = await self._ask(task, request.query, min(request.timeout or most, most), connected)
            outcome = _outcome(*answer, self._folder)
            if outcome.file is None and not _fickle(request.query):
                snapshot.answers.keep(request, outcome, len(outcome.body) + len(request.query))
            return outcome
        finally:
            self._snapshots.close(snapshot)

    async def graph(self, store: Store, name: str | None, format_: str) -> Outcome:
        """One graph of a store, in a format of graphs; without a name the unnamed one.

        Raises
        ------
        NoSuchGraph
            There is none of this name.
        """
        snapshot = await self._snapshots.open(store)
        try:
            task = self._task("dump", self._settings.largest_graph, self._settings.largest_graph)
            task |= {"snapshot": str(snapshot.folder), "name": name, "graph": format_, "prefixes": None}
            verdict, body = await self._ask(task, "", max(self._settings.query_timeout, _PARSE_SECONDS))
        finally:
            self._snapshots.close(snapshot)
        if verdict["status"] == "absent":
            raise NoSuchGraph(f"there is no graph <{name}> here: GET /sparql names those there are")
        return _outcome(verdict, body, self._folder)

    def place(self) -> Path:
        """A name for a file that nobody else has; whoever makes it removes it."""
        return self._folder / f"sent-{next(self._numbers)}"

    async def parse(self, sent: Path, format_: str, base: str | None) -> Path:
        """What somebody sent, as a file of N-Triples that are safe to read; whoever reads it removes it.

        Raises
        ------
        Unparsable
            The data are damaged, nested too deeply, or have a DTD, names of graphs, or something to be fetched.
        StoreError
            Reading them took too long, or needed too much.
        """
        largest = 8 * self._settings.largest_upload
        task = self._task("parse", largest, largest) | {"graph": format_, "base": base, "source": str(sent)}
        lines, worker = Path(task["file"]), await self._workers.take()
        try:
            verdict, body = await worker.ask(task, b"", _PARSE_SECONDS)
        except BaseException as error:
            lines.unlink(missing_ok=True)
            if isinstance(error, StoreError):
                raise type(error)(_UNREAD) from error
            raise
        finally:
            self._workers.give(worker)
        if verdict["status"] == "malformed":
            raise Unparsable(f"the data cannot be read: {verdict['detail']}")
        if verdict["status"] in ("memory", "large"):
            raise StoreError(_UNREAD)
        if _outcome(verdict, body, self._folder).file is None:
            lines.write_bytes(body)
        return lines

    async def close(self) -> None:
        """End every worker and remove the snapshots."""
        for workers in (self._workers, self._connected):
            if workers:
                await workers.close()
        await self._snapshots.ended()
        shutil.rmtree(self._folder, ignore_errors=True)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _check(self, request: Request) -> bool:
        """Refuse what must not reach a parser; whether the query may ask other services."""
        longest, services = self._settings.longest_query, self._settings.services
        if len(request.query) > longest or len(request.query.encode()) > longest:
            raise MalformedQuery(f"the query has more than {longest} bytes: shorten it, or ask in parts")
        refuse_nesting(request.query)
        for iri in (*request.default_graphs, *request.named_graphs):
            _check_graph(iri)
        if services and services_named(request.query, services):
            return True
        refuse_connections(request.query)
        return False

    async def _far(self, store: RemoteStore, request: Request) -> Outcome:
        """The result of a query to a store that is a service somewhere else."""
        settings, plain = self._settings, self._settings.default_graph == "own"
        named = graphs_named(request.query)
        for iri in named:
            _check_graph(iri)
        query = far.asked(
            request.query,
            settings.base,
            timeout=min(request.timeout or settings.query_timeout, settings.query_timeout),
            largest=settings.largest_result,
            union=not plain,
            default_graphs=request.default_graphs,
            named_graphs=request.named_graphs,
        )
        await self.seats.take()
        try:
            if not plain and (needed := (*named, *request.default_graphs, *request.named_graphs)):
                await asyncio.to_thread(_needed, store, needed)
            body = await far.evaluated(store, query)
        finally:
            self.seats.give()
        wanted = request.graph if query.of_graph else request.results
        if wanted is None:
            return Outcome(query.of_graph, None)
        form: dict[str, Any] = {"of_graph": query.of_graph, "most": settings.most_rows}
        form["format_"] = GRAPHS[wanted] if query.of_graph else RESULTS[wanted]
        return Outcome(query.of_graph, wanted, await asyncio.to_thread(far.written, body, store.location, **form))

    async def _ask(self, task: Task, text: str, seconds: float, connected: bool = False) -> tuple[Verdict, bytes]:
        workers = self._connected if connected and self._connected else self._workers
        await self.seats.take()
        try:
            worker = await workers.take(task.get("snapshot"))
            try:
                return await worker.ask(task, text.encode(), seconds)
            except BaseException:
                Path(task["file"]).unlink(missing_ok=True)
                raise
            finally:
                workers.give(worker)
        finally:
            self.seats.give()

    def _task(self, do: str, largest: int, most: int) -> Task:
        return {"do": do, "file": f"{self._folder}/result-{next(self._numbers)}", "largest": largest, "most": most}

    def _query_task(self, snapshot: Snapshot, request: Request) -> Task:
        settings, dataset = self._settings, graphs_named(request.query)
        plain, whole = settings.default_graph == "own", not sets_its_dataset(request.query)
        for iri in dataset:
            _check_graph(iri)
        needed = () if plain else (*dataset, *request.default_graphs, *request.named_graphs)
        largest = min(settings.largest_result, _LARGEST_PAGE) if request.page else settings.largest_result
        return self._task("query", largest, settings.most_rows) | {
            "snapshot": str(snapshot.folder),
            "base": settings.base,
            "union": not plain and whole,
            "needed": needed,
            "default_graphs": request.default_graphs,
            "named_graphs": request.named_graphs,
            "results": request.results,
            "graph": request.graph,
        }


def _fickle(query: str) -> bool:
    """Whether a query may give something else each time; most have no word that looks like it."""
    text = query.lower()
    suspect = not query.isascii() or any(part in text for part in _FICKLE_PARTS)
    return suspect and _FICKLE.search(query) is not None


def _needed(store: RemoteStore, graphs: Iterable[str]) -> None:
    for iri in graphs:
        if not store.has_graph(NamedNode(iri)):
            raise MalformedQuery(f"there is no graph <{iri}> here, and none is fetched from elsewhere")


def _check_graph(iri: str) -> None:
    if _FETCHED.match(iri):
        raise MalformedQuery(f"<{iri:.200}> is no graph here, and nothing is fetched or read from elsewhere")


def _outcome(verdict: Verdict, body: bytes, folder: Path) -> Outcome:
    if verdict["status"] in ("ok", "unacceptable"):
        file = folder / verdict["file"] if verdict.get("file") else None
        return Outcome(verdict.get("graph", True), verdict.get("format"), body, file)
    raise reason(_error(verdict), verdict["status"])


def _error(verdict: Verdict) -> FyrnetError:
    match verdict["status"]:
        case "malformed":
            return MalformedQuery(f"this is no SPARQL query: {verdict['detail']}")
        case "absent":
            return MalformedQuery(f"there is no graph <{verdict['detail']}> here, and none is fetched from elsewhere")
        case "invalid":
            return InvalidParameter(f"{verdict['detail']}")
        case "large":
            return StoreError("the result is larger than this service hands out: ask with a LIMIT, or in parts")
        case "many":
            return StoreError("the result has more rows than this service hands out: ask with a LIMIT, or in parts")
        case "memory":
            return StoreError("the query needed more memory than a query may have: ask for less, or in parts")
        case "full":
            return StoreError("there is no room on the disk for the result: ask for less, or try again later")
    return StoreError(f"the query could not be evaluated: {verdict['detail']}")
