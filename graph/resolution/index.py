"""An index of names by what rarely occurs in them, in flat arrays: which of very many share most with a given one.

Every name is a row, and has features: its groups of three letters, its words, pairs of its words, and what stands for
it exactly (all its letters, an address). Features are hashed into ``2 ** 20`` lists of rows. A look-up reads the
shortest lists and adds up what each feature tells, so that neither a slip of the pen nor another order of words hides a
name: two strings with few edits share one of their rarest groups (Chaudhuri, Ganti and Kaushik, ICDE 2006).
"""

from __future__ import annotations

import math
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import ratio

__all__ = ["Index", "Row"]

_BITS = 20
_LISTS = 1 << _BITS
_ROW = (1 << 32) - 1
_READ = 24_000
"""Entries that one look-up reads, beside the first few lists."""
_READ_FIRST = 8
"""Lists that a look-up reads whatever their length."""
_SHARE = 0.4
"""Share of the best sum from which a row is looked at more closely."""
_CLOSER = 48
"""Rows that are compared letter by letter."""
_ONE_BY_ONE = 12
"""Rows up to which they are added to the tail one by one."""
_TAIL = 4_096
"""Rows that are kept apart before they are sorted in."""

_PAIR = 7 << 24
"""What sets pairs of words apart from groups of letters."""

_SPREAD = 2654435769
"""The golden ratio in 32 bits."""

_Numbers = NDArray[np.int64]
_Mixed = TypeVar("_Mixed", int, _Numbers)


@dataclass(frozen=True)
class Row:
    """What is indexed of one name: its letters, its words, and what stands for it exactly."""

    key: str
    words: tuple[str, ...]
    exact: tuple[str, ...] = ()


