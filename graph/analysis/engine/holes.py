"""Structural holes: how far a node's neighbours are tied to each other, for all nodes at once.

Constraint and effective size are both sums over triangles. The product of the adjacency with itself would also count
every pair of neighbours that are not tied, a hundred million of them at one hub of ten thousand; so ties are directed
from the node with fewer of them to the one with more, and only steps that may close a triangle are followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from graph.analysis.engine.matrices import Array, Indices, Matrix, Progress, as_adjacency, silent

__all__ = ["Holes", "structural_holes"]

# Products of two entries that are formed at once; a block takes some 300 MB at the most.
_STEPS: Final = 1 << 23
_FEW_STEPS: Final = 1_000_000


@dataclass(frozen=True, eq=False)
class Holes:
    """Of every node its constraint, effective size and efficiency; nan where it has no neighbour.

    `constraint` is above 0, at most 9/8: high where a node has few neighbours who know each other. `effective_size` is
    at most the number of neighbours, which it has where none of them know each other. `efficiency` is the effective
    size over that number, in [0, 1].
    """

    constraint: Array
    effective_size: Array
    efficiency: Array


def structural_holes(matrix: Matrix, *, weighted: bool = False, progress: Progress = silent) -> Holes:
    """Burt's measures of structural holes.

    Parameters
    ----------
    matrix : csr array
        n × n, symmetric; a tie of a node to itself is none.
    weighted : bool
        Whether weights say how much of a node's effort goes along a tie; else all its ties have the same share.

    Returns
    -------
    Holes
        As `networkx.constraint` and `networkx.effective_size`.

    Notes
    -----
    With M the weights, S their sums and X their maxima by node, both measures need, for each tie v–u, the sum of
    M(v,w)·M(w,u) over common neighbours w, the first divided by S(w). O(m·√m) time; memory bounded by blocks. Burt,
    Structural Holes, Harvard University Press (1992), chapter 2.

    Examples
    --------
    >>> path = sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> holes = structural_holes(path)  # whoever has one neighbour depends on it wholly, the middle one half on each
    >>> holes.constraint.tolist(), holes.effective_size.tolist()
    ([1.0, 0.5, 1.0], [1.0, 2.0, 1.0])
    """
    progress(0.0)
    ties, order = _by_degree(as_adjacency(matrix), weighted=weighted)
    n, number = ties.shape[0], np.diff(ties.indptr).astype(np.float64)
    sums = np.asarray(ties.sum(axis=1))
    most = np.asarray(ties.max(axis=1).todense()).ravel() if ties.nnz else np.zeros(n)
    each = sparse.diags_array(_inverse(sums))
    through = _through(ties, _inverse(sums), lambda share: progress(share / 2))
    constraint = np.asarray(((each @ (ties + through)) ** 2).sum(axis=1))
    shared = _through(ties, np.ones(n), lambda share: progress((1 + share) / 2))
    effective = number - np.asarray((each @ shared @ sparse.diags_array(_inverse(most))).sum(axis=1))
    alone = np.where(number > 0, 1.0, np.nan)
    found = np.empty((3, n))
    # Back from the order of degrees.
    found[:, order] = constraint * alone, effective * alone, effective * _inverse(number) * alone
    return Holes(*found)


def _by_degree(array: Matrix, *, weighted: bool) -> tuple[Matrix, Indices]:
    """Ties between different nodes, fewest ties first, and the node at each place."""
    coo = array.tocoo()
    kept = coo.row != coo.col
    data = coo.data[kept] if weighted else np.ones(int(kept.sum()))
    order = np.lexsort((np.arange(array.shape[0]), np.bincount(coo.row[kept], minlength=array.shape[0])))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return sparse.csr_array((data, (place[coo.row[kept]], place[coo.col[kept]])), shape=array.shape), order


def _inverse(values: Array) -> Array:
    return np.divide(1.0, values, out=np.zeros(len(values)), where=values > 0)


def _through(ties: Matrix, divided: Array, progress: Progress) -> Matrix:
    """Sum over the common neighbours w of each tied pair v, u of M(v,w)·M(w,u)·`divided`(w), symmetric.

    For a small network the product itself is the shortest way. Else: a triangle has a lowest, a middle and a highest
    node. With U the ties upwards, w is the middle one in U·U, the lowest one in Uᵀ·U and the highest one in U·Uᵀ. The
    last would meet at every hub: it is formed for tied pairs alone.
    """
    if int((np.diff(ties.indptr).astype(np.int64) ** 2).sum()) <= _FEW_STEPS:
        tied = sparse.csr_array((np.ones(ties.nnz), ties.indices, ties.indptr), shape=ties.shape)
        return sparse.csr_array((ties @ (sparse.diags_array(divided) @ ties)).multiply(tied))
    up = sparse.csr_array(sparse.triu(ties, 1))
    tied = up.copy()
    tied.data[:] = 1
    scaled = sparse.csr_array(sparse.diags_array(divided) @ up)
    found = _product(up, scaled, tied, lambda share: progress(share / 3))
    found += _product(sparse.csr_array(up.T), scaled, tied, lambda share: progress((1 + share) / 3))
    found += _tops(up, divided, lambda share: progress((2 + share) / 3))
    return sparse.csr_array(found + found.T)


def _product(left: Matrix, right: Matrix, tied: Matrix, progress: Progress) -> Matrix:
    """Entries of left · right at tied pairs, a block of rows at a time."""
    steps = np.concatenate(([0], np.cumsum(np.diff(right.indptr)[left.indices])))[left.indptr]
    blocks = []
    for begin, end in _slices(steps):
        blocks.append((left[begin:end] @ right).multiply(tied[begin:end]))
        progress(end / left.shape[0])
    return sparse.csr_array(sparse.vstack(blocks))


def _tops(up: Matrix, divided: Array, progress: Progress) -> Matrix:
    """Entries of U · `divided` · Uᵀ at tied pairs, a block of pairs at a time."""
    lengths = np.diff(up.indptr)
    low = np.repeat(np.arange(up.shape[0]), lengths)
    scaled = sparse.csr_array(up @ sparse.diags_array(divided))
    steps = np.concatenate(([0], np.cumsum(lengths[low] + lengths[up.indices])))
    sums = np.zeros(up.nnz)
    for begin, end in _slices(steps):
        sums[begin:end] = scaled[low[begin:end]].multiply(up[up.indices[begin:end]]).sum(axis=1)
        progress(end / up.nnz)
    return sparse.csr_array((sums, up.indices, up.indptr), shape=up.shape)


def _slices(steps: Indices) -> Iterator[tuple[int, int]]:
    """Rows in slices of about `_STEPS` steps; `steps` are those before each row, and at the end all."""
    begin, last = 0, len(steps) - 1
    while begin < last:
        end = int(np.searchsorted(steps, steps[begin] + _STEPS, side="right")) - 1
        end = min(max(end, begin + 1), last)
        yield begin, end
        begin = end
