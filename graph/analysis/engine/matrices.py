"""What every measure asks of an adjacency matrix, and how a long computation tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from graph.arrays.matrices import stretches
from ontology.errors import EmptyNetwork, InvalidParameter

__all__ = [
    "Array",
    "Flags",
    "Indices",
    "Matrix",
    "Progress",
    "as_adjacency",
    "plain",
    "row_entries",
    "silent",
    "unweighted",
]

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]
# scipy ships no types.
Matrix = Any

# A matrix that was found symmetric once is not looked through by every measure again.
_CHECKED: Final = "_found_symmetric"

Progress = Callable[[float], None]
"""Told the share that is done, from 0 to 1; it stops a computation by raising."""


def silent(_: float) -> None:
    """Tell nobody."""


def as_adjacency(matrix: Matrix, *, symmetric: bool = True) -> Matrix:
    """A matrix as a csr array of floats in canonical form, checked.

    Parameters
    ----------
    matrix : sparse or dense matrix
        n × n, n > 0; entries are weights of ties, finite and not negative. Entries stated twice are added.
    symmetric : bool
        Whether ties must run both ways.

    Raises
    ------
    EmptyNetwork
        n is 0.
    InvalidParameter
        The matrix is not square, not symmetric, or an entry is negative or no number.

    Examples
    --------
    >>> as_adjacency(sparse.coo_array(([1, 1], ([0, 1], [1, 0])), shape=(2, 2))).toarray().tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    if getattr(matrix, _CHECKED, False):
        return matrix
    array = sparse.csr_array(matrix, dtype=np.float64)
    if not array.has_canonical_format or not array.data.all():
        # The caller's matrix is left as it was.
        array = array.copy()
        array.sum_duplicates()
        array.eliminate_zeros()
    rows, columns = array.shape
    if rows != columns:
        raise InvalidParameter(f"an adjacency matrix is square; this one has {rows} rows and {columns} columns")
    if not rows:
        raise EmptyNetwork("the network has no node, so there is nothing to measure")
    if not np.isfinite(array.data).all() or (array.data < 0).any():
        raise InvalidParameter("the weight of a tie is a number, and not below 0")
    if symmetric and abs(array - array.T).nnz:
        raise InvalidParameter("this measure is of ties that run both ways: add the transpose, or make them one-way")
    setattr(array, _CHECKED, symmetric)
    return array


def plain(array: Matrix) -> Matrix:
    """Every tie between two different nodes, of weight 1: what paths, cores and pieces are made of."""
    coo = array.tocoo()
    apart = coo.row != coo.col
    ends = (coo.row[apart], coo.col[apart])
    return sparse.csr_array((np.ones(len(ends[0])), ends), shape=array.shape)


def row_entries(matrix: Matrix, rows: Indices) -> tuple[Indices, Indices]:
    """Columns of the entries of some rows, one row after the other, and how many each has: no matrix is made of them.

    Examples
    --------
    >>> columns, lengths = row_entries(sparse.csr_array([[1, 0, 1], [0, 0, 0], [0, 1, 0]]), np.array([2, 0]))
    >>> columns.tolist(), lengths.tolist()
    ([1, 0, 2], [1, 2])
    """
    first, end = matrix.indptr[rows].astype(np.int64), matrix.indptr[rows + 1]
    return matrix.indices[stretches(first, end)], end - first


def unweighted(array: Matrix) -> Matrix:
    """The same ties, each of weight 1."""
    return sparse.csr_array((np.ones(array.nnz), array.indices, array.indptr), shape=array.shape)
