"""Overlap at M and at L, against SPARQL on the same data in memory and against networkx, in one run.

Run with ``python benchmarks/overlap.py [M] [L] [--exact]``. What SPARQL or networkx would not end in a minute runs in a
process of its own. Times are processor time, as machines are shared: the best of three runs of what is quick, else of
one. The arrays and the matrix that every answer starts from are made once a revision; that time is told apart.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any, Final

import networkx as nx
import numpy as np
import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.graphs import filled, invented
from graph.analysis.holdings import holdings
from graph.analysis.pairing import best, with_others
from graph.arrays import Arrays, Filters

_PATIENCE: Final = 60.0
_FYR: Final = "PREFIX fyr: <https://w3id.org/fyrnet/ontology#> PREFIX org: <http://www.w3.org/ns/org#>\n"
_TOP: Final = """SELECT ?a ?b (COUNT(DISTINCT ?party) AS ?shared) {
  ?a fyr:participation/fyr:participant ?party . ?b fyr:participation/fyr:participant ?party .
  ?party a org:Organization FILTER(STR(?a) < STR(?b))
} GROUP BY ?a ?b ORDER BY DESC(?shared) LIMIT 100"""
_ONE: Final = """SELECT ?b (COUNT(DISTINCT ?party) AS ?shared) {
  VALUES ?a { <%s> }
  ?a fyr:participation/fyr:participant ?party . ?party a org:Organization .
  ?b fyr:participation/fyr:participant ?party
  FILTER(?a != ?b)
} GROUP BY ?b ORDER BY DESC(?shared) LIMIT 50"""
_TWO: Final = """SELECT ?party (COUNT(DISTINCT ?a) AS ?n) {
  ?a fyr:participation/fyr:participant ?party . ?party a org:Organization
} GROUP BY ?party HAVING(COUNT(DISTINCT ?a) > 1) ORDER BY DESC(?n) LIMIT 1000"""


def quickest(work: Callable[[], Any], runs: int = 3) -> float:
    """Least time of some runs, in seconds."""
    times = []
    for _ in range(runs):
        begin = process_time()
        work()
        times.append(process_time() - begin)
    return min(times)


def within(patience: float, work: Callable[[], Any]) -> float | None:
    """Time of one run in a process of its own, in seconds; None where it was ended."""
    context = multiprocessing.get_context("fork")
    receive, send = context.Pipe(duplex=False)

    def run() -> None:
        begin = process_time()
        work()
        send.send(process_time() - begin)

    process = context.Process(target=run)
    process.start()
    found = receive.recv() if receive.poll(patience) else None
    if found is None:
        process.kill()
    process.join()
    return found


def table(size: str, *, exact: bool) -> None:
    """Print the lines of one size."""
    world = invented(size)
    view = world.arrays().filtered(Filters())
    begin = process_time()
    held = holdings(view, of="initiatives", by="participants")
    assert held.meetings
    assert held.turned.nnz
    print(f"{size}: matrix, once a revision: {process_time() - begin:.2f} s; {held.meetings:,} meetings")
    peers = Peers(world) if size == "M" else None
    top = quickest(lambda: best(held, first=100))
    line(size, "exact top 100 of initiatives", top, peers and peers.sparql(_TOP, once=True), peers is not None)
    largest = int(np.argmax(held.sizes))
    some = [*range(0, len(held.items), len(held.items) // 40)]
    for name, rows in (("40 initiatives in turn", some), ("the largest initiative", [largest])):
        iris = [view.iris[int(held.items[row])] for row in rows]
        quick = quickest(lambda rows=rows: [with_others(held, row, first=50) for row in rows])
        theirs = sum(peers.sparql(_ONE % iri) or 0 for iri in iris) if peers else None
        line(size, f"one overlap: {name}", quick, theirs, peers is not None)
    quick = quickest(lambda: partners(view))
    line(
        size,
        "partners in at least two initiatives, first 1,000",
        quick,
        peers and peers.sparql(_TWO),
        peers is not None,
    )
    organisations = holdings(view, of="organisations", by="participants")
    quick = quickest(lambda: best(organisations, first=100), 1)
    line(
        size,
        "exact top 100 of organisations, with q",
        quick,
        peers and peers.projection(view),
        peers is not None,
        "networkx",
    )
    if exact:
        line(size, "the same with exact q", quickest(lambda: best(held, first=100, exact=True), 1), None, False)
    print(f"{size}: most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB, peers included")


class Peers:
    """What the others take."""

    def __init__(self, world: Any) -> None:
        self._store: ox.Store = filled(world)._store

    def sparql(self, query: str, *, once: bool = False) -> float | None:
        """Time of a query on the store in memory."""

        def ask() -> list[Any]:
            return list(self._store.query(_FYR + query, use_default_graph_as_union=True))

        return within(_PATIENCE, ask) if once else quickest(ask)

    def projection(self, view: Arrays) -> float | None:
        """Time of networkx to project the network onto organisations."""
        links = view.participations.links
        network = nx.Graph(zip(links.start.tolist(), links.end.tolist(), strict=True))
        wanted = view.parties.tolist()
        return within(_PATIENCE, lambda: nx.bipartite.weighted_projected_graph(network, wanted))


def partners(view: Arrays) -> list[str]:
    """Organisations in at least two initiatives, most initiatives first: the first thousand."""
    counts = view.initiative_count[view.organisations]
    several = view.organisations[counts > 1]
    order = np.lexsort((view.rank[several], -view.initiative_count[several]))
    return view.iris.take(several[order][:1000])


def line(size: str, what: str, ours: float, theirs: float | None, compared: bool, peer: str = "SPARQL") -> None:
    """Print one line of the table."""
    if not compared:
        print(f"| {size} | {what} | {1e3 * ours:,.1f} ms | | |", flush=True)
    elif theirs is None:
        print(f"| {size} | {what} | {1e3 * ours:,.1f} ms | {peer}: none in 60 s | > {60 / ours:,.0f} |", flush=True)
    else:
        print(
            f"| {size} | {what} | {1e3 * ours:,.1f} ms | {peer}: {1e3 * theirs:,.1f} ms | {theirs / ours:,.0f} |",
            flush=True,
        )


def main() -> None:
    """Print a table of times and ratios."""
    sizes = [size for size in ("M", "L") if size in sys.argv] or ["M"]
    for size in sizes:
        table(size, exact="--exact" in sys.argv)


if __name__ == "__main__":
    main()
