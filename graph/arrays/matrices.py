"""The arrays as sparse matrices. Rows and columns follow the lists of node numbers named with each function."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, triu

from graph.arrays.model import Arrays, Numbers
from ontology.errors import InvalidParameter

__all__ = [
    "ENDS",
    "adjacency",
    "dependencies",
    "incidence",
    "link_matrix",
    "projection",
    "rests_on",
    "stretches",
    "ties",
]

ENDS: Final = ("organisations", "initiatives")
_WRITTEN_OUT: Final = 8_000_000
"""Meetings of two that are written out, in some 300 MB at most."""


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
    Symmetric. Time and memory follow the sum of the squares of the sizes: onto initiatives, a hub with k links makes
    k² entries.
    """
    side = _Side.of(arrays, onto)
    if side.meetings > _WRITTEN_OUT:
        return _product(arrays, onto)
    above = side.counted()
    return csr_array(above + above.T.tocsr())


def ties(arrays: Arrays, onto: str = "organisations") -> csr_array:
    """Each pair of a projection once: what stands above the diagonal of `projection`, which see."""
    side = _Side.of(arrays, onto)
    return csr_array(triu(_product(arrays, onto), format="csr")) if side.meetings > _WRITTEN_OUT else side.counted()


@dataclass(frozen=True)
class _Side:
    """The participations by what is shared: the parties of each initiative, or the initiatives of each party.

    Parameters
    ----------
    members : array of int32
        Who shares, as places among `size` of them, group after group; in order within each group.
    ends : array of int32
        Where each group ends.
    """

    members: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    size: int

    @classmethod
    def of(cls, arrays: Arrays, onto: str) -> _Side:
        if onto not in ENDS:
            raise InvalidParameter(f"onto={onto!r}: networks are projected onto {' or '.join(ENDS)}")
        links = arrays.participations.links
        if onto == "organisations":
            listed, groups, members = arrays.parties, links.start, links.end
        else:
            listed, groups, members = arrays.initiatives, links.ends, links.start[links.turned]
        ends = np.append(np.flatnonzero(np.diff(groups)) + 1, len(groups)).astype(np.int32)
        return cls(_places(listed, len(arrays))[members], ends, len(listed))

    @cached_property
    def meetings(self) -> int:
        """How often two meet in a group."""
        sizes = np.diff(self.ends, prepend=0).astype(np.int64)
        return int((sizes * (sizes - 1)).sum()) // 2

    def counted(self) -> csr_array:
        """How often each two meet, the smaller place as row: every meeting is written out, sorted, and counted.

        In half the time of a product of sparse matrices, which looks up every meeting in a row that is not in order,
        counts it from both sides, and has to sort what it found.
        """
        bits = max(self.size, 1).bit_length()
        wide = np.dtype(np.uint32 if 2 * bits <= np.iinfo(np.uint32).bits else np.uint64)
        members, here = self.members.astype(wide), np.arange(1, len(self.members) + 1)
        end = np.repeat(self.ends, np.diff(self.ends, prepend=0))
        met = np.repeat(members << bits, end - here)
        met |= members.take(stretches(here, end))
        met.sort()
        first = np.flatnonzero(np.concatenate([np.ones(min(len(met), 1), np.bool_), met[1:] != met[:-1]]))
        found = met[first]
        columns = (found & ((1 << bits) - 1)).astype(np.int32)
        begins = np.searchsorted(found, np.arange(self.size + 1, dtype=wide) << bits).astype(np.int32)
        times = np.diff(first, append=len(met)).astype(np.int32)
        return csr_array((times, columns, begins), shape=(self.size, self.size))


def stretches(begin: npt.NDArray[np.integer], end: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """All places from each begin to its end, one stretch after the other."""
    counts = end - begin
    places = np.repeat(begin - np.cumsum(counts) + counts, counts)
    return places + np.arange(len(places))


def _product(arrays: Arrays, onto: str) -> csr_array:
    """A projection that has many more meetings than pairs, in the memory that the pairs need."""
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
