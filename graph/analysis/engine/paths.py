"""Betweenness and closeness: all shortest paths from a node at once, for many nodes side by side.

A block of searches is a table of n rows and one column for each search; one level of all of them is one product of the
adjacency with that table, dense where the searches are broad and sparse where they are narrow. A column holds one
source for each piece of the network, as searches in different pieces cannot meet: so pieces with no more nodes than
there are pivots are counted exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse, special
from scipy.sparse import csgraph

from graph.analysis.engine.matrices import Array, Indices, Matrix, Progress, as_adjacency, plain, silent
from ontology.errors import InvalidParameter

__all__ = ["CONFIDENCE", "Estimate", "betweenness", "closeness", "closeness_of"]

CONFIDENCE: Final = 0.95
# Cells of a block: its five tables take some 40 MB.
_CELLS: Final = 1 << 20
_WIDEST: Final = 64
# A step along a tie costs about so many times more in a sparse product than in a dense one.
_SPARSE_COST: Final = 12


@dataclass(frozen=True, eq=False)
class Estimate:
    """A measure of every node, and how sure it is.

    `values` are dimensionless, in [0, 1]. `margins` say, node by node, how far the exact value may be off, at a
    confidence of 95 %; they are 0 where it was counted. `error` bounds the largest difference over all nodes together,
    at the same confidence. `pivots` is the number of nodes that paths were followed from in each piece of the network;
    None where from all.

    Both bounds of betweenness hold whatever the network. For closeness that is true of `error`; its margins, much
    narrower, rest on the spread among the pivots.
    """

    values: Array
    margins: Array
    error: float
    pivots: int | None


def betweenness(matrix: Matrix, *, pivots: int | None = None, seed: int = 0, progress: Progress = silent) -> Estimate:
    """Share of the shortest paths between two other nodes that pass through each node.

    Parameters
    ----------
    matrix : csr array
        n × n, symmetric; every tie has length 1, and a tie of a node to itself is none.
    pivots : int, optional
        Number of nodes in each piece that paths are followed from, at least 2; None follows them from all n.
    seed : int
        Chooses the pivots, at random and without repetition; unused without `pivots`.
    progress : callable
        Told the share that is done.

    Returns
    -------
    Estimate
        Values in [0, 1], as `networkx.betweenness_centrality` normalises them.

    Raises
    ------
    EmptyNetwork, InvalidParameter
        There is no node; the matrix is not symmetric, or there are fewer than 2 pivots.

    Notes
    -----
    O(nm) time, or O(pivots · m); memory O(n + m) and some 40 MB. Brandes, J. Math. Sociol. 25 (2001) 163,
    doi:10.1080/0022250X.2001.9990249; pivots: Brandes and Pich, Int. J. Bifurcat. Chaos 17 (2007) 2303,
    doi:10.1142/S0218127407018403.

    Examples
    --------
    >>> path = sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> betweenness(path).values.tolist()  # only the middle one lies between two others
    [0.0, 1.0, 0.0]
    """
    search = _Search(matrix, pivots, seed)
    for block in search.blocks(progress):
        # A search counts nothing at its own source.
        shares = block.dependencies()
        shares[block.at[0]] = 0
        search.add(shares.reshape(search.n, block.width))
    scale = 1 / max((search.n - 1) * (search.n - 2), 1)
    # In a piece of c nodes a search gives a node at most c − 2, one for each other target.
    margins, widest = (search.bounds(np.maximum(search.sizes - 2, 1), tests) * scale for tests in (1, search.n))
    return Estimate(search.totals() * scale, margins, float(widest.max()), search.pivots)


def closeness(matrix: Matrix, *, pivots: int | None = None, seed: int = 0, progress: Progress = silent) -> Estimate:
    """How few steps it is to all that a node can reach, scaled by their share of the network.

    Parameters
    ----------
    matrix, pivots, seed, progress
        As in `betweenness`.

    Returns
    -------
    Estimate
        (r − 1)² / ((n − 1) · sum of steps) for a node that can reach r nodes, itself among them; 0 where r is 1. In
        [0, 1], as `networkx.closeness_centrality` defines it (Wasserman and Faust 1994, p. 201).

    Notes
    -----
    Time and memory as `betweenness`, at about a third. With pivots the sum of steps is that to the pivots of a node's
    piece, scaled up: Eppstein and Wang, J. Graph Algorithms Appl. 8 (2004) 39, doi:10.7155/jgaa.00081.

    Examples
    --------
    >>> path = sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> closeness(path).values.round(3).tolist()  # 2 / (1 + 2) at the ends, 2 / (1 + 1) in the middle
    [0.667, 1.0, 0.667]
    """
    search = _Search(matrix, pivots, seed)
    for block in search.blocks(progress):
        # Cells that a search did not reach are of other pieces, and add nothing.
        search.add(np.maximum(block.depth, 0).reshape(search.n, block.width))
    others, steps = search.sizes - 1, search.totals()
    # One step to each neighbour and at least two to all others: fewer there cannot be.
    least = np.maximum(2 * others - np.diff(search.matrix.indptr), others)
    margins = search.margins()
    value, low, high = (
        _inverse(others, np.maximum(total, least), search.n) for total in (steps, steps + margins, steps - margins)
    )
    errors = np.maximum(high - value, value - low) * (margins > 0)
    return Estimate(value, errors, search.farthest(others, steps, value, least), search.pivots)


def closeness_of(matrix: Matrix, nodes: Indices, *, progress: Progress = silent) -> Array:
    """Closeness of some nodes, counted: one search for each.

    Examples
    --------
    >>> path = sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> closeness_of(path, np.array([1])).tolist()
    [1.0]
    """
    ties = plain(as_adjacency(matrix))
    n, found = ties.shape[0], []
    for block in _blocks(ties, np.asarray(nodes), np.arange(len(nodes)), progress):
        depth = block.depth.reshape(n, block.width)
        reached, steps = (depth > 0).sum(axis=0), np.maximum(depth, 0).sum(axis=0)
        found.append(_inverse(reached, steps, n))
    return np.concatenate(found) if found else np.zeros(0)


def _inverse(others: Array, steps: Array, n: int) -> Array:
    return np.divide(others**2 / max(n - 1, 1), steps, out=np.zeros(len(others)), where=others > 0)


class _Block:
    """Searches from one source a column (and piece): `at` lists the cells of each level, `depth` the level of each."""

    def __init__(self, ties: Matrix, sources: Indices, columns: Indices, width: int) -> None:
        self.ties, self.width = ties, width
        cells = ties.shape[0] * width
        self.degrees = np.diff(ties.indptr)
        self.depth: npt.NDArray[np.int32] = np.full(cells, -1, dtype=np.int32)
        self.paths = np.zeros(cells)
        self.at: list[Indices] = [np.sort(sources * width + columns)]
        self.depth[self.at[0]] = 0
        self.paths[self.at[0]] = 1
        while len(self.at[-1]):
            self._advance()
        self.at.pop()

    def _advance(self) -> None:
        """Count the shortest paths to all that is one step further."""
        cells, counts = self._spread(self.at[-1], self.paths[self.at[-1]])
        fresh = self.depth[cells] < 0
        cells = cells[fresh]
        self.depth[cells] = len(self.at)
        self.paths[cells] = counts[fresh]
        self.at.append(cells)

    def dependencies(self) -> Array:
        """Sum over all targets of the share of shortest paths that pass through each node; Brandes' recursion."""
        shares = np.zeros(len(self.paths))
        for level in range(len(self.at) - 1, 0, -1):
            here = self.at[level]
            cells, passed = self._spread(here, (1 + shares[here]) / self.paths[here])
            nearer = self.depth[cells] == level - 1
            cells = cells[nearer]
            shares[cells] += passed[nearer] * self.paths[cells]
        return shares

    def _spread(self, cells: Indices, values: Array) -> tuple[Indices, Array]:
        """Send values from some cells to their neighbours in the same column, added up: cells in order, and sums."""
        n, width = self.ties.shape[0], self.width
        rows = cells // width
        if self.degrees[rows].sum() * _SPARSE_COST < self.ties.nnz * width:
            table = sparse.csr_array((values, (cells % width, rows)), shape=(width, n))
            sums = (table @ self.ties).tocoo()
            reached = sums.col.astype(np.int64) * width + sums.row
            return reached, sums.data
        dense = np.zeros(n * width)
        dense[cells] = values
        dense = (self.ties @ dense.reshape(n, width)).ravel()
        reached = np.flatnonzero(dense)
        return reached, dense[reached]


