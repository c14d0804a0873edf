"""Sets of things, very many at once: which pairs meet in how many things, without looking at pairs that never meet.

A row of a matrix is a set, its columns are the things. Rows that are equal are looked at once. Where all meetings are
too many to count, pairs that share at least t things are found by their rarest ones: two sets of k and l things that
share t meet within the first k - t + 1 of one and l - t + 1 of the other, when both are ordered rarest first.

Chaudhuri, Ganti and Kaushik, ICDE 2006, doi:10.1109/ICDE.2006.9; Bayardo, Ma and Srikant, WWW 2007,
doi:10.1145/1242572.1242591.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from graph.analysis.engine.matrices import Progress, silent
from ontology.errors import InvalidParameter

__all__ = ["Groups", "Meetings", "closest", "grouped", "meetings", "number_of_meetings", "pieces", "shared_counts"]

Integers = npt.NDArray[np.int64]

# Meetings that are held at once: about 100 MB.
_PIECE: Final = 2_000_000
# Meetings of rare things up to which a threshold is tried: some minutes.
_MOST_TRIED: Final = 2_000_000_000


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows of a matrix that are equal, as one.

    `matrix` has one row for each different set; `of` is the group of each row; `weights` how many rows it stands for;
    `members` lists the rows of all groups one after the other, in order, and `starts` where each group begins.
    """

    matrix: csr_array
    of: Integers
    weights: Integers
    members: Integers
    starts: Integers

    def rows(self, group: int) -> Integers:
        """The rows that a group stands for, in order."""
        return self.members[self.starts[group] : self.starts[group + 1]]


@dataclass(frozen=True, eq=False)
class Meetings:
    """Pairs of rows `one` < `other` with the number of things both have; every pair that shares `least` is there."""

    one: Integers
    other: Integers
    shared: Integers
    least: int = 1


def grouped(matrix: csr_array) -> Groups:
    """Rows of a matrix, equal ones together; groups stand in the order of their first rows.

    Notes
    -----
    Rows are told apart by sums of random numbers, and compared where those agree, so that no accident joins two.
    """
    n = matrix.shape[0]
    sizes = np.diff(matrix.indptr).astype(np.int64)
    for seed in range(8):
        draws = np.random.default_rng(seed).integers(1, 2**62, size=max(matrix.shape[1], 1), dtype=np.int64)
        sums = np.zeros(n, np.int64)
        np.add.at(sums, np.repeat(np.arange(n), sizes), draws[matrix.indices])
        _, first, of = np.unique(sums, return_index=True, return_inverse=True)
        of = of.reshape(-1)
        if _are_equal(matrix, first[of], sizes):
            return _in_order(matrix, first.astype(np.int64), of.astype(np.int64))
    identity = np.arange(n, dtype=np.int64)
    return _in_order(matrix, identity, identity)


def number_of_meetings(matrix: csr_array) -> int:
    """How often two rows have the same thing: the sum over all things of the pairs that have it."""
    counts = np.bincount(matrix.indices, minlength=1).astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())


def meetings(matrix: csr_array, progress: Progress = silent) -> Meetings:
    """Every pair of rows that share something.

    Notes
    -----
    Time follows `number_of_meetings`; so does memory where pairs share one thing only.

    Examples
    --------
    >>> found = meetings(csr_array([[1, 1, 0], [1, 1, 1], [0, 0, 1]]))
    >>> list(zip(found.one.tolist(), found.other.tolist(), found.shared.tolist()))
    [(0, 1, 2), (1, 2, 1)]
    """
    return _joined(list(pieces(matrix, progress)), 1)


def closest(groups: Groups, wanted: int, least: int, progress: Progress = silent) -> Meetings:
    """The pairs of rows that share most: so many pairs, counted with their weights, that at least `wanted` are known.

    Parameters
    ----------
    groups : Groups
        Different sets; the pairs inside a group count too, but are not listed.
    wanted : int
        Number of pairs, at least 1.
    least : int
        Pairs that share fewer things are not wanted.

    Returns
    -------
    Meetings
        Every pair of groups that shares at least `Meetings.least` things, and none that shares fewer.

    Raises
    ------
    InvalidParameter
        Too many pairs share too little for the best to be told from the others.
    """
    prefixes = _Prefixes.of(groups.matrix)
    inside = groups.weights * (groups.weights - 1) // 2
    budget, share = 1_000_000, 0.0
    threshold = 0
    while True:
        lower = prefixes.lowest(least, budget)
        if lower != threshold and lower <= prefixes.highest:
            threshold = lower
            found = prefixes.sharing(threshold, _part_of(progress, share))
            own = int(inside[prefixes.sizes >= threshold].sum())
            known = int((groups.weights[found.one] * groups.weights[found.other]).sum()) + own
            if known >= wanted or threshold <= least:
                return found
        elif prefixes.highest < least:
            empty = np.zeros(0, np.int64)
            return Meetings(empty, empty, empty, least)
        budget, share = budget * 4, share + (0.95 - share) * 0.5
        if budget > _MOST_TRIED:
            raise InvalidParameter(
                f"more than {_MOST_TRIED:,} meetings of two items would have to be looked at for the first {wanted}"
                " pairs: ask for fewer pairs, for a larger min_shared, or what one initiative or organisation shares"
            )


def shared_counts(matrix: csr_array, one: Integers, other: Integers) -> Integers:
    """How many things both rows of each pair have."""
    found = np.zeros(len(one), np.int64)
    sizes = np.diff(matrix.indptr).astype(np.int64)
    for begin, end in _slices(sizes[one] + sizes[other] + 8):
        both = matrix[one[begin:end]].multiply(matrix[other[begin:end]])
        found[begin:end] = both.sum(axis=1)
    return found


