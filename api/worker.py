"""Evaluates queries of strangers in a process of its own; started by `api.guard`, told what to do on standard input.

The process knows only pyoxigraph and the folder of a snapshot, has a bounded address space, and may be killed at any
moment. One line of JSON comes in (`_Task`); one line of JSON goes out, followed by `length` bytes of the result.
A result is complete before its first byte leaves.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any, BinaryIO

import pyoxigraph as ox

Task = dict[str, Any]
Verdict = dict[str, Any]

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


class TooLarge(Exception):
    """The result outgrew its bound."""


class Bounded(io.BytesIO):
    """Bytes in memory, up to `most` of them."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: Any) -> int:
        """Keep the bytes, or give up."""
        if self.tell() + len(data) > self._most:
            raise TooLarge
        return super().write(data)


def main(memory: int) -> None:
    """Answer tasks until standard input ends; `memory` bounds the address space in bytes."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    snapshots = Snapshots()
    for line in sys.stdin.buffer:
        verdict, body = _answer(snapshots, json.loads(line))
        _send(sys.stdout.buffer, verdict | {"length": len(body)}, body)


class Snapshots:
    """The snapshot opened last: the next query mostly wants the same."""

    def __init__(self) -> None:
        self._opened: tuple[str, ox.Store] | None = None

    def open(self, folder: str) -> ox.Store:
        """The store in a folder."""
        if self._opened is None or self._opened[0] != folder:
            self._opened = (folder, ox.Store.read_only(folder))
        return self._opened[1]


def _answer(snapshots: Snapshots, task: Task) -> tuple[Verdict, bytes]:
    try:
        return _evaluate(snapshots.open(task["snapshot"]), task)
    except SyntaxError as error:
        return {"status": "malformed", "detail": str(error)}, b""
    except TooLarge:
        return {"status": "large"}, b""
    except MemoryError:
        return {"status": "memory"}, b""
    except (OSError, ValueError, RuntimeError) as error:
        return {"status": "failed", "detail": str(error)}, b""


def _evaluate(store: ox.Store, task: Task) -> tuple[Verdict, bytes]:
    for iri in (*task["from"], *task["default_graphs"], *task["named_graphs"]):
        if not store.contains_named_graph(ox.NamedNode(iri)):
            return {"status": "absent", "detail": iri}, b""
    default, named = _graphs(task["default_graphs"]), _graphs(task["named_graphs"])
    given = default is not None or named is not None
    results = store.query(
        task["query"],
        base_iri=task["base"],
        use_default_graph_as_union=task["union"] and not given,
        default_graph=default or ([] if given else None),
        named_graphs=named or ([] if given else None),
    )
    of_graph = isinstance(results, ox.QueryTriples)
    wanted = task["graph"] if of_graph else task["results"]
    if wanted is None:
        return {"status": "unacceptable", "graph": of_graph}, b""
    body = Bounded(task["largest"])
    if isinstance(results, ox.QueryTriples):
        results.serialize(body, format=GRAPHS[wanted])
    else:
        results.serialize(body, format=RESULTS[wanted])
    return {"status": "ok", "graph": of_graph, "format": wanted}, body.getvalue()


def _graphs(iris: list[str]) -> list[Any] | None:
    return [ox.NamedNode(iri) for iri in iris] or None


def _send(out: BinaryIO, verdict: Verdict, body: bytes) -> None:
    out.write(json.dumps(verdict).encode() + b"\n" + body)
    out.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
