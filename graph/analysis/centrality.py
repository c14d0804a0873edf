"""Centrality: where initiatives and organisations stand in the participation network.

The network holds every initiative and every organisation with a participation; its edges are the participations, each
of weight and length 1. Values are those of networkx, with its normalisation and its tolerance; what they are compared
with is always the whole network, whichever kind is listed. A network in several pieces is no special case: paths count
inside a piece, and a node without an edge has no share in what runs along edges.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np

from graph.networks import of_kind, participation_network, remembered
from graph.store import Store
from ontology.errors import EmptyNetwork, InvalidParameter

if TYPE_CHECKING:
    from graph.networks import Network

__all__ = ["ITEMS", "MEASURES", "MOST_STEPS", "Measure", "Rank", "centrality", "hits", "ranked"]

ITEMS: Final = ("initiatives", "organisations")
# Nodes times edges up to which a measure over all shortest paths is answered at once: about ten seconds.
MOST_STEPS: Final = 20_000_000


@dataclass(frozen=True)
class Measure:
    """A measure, and in one sentence how its value is read."""

    name: str
    value: Callable[[Network], Mapping[str, float]]
    label: Mapping[str, str]
    reading: Mapping[str, str]
    paths: bool = False


@dataclass(frozen=True)
class Rank:
    """One node with its value and rank; equal values share a rank, and the next one skips as many (1, 1, 3)."""

    node: str
    value: float
    rank: int


@remembered
def centrality(
    store: Store, *, measure: str = "degree", of: str = "organisations", collectives: bool = False
) -> tuple[Rank, ...]:
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

    Returns
    -------
    tuple of Rank
        Highest value first, equal ones by Danish label.

    Raises
    ------
    InvalidParameter
        `measure` or `of` is unknown, or the network is too large to follow all shortest paths in one answer.
    EmptyNetwork
        The store holds no initiative.

    Notes
    -----
    Remembered until the store changes. Degree and strength O(n + m); eigenvector, PageRank and HITS O(n + m) a round;
    betweenness and closeness O(nm).
    """
    if measure not in MEASURES:
        raise InvalidParameter(f"measure={measure!r} is unknown; the measures are {', '.join(MEASURES)}")
    if of not in ITEMS:
        raise InvalidParameter(f"of={of!r}: what can be ranked is {', '.join(ITEMS)}")
    network = participation_network(store, collectives=collectives)
    if not network:
        raise EmptyNetwork("the store holds no initiative, so there is nothing to rank: ingest a document first")
    values = _measured(network, MEASURES[measure])
    initiatives = of_kind(network, "initiative")
    listed = initiatives if of == "initiatives" else set(network) - initiatives
    labels = {node: str(about["label_da"]) for node, about in network.nodes(data=True)}
    return ranked({node: values[node] for node in sorted(listed, key=lambda node: (labels[node], node))})


def ranked(values: Mapping[str, float]) -> tuple[Rank, ...]:
    """Competition ranking, highest first; values that differ by no more than rounding are equal.

    Parameters
    ----------
    values : mapping of str to float
        In the order that equal values keep.

    Returns
    -------
    tuple of Rank
        Ranks from 1; equal values share the better rank, and the next one skips as many.

    Examples
    --------
    >>> [(found.node, found.rank) for found in ranked({"a": 0.1, "b": 0.1 + 0.2, "c": 0.3})]
    [('b', 1), ('c', 1), ('a', 3)]
    """
    places: list[tuple[float, list[str]]] = []
    for node, value in sorted(values.items(), key=lambda entry: -entry[1]):
        if places and math.isclose(value, places[-1][0], rel_tol=1e-9, abs_tol=1e-12):
            places[-1][1].append(node)
        else:
            places.append((value, [node]))
    order = {node: position for position, node in enumerate(values)}
    ranks: list[Rank] = []
    for _, nodes in places:
        rank = len(ranks) + 1
        ranks += [Rank(node, values[node], rank) for node in sorted(nodes, key=order.__getitem__)]
    return tuple(ranks)


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
    pointing = np.array([network.nodes[node].get("kind") == "initiative" for node in nodes], dtype=float)
    if not network.size():
        return dict.fromkeys(nodes, 0.0)
    matrix = nx.to_scipy_sparse_array(network, nodelist=nodes, weight=None, dtype=np.dtype(float), format="csr")
    hubs = pointing / pointing.sum()
    for _ in range(10_000):
        authorities = matrix @ hubs
        former, hubs = hubs, matrix @ authorities
        hubs /= hubs.sum()
        if np.abs(hubs - former).sum() < 1e-13:
            break
    authorities = matrix @ hubs
    return dict(zip(nodes, map(float, hubs + authorities / authorities.sum()), strict=True))


