"""Overlap, partners and closure at M and at L, against SPARQL on the same data in memory and networkx, in one run.

Run with ``python benchmarks/overlap.py [M] [L] [--exact]``. What SPARQL or networkx would not end in a minute runs in a
process of its own. Times are processor time, as machines are shared: the least of three runs of each side, in turns.
The arrays and the matrices that every answer starts from are made once a revision; that time is told apart. What both
sides find is compared: they must be the same rows.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any, Final

import networkx as nx
import numpy as np
import numpy.typing as npt
import pyoxigraph as ox
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.graphs import World, filled, invented
from graph.analysis.changes import downstream
from graph.analysis.holdings import Holdings, holdings
from graph.analysis.pairing import best, with_others
from graph.analysis.reach import closed
from graph.arrays import Arrays, Filters, Pairs, projection, rests_on, ties

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
} GROUP BY ?party HAVING(COUNT(DISTINCT ?a) > 1) ORDER BY DESC(?n)"""
_CLOSURE: Final = "SELECT ?a ?b { ?a (fyr:dependency/fyr:on)+ ?b }"
_DOWNSTREAM: Final = "SELECT ?b { ?b (fyr:dependency/fyr:on)+ <%s> }"
_SOME: Final = 40


def seconds(work: Callable[[], Any]) -> float:
    """Processor time of one run."""
    begin = process_time()
    work()
    return process_time() - begin


