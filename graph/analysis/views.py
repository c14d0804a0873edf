"""The network that a question is asked of: who is in it, and what its numbers stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.analysis.engine import Progress
from graph.analysis.engine.matrices import Indices, Matrix, as_adjacency, silent
from graph.analysis.words import Words, spoken
from graph.arrays import Arrays, Filters, adjacency, arrays, incidence, projection
from graph.store import Store
from ontology.errors import EmptyNetwork, InvalidParameter

__all__ = [
    "ITEMS",
    "NETWORKS",
    "Told",
    "View",
    "about",
    "checked",
    "participation_view",
    "shared_view",
    "view",
]

ITEMS: Final = ("initiatives", "organisations")
NETWORKS: Final = {
    "participation": Words(
        "initiativer og de organisationer, der deltager; en forbindelse er en deltagelse",
        "initiatives and the organisations that take part; a tie is a participation",
    ),
    "organisations": Words(
        "organisationer; en forbindelse er et eller flere initiativer, som begge deltager i",
        "organisations; a tie is one or more initiatives that both take part in",
    ),
    "initiatives": Words(
        "initiativer; en forbindelse er en eller flere organisationer, som deltager i begge",
        "initiatives; a tie is one or more organisations that take part in both",
    ),
}
# Meetings of two in a third up to which a projection is made: some 4 GB.
_MOST_MEETINGS: Final = 200_000_000


@dataclass(frozen=True)
class Told:
    """Whom a computation tells how far it is; all are equal, as who is told changes no answer that is remembered."""

    progress: Progress = field(default=silent, compare=False)

    def part(self, begin: float, end: float) -> Progress:
        """Somebody who is told of a part of the whole."""
        return lambda share: self.progress(begin + (end - begin) * share)


@dataclass(frozen=True, eq=False)
class View:
    """A network with what its nodes are.

    `nodes` are numbers of `arrays`, in their order; `matrix` is the adjacency of these nodes, symmetric, its weights
    the number of things shared; `initiative` says which of them are initiatives; `name` is one of `NETWORKS`.
    """

    name: str
    arrays: Arrays
    nodes: Indices
    matrix: Matrix
    initiative: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.nodes)

    def iri(self, place: int) -> str:
        """IRI of the node at a place."""
        return self.arrays.iris[int(self.nodes[place])]

    def label(self, place: int) -> Words:
        """Name of the node at a place."""
        found = self.arrays.label(int(self.nodes[place]))
        return Words(found.da, found.en)

    def iris(self, places: Indices) -> tuple[str, ...]:
        """IRIs of the nodes at some places, by Danish name."""
        order = np.argsort(self.arrays.rank[self.nodes[places]], kind="stable")
        return tuple(self.iri(place) for place in places[order])

    @property
    def edges(self) -> int:
        """Number of ties."""
        return int(self.matrix.nnz) // 2

    def listed(self, of: str) -> Indices:
        """Places of the initiatives or of the parties, by Danish name."""
        places = np.flatnonzero(self.initiative == (of == "initiatives"))
        return places[np.argsort(self.arrays.rank[self.nodes[places]], kind="stable")]


def checked(name: str, value: str, known: tuple[str, ...]) -> str:
    """A parameter that is one of some words.

    Raises
    ------
    InvalidParameter
        It is none of them; the message lists them.
    """
    if value not in known:
        raise InvalidParameter(f"{name}={value!r} is unknown; there are {', '.join(known)}")
    return value


def view(store: Store, name: str, filters: Filters) -> View:
    """One of `NETWORKS`, of what a filter leaves.

    Parameters
    ----------
    store : Store
        Where the triples are.
    name : str
        Of the network.
    filters : Filters
        What is left out.

    Raises
    ------
    EmptyNetwork
        Nothing is left.
    InvalidParameter
        The network is unknown, or too large to be made: a hub with k ties ties k² pairs.
    """
    checked("network", name, tuple(NETWORKS))
    left = arrays(store).filtered(filters)
    if not len(left.initiatives):
        if len(left.kind("initiative")):
            raise EmptyNetwork("the filters leave no initiative, so there is nothing to measure: ask for more")
        raise EmptyNetwork("the store holds no initiative, so there is nothing to measure: ingest a document first")
    return participation_view(left) if name == "participation" else shared_view(left, name)


def participation_view(left: Arrays) -> View:
    """Every initiative and every party; a tie is a participation, whoever states it how often."""
    nodes, matrix = adjacency(left)
    places = nodes.astype(np.int64)
    return View("participation", left, places, as_adjacency(matrix), np.isin(places, left.initiatives))


def shared_view(left: Arrays, of: str) -> View:
    """Parties tied by the initiatives they share, or initiatives by their parties; weights say how many."""
    held = incidence(left)
    sizes = np.bincount(held.indices, minlength=held.shape[1]) if of == "organisations" else np.diff(held.indptr)
    meetings = int((sizes.astype(np.int64) ** 2).sum())
    if meetings > _MOST_MEETINGS:
        raise InvalidParameter(
            f"the network of {of} has {meetings:,} meetings of two, too many to be made: ask for the network of"
            " participations, or narrow it by filters"
        )
    nodes = (left.parties if of == "organisations" else left.initiatives).astype(np.int64)
    if not len(nodes):
        raise EmptyNetwork("no organisation takes part in anything, so there is nothing to measure")
    matrix = as_adjacency(projection(left, of))
    return View(of, left, nodes, matrix, np.full(len(nodes), of == "initiatives"))


def about(seen: View) -> Words:
    """What a network is of, and how large it is."""
    return spoken(
        "{what}: {nodes} knuder, {edges} forbindelser",
        "{what}: {nodes} nodes, {edges} ties",
        what=NETWORKS[seen.name],
        nodes=len(seen),
        edges=seen.edges,
    )
