"""The arrays as sparse matrices. Rows and columns follow the lists of node numbers named with each function."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from graph.arrays.model import Arrays, Numbers
from ontology.errors import InvalidParameter

__all__ = ["ENDS", "adjacency", "dependencies", "incidence", "link_matrix", "projection", "rests_on"]

ENDS: Final = ("organisations", "initiatives")


def incidence(arrays: Arrays) -> csr_array:
    """Who takes part in what: rows `arrays.parties`, columns `arrays.initiatives`, 1 where there is a participation.

    Notes
    -----
    Collectives are rows where the filter leaves them: ask for a view by `Arrays.filtered`. Entries are int32.
    """
    links = arrays.participations.links
    rows, columns = _places(arrays.parties, len(arrays)), _places(arrays.initiatives, len(arrays))
    return _matrix(rows[links.end], columns[links.start], (len(arrays.parties), len(arrays.initiatives)))


def projection(arrays: Arrays, onto: str = "organisations") -> csr_array:
    """How many initiatives two parties share, or how many parties two initiatives share; the diagonal is empty.

    Parameters
    ----------
    arrays : Arrays
        The view that is counted.
    onto : str
        "organisations" gives rows and columns `arrays.parties`, "initiatives" `arrays.initiatives`.

    Raises
    ------
    InvalidParameter
        `onto` is another word.

    Notes
    -----
    Time and memory follow the sum of the squares of the sizes: onto initiatives, a hub with k links makes k² entries.
    """
    if onto not in ENDS:
        raise InvalidParameter(f"onto={onto!r}: networks are projected onto {' or '.join(ENDS)}")
    held = incidence(arrays)
    shared = csr_array(held @ held.T if onto == "organisations" else held.T.tocsr() @ held)
    # Turned, its columns come in order: that costs a fifth of sorting them, and a symmetric matrix is the same turned.
    shared = shared.tocsc().T
    shared.setdiag(0)
    shared.eliminate_zeros()
    return shared


def adjacency(arrays: Arrays) -> tuple[Numbers, csr_array]:
    """The participation network: its nodes in order, and which are linked, in both directions, as int32 ones.

    Returns
    -------
    tuple
        Every initiative and every party, as numbers in order; a symmetric matrix whose rows and columns they are.
    """
    nodes = np.union1d(arrays.initiatives, arrays.parties).astype(np.int32)
    places, links = _places(nodes, len(arrays)), arrays.participations.links
    one, other = places[links.start], places[links.end]
    return nodes, _matrix(np.concatenate([one, other]), np.concatenate([other, one]), (len(nodes), len(nodes)))


def dependencies(arrays: Arrays) -> tuple[Numbers, csr_array]:
    """What builds on what: every initiative and all that is built on or builds; a row builds on its columns.

    Returns
    -------
    tuple
        The nodes as numbers in order; the matrix, int32 ones. A thing that builds on itself says nothing and is no
        entry.
    """
    return link_matrix(arrays, *rests_on(arrays))


def link_matrix(arrays: Arrays, start: Numbers, end: Numbers) -> tuple[Numbers, csr_array]:
    """Every initiative and all ends of some links, in order; a matrix with 1 where a row leads to a column."""
    nodes = np.unique(np.concatenate([arrays.initiatives, start, end])).astype(np.int32)
    places = _places(nodes, len(arrays))
    return nodes, _matrix(places[start], places[end], (len(nodes), len(nodes)))


def rests_on(arrays: Arrays) -> tuple[Numbers, Numbers]:
    """Ends of the dependencies, each once, without those of a thing on itself."""
    links = arrays.dependencies.links
    proper = links.start != links.end
    return links.start[proper], links.end[proper]


def _places(listed: Numbers, size: int) -> Numbers:
    """For every node its place in a list, or -1."""
    places = np.full(size, -1, np.int32)
    places[listed] = np.arange(len(listed), dtype=np.int32)
    return places


def _matrix(rows: npt.NDArray[np.int32], columns: npt.NDArray[np.int32], shape: tuple[int, int]) -> csr_array:
    """Ones at some places, however often a place is given."""
    matrix = csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=shape)
    matrix.data.fill(1)
    matrix.sort_indices()
    return matrix
