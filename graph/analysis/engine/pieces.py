"""What holds a network together: its pieces, the nodes and ties whose loss cuts it, and its cores.

Nothing recurses: a depth-first search of scipy gives the order, and the rest is one pass over arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from graph.analysis.engine.matrices import Indices, Matrix, Progress, as_adjacency, plain, silent

__all__ = ["Cuts", "components", "core_numbers", "cuts"]


def components(matrix: Matrix) -> Indices:
    """Number of the piece that each node lies in, the largest piece being 0; equal ones by their first node.

    Examples
    --------
    >>> components(sparse.csr_array([[0, 0, 0], [0, 0, 1], [0, 1, 0]])).tolist()
    [1, 0, 0]
    """
    number, labels = csgraph.connected_components(as_adjacency(matrix, symmetric=False), directed=False)
    sizes = np.bincount(labels, minlength=number)
    first = np.full(number, len(labels))
    np.minimum.at(first, labels, np.arange(len(labels)))
    ranks = np.empty(number, dtype=np.int64)
    ranks[np.lexsort((first, -sizes))] = np.arange(number)
    found: Indices = ranks[labels]
    return found


@dataclass(frozen=True, eq=False)
class Cuts:
    """Nodes and ties without which the network has more pieces.

    `order` lists all nodes as a depth-first search meets them; a branch is a slice of it. For each branch that hangs on
    one node, `holders` has that node and `branches` the slice (begin, end). A node holds a branch if every path from it
    to the rest runs through the node; a root holds all its branches where it has two. `bridges` are pairs of nodes, the
    second being the top of the branch that its loss cuts off; `slices` are those branches.
    """

    order: Indices
    holders: Indices
    branches: Indices
    bridges: Indices
    slices: Indices

    def parts(self, node: int) -> list[Indices]:
        """Branches that the loss of a node cuts from each other (and from the rest, if any), largest first."""
        found = [self.order[begin:end] for begin, end in self.branches[self.holders == node]]
        return sorted(found, key=lambda part: (-len(part), int(part.min())))

    @property
    def articulation_points(self) -> Indices:
        """Nodes whose loss leaves more pieces, in order."""
        return np.unique(self.holders)


def cuts(matrix: Matrix) -> Cuts:
    """Articulation points and bridges of a network, with the branches that hang on them.

    Parameters
    ----------
    matrix : csr array
        n × n, symmetric; weights and ties of a node to itself mean nothing.

    Returns
    -------
    Cuts
        As `networkx.articulation_points` and `networkx.bridges`, and what falls apart.

    Notes
    -----
    O(n + m). Hopcroft and Tarjan, Commun. ACM 16 (1973) 372, doi:10.1145/362248.362272: the lowest node that a branch
    reaches by one tie beyond the tree decides.

    Examples
    --------
    >>> found = cuts(sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    >>> found.articulation_points.tolist(), sorted(sorted(bridge) for bridge in found.bridges.tolist())
    ([1], [[0, 1], [1, 2]])
    """
    ties = plain(as_adjacency(matrix))
    n = ties.shape[0]
    order, parent = _depth_first(ties)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    low, size = _lowest(ties, order, parent, place)
    child = np.flatnonzero(parent < n)
    above = parent[child]
    rooted = parent[above] == n
    branching = np.bincount(above, minlength=n)[above] > 1
    held = np.where(rooted, branching, low[child] >= place[above])
    bridging = low[child] > place[above]
    spans = np.column_stack((place[child], place[child] + size[child]))
    return Cuts(order, above[held], spans[held], np.column_stack((above, child))[bridging], spans[bridging])


def _depth_first(ties: Matrix) -> tuple[Indices, Indices]:
    """Nodes in the order of one search through all pieces, and what each was reached from; n where it is a root.

    One more node, n, is tied to the first node of each piece, so that one search reaches all.
    """
    n = ties.shape[0]
    number, labels = csgraph.connected_components(ties, directed=False)
    first = np.full(number, n)
    np.minimum.at(first, labels, np.arange(n))
    top = sparse.csr_array((np.ones(number), (np.zeros(number, dtype=np.int64), first)), shape=(1, n))
    whole = sparse.csr_array(sparse.block_array([[ties, None], [top, sparse.csr_array((1, 1))]]))
    order, parent = csgraph.depth_first_order(whole, n, directed=True)
    return order[1:].astype(np.int64), parent[:n].astype(np.int64)


def _lowest(ties: Matrix, order: Indices, parent: Indices, place: Indices) -> tuple[Indices, Indices]:
    """Of each node the earliest place its branch is tied to, the tie above it left out, and the size of the branch."""
    n = ties.shape[0]
    rows = np.repeat(np.arange(n), np.diff(ties.indptr))
    beyond = np.where(ties.indices == parent[rows], n, place[ties.indices])
    low = place.copy()
    np.minimum.at(low, rows, beyond)
    lows, sizes, above = low.tolist(), [1] * n, parent.tolist()
    for node in reversed(order.tolist()):
        top = above[node]
        if top < n:
            sizes[top] += sizes[node]
            lows[top] = min(lows[top], lows[node])
    return np.array(lows, dtype=np.int64), np.array(sizes, dtype=np.int64)


def core_numbers(matrix: Matrix, *, progress: Progress = silent) -> Indices:
    """The largest k for which a node lies in the k-core: the part where everybody keeps at least k ties.

    Parameters
    ----------
    matrix : csr array
        n × n, symmetric; weights and ties of a node to itself mean nothing.

    Returns
    -------
    array of n int
        From 0, as `networkx.core_number`.

    Notes
    -----
    O(n·k + m): nodes are peeled off in rounds. Batagelj and Zaveršnik, Adv. Data Anal. Classif. 5 (2011) 129,
    doi:10.1007/s11634-010-0079-y.

    Examples
    --------
    >>> core_numbers(sparse.csr_array([[0, 1, 1, 1], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]])).tolist()
    [2, 2, 2, 1]
    """
    ties = plain(as_adjacency(matrix))
    n = ties.shape[0]
    left = np.diff(ties.indptr).astype(np.int64)
    cores = np.zeros(n, dtype=np.int64)
    alive = np.ones(n, dtype=bool)
    core, staying = 0, np.arange(n)
    while len(staying):
        core = max(core, int(left[staying].min()))
        peeled = staying[left[staying] <= core]
        while len(peeled):
            cores[peeled], alive[peeled] = core, False
            peeled = _peel(ties, peeled, left, alive, core)
        staying = staying[alive[staying]]
        progress(1 - len(staying) / n)
    return cores


def _peel(ties: Matrix, peeled: Indices, left: Indices, alive: npt.NDArray[np.bool_], core: int) -> Indices:
    """Take some nodes' ties away; the neighbours that have no more than `core` ties left."""
    begins, lengths = ties.indptr[peeled], ties.indptr[peeled + 1] - ties.indptr[peeled]
    ends = np.cumsum(lengths)
    places = np.arange(ends[-1]) + np.repeat(begins - (ends - lengths), lengths)
    touched = ties.indices[places]
    touched = touched[alive[touched]]
    np.subtract.at(left, touched, 1)
    return np.unique(touched[left[touched] <= core]).astype(np.int64)
