"""Who should be asked in: known participations are hidden and looked for again, against two peers.

Run with ``python benchmarks/suggestions.py``. Of the shipped data each participation is hidden in turn; of ten invented
graphs with communities one in ten, all at once; none of these is the graph with which the method was made (seed 0).
Their lines are means over the ten graphs with the standard deviation between them, and the last line says in how many
of them suggestions find more than either peer. Whatever is asked sees nothing of what is hidden: trust in signs is
counted again without it. The peers are popularity (number of initiatives) and Adamic-Adar on the network of
participations in which organisations that share an initiative are tied too, for else an initiative and an organisation
that it lacks have no neighbour in common.

An organisation with equal scores is given the middle of the ranks that they share. With one hidden participation at a
time, precision at k is recall at k over k.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.graphs import Size, invented
from graph.analysis.suggestions import scores
from graph.arrays import Arrays, Filters, arrays, incidence
from graph.store import open_store

__all__ = ["COMMUNITIES", "Found", "adamic_adar", "hidden_in_turn", "hidden_together", "popularity", "suggested"]

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Method = Callable[[Arrays, int], Floats]
"""From a view and an initiative to a score for every organisation, in their order."""

COMMUNITIES: Final = Size(1_200, 900, 6_000, 300, 1_500, 200, 24, 8)
SEEDS: Final = tuple(range(1, 11))
"""Of the invented graphs; 0 is that of the graph with which the method was made."""
_AT: Final = (1, 3, 5, 10)


@dataclass(frozen=True)
class Found:
    """How well what was hidden is found again: mean reciprocal rank, precision and recall at k, and of how many."""

    mrr: float
    precision: Mapping[int, float]
    recall: Mapping[int, float]
    number: int


def suggested(view: Arrays, initiative: int) -> Floats:
    """What fyrnet suggests."""
    made, values = scores(view, initiative), np.zeros(len(view.kind("organisation")))
    values[made.candidates - view.kind("organisation").start] = made.values
    return values


def popularity(view: Arrays, _: int) -> Floats:
    """Number of initiatives."""
    among = view.kind("organisation")
    return view.initiative_count[among.start : among.stop].astype(float)


def adamic_adar(view: Arrays, initiative: int) -> Floats:
    """Sum, over the parties that work with an organisation, of one over the logarithm of their number of neighbours."""
    together, degrees = _together(view)
    own = np.searchsorted(view.parties, view.participations.links.of(initiative))
    among = view.kind("organisation")
    values = np.zeros(len(among))
    values[view.parties - among.start] = (1 / np.log(np.maximum(degrees[own], 2))) @ together[own]
    return values


_NETWORKS: dict[int, tuple[Arrays, csr_array, Floats]] = {}


def _together(view: Arrays) -> tuple[csr_array, Floats]:
    """Which parties share an initiative, and how many neighbours each has, initiatives included."""
    kept = _NETWORKS.get(0)
    if kept is None or kept[0] is not view:
        held = incidence(view)
        tied = csr_array(held @ held.T)
        tied.setdiag(0)
        tied.eliminate_zeros()
        tied.data[:] = 1
        kept = _NETWORKS[0] = (view, tied, np.diff(tied.indptr) + np.diff(held.indptr).astype(float))
    return kept[1], kept[2]


METHODS: Final[Mapping[str, Method]] = {
    "suggestions": suggested,
    "Adamic-Adar": adamic_adar,
    "popularity": popularity,
}


def hidden_in_turn(whole: Arrays, method: Method) -> Found:
    """Hide each participation of an organisation in turn."""
    links = whole.filtered(Filters()).participations.links
    return _found(
        (_without(whole, np.array([start]), np.array([end])), int(start), np.array([end]))
        for start, end in zip(links.start, links.end, strict=True)
    )(method)


def hidden_together(whole: Arrays, method: Method, *, share: float = 0.1, seed: int = 0) -> Found:
    """Hide a share of all participations at once, and look at each initiative that lost some."""
    links = whole.filtered(Filters()).participations.links
    chosen = np.random.default_rng(seed).choice(len(links), int(share * len(links)), replace=False)
    start, end = links.start[chosen], links.end[chosen]
    left = _without(whole, start, end)
    return _found((left, int(one), end[start == one]) for one in np.unique(start))(method)


def _found(cases: Iterable[tuple[Arrays, int, npt.NDArray[np.int32]]]) -> Callable[[Method], Found]:
    def looked_for(method: Method) -> Found:
        inverse, precision, recall = list[float](), {k: list[float]() for k in _AT}, {k: list[float]() for k in _AT}
        for view, initiative, hidden in cases:
            ranks = _ranks(view, initiative, hidden, method)
            inverse += (1 / ranks).tolist()
            for k in _AT:
                hits = int((ranks <= k).sum())
                precision[k].append(hits / k)
                recall[k].append(hits / len(hidden))
        exact, whole = ({k: float(np.mean(values)) for k, values in of.items()} for of in (precision, recall))
        return Found(float(np.mean(inverse)), exact, whole, len(inverse))

    return looked_for


def _ranks(view: Arrays, initiative: int, hidden: npt.NDArray[np.int32], method: Method) -> Floats:
    """Rank of each hidden organisation among all that are not parties."""
    among = view.kind("organisation")
    values = method(view, initiative).copy()
    values[view.participations.links.of(initiative) - among.start] = -1
    mine = values[hidden - among.start][:, None]
    return np.asarray((values > mine).sum(axis=1) + ((values == mine).sum(axis=1) + 1) / 2, np.float64)


def _without(whole: Arrays, start: npt.NDArray[np.int32], end: npt.NDArray[np.int32]) -> Arrays:
    """A view without some participations, whoever states them."""
    said = whole.participations
    keys = (said.start.astype(np.int64) << 32) | said.end
    gone = np.isin(keys, (start.astype(np.int64) << 32) | end)
    return replace(whole, participations=said.where(~gone)).filtered(Filters())


def _numbers(found: Found) -> list[float]:
    return [found.mrr, *(found.precision[k] for k in _AT), *(found.recall[k] for k in _AT)]


def _row(name: str, number: int, cells: Iterable[str]) -> None:
    sys.stdout.write(f"| {name} | {number} | {' | '.join(cells)} |\n")
    sys.stdout.flush()


def main() -> None:
    """Print a table for the shipped data and for invented graphs, and where it is wanted the time of answers at L."""
    print("| method | hidden | MRR |" + "".join(f" P@{k} |" for k in _AT) + "".join(f" R@{k} |" for k in _AT))
    print("| --- |" + " ---: |" * (2 + 2 * len(_AT)))
    with open_store("memory:") as store:
        shipped = arrays(store)
    for name, method in METHODS.items():
        found = hidden_in_turn(shipped, method)
        _row(f"shipped: {name}", found.number, [f"{value:.3f}" for value in _numbers(found)])
    number, values = on_invented(SEEDS)
    for name in METHODS:
        means, spreads = values[name].mean(axis=0), values[name].std(axis=0, ddof=1)
        cells = [f"{mean:.3f} ± {spread:.3f}" for mean, spread in zip(means, spreads, strict=True)]
        _row(f"{len(SEEDS)} invented: {name}", number, cells)
    peers = np.maximum(values["Adamic-Adar"], values["popularity"])
    better: list[int] = np.sum(values["suggestions"] > peers, axis=0).tolist()
    _row("graphs in which suggestions are ahead of both", number, [f"{count} of {len(SEEDS)}" for count in better])
    if "--large" in sys.argv:
        large(invented("L").arrays())


def on_invented(seeds: Sequence[int]) -> tuple[int, dict[str, Floats]]:
    """How many participations are hidden in all, and of each method a row of numbers for each graph."""
    rows: dict[str, list[list[float]]] = {name: [] for name in METHODS}
    number = 0
    for seed in seeds:
        world = invented(COMMUNITIES, seed).arrays()
        for name, method in METHODS.items():
            found = hidden_together(world, method, seed=seed)
            rows[name].append(_numbers(found))
        number += found.number
    return number, {name: np.array(each) for name, each in rows.items()}


def large(whole: Arrays) -> None:
    """Times of single answers at L, for typical things and for the largest."""
    view = whole.filtered(Filters())
    scores(view, int(view.initiatives[0]))
    counts = view.initiative_count
    chosen: dict[str, list[int]] = {
        "initiative": view.initiatives[:: len(view.initiatives) // 20].tolist(),
        "organisation": view.organisations[:: len(view.organisations) // 20].tolist(),
        "largest organisation": [int(np.argmax(counts))],
        "largest initiative": [int(np.argmax(view.partner_count))],
    }
    for name, origins in chosen.items():
        times = []
        for origin in origins:
            begin = perf_counter()
            scores(view, origin)
            times.append(perf_counter() - begin)
        print(f"L, one {name}: median {1e3 * np.median(times):.0f} ms, most {1e3 * max(times):.0f} ms")


if __name__ == "__main__":
    main()