def pieces(matrix: csr_array, progress: Progress = silent) -> Iterator[Meetings]:
    """`meetings` in pieces, of which there is one at least; each may be empty."""
    empty = np.zeros(0, np.int64)
    yield Meetings(empty, empty, empty)
    rows = matrix.shape[0]
    counts = np.bincount(matrix.indices, minlength=matrix.shape[1]).astype(np.int64)
    work = np.zeros(rows, np.int64)
    np.add.at(work, np.repeat(np.arange(rows), np.diff(matrix.indptr)), counts[matrix.indices])
    since, turned = 0, csr_array(matrix.T.tocsr())
    for begin, end in _slices(work + 1):
        progress(begin / rows)
        if begin - since > rows // 16:
            # Rows that are done need not be met again.
            since, turned = begin, csr_array(matrix[begin:].T.tocsr())
        product = (matrix[begin:end] @ turned).tocoo()
        upper = np.flatnonzero(product.row + (begin - since) < product.col)
        one, other = product.row[upper].astype(np.int64) + begin, product.col[upper].astype(np.int64) + since
        yield Meetings(one, other, product.data[upper].astype(np.int64))


@dataclass(frozen=True, eq=False)
class _Prefixes:
    """Entries of a matrix by row, rarest things first, with the place of each in its row."""

    matrix: csr_array
    sizes: Integers
    rows: Integers
    columns: Integers
    places: Integers

    @classmethod
    def of(cls, matrix: csr_array) -> _Prefixes:
        sizes = np.diff(matrix.indptr).astype(np.int64)
        rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), sizes)
        frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
        rank = np.empty(matrix.shape[1], np.int64)
        rank[np.argsort(frequency, kind="stable")] = np.arange(matrix.shape[1])
        order = np.argsort(rows * matrix.shape[1] + rank[matrix.indices], kind="stable")
        places = np.arange(len(rows)) - np.repeat(matrix.indptr[:-1].astype(np.int64), sizes)
        return cls(matrix, sizes, rows, matrix.indices[order].astype(np.int64), places)

    @property
    def highest(self) -> int:
        """Most that two rows could share."""
        return int(np.partition(self.sizes, -2)[-2]) if len(self.sizes) > 1 else 0

    def kept(self, threshold: int) -> npt.NDArray[np.bool_]:
        """The entries within which two rows that share so much must meet."""
        return self.places <= self.sizes[self.rows] - threshold

    def lowest(self, least: int, budget: int) -> int:
        """The lowest threshold from `least` that makes no more meetings than this."""
        low, high = least, max(self.highest, least) + 1
        while low < high:
            middle = (low + high) // 2
            counts = np.bincount(self.columns[self.kept(middle)], minlength=1).astype(np.int64)
            if int((counts * (counts - 1) // 2).sum()) <= budget:
                high = middle
            else:
                low = middle + 1
        return low

    def sharing(self, threshold: int, progress: Progress) -> Meetings:
        """Every pair of rows that share at least so many things."""
        kept = self.kept(threshold)
        used = np.flatnonzero(self.sizes >= threshold)
        places = np.zeros(len(self.sizes), np.int64)
        places[used] = np.arange(len(used))
        ones = np.ones(int(kept.sum()), np.int32)
        shape = (len(used), self.matrix.shape[1])
        rare = csr_array((ones, (places[self.rows[kept]], self.columns[kept])), shape=shape)
        whole = csr_array(self.matrix[used])
        parts = []
        for part in pieces(rare, progress):
            shared = shared_counts(whole, part.one, part.other)
            enough = shared >= threshold
            parts.append(Meetings(used[part.one[enough]], used[part.other[enough]], shared[enough]))
        return _joined(parts, threshold)


def _part_of(progress: Progress, share: float) -> Progress:
    """Somebody who is told of half of what is left up to 95 %."""
    return lambda part: progress(share + (0.95 - share) * 0.5 * part)


def _joined(parts: Sequence[Meetings], least: int) -> Meetings:
    one, other, shared = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("one", "other", "shared")
    )
    return Meetings(one, other, shared, least)


def _slices(work: Integers) -> Iterator[tuple[int, int]]:
    """Stretches of about `_PIECE` of work each, none without an entry."""
    ends = np.cumsum(work)
    begin, done = 0, 0
    while begin < len(work):
        end = max(begin + 1, int(np.searchsorted(ends, done + _PIECE, side="right")))
        yield begin, end
        begin, done = end, int(ends[end - 1])


def _are_equal(matrix: csr_array, standing_for: Integers, sizes: Integers) -> bool:
    """Whether every row is equal to the row that stands for it."""
    if not np.array_equal(sizes, sizes[standing_for]):
        return False
    starts = matrix.indptr[:-1].astype(np.int64)
    offsets = np.arange(len(matrix.indices)) - np.repeat(starts, sizes)
    theirs = np.repeat(starts[standing_for], sizes) + offsets
    return bool(np.array_equal(matrix.indices, matrix.indices[theirs]))


def _in_order(matrix: csr_array, first: Integers, of: Integers) -> Groups:
    """Groups in the order of their first rows."""
    order = np.argsort(first, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    of = place[of]
    weights = np.bincount(of, minlength=len(first)).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(weights)]).astype(np.int64)
    return Groups(csr_array(matrix[first[order]]), of, weights, np.argsort(of, kind="stable").astype(np.int64), starts)
