"""Evaluates queries of strangers, and parses their data, in a process of its own that `api.queries.workers` starts.

The process knows only pyoxigraph, the folder of a snapshot and the socket it is asked through; its memory is bounded,
it has no way out (`graph.confine`), and may be killed at any moment. A message is eight bytes with two lengths, a task
or verdict, and the text or result. Tasks are marshalled, which is quick; verdicts are JSON, as whoever reads them does
not trust this process. A result is complete before its first byte leaves.
"""

from __future__ import annotations

import json
import marshal
import re
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from api.queries.outlet import Outlet, TooLarge, TooMany, rows_counter
from graph.confine import confine
from graph.extent import fault, overlong

__all__ = ["GRAPHS", "HEAD", "KEPT", "RESULTS", "Task", "Verdict", "main", "packed", "task_packed"]

Task = dict[str, Any]
Verdict = dict[str, Any]

HEAD: Final = struct.Struct(">II")
RESULTS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS: Final = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
    "n3": ox.RdfFormat.N3,
}
_DECLARATION: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
KEPT: Final = 2
_DEEPEST_TERM: Final = 8
# The one that asks ends a query in time; this ends it where the one that asks is gone.
_GRACE: Final = 2.0


def packed(head: dict[str, Any], body: bytes) -> bytes:
    """One message."""
    text = json.dumps(head).encode()
    return b"".join((HEAD.pack(len(text), len(body)), text, body))


def task_packed(task: Task, body: bytes) -> bytes:
    """One message to a worker."""
    text = marshal.dumps(task)
    return b"".join((HEAD.pack(len(text), len(body)), text, body))


def main(file_number: int, memory: int, largest_file: int, folder: str, network: bool) -> None:
    """Answer tasks until the other side of the socket is closed; `memory` and `largest_file` in bytes.

    Snapshots and results are below `folder`; where connections are allowed, their certificates are elsewhere.
    """
    asked = socket.socket(fileno=file_number)
    confine(memory, largest_file, network=network, folder=None if network else Path(folder))
    snapshots = Snapshots()
    source = asked.makefile("rb")
    while head := source.read(HEAD.size):
        task_length, body_length = HEAD.unpack(head)
        task = marshal.loads(source.read(task_length))  # noqa: S302 - of the service, which started this process
        body = source.read(body_length)
        signal.setitimer(signal.ITIMER_REAL, task["seconds"] + _GRACE)
        verdict, result = _answer(snapshots, task, body)
        signal.setitimer(signal.ITIMER_REAL, 0)
        asked.sendall(packed(verdict, result))


class Snapshots:
    """The snapshots opened last: the next query mostly wants the same."""

    def __init__(self) -> None:
        self._opened: dict[str, ox.Store] = {}

    def open(self, folder: str) -> ox.Store:
        """The store in a folder."""
        if folder not in self._opened:
            for old in list(self._opened)[: 1 - KEPT]:
                del self._opened[old]
            self._opened[folder] = ox.Store.read_only(folder)
        return self._opened[folder]


def _answer(snapshots: Snapshots, task: Task, body: bytes) -> tuple[Verdict, bytes]:
    out = Outlet(task["file"], task["largest"], task["most"])
    try:
        if task["do"] == "parse":
            return _parse(task, out)
        store = snapshots.open(task["snapshot"])
        return _dump(store, task, out) if task["do"] == "dump" else _evaluate(store, task, body.decode(), out)
    except SyntaxError as error:
        return {"status": "malformed", "detail": str(error)}, b""
    except TooLarge:
        return {"status": "large"}, b""
    except TooMany:
        return {"status": "many"}, b""
    except MemoryError:
        return {"status": "memory"}, b""
    except OSError as error:
        return {"status": "full" if error.errno in (27, 28, 122) else "failed", "detail": str(error)}, b""
    except (ValueError, RuntimeError) as error:
        return {"status": "failed", "detail": str(error)}, b""


# -- queries -----------------------------------------------------------------------------------------------------------