def _blocks(ties: Matrix, sources: Indices, columns: Indices, progress: Progress) -> Iterator[_Block]:
    """The searches, as many side by side as memory allows; `columns` number them from 0."""
    number = int(columns.max(initial=-1)) + 1
    width = max(1, min(_WIDEST, _CELLS // ties.shape[0]))
    order = np.argsort(columns, kind="stable")
    sources, columns = sources[order], columns[order]
    for first in range(0, number, width):
        progress(first / number)
        begin, end = np.searchsorted(columns, (first, first + width))
        # The last block may be narrower.
        yield _Block(ties, sources[begin:end], columns[begin:end] - first, min(width, number - first))
    progress(1.0)


class _Search:
    """Pivots of every piece, and the sums of what their searches tell about each node.

    A piece of c nodes has k = min(c, pivots) of them; from the mean x̄ and variance s² over these, the total over all c
    is c·x̄, its variance c²·s²/k·(1 − k/c).
    """

    def __init__(self, matrix: Matrix, pivots: int | None, seed: int) -> None:
        if pivots is not None and pivots < 2:
            raise InvalidParameter(f"pivots={pivots}: an error can be stated from 2 pivots on")
        self.matrix = plain(as_adjacency(matrix))
        self.n = self.matrix.shape[0]
        number, labels = csgraph.connected_components(self.matrix, directed=False)
        counted = np.bincount(labels, minlength=number)
        self.sizes = counted[labels].astype(np.float64)
        largest = int(counted.max())
        self.pivots = pivots if pivots is not None and pivots < largest else None
        places = _places(labels, counted, None if self.pivots is None else seed)
        chosen = places < (self.pivots or largest)
        self.sources, self.columns = np.flatnonzero(chosen), places[chosen]
        self.taken = np.minimum(self.sizes, self.pivots or largest)
        self.sum, self.squares, self.most = np.zeros((3, self.n))

    def blocks(self, progress: Progress) -> Iterator[_Block]:
        return _blocks(self.matrix, self.sources, self.columns, progress)

    def add(self, table: Array) -> None:
        """Take in a table of n rows with a column for each search."""
        self.sum += table.sum(axis=1)
        if self.pivots is not None:
            self.squares += np.einsum("ij,ij->i", table, table, dtype=np.float64)
            np.maximum(self.most, table.max(axis=1), out=self.most)

    def totals(self) -> Array:
        total: Array = self.sum * (self.sizes / self.taken)
        return total

    def margins(self) -> Array:
        """Half the width of the interval for each total.

        What few pivots see may be missed by all, so one more pivot that saw as much as the best one is added (as
        Agresti and Coull add to a proportion, Am. Stat. 52 (1998) 119): rare and large shares then widen the interval.
        """
        if self.pivots is None:
            return np.zeros(self.n)
        taken = self.taken + 1
        mean = (self.sum + self.most) / taken
        variance = np.maximum((self.squares + self.most**2) / taken - mean**2, 0) * taken / (taken - 1)
        left = 1 - self.taken / self.sizes
        half = special.stdtrit(self.pivots - 1, (1 + CONFIDENCE) / 2) * np.sqrt(variance / taken * left)
        found: Array = self.sizes * (half + (mean - self.sum / self.taken) * (left > 0))
        return found

    def bounds(self, most: Array, tests: int) -> Array:
        """Largest error of each total of values in [0, `most`], for `tests` of them together: Hoeffding's own bound.

        A mean m of k values is that of a piece whose mean is p with a chance of at most exp(−k·D), D = m·ln(m/p) +
        (1 − m)·ln((1 − m)/(1 − p)), with and without repetition: J. Am. Stat. Assoc. 58 (1963) 13, theorems 1 and 4.
        """
        if self.pivots is None:
            return np.zeros(self.n)
        mean = np.clip(self.sum / self.taken / most, 0, 1)
        depth = np.log(2 * tests / (1 - CONFIDENCE)) / self.taken
        off = np.maximum(_farthest(mean, depth, 1.0) - mean, mean - _farthest(mean, depth, 0.0))
        found: Array = off * most * self.sizes * (self.taken < self.sizes)
        return found

    def hoeffding(self) -> float:
        """Largest error over all nodes of a mean of values in [0, 1], at the stated confidence (Hoeffding)."""
        return float(min(1.0, np.sqrt(np.log(2 * self.n / (1 - CONFIDENCE)) / (2 * (self.pivots or np.inf)))))

    def farthest(self, others: Array, steps: Array, value: Array, least: Array) -> float:
        """Largest error of a closeness, no step being longer than the longest in its piece."""
        if self.pivots is None:
            return 0.0
        # Twice the steps to the farthest from any one node is no less than the steps between any two.
        longest = np.minimum(2 * self.most, others)
        wide = self.sizes * longest * self.hoeffding() * (self.taken < self.sizes)
        low, high = (_inverse(others, np.maximum(total, least), self.n) for total in (steps + wide, steps - wide))
        return float(np.max(np.maximum(high - value, value - low) * (wide > 0), initial=0.0))


def _farthest(mean: Array, depth: Array, end: float) -> Array:
    """The p between each mean and an end of [0, 1] whose divergence from the mean is `depth`; halved 40 times."""
    near, far = mean.copy(), np.full(len(mean), end)
    for _ in range(40):
        middle = (near + far) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = special.rel_entr(mean, middle) + special.rel_entr(1 - mean, 1 - middle) <= depth
        near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    return far


def _places(labels: Indices, sizes: Indices, seed: int | None) -> Indices:
    """Place of each node within its piece, from 0: in order, or shuffled."""
    n = len(labels)
    shuffled = np.arange(n) if seed is None else np.random.default_rng(seed).permutation(n)
    order = shuffled[np.argsort(labels[shuffled], kind="stable")]
    places = np.empty(n, dtype=np.int64)
    places[order] = np.arange(n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return places
