"""Loading the arrays of a graph: against writing the same rows as TSV, and from a file; lists of a large graph.

Run with ``python benchmarks/arrays.py [SIZE] [FOLDER]``: S, M (the default) or L of `graphs.py`. With a folder the
store is made there, or opened where it is there already; else it is in memory. The ratios are in processor time, which
other programs on the machine disturb less than they disturb the clock.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from typing import TypeVar

import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.graphs import filled, invented
from graph.arrays import Arrays, Filters, arrays, incidence, load, projection, save
from graph.arrays.reading import _Reader
from graph.catalogue import lists
from graph.catalogue.large import large_tables
from graph.store import EmbeddedStore

T = TypeVar("T")


class Asked(EmbeddedStore):
    """A store that remembers the queries it was asked."""

    asked: list[str]

    def query(self, text: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Result of a query."""
        self.asked.append(text)
        return super().query(text)


def opened(size: str, folder: Path | None) -> EmbeddedStore:
    """The store of a size."""
    there = folder is not None and (folder / "CURRENT").exists()
    return EmbeddedStore(folder) if there else filled(invented(size), folder)


def timed(what: str, act: Callable[[], T], *, least: int = 3) -> tuple[T, float]:
    """What an act gives, and the least processor time of some runs in seconds; both times are printed."""
    times, walls, found = [], [], None
    for _ in range(least):
        start, wall = time.process_time(), time.perf_counter()
        found = act()
        times.append(time.process_time() - start)
        walls.append(time.perf_counter() - wall)
    print(f"{what:<58} {min(times):>9.4f} s of processor, {min(walls):>9.4f} s")
    assert found is not None
    return found, min(times)


def loading(store: EmbeddedStore, runs: int) -> Arrays:
    """Load from the store and from a file, beside TSV."""
    store.__class__ = Asked
    assert isinstance(store, Asked)
    store.asked = []
    held, by_store = timed("store to arrays", lambda: _Reader(store, "benchmark").read(), least=runs)
    queries, store.asked = store.asked[: len(store.asked) // runs], []
    _, by_network = timed("arrays to the network of organisations and initiatives", lambda: network(held))
    _, as_tsv = timed("the same rows as TSV", lambda: [written(store, query) for query in queries], least=runs)
    with TemporaryDirectory() as folder:
        path = Path(folder, "arrays.bin")
        save(held, path)
        _, by_file = timed("file to arrays and network", lambda: network(load(path, held.revision)))
    print(f"store to network in {(by_store + by_network) / as_tsv:.2f} times the time of TSV")
    print(f"file to network {(by_store + by_network) / by_file:.0f} times faster than store to network")
    return held


def network(held: Arrays | None) -> object:
    """Who takes part in what, as a matrix."""
    assert held is not None
    return incidence(held.filtered(Filters()))


def written(store: EmbeddedStore, query: str) -> int:
    """Length of the rows of a query as TSV."""
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return len(found.serialize(format=ox.QueryResultsFormat.TSV) or b"")


def listing(store: EmbeddedStore, held: Arrays) -> None:
    """First pages, and searches by name."""
    tables, _ = timed("catalogue over arrays", lambda: large_tables(store, held))

    def page() -> object:
        return [lists.organisation_item(tables, iri) for iri in lists.organisations(tables, min_initiatives=1)[:50]]

    timed("organisations by number of initiatives, first page", page, least=5)
    timed(
        "first page of initiatives", lambda: [lists.initiative_item(tables, i) for i in lists.initiatives(tables)[:50]]
    )
    timed("index of names, first search", lambda: lists.search(tables, "havn"), least=1)
    timed("search for a word that few have", lambda: lists.search(tables, "selskab 4711"))
    timed("search for a word that many have", lambda: lists.search(tables, "havn"))
    timed("organisations whose name holds a word", lambda: len(lists.organisations(tables, q="kommune")))


def table(size: str, folder: Path | None = None) -> None:
    """Print one line for each step."""
    with opened(size, folder) as store:
        held = loading(store, 1 if size == "L" else 2)
        view = held.filtered(Filters())
        timed("a filter", lambda: held._filtered(Filters(roles=("lead",), confirmed=True)).participations.links)
        timed("projection onto organisations", lambda: projection(view), least=1)
        listing(store, held)
        timed("arrays of a store as everybody asks for them", lambda: arrays(store), least=1)
    print(f"most memory: {getrusage(RUSAGE_SELF).ru_maxrss // 1024} MB")


def main() -> None:
    """The size and the folder that are named."""
    table(sys.argv[1] if len(sys.argv) > 1 else "M", Path(sys.argv[2]) if len(sys.argv) > 2 else None)


if __name__ == "__main__":
    main()