def _evaluate(store: ox.Store, task: Task, text: str, out: Outlet) -> tuple[Verdict, bytes]:
    try:
        default, named, needed = (_graphs(task[key]) for key in ("default_graphs", "named_graphs", "needed"))
    except ValueError as error:
        return {"status": "invalid", "detail": f"a graph is named by what is no absolute IRI: {error}"}, b""
    for graph in needed or ():
        if not store.contains_named_graph(graph):
            return {"status": "absent", "detail": graph.value}, b""
    given = default is not None or named is not None
    results = store.query(
        text,
        base_iri=task["base"],
        use_default_graph_as_union=task["union"] and not given,
        default_graph=default or ([] if given else None),
        named_graphs=named or ([] if given else None),
    )
    of_graph = isinstance(results, ox.QueryTriples)
    wanted = task["graph"] if of_graph else task["results"]
    if wanted is None:
        return {"status": "unacceptable", "graph": of_graph}, b""
    _serialize(results, wanted, out)
    return _whole(out, graph=of_graph, format=wanted)


def _serialize(results: Any, wanted: str, out: Outlet) -> None:
    try:
        if isinstance(results, ox.QueryTriples):
            ox.serialize(out.counted(results), cast(IO[bytes], out), format=GRAPHS[wanted])
        else:
            if isinstance(results, ox.QuerySolutions):
                out.rows = rows_counter(wanted)
            results.serialize(out, format=RESULTS[wanted])
    except BaseException:
        out.give_up()
        raise


def _graphs(iris: list[str]) -> list[Any] | None:
    return [ox.NamedNode(iri) for iri in iris] or None


def _whole(out: Outlet, **told: Any) -> tuple[Verdict, bytes]:
    body, name = out.finish()
    return {"status": "ok", "file": name, **told}, body


# -- graphs ------------------------------------------------------------------------------------------------------------


def _dump(store: ox.Store, task: Task, out: Outlet) -> tuple[Verdict, bytes]:
    """One graph; without a format only whether it is there."""
    name = ox.NamedNode(task["name"]) if task["name"] else ox.DefaultGraph()
    if isinstance(name, ox.NamedNode) and not store.contains_named_graph(name):
        return {"status": "absent", "detail": task["name"]}, b""
    format_ = GRAPHS[task["graph"]]
    try:
        store.dump(cast(IO[bytes], out), format=format_, from_graph=name, prefixes=task["prefixes"])
    except BaseException:
        out.give_up()
        raise
    return _whole(out, graph=True, format=task["graph"])


def _parse(task: Task, out: Outlet) -> tuple[Verdict, bytes]:
    """Triples of a file in any format as N-Triples, which another process can read without harm."""
    data = Path(task["source"]).read_bytes()
    if task["graph"] == "rdf" and _DECLARATION.search(data):
        return {"status": "malformed", "detail": "it has a DTD, which is not read here: write entities out"}, b""
    if told := fault(data, task["graph"]):
        return {"status": "malformed", "detail": told}, b""
    found = ox.parse(data, format=GRAPHS[task["graph"]], base_iri=task["base"] or None, rename_blank_nodes=True)
    ox.serialize(_triples(found), cast(IO[bytes], out), format=ox.RdfFormat.N_TRIPLES)
    return _whole(out)


def _triples(quads: Iterator[ox.Quad]) -> Iterator[ox.Triple]:
    unnamed = ox.DefaultGraph()
    for quad in quads:
        if quad.graph_name != unnamed:
            raise SyntaxError(f"it names the graph {quad.graph_name}: what is sent here goes into one graph")
        if isinstance(quad.object, ox.Triple) and _depth(quad.object) > _DEEPEST_TERM:
            raise SyntaxError(f"triple terms are nested more than {_DEEPEST_TERM} deep")
        if told := overlong(quad):
            raise SyntaxError(told)
        yield quad.triple


def _depth(term: Any) -> int:
    depth = 0
    while isinstance(term, ox.Triple):
        term, depth = term.object, depth + 1
    return depth


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5] == "network")