@dataclass
class Index:
    """Rows in the order in which they were added.

    New rows wait until something is looked for. Many are sorted in at once; few are kept in lists of their own, and
    sorted in when these have grown to a part of the rest, so that n additions cost O(n log n) altogether.

    Attributes
    ----------
    keys : list of bytes
        Letters of every row.
    """

    keys: list[bytes] = field(default_factory=list)
    _starts: NDArray[np.int32] = field(default_factory=lambda: np.zeros(_LISTS + 1, dtype=np.int32))
    _rows: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    _sorted: int = 0
    _tail: dict[int, array[int]] = field(default_factory=dict)
    _waiting: list[Row] = field(default_factory=list)

    def append(self, row: Row) -> None:
        """Add one row."""
        self.keys.append(row.key.encode())
        self._waiting.append(row)

    def near(self, row: Row, most: int) -> list[tuple[float, int]]:
        """The rows that are most like one, with their likeness in [0, 2], the likest first.

        Parameters
        ----------
        row : Row
            What is looked for.
        most : int
            How many at most.
        """
        self._settle()
        sums, all_of_it = self._sums(_features_of(row))
        if not len(sums):
            return []
        floor = _SHARE * float(sums.max())
        if floor <= 0:
            return []
        rows = np.flatnonzero(sums >= floor)
        if len(rows) > _CLOSER:
            rows = rows[np.argpartition(-sums[rows], _CLOSER)[:_CLOSER]]
        key = row.key.encode()
        likeness = []
        for number, told in zip(rows.tolist(), (sums[rows] / all_of_it).tolist(), strict=True):
            likeness.append((max(told, ratio(key, self.keys[number]) / 100) + told, number))
        likeness.sort(key=lambda each: (-each[0], each[1]))
        return likeness[:most]

    def exactly(self, exact: str) -> list[int]:
        """Rows that something stands for exactly; a few others may be among them."""
        self._settle()
        feature = _hash_exact(exact)
        listed = self._rows[self._starts[feature] : self._starts[feature + 1]].tolist()
        return [*listed, *self._tail.get(feature, ())]

    def _sums(self, features: Sequence[int]) -> tuple[NDArray[np.float32], float]:
        """For every row what the shared features tell, and how much they can tell together."""
        places = np.array(features)
        starts, ends = self._starts[places].tolist(), self._starts[places + 1].tolist()
        tails = [self._tail.get(feature) for feature in features]
        held = [end - start + len(tail or ()) for start, end, tail in zip(starts, ends, tails, strict=True)]
        order = sorted((place for place, count in enumerate(held) if count), key=held.__getitem__)
        told = (len(held) - len(order)) * math.log1p(len(self.keys))
        # Lists are short: putting them into one costs less than an array for each.
        rows, weights, counts, read = array("i"), [], [], 0
        for number, place in enumerate(order):
            count = held[place]
            if number >= _READ_FIRST and read + count > _READ:
                break
            if starts[place] < ends[place]:
                rows.frombytes(self._rows[starts[place] : ends[place]].data.cast("B"))
            if tail := tails[place]:
                rows.extend(tail)
            weights.append(math.log1p(len(self.keys) / (count + 1)))
            counts.append(count)
            read += count
            told += weights[-1]
        sums = np.zeros(len(self.keys), dtype=np.float32)
        # All lists at once, in their order: one by one costs seven times as much.
        told_by = np.repeat(np.array(weights, dtype=np.float32), counts)
        np.add.at(sums, np.frombuffer(rows, dtype=np.int32), told_by)
        return sums, max(told, 1e-9)

    def _settle(self) -> None:
        """Take in the rows that wait."""
        if not self._waiting:
            return
        many = len(self.keys) - self._sorted > max(_TAIL, self._sorted // 4)
        if len(self._waiting) <= _ONE_BY_ONE and not many:
            self._add_to_tail()
            return
        features, rows = _features(self._waiting)
        both = np.sort(features << 32 | (rows + len(self.keys) - len(self._waiting)))
        both = both[np.diff(both, prepend=-1) > 0]
        self._waiting.clear()
        if many:
            self._sort_in(both)
        else:
            for feature, row in zip((both >> 32).tolist(), (both & _ROW).tolist(), strict=True):
                self._tail.setdefault(feature, array("i")).append(row)

    def _add_to_tail(self) -> None:
        """Take in a few rows: of so few, arrays would cost more."""
        first = len(self.keys) - len(self._waiting)
        for number, row in enumerate(self._waiting, start=first):
            for feature in {*_features_of(row), *map(_hash_exact, row.exact)}:
                self._tail.setdefault(feature, array("i")).append(number)
        self._waiting.clear()

    def _sort_in(self, new: _Numbers) -> None:
        """Put the tail and new rows, each behind its feature in one number, into the sorted lists."""
        if self._sorted or self._tail:
            before = np.repeat(np.arange(_LISTS), np.diff(self._starts)) << 32 | self._rows
            tail = _flat([[feature << 32 | row for row in rows] for feature, rows in self._tail.items()])
            new = np.sort(np.concatenate([before, tail, new]), kind="stable")
        self._rows = (new & _ROW).astype(np.int32)
        self._starts = np.searchsorted(new, np.arange(_LISTS + 1) << 32).astype(np.int32)
        self._sorted = len(self.keys)
        self._tail.clear()


# -- features ----------------------------------------------------------------------------------------------------------


def _features(rows: Sequence[Row]) -> tuple[_Numbers, _Numbers]:
    """Features of rows, and the number of the row that each belongs to; one may occur twice."""
    named = [[*map(_hash, row.words), *map(_hash_exact, row.exact)] for row in rows]
    parts = (
        _groups([row.key for row in rows]),
        _pairs([row.words for row in rows]),
        (_flat(named), np.repeat(np.arange(len(rows)), [len(each) for each in named])),
    )
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _features_of(row: Row) -> list[int]:
    """Features of one row but for what stands for it exactly, each once: of one, arrays would cost more."""
    return [*_features_of_name(row.key, row.words)]


@lru_cache(maxsize=1 << 11)
def _features_of_name(key: str, words: tuple[str, ...]) -> tuple[int, ...]:
    """The same, kept: what is looked for in the rows of one kind is looked for in those of another, and added."""
    letters = f"^{key}$".encode("ascii", "replace")
    hashed = [_hash(word) for word in words]
    # Spread over the lists as `_mixed` does it for arrays.
    features = {
        (((one << 16 | two << 8 | three) * _SPREAD) & 0xFFFFFFFF) >> (33 - _BITS)
        for one, two, three in zip(letters, letters[1:], letters[2:], strict=False)
    }
    features.update(hashed)
    for apart in (1, 2):
        features.update(_mixed(one + other + _PAIR) for one, other in zip(hashed, hashed[apart:], strict=False))
    return tuple(sorted(features))


def _flat(numbers: Sequence[Sequence[int]]) -> _Numbers:
    return np.fromiter(chain.from_iterable(numbers), dtype=np.int64, count=sum(map(len, numbers)))


def _groups(keys: Sequence[str]) -> tuple[_Numbers, _Numbers]:
    """Groups of three letters, beginning and end of a key counted as letters."""
    letters = np.frombuffer("".join(f"^{key}$" for key in keys).encode("ascii", "replace"), dtype=np.uint8)
    letters = letters.astype(np.int64)
    rows = np.repeat(np.arange(len(keys)), [len(key) + 2 for key in keys])
    inside = rows[:-2] == rows[2:]
    groups = (letters[:-2] << 16 | letters[1:-1] << 8 | letters[2:])[inside]
    return _mixed(groups), rows[:-2][inside]


def _pairs(words: Sequence[tuple[str, ...]]) -> tuple[_Numbers, _Numbers]:
    """Pairs of words of one name, in whatever order, up to two apart."""
    flat = _flat([[_hash(word) for word in each] for each in words])
    rows = np.repeat(np.arange(len(words)), [len(each) for each in words])
    found, owners = [flat[:0]], [rows[:0]]
    for apart in (1, 2):
        if len(flat) > apart:
            inside = rows[:-apart] == rows[apart:]
            found.append(_mixed((flat[:-apart] + flat[apart:])[inside] + _PAIR))
            owners.append(rows[:-apart][inside])
    return np.concatenate(found), np.concatenate(owners)


def _mixed(numbers: _Mixed) -> _Mixed:
    """Spread numbers below ``2 ** 32`` over all lists (Fibonacci hashing)."""
    return ((numbers * _SPREAD) & 0xFFFFFFFF) >> (33 - _BITS)


@lru_cache(maxsize=1 << 16)
def _hash(text: str) -> int:
    """A list in the first half, where letters, words and pairs meet."""
    return zlib.crc32(text.encode()) & (_LISTS // 2 - 1)


def _hash_exact(text: str) -> int:
    """A list in the second half, where nothing common is."""
    return _LISTS // 2 | zlib.crc32(text.encode()) & (_LISTS // 2 - 1)