def _measured(network: Network, measure: Measure) -> Mapping[str, float]:
    steps = len(network) * network.size()
    if measure.paths and steps > MOST_STEPS:
        raise InvalidParameter(
            f"{measure.name} follows all shortest paths: {len(network):,} nodes and {int(network.size()):,} edges are"
            " too many for one answer; degree, eigenvector, pagerank and hits are quick"
        )
    return measure.value(network)


def _strength(network: Network) -> dict[str, float]:
    return {node: float(strength) for node, strength in network.degree(weight="weight")}


def _eigenvector(network: Network) -> dict[str, float]:
    """With the tolerance of networkx, and enough rounds for networks in several pieces."""
    return nx.eigenvector_centrality(network, max_iter=10_000)


def _measure(
    name: str,
    value: Callable[[Network], Mapping[str, float]],
    labels: tuple[str, str],
    readings: tuple[str, str],
    *,
    paths: bool = False,
) -> Measure:
    languages = ("da", "en")
    return Measure(
        name, value, dict(zip(languages, labels, strict=True)), dict(zip(languages, readings, strict=True)), paths
    )


MEASURES: Final[dict[str, Measure]] = {
    measure.name: measure
    for measure in (
        _measure(
            "degree",
            nx.degree_centrality,
            ("Grad", "Degree"),
            (
                "Andelen af alle andre knuder i netværket, som knuden er direkte forbundet med.",
                "The share of all other nodes in the network that this node is tied to directly.",
            ),
        ),
        _measure(
            "strength",
            _strength,
            ("Styrke", "Strength"),
            (
                "Antallet af deltagelser: en organisations initiativer, et initiativs parter.",
                "The number of participations: an organisation's initiatives, an initiative's parties.",
            ),
        ),
        _measure(
            "betweenness",
            nx.betweenness_centrality,
            ("Mellemliggenhed", "Betweenness"),
            (
                "Andelen af de korteste veje mellem andre knuder, der går gennem knuden: høj for den, der bygger bro.",
                "The share of shortest paths between other nodes that pass through this one: high for a bridge.",
            ),
            paths=True,
        ),
        _measure(
            "closeness",
            nx.closeness_centrality,
            ("Nærhed", "Closeness"),
            (
                "Hvor få skridt der er til alle, som knuden kan nå, vægtet med deres andel af netværket.",
                "How few steps it is to all that the node can reach, scaled by their share of the network.",
            ),
            paths=True,
        ),
        _measure(
            "eigenvector",
            _eigenvector,
            ("Egenvektor", "Eigenvector"),
            (
                "Høj for den, hvis naboer selv ligger centralt; nær nul uden for netværkets tætteste del.",
                "High for a node whose neighbours are central themselves; near zero outside the densest part.",
            ),
        ),
        _measure(
            "pagerank",
            nx.pagerank,
            ("PageRank", "PageRank"),
            (
                "Andelen af tiden, en tilfældig vandrer langs deltagelserne er hos knuden; alle andele giver 1.",
                "The share of time a random walker along the participations is at the node; all shares sum to 1.",
            ),
        ),
        _measure(
            "hits",
            hits,
            ("Peger og autoritet", "Hub and authority"),
            (
                "For en organisation hvor meget de førende initiativer peger på den; for et initiativ det omvendte.",
                "Of an organisation how much the leading initiatives point to it; of an initiative the reverse.",
            ),
        ),
    )
}
