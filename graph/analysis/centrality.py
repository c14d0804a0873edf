"""Centrality: where initiatives and organisations stand in the participation network.

The network holds every initiative and every organisation with a participation; its edges are the participations, each
of weight and length 1. Values are those of networkx, with its normalisation and its tolerance; what they are compared
with is always the whole network, whichever kind is listed. A network in several pieces is no special case: paths count
inside a piece, and a node without an edge has no share in what runs along edges.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

import networkx as nx
import numpy as np

from graph.analysis import engine
from graph.analysis.engine.matrices import Array, Progress, silent
from graph.analysis.measures import MEASURES, Measure, hits
from graph.analysis.ranking import Rank, Ranking, Stability, competition, ranked
from graph.analysis.readings import reader
from graph.analysis.stability import affordable, stabilities
from graph.analysis.views import ITEMS, Told, View, about, checked, view
from graph.arrays import Filters
from graph.remembering import remembered
from graph.store import Store
from ontology.errors import InvalidParameter

if TYPE_CHECKING:
    from graph.networks import Network

__all__ = [
    "ITEMS",
    "MEASURES",
    "MOST_STEPS",
    "PIVOTS",
    "Measure",
    "Rank",
    "Ranking",
    "Stability",
    "centrality",
    "hits",
    "ranked",
]

# Nodes times edges up to which all shortest paths are followed; beyond, those from some nodes.
MOST_STEPS: Final = 20_000_000
PIVOTS: Final = 256
# Nodes times edges up to which networkx answers.
_FEW_STEPS: Final = 20_000


def centrality(  # noqa: PLR0913 - each is a parameter of the question
    store: Store,
    *,
    measure: str = "degree",
    of: str = "organisations",
    collectives: bool = False,
    filters: Filters | None = None,
    network: str = "participation",
    stability: bool | None = None,
    pivots: int | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Ranking:
    """Initiatives or organisations in the order of a measure.

    Parameters
    ----------
    store : Store
        Where the triples are.
    measure : str
        One of `MEASURES`.
    of : str
        Which nodes are listed: "initiatives" or "organisations". The others stay in the network.
    collectives : bool
        Whether groups named only in general are nodes too, listed with the organisations.
    filters : Filters, optional
        What is left out; every number is computed from the rest.
    network : str
        "participation"; or "shared": those listed alone, tied by what they share. HITS needs the first.
    stability : bool, optional
        Whether each initiative is left out in turn, to see which rank holds; None where that takes a moment only.
    pivots : int, optional
        For betweenness and closeness: the number of nodes of each piece that paths are followed from, at least 2. None
        follows them from all up to `MOST_STEPS` nodes times edges, and from `PIVOTS` beyond.
    seed : int
        Chooses the pivots.
    progress : callable
        Told the share that is done; stops the computation by raising.

    Returns
    -------
    Ranking
        A sequence of `Rank`, highest value first, equal ones by Danish label, with the network it is about.

    Raises
    ------
    InvalidParameter
        A parameter is unknown or out of its range, or stability is asked of too large a network.
    EmptyNetwork
        The store holds no initiative, or the filters leave none.

    Notes
    -----
    Remembered until the store changes. Degree and strength O(n + m); eigenvector, PageRank and HITS O(n + m) a round;
    betweenness and closeness O(nm), or O(pivots · m) with an error that is stated.
    """
    checked("measure", measure, tuple(MEASURES))
    checked("of", of, ITEMS)
    checked("network", network, ("participation", "shared"))
    if network == "shared" and measure == "hits":
        raise InvalidParameter("hits points from initiatives to organisations: ask for network=participation")
    asked = filters or Filters()
    return _ranking(
        store,
        measure=measure,
        of=of,
        name=of if network == "shared" else network,
        filters=replace(asked, collectives=collectives or asked.collectives),
        stability=stability,
        sample=_Sample(pivots, seed),
        told=Told(progress),
    )


@dataclass(frozen=True)
class _Sample:
    """Where paths are followed from, where not from everywhere."""

    pivots: int | None
    seed: int


@remembered
def _ranking(
    store: Store,
    *,
    measure: str,
    of: str,
    name: str,
    filters: Filters,
    stability: bool | None,
    sample: _Sample,
    told: Told,
) -> Ranking:
    seen, how = view(store, name, filters), MEASURES[measure]
    tested = affordable(seen, stability, paths=how.paths)
    found = _measured(seen, how, sample, told.part(0, 0.5 if tested else 1))
    listed, ranks = seen.listed(of), np.zeros(len(seen), dtype=np.int64)
    ranks[listed] = competition(found.values[listed])
    return Ranking(
        measure=measure,
        of=of,
        network=name,
        about=about(seen),
        revision=seen.arrays.revision,
        pivots=found.pivots,
        error=found.error,
        view=seen,
        places=listed[np.argsort(ranks[listed], kind="stable")],
        values=found.values,
        ranks=ranks,
        margins=found.margins,
        told=reader(seen, measure, of, found),
        stabilities=stabilities(seen, how.quick, listed, ranks, told.part(0.5, 1)) if tested else None,
    )


def _measured(seen: View, measure: Measure, sample: _Sample, progress: Progress) -> engine.Estimate:
    """Values of all nodes, counted or estimated."""
    steps = len(seen) * seen.edges
    if measure.paths and (sample.pivots is not None or steps > MOST_STEPS):
        estimate = engine.betweenness if measure.name == "betweenness" else engine.closeness
        pivots = PIVOTS if sample.pivots is None else sample.pivots
        return estimate(seen.matrix, pivots=pivots, seed=sample.seed, progress=progress)
    values = _by_networkx(seen, measure) if steps <= _FEW_STEPS else measure.quick(seen, 1, progress)
    return engine.Estimate(values, np.zeros(len(seen)), 0.0, None)


def _by_networkx(seen: View, measure: Measure) -> Array:
    network: nx.Graph[int] = nx.from_scipy_sparse_array(seen.matrix)
    for place, initiative in enumerate(seen.initiative):
        network.nodes[place]["kind"] = "initiative" if initiative else "organisation"
    found = cast("dict[int, float]", measure.value(cast("Network", network)))
    return np.array([found[place] for place in network], dtype=np.float64)
