"""Degree and strength, and what a walk along the ties tends to: eigenvector centrality, PageRank, hubs and authorities.

The iterations are those of networkx from the same start with the same rule to stop, so a plain call of networkx gives
the same digits. Its rule allows an error of `tolerance` a node; here never more than for a thousand nodes, for PageRank
of a million nodes would otherwise stop after one round.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from graph.analysis.engine.matrices import Array, Matrix, Progress, as_adjacency, silent
from ontology.errors import InvalidParameter

__all__ = ["TOLERANCE", "degree", "eigenvector", "hits", "pagerank", "strength"]

TOLERANCE: Final = 1e-6
_MOST_NODES: Final = 1_000
_ROUNDS: Final = 10_000


def degree(matrix: Matrix) -> Array:
    """Share of all other nodes that each node is tied to; a tie to itself counts twice, as in networkx.

    Examples
    --------
    >>> degree(sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])).tolist()
    [0.5, 1.0, 0.5]
    """
    array = as_adjacency(matrix)
    n = array.shape[0]
    ties = np.diff(array.indptr) + (array.diagonal() > 0)
    # networkx gives 1 to a node that is alone in its network.
    shares: Array = ties / max(n - 1, 1)
    return shares if n > 1 else np.ones(1)


def strength(matrix: Matrix) -> Array:
    """Sum of the weights of each node's ties; a tie to itself counts twice, as in networkx."""
    array = as_adjacency(matrix)
    found: Array = np.asarray(array.sum(axis=1)) + array.diagonal()
    return found


def eigenvector(matrix: Matrix, *, copies: int = 1, tolerance: float = TOLERANCE, progress: Progress = silent) -> Array:
    """Entries of the leading eigenvector: high where the neighbours' are high.

    Parameters
    ----------
    matrix : csr array
        n × n, symmetric; weights count.
    copies : int
        How many networks of the same size, not tied to each other, stand one after the other; each has its own vector.
    tolerance : float
        Mean change of an entry at which the iteration stops, above 0.

    Returns
    -------
    array of n floats
        In [0, 1], of Euclidean length 1, as `networkx.eigenvector_centrality`.

    Raises
    ------
    InvalidParameter
        The iteration does not settle within 10,000 rounds: `tolerance` is too small for this network.

    Notes
    -----
    The power method on A + I, whose largest eigenvalue is simple in each piece also where A is two-mode.

    Examples
    --------
    >>> eigenvector(sparse.csr_array([[0, 1], [1, 0]])).round(4).tolist()
    [0.7071, 0.7071]
    """
    array = as_adjacency(matrix)
    size = array.shape[0] // copies
    entries = np.full((copies, size), 1 / size)
    for number in range(_ROUNDS):
        moved = entries + (array @ entries.ravel()).reshape(copies, size)
        moved /= np.linalg.norm(moved, axis=1, keepdims=True)
        change = np.abs(moved - entries).sum(axis=1)
        entries = moved
        if change.max() < _stop(size, tolerance):
            found: Array = entries.ravel()
            return found
        progress(number / _ROUNDS)
    raise InvalidParameter(f"tolerance={tolerance}: eigenvector centrality does not settle in {_ROUNDS:,} rounds")


def pagerank(
    matrix: Matrix, *, damping: float = 0.85, tolerance: float = TOLERANCE, progress: Progress = silent
) -> Array:
    """Share of time that a random walker along the ties spends at each node.

    Parameters
    ----------
    matrix : csr array
        n × n, directed or symmetric: an entry in row i and column j is a tie from i to j; weights count.
    damping : float
        Chance that the walker follows a tie and does not start anew anywhere, 0 ≤ damping < 1.
    tolerance : float
        Mean change of a share at which the iteration stops, above 0.

    Returns
    -------
    array of n floats
        Shares, summing to 1, as `networkx.pagerank`.

    Notes
    -----
    O(m) a round. Brin and Page, Computer Networks 30 (1998) 107, doi:10.1016/S0169-7552(98)00110-X.

    Examples
    --------
    >>> pagerank(sparse.csr_array([[0, 1], [1, 0]])).tolist()
    [0.5, 0.5]
    """
    if not 0 <= damping < 1:
        raise InvalidParameter(f"damping={damping}: a chance from 0 to below 1")
    array = as_adjacency(matrix, symmetric=False)
    n = array.shape[0]
    out = np.asarray(array.sum(axis=1))
    leading = np.divide(1.0, out, out=np.zeros(n), where=out > 0)
    arriving = (sparse.diags_array(leading) @ array).T.tocsr()
    stuck = out == 0
    shares: Array = np.full(n, 1 / n)
    for number in range(_ROUNDS):
        former = shares
        shares = damping * (arriving @ former + former[stuck].sum() / n) + (1 - damping) / n
        if np.abs(shares - former).sum() < _stop(n, tolerance):
            return shares
        progress(number / _ROUNDS)
    raise InvalidParameter(f"tolerance={tolerance}: PageRank does not settle in {_ROUNDS:,} rounds; damping={damping}")


def hits(matrix: Matrix, pointing: npt.NDArray[np.bool_], *, copies: int = 1, progress: Progress = silent) -> Array:
    """Kleinberg's hubs and authorities in a network of two kinds: hub values of what points, authorities of the rest.

    Parameters
    ----------
    matrix : csr array
        n × n, symmetric; every tie counts 1 and points from a node of `pointing` to one that is not.
    pointing : array of n bool
        Which nodes point.
    copies : int
        As in `eigenvector`; the same nodes point in each.

    Returns
    -------
    array of n floats
        Each side sums to 1; all are 0 where there is no tie.

    Notes
    -----
    Starts from equal hubs, so it is deterministic. Kleinberg, J. ACM 46 (1999) 604, doi:10.1145/324133.324140. Why the
    ties are given a direction stands in docs/decisions/0005-network-view.md.

    Examples
    --------
    >>> star = sparse.csr_array([[0, 1, 1], [1, 0, 0], [1, 0, 0]])
    >>> hits(star, np.array([True, False, False])).tolist()
    [1.0, 0.5, 0.5]
    """
    array = as_adjacency(matrix).copy()
    array.data[:] = 1
    points = array[pointing][:, ~pointing]
    back = points.T.tocsr()
    found = np.zeros(array.shape[0])
    if not points.nnz:
        return found
    hubs = np.full(points.shape[0], copies / points.shape[0])
    for number in range(_ROUNDS):
        former = hubs
        hubs = _shares(points @ (back @ former), copies)
        if np.abs(hubs - former).sum() < 1e-13 * copies:
            break
        progress(number / _ROUNDS)
    found[pointing], found[~pointing] = hubs, _shares(back @ hubs, copies)
    return found


def _shares(values: Array, copies: int) -> Array:
    """Values of each copy divided by their sum; a copy without a tie has none."""
    table = values.reshape(copies, -1)
    sums = table.sum(axis=1, keepdims=True)
    found: Array = np.divide(table, sums, out=np.zeros_like(table), where=sums > 0).ravel()
    return found


def _stop(n: int, tolerance: float) -> float:
    if not tolerance > 0:
        raise InvalidParameter(f"tolerance={tolerance}: a number above 0")
    return min(n, _MOST_NODES) * tolerance
