"""What initiatives and organisations have that can be shared, as sets: a row for each item, a column for each thing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from graph.analysis.meetings import Groups, grouped, number_of_meetings
from graph.arrays import Arrays, incidence, rests_on

__all__ = ["BASES", "ITEMS", "Holdings", "holdings"]

ITEMS: Final = ("initiatives", "organisations")
BASES: Final = ("participants", "builds_on", "contacts", "themes", "wording")

Integers = npt.NDArray[np.int64]
Numbering = npt.NDArray[np.int64] | npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Holdings:
    """Which item has which thing; items without a thing and things without an item are left out.

    Parameters
    ----------
    matrix : csr array
        Items × things, ones, columns in order.
    items, things : array of int64
        What rows and columns stand for, ascending: numbers of nodes, or whatever the maker of the matrix counts.
    """

    matrix: csr_array
    items: Integers
    things: Integers

    @classmethod
    def of(cls, matrix: csr_array, items: Numbering, things: Numbering) -> Holdings:
        """A matrix of any numbers but nought, without its empty rows and columns."""
        held = csr_array(matrix)
        held.data = np.ones(len(held.data), np.int32)
        rows = np.flatnonzero(np.diff(held.indptr))
        columns = np.flatnonzero(np.bincount(held.indices, minlength=held.shape[1]))
        if len(rows) < held.shape[0]:
            held = csr_array(held[rows])
        if len(columns) < held.shape[1]:
            held = csr_array(held[:, columns])
        held.sort_indices()
        return cls(held, items[rows].astype(np.int64), things[columns].astype(np.int64))

    @cached_property
    def turned(self) -> csr_array:
        """Things × items."""
        return csr_array(self.matrix.T.tocsr())

    @cached_property
    def sizes(self) -> Integers:
        """How many things each item has."""
        return np.asarray(np.diff(self.matrix.indptr), np.int64)

    @cached_property
    def counts(self) -> Integers:
        """How many items have each thing."""
        return np.bincount(self.matrix.indices, minlength=len(self.things)).astype(np.int64)

    @cached_property
    def rarity(self) -> npt.NDArray[np.float64]:
        """Minus the natural logarithm of the share of items that have each thing; 0 for what everybody has."""
        return -np.log(self.counts / max(len(self.items), 1))

    @cached_property
    def worth(self) -> npt.NDArray[np.float64]:
        """Sum of the rarities of what each item has."""
        return np.asarray(self.matrix @ self.rarity, np.float64)

    @cached_property
    def groups(self) -> Groups:
        """Items with the same things, together."""
        return grouped(self.matrix)

    @cached_property
    def meetings(self) -> int:
        """How often two different sets have the same thing."""
        return number_of_meetings(self.groups.matrix)

    def place(self, item: int) -> int | None:
        """Row of an item, or None where it has nothing."""
        place = int(np.searchsorted(self.items, item))
        return place if place < len(self.items) and self.items[place] == item else None


_kept: WeakKeyDictionary[Arrays, dict[tuple[str, str], Holdings]] = WeakKeyDictionary()


def holdings(arrays: Arrays, *, of: str, by: str) -> Holdings:
    """What each initiative or organisation has, remembered with the arrays.

    Parameters
    ----------
    arrays : Arrays
        The view that is compared.
    of : str
        "initiatives" or "organisations".
    by : str
        "participants" (of organisations: the initiatives they take part in), "builds_on", "contacts" or "themes";
        organisations have those of the initiatives they take part in. A thing that builds on itself has nothing by it.
    """
    kept = _kept.setdefault(arrays, {})
    if (of, by) not in kept:
        kept[of, by] = _made(arrays, of, by)
    return kept[of, by]


def _made(arrays: Arrays, of: str, by: str) -> Holdings:
    parties, initiatives = arrays.parties, arrays.initiatives
    taking_part = incidence(arrays)
    if by == "participants":
        if of == "organisations":
            return Holdings.of(taking_part, parties, initiatives)
        return Holdings.of(csr_array(taking_part.T.tocsr()), initiatives, parties)
    own = _own(arrays, by)
    every = np.arange(len(arrays))
    if of == "initiatives":
        return Holdings.of(own, initiatives, every)
    return Holdings.of(csr_array(taking_part @ own), parties, every)


def _own(arrays: Arrays, by: str) -> csr_array:
    """Initiatives × all nodes: what each of them has."""
    if by == "builds_on":
        start, end = rests_on(arrays)
    else:
        links = arrays.contacts.links if by == "contacts" else arrays.themes
        start, end = links.start, links.end
    places = np.full(len(arrays), -1, np.int64)
    places[arrays.initiatives] = np.arange(len(arrays.initiatives))
    mine = places[start] >= 0
    ones = np.ones(int(mine.sum()), np.int32)
    return csr_array((ones, (places[start[mine]], end[mine])), shape=(len(arrays.initiatives), len(arrays)))
