"""The part of a directed graph that a search from one node reached: its layers, cycles and dominators.

Nothing here knows what a node stands for. Where a longest way is asked for, the nodes of a cycle count as one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, eye_array
from scipy.sparse.csgraph import connected_components

from ontology.errors import InvalidParameter

__all__ = ["MOST_REACHED", "Reach", "chain", "closed"]

MOST_REACHED: Final = 50_000_000
"""Steps up to which a whole closure is made: half a gigabyte. In a chain of n things n² / 2 pairs are reached."""


@dataclass(frozen=True)
class Reach:
    """What a search reached.

    Parameters
    ----------
    nodes : list of int
        The origin first.
    steps : dict of int to list of int
        Where each of them leads to; all of that was reached, too.
    """

    nodes: list[int]
    steps: dict[int, list[int]]

    def reached_from(self, depths: dict[int, int]) -> dict[int, list[int]]:
        """For each node those one step nearer to the origin that lead to it."""
        found: dict[int, list[int]] = {node: [] for node in self.nodes}
        for one, others in self.steps.items():
            for other in others:
                if depths[other] == depths[one] + 1:
                    found[other].append(one)
        return found

    def layers(self) -> tuple[dict[int, int], dict[int, int]]:
        """The most steps to each node, and the node before it on such a way; a cycle is one place."""
        groups = self._groups()
        members: dict[int, list[int]] = {}
        for node, group in groups.items():
            members.setdefault(group, []).append(node)
        layers, before = dict.fromkeys(self.nodes, 0), dict[int, int]()
        for group in self._in_order(groups, members):
            layer, last = max(((layers[node], before.get(node, -1)) for node in members[group]), key=lambda one: one[0])
            for node in members[group]:
                layers[node] = layer
                if last >= 0:
                    before[node] = last
            for node in members[group]:
                for other in self.steps[node]:
                    if groups[other] != group and layers[other] < layer + 1:
                        layers[other], before[other] = layer + 1, node
        return layers, before

    def cycles(self) -> Iterator[list[int]]:
        """One shortest round trip for each group of nodes that rest on each other, from its first node."""
        members: dict[int, set[int]] = {}
        for node, group in self._groups().items():
            members.setdefault(group, set()).add(node)
        for nodes in members.values():
            if len(nodes) > 1:
                yield self._round_trip(min(nodes), nodes)

    def dominated(self, origin: int) -> dict[int, list[int]]:
        """For each node what can be reached from the origin through it only; nodes without such are left out."""
        network: nx.DiGraph[int] = nx.DiGraph((one, other) for one, others in self.steps.items() for other in others)
        network.add_node(origin)
        above = nx.immediate_dominators(network, origin)
        behind: dict[int, list[int]] = {}
        for node in self.nodes:
            gate = above.get(node, origin)
            while gate is not None and gate not in (origin, node):
                behind.setdefault(gate, []).append(node)
                gate = above.get(gate, origin)
        return behind

    def _groups(self) -> dict[int, int]:
        """The strongly connected component of each node."""
        place = {node: number for number, node in enumerate(self.nodes)}
        rows = np.fromiter((place[one] for one, others in self.steps.items() for _ in others), np.int64)
        columns = np.fromiter((place[other] for others in self.steps.values() for other in others), np.int64)
        matrix = csr_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(len(place), len(place)))
        labels: npt.NDArray[np.int32] = connected_components(matrix, connection="strong")[1]
        return dict(zip(self.nodes, labels.tolist(), strict=True))

    def _in_order(self, groups: dict[int, int], members: dict[int, list[int]]) -> Iterator[int]:
        """Groups, each after all that lead to it."""
        waits = dict.fromkeys(members, 0)
        for one, others in self.steps.items():
            for other in others:
                waits[groups[other]] += groups[other] != groups[one]
        ready = [group for group, count in waits.items() if not count]
        while ready:
            group = ready.pop()
            yield group
            for node in members[group]:
                for other in self.steps[node]:
                    if groups[other] != group:
                        waits[groups[other]] -= 1
                        if not waits[groups[other]]:
                            ready.append(groups[other])

    def _round_trip(self, start: int, group: set[int]) -> list[int]:
        before: dict[int, int] = {}
        front = [start]
        while start not in before:
            following = []
            for node in front:
                for other in self.steps[node]:
                    if other in group and other not in before:
                        before[other] = node
                        following.append(other)
            front = following
        trip = [before[start]]
        while trip[-1] != start:
            trip.append(before[trip[-1]])
        return trip[::-1]


def chain(layers: dict[int, int], before: dict[int, int]) -> list[int]:
    """A longest way, from the origin to its end; of several the one that ends at the lowest number."""
    chain = [min(layers, key=lambda node: (-layers[node], node))]
    while (previous := before.get(chain[-1])) is not None:
        chain.append(previous)
    return chain[::-1]


def closed(matrix: csr_array) -> csr_array:
    """The transitive closure of a directed graph: from which node which others are reached, in one step or more.

    Parameters
    ----------
    matrix : csr array
        n × n; what is not zero is a link.

    Returns
    -------
    csr array of int32
        n × n, ones; a node reaches itself where it is on a cycle, or has a link to itself.

    Raises
    ------
    InvalidParameter
        More than `MOST_REACHED` pairs would have to be held.

    Notes
    -----
    A way of two steps or more goes through things that both build and are built on, of which there are few. Among these
    the steps are doubled until nothing new is reached: as many products as the longest way has binary digits, and one
    more.

    Examples
    --------
    >>> found = closed(csr_array([[0, 1, 0], [0, 0, 1], [0, 0, 0]]))  # from the first to the second to the third
    >>> found.toarray().tolist()
    [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
    """
    links = csr_array(matrix, dtype=np.bool_)
    built_on = np.bincount(links.indices, minlength=links.shape[0])
    through = np.flatnonzero((np.diff(links.indptr) > 0) & (built_on > 0))
    # Who stays is there too, so that each product doubles the steps.
    among = csr_array(links[through][:, through] + eye_array(len(through), dtype=np.bool_, format="csr"))
    while (more := _product(among, among)).nnz > among.nnz:
        among = more
    whole = csr_array(links + _product(_product(links[:, through], among), links[through]))
    whole.sort_indices()
    return whole.astype(np.int32)


def _product(one: csr_array, other: csr_array) -> csr_array:
    """What two series of steps reach, one after the other, unless it is too much to hold."""
    steps = int(np.diff(other.indptr)[one.indices].sum(dtype=np.int64))
    if steps > MOST_REACHED:
        raise InvalidParameter(
            f"the closure of these links takes more than {steps:,} steps: ask for that of one thing, or narrow the"
            " graph by filters"
        )
    return csr_array(one @ other)
