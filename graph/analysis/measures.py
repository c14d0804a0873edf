"""The measures of centrality: how each is computed, on small networks by networkx, on large ones by the engine.

Both give the same values. networkx is the reference and quick enough up to a few hundred nodes, and then a plain call
of it gives the same digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np

from graph.analysis import engine
from graph.analysis.engine.matrices import Array, Matrix, Progress, unweighted
from graph.analysis.views import View

if TYPE_CHECKING:
    from graph.networks import Network

__all__ = ["MEASURES", "Measure", "hits"]


@dataclass(frozen=True)
class Measure:
    """A measure, and in one sentence how its value is read.

    `value` measures a networkx network; `quick` a view, exactly, or several of the same size that stand one after the
    other. `paths` says that all shortest paths are followed, which is slow on a large network.
    """

    name: str
    value: Callable[[Network], Mapping[str, float]]
    quick: Callable[[View, int, Progress], Array]
    label: Mapping[str, str]
    reading: Mapping[str, str]
    paths: bool = False


def hits(network: Network) -> dict[str, float]:
    """Kleinberg's hubs and authorities: the hub value of each initiative, the authority of each party.

    Parameters
    ----------
    network : Network
        A participation network; every edge counts as a pointer from the initiative to the party.

    Returns
    -------
    dict of str to float
        n entries. Hub values sum to 1 over the initiatives and authorities to 1 over the parties; all are 0 where
        there is no edge.

    Notes
    -----
    The network is read with a direction because without one the measure has no answer here: in a two-mode network the
    largest eigenvalue of AᵀA is double, and `networkx.hits` then depends on a random start. With the direction both
    agree. The power method starts from equal hubs, so it is deterministic. Kleinberg, J. ACM 46 (1999) 604,
    doi:10.1145/324133.324140.

    Examples
    --------
    >>> star = nx.Graph([("one", "a"), ("one", "b")])
    >>> star.add_nodes_from([("one", {"kind": "initiative"})]); hits(star)
    {'one': 1.0, 'a': 0.5, 'b': 0.5}
    """
    nodes = list(network)
    pointing = np.array([network.nodes[node].get("kind") == "initiative" for node in nodes])
    matrix = nx.to_scipy_sparse_array(network, nodelist=nodes, weight=None, format="csr")
    return dict(zip(nodes, engine.hits(matrix, pointing).tolist(), strict=True))


def _strength(network: Network) -> dict[str, float]:
    return {node: float(strength) for node, strength in network.degree(weight="weight")}


def _eigenvector(network: Network) -> dict[str, float]:
    """With the tolerance of networkx, and enough rounds for networks in several pieces."""
    return nx.eigenvector_centrality(network, max_iter=10_000)


def _ones(view: View) -> Matrix:
    return unweighted(view.matrix)


def _measure(
    name: str,
    value: Callable[[Network], Mapping[str, float]],
    quick: Callable[[View, int, Progress], Array],
    labels: tuple[str, str],
    readings: tuple[str, str],
) -> Measure:
    label, reading = (dict(zip(("da", "en"), texts, strict=True)) for texts in (labels, readings))
    return Measure(name, value, quick, label, reading, paths=name in {"betweenness", "closeness"})


MEASURES: Final[dict[str, Measure]] = {
    measure.name: measure
    for measure in (
        _measure(
            "degree",
            nx.degree_centrality,
            lambda view, _copies, _progress: engine.degree(view.matrix),
            ("Grad", "Degree"),
            (
                "Andelen af alle andre knuder i netværket, som knuden er direkte forbundet med.",
                "The share of all other nodes in the network that this node is tied to directly.",
            ),
        ),
        _measure(
            "strength",
            _strength,
            lambda view, _copies, _progress: engine.strength(view.matrix),
            ("Styrke", "Strength"),
            (
                "Antallet af deltagelser: en organisations initiativer, et initiativs parter.",
                "The number of participations: an organisation's initiatives, an initiative's parties.",
            ),
        ),
        _measure(
            "betweenness",
            nx.betweenness_centrality,
            lambda view, _copies, progress: engine.betweenness(view.matrix, progress=progress).values,
            ("Mellemliggenhed", "Betweenness"),
            (
                "Andelen af de korteste veje mellem andre knuder, der går gennem knuden: høj for den, der bygger bro.",
                "The share of shortest paths between other nodes that pass through this one: high for a bridge.",
            ),
        ),
        _measure(
            "closeness",
            nx.closeness_centrality,
            lambda view, _copies, progress: engine.closeness(view.matrix, progress=progress).values,
            ("Nærhed", "Closeness"),
            (
                "Hvor få skridt der er til alle, som knuden kan nå, vægtet med deres andel af netværket.",
                "How few steps it is to all that the node can reach, scaled by their share of the network.",
            ),
        ),
        _measure(
            "eigenvector",
            _eigenvector,
            lambda view, copies, progress: engine.eigenvector(_ones(view), copies=copies, progress=progress),
            ("Egenvektor", "Eigenvector"),
            (
                "Høj for den, hvis naboer selv ligger centralt; nær nul uden for netværkets tætteste del.",
                "High for a node whose neighbours are central themselves; near zero outside the densest part.",
            ),
        ),
        _measure(
            "pagerank",
            nx.pagerank,
            lambda view, _copies, progress: engine.pagerank(view.matrix, progress=progress),
            ("PageRank", "PageRank"),
            (
                "Andelen af tiden, en tilfældig vandrer langs deltagelserne er hos knuden; alle andele giver 1.",
                "The share of time a random walker along the participations is at the node; all shares sum to 1.",
            ),
        ),
        _measure(
            "hits",
            hits,
            lambda view, copies, progress: engine.hits(view.matrix, view.initiative, copies=copies, progress=progress),
            ("Peger og autoritet", "Hub and authority"),
            (
                "For en organisation hvor meget de førende initiativer peger på den; for et initiativ det omvendte.",
                "Of an organisation how much the leading initiatives point to it; of an initiative the reverse.",
            ),
        ),
    )
}
