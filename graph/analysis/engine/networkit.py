"""The way into networkit: loaded when a large network comes, seeded, and used by one caller at a time.

It takes a second to load, and has one random number generator (and one number of threads) for the whole process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from types import ModuleType
from typing import Any, Final

from scipy import sparse

from graph.analysis.engine.matrices import Matrix

__all__ = ["as_network", "networkit"]

_alone: Final = Lock()


@contextmanager
def networkit(seed: int) -> Iterator[ModuleType]:
    """The library with its generator seeded, for one caller."""
    import networkit as nk

    with _alone:
        # On several threads even what is called sequential puts groups together in the order in which threads end.
        threads = nk.getMaxNumberOfThreads()
        nk.setNumberOfThreads(1)
        nk.setSeed(seed, False)
        try:
            yield nk
        finally:
            nk.setNumberOfThreads(threads)


def as_network(nk: ModuleType, ties: Matrix) -> Any:
    """A symmetric adjacency as a weighted network of networkit; a tie of a node to itself keeps its weight."""
    # It takes every entry for an edge, so each tie is handed over once; row by row is three times as fast as in pairs.
    return nk.GraphFromCsr(sparse.csr_matrix(sparse.triu(ties, format="csr")), False, True)
