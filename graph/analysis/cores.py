"""Core and periphery: who belongs to the part of the network where everybody is tied to several others of that part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from graph.analysis import engine
from graph.analysis.engine.matrices import Array, Progress, silent
from graph.analysis.ranking import Lazy, Stability, competition
from graph.analysis.stability import affordable, stabilities
from graph.analysis.views import ITEMS, Told, View, about, checked, view
from graph.analysis.words import Words, count, spoken
from graph.arrays import Filters
from graph.remembering import remembered
from graph.store import Store

__all__ = ["ZONES", "CoreMember", "Cores", "cores"]

ZONES: Final = {
    "core": Words("kernen", "the core"),
    "middle": Words("mellemlaget", "the middle"),
    "periphery": Words("periferien", "the periphery"),
}


@dataclass(frozen=True)
class CoreMember:
    """One node: `core` is the largest k for which it is in the k-core, where everybody has at least k ties within.

    `zone` is one of `ZONES`: the core is the k-core of the largest k in the whole network, if that is 2 or more; the
    periphery is what is in no 2-core. `stability` is that of the rank.
    """

    node: str
    core: int
    zone: str
    rank: int
    reading: Words
    stability: Stability | None


@dataclass(frozen=True, eq=False)
class Cores:
    """Those asked for, innermost first; `deepest` is the largest k, `sizes` the number of nodes listed in each zone."""

    of: str
    network: str
    about: Words
    revision: str
    deepest: int
    sizes: tuple[int, int, int]
    items: Sequence[CoreMember] = field(repr=False)
    reading: Words


def cores(
    store: Store,
    *,
    of: str = "organisations",
    network: str = "participation",
    filters: Filters | None = None,
    collectives: bool = False,
    stability: bool | None = None,
    progress: Progress = silent,
) -> Cores:
    """Who is at the core of the network, and who at its edge.

    Parameters
    ----------
    store : Store
        Where the triples are.
    of : str
        Who is listed: "organisations" or "initiatives".
    network : str
        "participation"; or "shared": those listed alone, tied by what they share. In that one the parties of a single
        large initiative are a core, as all are tied to each other.
    filters : Filters, optional
        What is left out; every number is computed from the rest.
    collectives : bool
        Whether groups named only in general are nodes too.
    stability : bool, optional
        Whether each initiative is left out in turn, to see which rank holds; None where that takes a moment only.
    progress : callable
        Told the share that is done; stops the computation by raising.

    Raises
    ------
    InvalidParameter
        A parameter is unknown, or the network is too large to tie those listed, or to test stability.
    EmptyNetwork
        The store holds no initiative, or the filters leave none.

    Notes
    -----
    Remembered until the store changes. Seidman, Social Networks 5 (1983) 269, doi:10.1016/0378-8733(83)90028-X.
    """
    checked("of", of, ITEMS)
    checked("network", network, ("participation", "shared"))
    asked = filters or Filters()
    return _cores(
        store,
        of=of,
        name=of if network == "shared" else network,
        filters=replace(asked, collectives=collectives or asked.collectives),
        stability=stability,
        told=Told(progress),
    )


@remembered
def _cores(store: Store, *, of: str, name: str, filters: Filters, stability: bool | None, told: Told) -> Cores:
    seen = view(store, name, filters)
    tested = affordable(seen, stability)
    numbers = engine.core_numbers(seen.matrix, progress=told.part(0, 0.4 if tested else 1))
    listed, ranks = seen.listed(of), np.zeros(len(seen), dtype=np.int64)
    ranks[listed] = competition(numbers[listed].astype(np.float64))
    held = stabilities(seen, _quick, listed, ranks, told.part(0.4, 1)) if tested else {}
    deepest = int(numbers.max())
    # Places in `ZONES`: nobody is at the core of a network that has none.
    zone = np.where(numbers < 2, 2, np.where(numbers == deepest, 0, 1))
    sizes = np.bincount(zone[listed], minlength=3).tolist()

    def member(place: int) -> CoreMember:
        core, where = int(numbers[place]), list(ZONES)[zone[place]]
        said = spoken(
            "Hører til {zone}: er med i en del af netværket, hvor alle har mindst {ties} til hinanden.",
            "Belongs to {zone}: is in a part of the network where everybody has at least {ties} to each other.",
            zone=ZONES[where],
            ties=count(core, ("forbindelse", "forbindelser"), ("tie", "ties")),
        )
        return CoreMember(seen.iri(place), core, where, int(ranks[place]), said, held.get(place))

    return Cores(
        of=of,
        network=name,
        about=about(seen),
        revision=seen.arrays.revision,
        deepest=deepest,
        sizes=(sizes[0], sizes[1], sizes[2]),
        items=Lazy(listed[np.argsort(ranks[listed], kind="stable")], member),
        reading=_said(deepest, sizes),
    )


def _quick(seen: View, _copies: int, progress: Progress) -> Array:
    return engine.core_numbers(seen.matrix, progress=progress).astype(np.float64)


def _said(deepest: int, sizes: list[int]) -> Words:
    if deepest < 2:
        return Words(
            "Netværket har ingen kerne: ingen del af det holder sammen, når én forbindelse ryger.",
            "The network has no core: no part of it holds together when one tie is lost.",
        )
    return spoken(
        "I kernen har alle mindst {deepest} forbindelser til hinanden. Den har {core} af de listede; {middle} er i"
        " mellemlaget og {edge} i periferien.",
        "In the core everybody has at least {deepest} ties to each other. It holds {core} of those listed; {middle} are"
        " in the middle and {edge} in the periphery.",
        deepest=deepest,
        core=sizes[0],
        middle=sizes[1],
        edge=sizes[2],
    )
