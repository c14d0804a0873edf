"""A network as numbers and a matrix, and the labelled network it stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from graph.arrays import Arrays, adjacency, dependencies, link_matrix, projection, rests_on, ties
from graph.catalogue import catalogue
from graph.networks.labels import described
from graph.store import Store

if TYPE_CHECKING:
    Network = nx.Graph[str]
    DirectedNetwork = nx.DiGraph[str]

__all__ = ["Net"]

_Numbers = npt.NDArray[np.int32]
_Tie = tuple[int, int]
_About = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Net:
    """A network of one view of the arrays: numbers of nodes, and a matrix of who is linked with whom.

    Parameters
    ----------
    name : str
        One of `graph.networks.NETWORKS`.
    arrays : Arrays
        The view, with its filter.
    nodes : array of int32
        Numbers of the nodes in `arrays`, in order; rows and columns of `matrix` follow them.
    matrix : csr_array
        Weights as int32: of two organisations how many initiatives they share, of two initiatives how many parties,
        else 1. Symmetric unless `directed`.
    directed : bool
        Whether a row leads to its columns, and not back.
    """

    name: str
    arrays: Arrays
    nodes: _Numbers
    matrix: csr_array
    directed: bool

    def __len__(self) -> int:
        return len(self.nodes)

    def to_networkx(self, store: Store) -> Network | DirectedNetwork:
        """The network with the names and attributes that `graph.networks` describes.

        Parameters
        ----------
        store : Store
            Where the names are: the one that the arrays were read from.
        """
        made: Network | DirectedNetwork = nx.DiGraph() if self.directed else nx.Graph()
        tables = catalogue(store).tables
        iris = dict(zip(self.nodes.tolist(), self.arrays.iris.take(self.nodes), strict=True))
        made.add_nodes_from((iri, described(tables, iri) | self._counts(number)) for number, iri in iris.items())
        made.add_edges_from((iris[one], iris[other], about) for (one, other), about in self._ties())
        return made

    def _ties(self) -> Iterator[tuple[_Tie, _About]]:
        """Edges in the order of their ends, with what they say."""
        if self.name in ("collaboration", "initiatives"):
            return _weighted(self, "organisations" if self.name == "collaboration" else "initiatives")
        parties = _roles(self.arrays) if self.name in ("participation", "full") else {}
        if self.name == "participation":
            return ((tie, {"roles": held, "weight": 1}) for tie, held in parties.items())
        rests = list(_pairs(*rests_on(self.arrays))) if self.name in ("dependency", "full") else []
        if self.name == "full":
            return _both(parties, rests)
        links = self.arrays.table(self.name).links
        return ((tie, {}) for tie in rests or _pairs(links.start, links.end))

    def _counts(self, node: int) -> _About:
        """How many initiatives, partners and builders a node has, where the network is about them."""
        counts: _About = {}
        initiative = node in self.arrays.kind("initiative")
        if initiative and self.name in ("participation", "initiatives", "full"):
            counts["partner_count"] = int(self.arrays.partner_count[node])
        elif self.name in ("participation", "collaboration", "full") and node not in self.arrays.kind("undertaking"):
            counts["initiative_count"] = int(self.arrays.initiative_count[node])
        if self.name in ("dependency", "full"):
            counts["builder_count"] = int(self.arrays.builder_count[node])
        return counts


def made(name: str, view: Arrays) -> Net:
    """The network of a name, out of a view of the arrays."""
    match name:
        case "participation":
            return Net(name, view, *adjacency(view), directed=False)
        case "collaboration":
            return Net(name, view, view.parties, projection(view, "organisations"), directed=False)
        case "initiatives":
            return Net(name, view, view.initiatives, projection(view, "initiatives"), directed=False)
        case "dependency":
            return Net(name, view, *dependencies(view), directed=True)
        case "full":
            parties, rests = view.participations.links, rests_on(view)
            start, end = (np.concatenate(each) for each in zip((parties.start, parties.end), rests, strict=True))
            return Net(name, view, *link_matrix(view, start, end), directed=True)
    links = view.table(name).links
    return Net(name, view, *link_matrix(view, links.start, links.end), directed=True)


def _weighted(net: Net, onto: str) -> Iterator[tuple[_Tie, _About]]:
    """Each pair once, with its weight."""
    above = ties(net.arrays, onto).tocoo()
    start, end = net.nodes[above.row], net.nodes[above.col]
    return ((tie, {"weight": weight}) for tie, weight in zip(_pairs(start, end), above.data.tolist(), strict=True))


def _both(parties: Mapping[_Tie, str], rests: Iterable[_Tie]) -> Iterator[tuple[_Tie, _About]]:
    builds = set(rests)
    for tie in sorted(parties.keys() | builds):
        relations = [name for name, ties in (("participation", parties), ("dependency", builds)) if tie in ties]
        yield tie, {"relations": " ".join(relations), "roles": parties.get(tie, "")}


def _pairs(start: _Numbers, end: _Numbers) -> Iterator[_Tie]:
    return zip(start.tolist(), end.tolist(), strict=True)


def _roles(arrays: Arrays) -> dict[_Tie, str]:
    """The roles of each participation, in the order of `ROLES`; empty where none is said."""
    held: dict[_Tie, set[int]] = defaultdict(set)
    for tie, code in zip(
        _pairs(arrays.participations.start, arrays.participations.end), arrays.participations.code.tolist(), strict=True
    ):
        held[tie] |= {code} if code >= 0 else set()
    return {tie: " ".join(arrays.roles[code] for code in sorted(codes)) for tie, codes in held.items()}
