"""The same data and questions in the embedded store, an Oxigraph server and Virtuoso: how long each takes.

Run with ``python benchmarks/stores.py [INITIATIVES]`` (default 10,000, some 220,000 triples). Engines that are absent
are left out. Medians of a few runs, in milliseconds, through `graph.store`, so that the way over HTTP counts.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import which

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from graph.remote import RemoteStore
from graph.store import EmbeddedStore, Store
from ontology.terms import ID, fyr, term
from tests.engines import oxigraph, virtuoso

GRAPH = NamedNode("https://w3id.org/fyrnet/graph/source/invented")
FYR = f"PREFIX fyr: <{fyr('').value}> "
ONE = f"<{ID}initiative/i7>"
QUESTIONS = {
    "look-up: parties of one initiative": (f"SELECT ?o {{ {ONE} fyr:participation/fyr:participant ?o }}", 30),
    "path: what one organisation shares": (
        f"SELECT DISTINCT ?i {{ {ONE} fyr:participation/fyr:participant ?o ."
        " ?i fyr:participation/fyr:participant ?o }",
        10,
    ),
    "aggregate: organisations by initiatives": (
        "SELECT ?o (COUNT(DISTINCT ?i) AS ?n) { ?i fyr:participation/fyr:participant ?o } GROUP BY ?o ORDER BY DESC(?n)"
        " LIMIT 20",
        3,
    ),
}


def quads(initiatives: int) -> Iterator[Quad]:
    """Initiatives with five participations each; a few organisations take part in many."""
    draw = random.Random(7)
    organisations = max(10, initiatives // 5)
    type_, label = term("rdf:type"), term("skos:prefLabel")
    for number in range(initiatives):
        initiative = NamedNode(f"{ID}initiative/i{number}")
        yield Quad(initiative, type_, fyr("Initiative"), GRAPH)
        yield Quad(initiative, label, ox.Literal(f"Initiativ {number}", language="da"), GRAPH)
        for place in range(5):
            part = NamedNode(f"{initiative.value}/participation/{place}")
            organisation = NamedNode(f"{ID}organisation/o{int(organisations * draw.random() ** 3)}")
            yield Quad(initiative, fyr("participation"), part, GRAPH)
            yield Quad(part, type_, fyr("Participation"), GRAPH)
            yield Quad(part, fyr("participant"), organisation, GRAPH)
            yield Quad(part, fyr("role"), NamedNode(fyr("participant-role").value), GRAPH)


def timed(act: Callable[[], object], times: int) -> float:
    """The median of a few runs, in milliseconds; the first one warms up."""
    act()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return 1000 * statistics.median(took)


def measured(store: Store, initiatives: int) -> dict[str, float]:
    """Every figure of one store."""
    began = time.perf_counter()
    store.replace({GRAPH: list(quads(initiatives))})
    found = {"load": 1000 * (time.perf_counter() - began)}
    for name, (text, times) in QUESTIONS.items():
        found[name] = timed(lambda text=text: store.select(FYR + text), times)  # type: ignore[misc]
    found["revision"] = timed(lambda: store.revision, 30)
    numbers = iter(range(1000))
    # The first one fetches the copy on which updates are worked out.
    began = time.perf_counter()
    store.update("INSERT DATA { <urn:a> <urn:b> 'first' }")
    found["first update"] = 1000 * (time.perf_counter() - began)
    found["update of one triple"] = timed(
        lambda: store.update(f"INSERT DATA {{ <urn:a> <urn:b> {next(numbers)} }}"), 10
    )
    return found


def main(initiatives: int) -> None:
    """Print a table."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        columns = {"embedded": measured(opened.enter_context(EmbeddedStore(folder / "store")), initiatives)}
        access = opened.enter_context(oxigraph())
        columns["Oxigraph server"] = measured(opened.enter_context(RemoteStore(access)), initiatives)
        if which("virtuoso-t"):
            (folder / "virtuoso").mkdir()
            access = opened.enter_context(virtuoso(folder / "virtuoso"))
            columns["Virtuoso"] = measured(opened.enter_context(RemoteStore(access)), initiatives)
    print("| | " + " | ".join(columns) + " |")
    print("| --- |" + " ---: |" * len(columns))
    for name in columns["embedded"]:
        print(f"| {name} | " + " | ".join(f"{column[name]:,.1f}" for column in columns.values()) + " |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
