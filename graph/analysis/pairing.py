"""Pairs of items that share things, with everything that numbers say about them; nothing here has a name.

Every pair of items that both have something is a test, also those pairs that share nothing (their p is 1). Where all
meetings can be counted, q is exact. Where only the pairs that share most are looked at, pairs with a small p may be
missing from the ranks, and q is an upper bound: the true value is at most that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import comb
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

from graph.analysis.chance import corrected, tails
from graph.analysis.engine.matrices import Progress, row_entries, silent
from graph.analysis.holdings import Holdings
from graph.analysis.meetings import Groups, Meetings, closest, pieces
from ontology.errors import InvalidParameter

__all__ = ["MOST_COUNTED", "MOST_PAIRS", "Pairing", "best", "between", "with_others"]

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int32] | Integers

MOST_PAIRS: Final = 5_000_000
"""Meetings up to which all pairs are listed."""
MOST_COUNTED: Final = 20_000_000
"""Meetings of different sets up to which all are counted for the first pairs alone: some seconds."""
_MOST_KINDS: Final = 32_000_000


@dataclass(frozen=True, eq=False)
class Pairing:
    """Pairs of rows of `Holdings`, one entry each, best first.

    `things` are the columns that both have, by pair: row i of the matrix. `total` is how many pairs share enough, or
    None where they were not all counted; `exact` says whether q is exact or an upper bound.
    """

    one: Integers
    other: Integers
    shared: Integers
    things: csr_array
    jaccard: Floats
    coefficient: Floats
    rarity: Floats
    weighted: Floats
    p: Floats
    q: Floats
    tests: int
    total: int | None
    exact: bool

    def __len__(self) -> int:
        return len(self.one)

    def since(self, begin: int) -> Pairing:
        """All but the first ones."""
        names = ("one", "other", "shared", "things", "jaccard", "coefficient", "rarity", "weighted", "p", "q")
        return replace(self, **{name: getattr(self, name)[begin:] for name in names}) if begin else self


@dataclass(frozen=True, eq=False)
class _Kinds:
    """Kinds of pairs: how much is shared of how much. `sizes` are the sizes there are; a kind is a number of them.

    Chance knows no more of a pair than its kind, and there are few of them however many pairs there are.
    """

    sizes: Integers
    rank: Integers

    @classmethod
    def of(cls, held: Holdings) -> _Kinds:
        sizes = np.unique(held.sizes)
        rank = np.zeros(int(held.sizes.max(initial=0)) + 1, np.int64)
        rank[sizes] = np.arange(len(sizes))
        return cls(sizes, rank)

    def keys(self, shared: Integers, first: Integers, second: Integers) -> Integers:
        """One number for what is shared and both sizes, in any order of the two."""
        return self.joined(shared, self.rank[first], self.rank[second])

    def joined(self, shared: Integers, one: Ranks, other: Ranks) -> Integers:
        """`keys` of pairs whose sizes are known by their ranks."""
        return (shared * len(self.sizes) + np.minimum(one, other)) * len(self.sizes) + np.maximum(one, other)

    def chances(self, keys: Integers, universe: int) -> Floats:
        """Chance of each of some kinds."""
        rest, larger = np.divmod(keys, max(len(self.sizes), 1))
        shared, smaller = np.divmod(rest, max(len(self.sizes), 1))
        return tails(shared, self.sizes[smaller], self.sizes[larger], universe)


def best(
    held: Holdings,
    *,
    min_shared: int = 1,
    first: int | None = None,
    exact: bool = False,
    progress: Progress = silent,
) -> Pairing:
    """Pairs that share most things; equal ones by Jaccard index, then by their places.

    Parameters
    ----------
    held : Holdings
        What is compared.
    min_shared : int
        Least number of shared things, at least 1. It changes neither p nor q.
    first : int, optional
        How many pairs; None for all, which is refused above `MOST_PAIRS` meetings.
    exact : bool
        Whether all meetings are counted for an exact q however many they are: minutes at a billion.
    progress : callable
        Told the share that is done; it may raise to stop.

    Raises
    ------
    InvalidParameter
        `min_shared` or `first` is below 1, or there are too many meetings.
    """
    _check(held, min_shared, first)
    groups, kinds = held.groups, _Kinds.of(held)
    whole = exact or first is None or held.meetings <= MOST_COUNTED
    near = None if whole else closest(groups, first or 1, min_shared, progress)
    survey = _Survey(kinds, groups, min_shared, first)
    survey.take(_inside(groups, near.least if near else 1))
    for part in [near] if near else pieces(groups.matrix, progress):
        survey.take(part)
    known, numbers = survey.kinds_found()
    p = kinds.chances(known, len(held.things))
    q = corrected(p, tests=(tests := comb(len(held.items), 2)), counts=numbers)
    one, other = _expanded(groups, survey.found(), first)
    made = _scored(held, one, other)
    at = np.searchsorted(known, kinds.keys(made.shared, held.sizes[one], held.sizes[other]))
    total = survey.total if near is None or near.least <= min_shared else None
    return replace(made, p=p[at], q=q[at], tests=tests, total=total, exact=whole)


def with_others(held: Holdings, place: int, *, min_shared: int = 1, first: int | None = None) -> Pairing:
    """One item with all others that share enough with it, best first; the tests are all pairs of this item.

    Raises
    ------
    InvalidParameter
        `min_shared` or `first` is below 1.
    """
    if min_shared < 1 or (first is not None and first < 1):
        _check(held, min_shared, first, bounded=False)
    mine = held.matrix.indices[held.matrix.indptr[place] : held.matrix.indptr[place + 1]]
    rows, lengths = row_entries(held.turned, mine)
    others, shared = _met(rows, place, len(held.items))
    size, base = int(held.sizes[place]), len(held.things) + 1
    known, kind, counts = np.unique(shared * base + held.sizes[others], return_inverse=True, return_counts=True)
    much, sizes = np.divmod(known, base)
    p = tails(much, np.full(len(known), size), sizes, len(held.things))
    q = corrected(p, tests=(tests := len(held.items) - 1), counts=counts)
    # Whoever shares as much of as much is equal, so that kinds are put in order in place of pairs.
    rank = np.empty(len(known), np.int64)
    rank[np.lexsort((-much / (size + sizes - much), -much))] = np.arange(len(known))
    total = int(counts[much >= min_shared].sum())
    shown = np.argsort(rank[kind], kind="stable")[: total if first is None else min(first, total)]
    things = _met_with(held, others[shown], rows, np.repeat(mine, lengths))
    made = _numbers(held, np.full(len(shown), place, np.int64), others[shown], things)
    return replace(made, p=p[kind[shown]], q=q[kind[shown]], tests=tests, total=total, exact=True)


def between(held: Holdings, one: Integers, other: Integers) -> Pairing:
    """Given pairs, with what they share; p and q are not worked out and are 1."""
    ones = np.ones(len(one), np.float64)
    return replace(_scored(held, one, other), p=ones, q=ones, total=len(one))


def _check(held: Holdings, min_shared: int, first: int | None, *, bounded: bool = True) -> None:
    if min_shared < 1:
        raise InvalidParameter(f"min_shared={min_shared}: two items that share nothing do not overlap; at least 1")
    if first is not None and first < 1:
        raise InvalidParameter(f"limit={first}: at least 1 pair is asked for")
    if bounded and first is None:
        counts = held.counts
        if (met := int((counts * (counts - 1) // 2).sum())) > MOST_PAIRS:
            raise InvalidParameter(
                f"{met:,} meetings of two items are too many for one answer (the bound is {MOST_PAIRS:,}):"
                " ask for the first pairs only, or what one initiative or organisation shares instead"
            )


class _Survey:
    """What is known of all pairs while they go by: how many there are of each kind, and those that may be the first."""

    def __init__(self, kinds: _Kinds, groups: Groups, min_shared: int, wanted: int | None) -> None:
        self._kinds, self._groups, self._wanted, self._least = kinds, groups, wanted, min_shared
        sizes = np.diff(groups.matrix.indptr).astype(np.int64)
        self._rank = kinds.rank[sizes].astype(np.int32)
        self._alone = bool((groups.weights == 1).all())
        self._weights = groups.weights.astype(np.float64)
        self._within = (self._weights - 1) / 2
        most = int(sizes.max(initial=0)) + 1
        self._by_shared = np.zeros(max(most, min_shared + 1), np.int64)
        space = most * len(kinds.sizes) ** 2
        self._dense = np.zeros(space, np.int64) if space <= _MOST_KINDS else None
        self._sparse = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        self._min_shared = min_shared
        self._kept: list[Meetings] = []

    @property
    def total(self) -> int:
        """Number of pairs of items that share enough."""
        return int(self._by_shared[self._min_shared :].sum())

    def take(self, found: Meetings) -> None:
        """Some more pairs of groups."""
        counts = None if self._alone or not len(found.one) else self._weights[found.one]
        if counts is not None:
            # A group with itself comes alone, before all other pairs.
            counts *= self._within[found.other] if found.one[0] == found.other[0] else self._weights[found.other]
        self._count(self._kinds.joined(found.shared, self._rank[found.one], self._rank[found.other]), counts)
        _add(self._by_shared, found.shared, counts)
        if self._wanted is not None:
            at_least = np.cumsum(self._by_shared[::-1])[::-1]
            self._least = max(self._min_shared, int((at_least >= self._wanted).sum()) - 1)
        kept = np.flatnonzero(found.shared >= self._least)
        self._kept.append(Meetings(found.one[kept], found.other[kept], found.shared[kept]))

    def kinds_found(self) -> tuple[Integers, Integers]:
        """Keys of the kinds that were met, in order, and how many pairs there are of each."""
        if self._dense is None:
            return self._sparse
        return (met := np.flatnonzero(self._dense)), self._dense[met]

    def found(self) -> Meetings:
        """The pairs of groups that may be among the first."""
        one, other, shared = (
            np.concatenate([getattr(part, name) for part in self._kept]) for name in ("one", "other", "shared")
        )
        kept = shared >= self._least
        return Meetings(one[kept], other[kept], shared[kept], self._least)

    def _count(self, keys: Integers, counts: Floats | None) -> None:
        if self._dense is not None:
            _add(self._dense, keys, counts)
            return
        more = _counted(keys, np.ones(len(keys)) if counts is None else counts)
        self._sparse = _counted(*(np.concatenate(pair) for pair in zip(self._sparse, more, strict=True)))


def _add(sums: Integers, keys: Integers, counts: Floats | None) -> None:
    """Add up counts in place; None for one each."""
    if len(keys) > len(sums) // 16:
        sums += np.bincount(keys, weights=counts, minlength=len(sums)).astype(np.int64)
    else:
        np.add.at(sums, keys, 1 if counts is None else counts.astype(np.int64))


def _inside(groups: Groups, least: int) -> Meetings:
    """The pairs inside a group, as the group with itself: they share all they have."""
    sizes = np.diff(groups.matrix.indptr).astype(np.int64)
    several = np.flatnonzero((groups.weights > 1) & (sizes >= least))
    return Meetings(several, several, sizes[several], least)


def _weights(groups: Groups, found: Meetings) -> Integers:
    """How many pairs of items each pair of groups stands for."""
    one, other = groups.weights[found.one], groups.weights[found.other]
    return np.where(found.one == found.other, one * (one - 1) // 2, one * other)


def _counted(keys: Integers, counts: Integers | Floats) -> tuple[Integers, Integers]:
    """Different keys in order, and the sum of the counts of each."""
    different, back = np.unique(keys, return_inverse=True)
    return different, np.bincount(back.reshape(-1), weights=counts).astype(np.int64)


def _expanded(groups: Groups, found: Meetings, wanted: int | None) -> tuple[Integers, Integers]:
    """Rows of the best pairs: groups become the rows that they stand for, and ties go by the places of the rows."""
    counts, sizes = _weights(groups, found), np.diff(groups.matrix.indptr).astype(np.int64)
    jaccard = found.shared / (sizes[found.one] + sizes[found.other] - found.shared)
    order = np.lexsort((-jaccard, -found.shared))
    if wanted is not None and len(order):
        order = _promising(groups, found, jaccard, order, wanted)
    alone = order[counts[order] == 1]
    firsts = _first_rows(groups, found, alone)
    several = [_row_pairs(groups, int(found.one[at]), int(found.other[at]), wanted) for at in order if counts[at] > 1]
    one, other = (np.concatenate([firsts[end], *(pairs[end] for pairs in several)]) for end in (0, 1))
    at = np.concatenate([alone, np.repeat(order[counts[order] > 1], [len(pairs[0]) for pairs in several])])
    best_first = np.lexsort((other, one, -jaccard[at], -found.shared[at]))[:wanted]
    return one[best_first], other[best_first]


def _promising(groups: Groups, found: Meetings, jaccard: Floats, order: Integers, wanted: int) -> Integers:
    """Those that may be among the first: all better than the last one wanted, and the first that tie with it."""
    counts = _weights(groups, found)[order]
    last = order[min(int(np.searchsorted(np.cumsum(counts), wanted)), len(order) - 1)]
    more, as_much = found.shared[order] > found.shared[last], found.shared[order] == found.shared[last]
    better = order[more | (as_much & (jaccard[order] > jaccard[last]))]
    tied = order[as_much & (jaccard[order] == jaccard[last])]
    one, other = _first_rows(groups, found, tied)
    return np.concatenate([better, tied[np.lexsort((other, one))[:wanted]]])


def _first_rows(groups: Groups, found: Meetings, at: Integers) -> tuple[Integers, Integers]:
    """The first pair of rows of some pairs of groups."""
    one, other = found.one[at], found.other[at]
    first = groups.members[groups.starts[one]]
    second = groups.members[groups.starts[other] + (one == other)]
    return np.minimum(first, second), np.maximum(first, second)


def _row_pairs(groups: Groups, one: int, other: int, wanted: int | None) -> tuple[Integers, Integers]:
    """The first pairs of rows that a pair of groups stands for, in order."""
    mine, theirs = groups.rows(one), groups.rows(other)
    every = np.union1d(mine, theirs)
    own = np.isin(every, mine, assume_unique=True)
    starts, ends, known = list[Integers](), list[Integers](), 0
    for row, among in zip(every.tolist(), own.tolist(), strict=True):
        partners = theirs if among or one == other else mine
        partners = partners[np.searchsorted(partners, row, side="right") :][:wanted]
        starts.append(np.full(len(partners), row, np.int64))
        ends.append(partners)
        known += len(partners)
        if wanted is not None and known >= wanted:
            break
    return np.concatenate(starts), np.concatenate(ends)


def _scored(held: Holdings, one: Integers, other: Integers) -> Pairing:
    """What each pair of rows shares; p, q and what is known of all pairs are filled in later."""
    parts = [held.matrix[one[begin:end]].multiply(held.matrix[other[begin:end]]) for begin, end in _stretches(len(one))]
    things = csr_array(vstack([csr_array(part) for part in parts])) if parts else csr_array((0, len(held.things)))
    things.sort_indices()
    return _numbers(held, one, other, things)


def _met(rows: Integers, place: int, size: int) -> tuple[Integers, Integers]:
    """Every row that is met but the one at a place, in order, and how often."""
    if len(rows) > size // 16:
        counts = np.bincount(rows, minlength=size)
        counts[place] = 0
        return (others := np.flatnonzero(counts)), counts[others]
    # Few are put in order sooner than all are gone through.
    ordered = np.sort(rows[rows != place])
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)])
    return ordered[starts].astype(np.int64), np.diff(np.append(starts, len(ordered)))


def _met_with(held: Holdings, others: Integers, rows: Integers, things: Integers) -> csr_array:
    """What each of some rows has of one row's things, out of who has which of these."""
    by_place = np.argsort(others)
    at = np.searchsorted(others[by_place], rows).clip(max=max(len(others) - 1, 0))
    wanted = np.flatnonzero(others[by_place[at]] == rows) if len(others) else at[:0]
    whose = by_place[at[wanted]]
    order = np.argsort(whose, kind="stable")
    ends = np.concatenate([[0], np.cumsum(np.bincount(whose, minlength=len(others)))])
    ones = np.ones(len(order), np.int32)
    return csr_array((ones, things[wanted[order]], ends), shape=(len(others), len(held.things)))


def _numbers(held: Holdings, one: Integers, other: Integers, things: csr_array) -> Pairing:
    """Everything about pairs of rows that follows from what they share."""
    shared = np.diff(things.indptr).astype(np.int64)
    smaller = np.minimum(held.sizes[one], held.sizes[other])
    rarity = np.asarray(things @ held.rarity, np.float64)
    either = held.worth[one] + held.worth[other] - rarity
    none = np.zeros(0)
    return Pairing(
        one,
        other,
        shared,
        things,
        jaccard=shared / (held.sizes[one] + held.sizes[other] - shared),
        coefficient=shared / smaller,
        rarity=rarity,
        # Where everybody has everything, nothing that is shared tells two from the others.
        weighted=np.clip(np.divide(rarity, either, out=np.zeros(len(one)), where=either > 1e-12), 0.0, 1.0),
        p=none,
        q=none,
        tests=0,
        total=None,
        exact=False,
    )


def _stretches(n: int) -> Iterator[tuple[int, int]]:
    yield from ((begin, min(begin + 100_000, n)) for begin in range(0, n, 100_000))
