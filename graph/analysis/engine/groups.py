"""Communities: groups with more ties inside than chance would give, and how much they depend on chance.

Small networks are divided by the Louvain method of networkx, large ones by that of networkit on one thread, as only one
thread gives the same answer for the same seed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import networkx as nx
import numpy as np

from graph.analysis.engine.matrices import Array, Indices, Matrix, Progress, as_adjacency, silent
from graph.analysis.engine.networkit import as_network, networkit
from ontology.errors import InvalidParameter

__all__ = ["communities", "modularity", "togetherness"]

# Ties up to which networkx is quick enough not to load anything else.
_SMALL: Final = 2_000


def communities(
    matrix: Matrix, *, seed: int = 0, runs: int = 1, resolution: float = 1.0, progress: Progress = silent
) -> Indices:
    """Groups of each run by the Louvain method.

    Parameters
    ----------
    matrix : csr array
        n × n, symmetric; weights count.
    seed : int
        Chooses the order in which nodes are moved; run r takes seed + r. From 0 to 2³¹. The first run on a large
        network moves them as they stand, whatever the seed, which is a good deal quicker.
    runs : int
        Number of divisions, at least 1.
    resolution : float
        Above 0; larger values give more and smaller groups.
    progress : callable
        Told the share that is done.

    Returns
    -------
    array of runs × n int
        Number of each node's group from 0 on: the largest group first, equal ones by their first node.

    Notes
    -----
    Near O(m) a run. Blondel et al., J. Stat. Mech. (2008) P10008, doi:10.1088/1742-5468/2008/10/P10008.

    Examples
    --------
    >>> from scipy import sparse
    >>> two = sparse.block_diag([np.ones((3, 3)) - np.eye(3)] * 2)
    >>> communities(two).tolist()
    [[0, 0, 0, 1, 1, 1]]
    """
    if runs < 1 or not 0 <= seed < 2**31 or not resolution > 0:
        raise InvalidParameter(
            f"runs={runs}, seed={seed}, resolution={resolution}: runs are at least 1, a seed is from 0 to"
            " 2,147,483,647, a resolution above 0"
        )
    array = as_adjacency(matrix)
    divide = _small(array, resolution) if array.nnz <= 2 * _SMALL else _large(array, resolution)
    found = []
    for run in range(runs):
        progress(run / runs)
        found.append(_numbered(divide((seed + run) % 2**31, run > 0)))
    return np.array(found)


def modularity(matrix: Matrix, groups: Indices, *, resolution: float = 1.0) -> float:
    """Share of the ties inside groups, less what chance would put there; 0 where there is no tie.

    Parameters
    ----------
    matrix : csr array
        n × n, symmetric; weights count.
    groups : array of n int
        Number of each node's group, from 0.

    Returns
    -------
    float
        In [−1/2, 1], as `networkx.community.modularity`. Newman and Girvan, Phys. Rev. E 69 (2004) 026113,
        doi:10.1103/PhysRevE.69.026113.

    Examples
    --------
    >>> from scipy import sparse
    >>> two = sparse.block_diag([np.ones((3, 3)) - np.eye(3)] * 2)
    >>> modularity(two, np.array([0, 0, 0, 1, 1, 1]))
    0.5
    """
    array = as_adjacency(matrix)
    degrees = np.asarray(array.sum(axis=1)) + array.diagonal()
    total = degrees.sum()
    if not total:
        return 0.0
    rows = np.repeat(np.arange(array.shape[0]), np.diff(array.indptr))
    inside = array.data[groups[rows] == groups[array.indices]].sum() + array.diagonal().sum()
    return float(inside / total - resolution * ((np.bincount(groups, degrees) / total) ** 2).sum())


def togetherness(groups: Indices, runs: Indices) -> Array:
    """How often each node stays with the others of its group.

    Parameters
    ----------
    groups : array of n int
        The division that is judged.
    runs : array of runs × n int
        Divisions it is compared with.

    Returns
    -------
    array of n floats
        Mean over runs and over the other members of the group: the share of runs that put the two into one group, in
        [0, 1]; 1 for a node that is a group of its own.

    Examples
    --------
    >>> togetherness(np.array([0, 0, 0]), np.array([[0, 0, 0], [0, 0, 1]])).tolist()
    [0.75, 0.75, 0.5]
    """
    others = np.bincount(groups)[groups] - 1
    kept = np.zeros(len(groups))
    for run in runs:
        pairs = groups * (int(run.max()) + 1) + run
        _, place, counts = np.unique(pairs, return_inverse=True, return_counts=True)
        kept += counts[place] - 1
    return np.divide(kept / len(runs), others, out=np.ones(len(groups)), where=others > 0)


def _numbered(labels: Indices) -> Indices:
    _, first, place, counts = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    ranks = np.empty(len(counts), dtype=np.int64)
    ranks[np.lexsort((first, -counts))] = np.arange(len(counts))
    numbered: Indices = ranks[place]
    return numbered


def _small(array: Matrix, resolution: float) -> Callable[[int, bool], Indices]:
    network = nx.from_scipy_sparse_array(array)

    def divide(seed: int, _: bool) -> Indices:
        labels = np.zeros(array.shape[0], dtype=np.int64)
        for number, group in enumerate(nx.community.louvain_communities(network, seed=seed, resolution=resolution)):
            labels[list(group)] = number
        return labels

    return divide


def _large(array: Matrix, resolution: float) -> Callable[[int, bool], Indices]:
    made: list[Any] = []

    def divide(seed: int, shuffled: bool) -> Indices:
        with networkit(seed) as nk:
            network = made[0] if made else as_network(nk, array)
            made[:] = [network]
            order = "none randomized" if shuffled else "none"
            method = nk.community.PLM(network, refine=True, gamma=resolution, par=order)
            return np.array(method.run().getPartition().getVector(), dtype=np.int64)

    return divide
