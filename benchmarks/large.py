"""A store of size L in a folder, as large as the database of the EU's cohesion policy: opened, listed and analysed.

Run with ``python benchmarks/large.py FOLDER [SIZE]``: where no store is there, one is made first (minutes, 3 GB). Times
are of the processor, in milliseconds or seconds; of things asked one after the other the median and the most, each
answer whole as it goes out over HTTP, and none asked before. What is made once a revision is told apart.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time
from typing import Any, Final

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pydantic_core import to_json

from api.analyses import analyses
from api.analysis import answered
from benchmarks.graphs import filled, invented
from graph.analysis import engine
from graph.analysis.changes import Pieces
from graph.analysis.evidence import evidence
from graph.analysis.holdings import holdings
from graph.analysis.pairing import best
from graph.analysis.views import participation_view
from graph.arrays import Arrays, Filters, arrays
from graph.catalogue import catalogue, lists
from graph.store import EmbeddedStore

ROOT: Final = Path(__file__).resolve().parent.parent
SOME: Final = 20
OPENED: Final = """import sys, time
from pathlib import Path
from graph.store import EmbeddedStore
begin, wall = time.process_time(), time.perf_counter()
store = EmbeddedStore(Path(sys.argv[1]))
store.select("SELECT ?s { ?s ?p ?o } LIMIT 1")
print(1e3 * (time.process_time() - begin), 1e3 * (time.perf_counter() - wall))"""


def resident() -> int:
    """Memory of this process that is not a file mapped into it, and all that is resident, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return sum(int(found) for found in re.findall(r"(?:RssAnon|RssShmem):\s+(\d+)", status)) // 1024


def line(what: str, asked: str, *measured: str) -> None:
    """Print one line of the table."""
    print(f"| {what} | {asked} | {', '.join(measured)} |", flush=True)


def seconds(act: Callable[[], Any]) -> float:
    """Processor time of one run."""
    begin = process_time()
    act()
    return process_time() - begin


def several(what: str, asked: str, acts: Iterable[Callable[[], Any]]) -> None:
    """Print the median and the most of some runs, in milliseconds."""
    times = [1e3 * seconds(act) for act in acts]
    line(what, asked, f"median {np.median(times):.0f} ms", f"most {max(times):.0f} ms")


def once(what: str, asked: str, act: Callable[[], Any]) -> None:
    """Print the time of one run in seconds."""
    line(what, asked, f"{seconds(act):.1f} s")


def opening(folder: Path) -> None:
    """Opening in a process of its own, and what a service has in memory once its lists are there."""
    command = [sys.executable, "-c", OPENED, str(folder)]
    told = subprocess.run(command, capture_output=True, check=True, text=True, cwd=ROOT)
    spent, wall = map(float, told.stdout.split())
    line(
        "opening the store, to the first answer",
        "300 ms",
        f"{spent:.0f} ms",
        f"{wall:.0f} ms by the clock",
    )


def resting(store: EmbeddedStore) -> Arrays:
    """The arrays of the revision, and memory once everything that a service begins with is there."""
    once("arrays, from the store or from their file", "", lambda: arrays(store))
    once("catalogue", "", lambda: catalogue(store))
    view = arrays(store).filtered(Filters())
    line("memory at rest", "700 MB", f"{resident()} MB")
    return view


def listing(store: EmbeddedStore) -> None:
    """The first page of organisations by number of initiatives, made anew each time."""
    tables = catalogue(store).tables

    def page() -> None:
        [lists.organisation_item(tables, iri) for iri in lists.organisations(tables, min_initiatives=1)[:50]]

    once("the same, the first time", "", page)
    several("first page of organisations, most initiatives first", "50 ms", [page] * 5)


def ask(store: EmbeddedStore, name: str, **given: object) -> Callable[[], bytes]:
    """An analysis as it is answered over HTTP."""
    analysis = analyses()[name]
    parameters = analysis.parameters.model_validate(given)
    return lambda: to_json(answered(store, analysis, parameters, analysis.answer(store, parameters, lambda _: None)))


def of_one(store: EmbeddedStore, view: Arrays) -> None:
    """Dependencies, what if and suggestions: of typical things, and of those with most links."""

    def some(listed: npt.NDArray[np.integer]) -> list[str]:
        return view.iris.take(listed[:: max(1, len(listed) // SOME)][:SOME])

    def most(listed: npt.NDArray[np.integer], counts: npt.NDArray[np.integer]) -> list[str]:
        return view.iris.take(listed[np.argsort(-counts[listed], kind="stable")[:3]])

    building = np.bincount(view.dependencies.start, minlength=len(view))
    initiatives, organisations, undertakings = view.initiatives, view.organisations, view.numbers("undertaking")
    chosen = {
        "initiatives": some(initiatives),
        "organisations": some(organisations),
        "the three largest initiatives": most(initiatives, view.partner_count),
        "the three largest organisations": most(organisations, view.initiative_count),
    }
    once("pieces of the network, for what if", "once", lambda: Pieces.of(view))
    known = evidence(view)
    for part in ("trust", "initiatives", "kin", "leads"):
        once(f"{part} of the signs, for suggestions", "once", partial(getattr, known, part))
    for name, iris in chosen.items():
        several(f"what if one stops or leaves: {name}", "200 ms", [ask(store, "what-if", remove=[iri]) for iri in iris])
        several(f"suggestions: {name}", "200 ms", [ask(store, "suggestions", thing=iri) for iri in iris])
    lists_ = {
        "upstream, initiatives": ("upstream", some(initiatives)),
        "upstream, the three that build on most": ("upstream", most(initiatives, building)),
        "downstream, undertakings": ("downstream", some(undertakings)),
        "downstream, the three that most build on": ("downstream", most(undertakings, view.builder_count)),
    }
    for name, (direction, iris) in lists_.items():
        acts = [ask(store, "dependencies", thing=iri, direction=direction) for iri in iris]
        several(f"dependencies {name}", "200 ms", acts)


def of_all(store: EmbeddedStore, view: Arrays) -> None:
    """Measures of the whole network, and the exact top 100 of overlaps."""
    matrix = participation_view(view).matrix
    once("components", "30 s", lambda: engine.components(matrix))
    once("PageRank of organisations, ranked", "30 s", ask(store, "centrality", measure="pagerank"))
    once("communities, one run", "30 s", lambda: engine.communities(matrix))
    once("communities as they are answered, three runs", "", ask(store, "communities"))
    for of in ("initiatives", "organisations"):
        once(f"exact top 100 overlaps of {of}", "25 s", partial(first_pairs, view, of))
    most = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    line("most memory of all", "2,000 MB", f"{most} MB", f"{resident()} MB at the end")


def first_pairs(view: Arrays, of: str) -> None:
    """The exact top 100 of all pairs."""
    best(holdings(view, of=of, by="participants"), first=100)


def main() -> None:
    """Make the store where it is not there, and print the table."""
    if not 2 <= len(sys.argv) <= 3:
        raise SystemExit("python benchmarks/large.py FOLDER [SIZE]: where the store is, or is made, of size L")
    folder, size = Path(sys.argv[1]), (sys.argv[2:] or ["L"])[0]
    if not (folder / "CURRENT").exists():
        filled(invented(size), folder).close()
    print(f"| {size} | asked | measured |\n| --- | ---: | ---: |")
    opening(folder)
    with EmbeddedStore(folder) as store:
        view = resting(store)
        listing(store)
        of_one(store, view)
        of_all(store, view)


if __name__ == "__main__":
    main()