def in_turns(ours: Callable[[], Any], theirs: Callable[[], Any], runs: int = 3) -> tuple[float, float]:
    """Least time of some runs of each side, one after the other, so that a busy machine disturbs both alike."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    return min(one for one, _ in pairs), min(other for _, other in pairs)


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
    print(f"{size}: matrix, once a revision: {process_time() - begin:.2f} s; {held.meetings:,} meetings", flush=True)
    peers = Peers(world) if size == "M" else None
    first_pairs(size, view, held, peers, exact=exact)
    of_one(size, view, held, peers)
    listing(size, view, peers)
    closures(size, view, peers)
    print(f"{size}: most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB, peers included")


def first_pairs(size: str, view: Arrays, held: Holdings, peers: Peers | None, *, exact: bool) -> None:
    """The pairs that share most, of all."""
    top = min(seconds(lambda: best(held, first=100)) for _ in range(3))
    theirs = within(_PATIENCE, lambda: peers.rows(_TOP)) if peers else None
    line(size, "exact top 100 of initiatives", top, theirs, compared=peers is not None)
    organisations = holdings(view, of="organisations", by="participants")
    top = seconds(lambda: best(organisations, first=100))
    theirs = peers.projection(view) if peers else None
    for what, make in (("each pair once", ties), ("a symmetric matrix", projection)):
        counted = min(seconds(partial(make, view)) for _ in range(3))
        name = f"projection onto organisations, {what}"
        line(size, name, counted, theirs, compared=peers is not None, peer="networkx")
    line(size, "exact top 100 of organisations, with q", top, theirs, compared=peers is not None, peer="networkx")
    if exact:
        whole = seconds(lambda: best(held, first=100, exact=True))
        line(size, "of initiatives, with exact q", whole, None, compared=False)


def of_one(size: str, view: Arrays, held: Holdings, peers: Peers | None) -> None:
    """What one initiative shares with all others: of forty, and of the largest."""
    largest = int(np.argmax(held.sizes))
    some = [*range(0, len(held.items), -(-len(held.items) // _SOME))]
    for name, rows in ((f"{len(some)} initiatives in turn", some), ("the largest initiative", [largest])):
        iris = view.iris.take(held.items[rows])

        def ours(rows: list[int] = rows) -> list[list[int]]:
            return [with_others(held, row, first=50).shared.tolist() for row in rows]

        def theirs(iris: list[str] = iris) -> list[list[int]]:
            return [[int(row[1].value) for row in peers.rows(_ONE % iri)] for iri in iris] if peers else []

        compared(size, f"one overlap: {name}", ours, theirs, peers)


def listing(size: str, view: Arrays, peers: Peers | None) -> None:
    """Organisations in several initiatives, with the number of these."""

    def theirs(limit: str) -> list[tuple[str, int]]:
        return [(row[0].value, int(row[1].value)) for row in peers.rows(_TWO + limit)] if peers else []

    name = "partners in at least two initiatives"
    # Equal numbers stand in any order: the page of SPARQL is another one, and only its numbers are the same.
    compared(
        size,
        f"{name}, first 1,000",
        lambda: partners(view, 1_000),
        lambda: theirs(" LIMIT 1000"),
        peers,
        same=lambda rows: [count for _, count in rows],
    )
    compared(size, f"{name}, all", lambda: partners(view), lambda: theirs(""), peers, same=sorted)


def closures(size: str, view: Arrays, peers: Peers | None) -> None:
    """What rests on what in any number of steps: of all, and of forty things each way."""
    start, end = rests_on(view)
    shape = (len(view), len(view))
    matrix = csr_array((np.ones(len(start), np.int32), (start, end)), shape=shape)

    def ours() -> list[tuple[str, str]]:
        pairs = closed(matrix).tocoo()
        names = named(view, pairs.row, pairs.col)
        return [*zip(names[pairs.row].tolist(), names[pairs.col].tolist(), strict=True)]

    def theirs() -> list[tuple[str, ...]]:
        return [tuple(term.value for term in row) for row in peers.rows(_CLOSURE)] if peers else []

    compared(size, "closure of all dependencies", ours, theirs, peers, same=sorted)
    links, popular = Pairs(start, end), np.argsort(-np.bincount(end, minlength=len(view)))[:_SOME].tolist()

    def resting() -> list[list[str]]:
        return [view.iris.take(np.fromiter(downstream(links, [one]), np.int64)) for one in popular]

    def asked() -> list[list[str]]:
        found = [peers.rows(_DOWNSTREAM % iri) for iri in view.iris.take(popular)] if peers else []
        return [[row[0].value for row in rows] for rows in found]

    name = f"what rests on each of the {_SOME} foundations that most build on"
    compared(size, name, resting, asked, peers, same=lambda found: [sorted(one) for one in found])


def named(view: Arrays, *numbers: npt.NDArray[np.integer]) -> npt.NDArray[np.object_]:
    """IRIs by number, of numbers that come again and again: each is made once."""
    used, names = np.zeros(len(view), np.bool_), np.empty(len(view), np.object_)
    for some in numbers:
        used[some] = True
    names[used] = view.iris.take(np.flatnonzero(used))
    return names


class Peers:
    """What the others take."""

    def __init__(self, world: World) -> None:
        self._store = filled(world)

    def rows(self, query: str) -> list[Any]:
        """All rows of a query on the store in memory."""
        store = self._store._store
        assert store is not None
        found = store.query(_FYR + query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return list(found)

    def projection(self, view: Arrays) -> float | None:
        """Time of networkx to project the network onto organisations."""
        links = view.participations.links
        network = nx.Graph(zip(links.start.tolist(), links.end.tolist(), strict=True))
        wanted = view.parties.tolist()
        return within(_PATIENCE, lambda: nx.bipartite.weighted_projected_graph(network, wanted))


def partners(view: Arrays, first: int | None = None) -> list[tuple[str, int]]:
    """Organisations in at least two initiatives with the number of these, most initiatives first."""
    counts = view.initiative_count[view.organisations]
    several = view.organisations[counts > 1]
    order = np.lexsort((view.rank[several], -view.initiative_count[several]))[:first]
    return [*zip(view.iris.take(several[order]), view.initiative_count[several[order]].tolist(), strict=True)]


def compared(
    size: str,
    what: str,
    ours: Callable[[], Any],
    theirs: Callable[[], Any],
    peers: Peers | None,
    same: Callable[[Any], Any] = lambda found: found,
) -> None:
    """Print the line of something that both sides can do; what they find is compared first."""
    if peers is None:
        line(size, what, min(seconds(ours) for _ in range(3)), None, compared=False)
        return
    if same(ours()) != same(theirs()):
        raise AssertionError(f"{what}: SPARQL finds something else")
    line(size, what, *in_turns(ours, theirs), compared=True)


def line(size: str, what: str, ours: float, theirs: float | None, *, compared: bool, peer: str = "SPARQL") -> None:
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
