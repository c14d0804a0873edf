"""Ranks, and lists of thousands of ranked things that are put into words only where somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar, overload

import numpy as np

from graph.analysis.engine.matrices import Array, Indices
from graph.analysis.views import View
from graph.analysis.words import Words

__all__ = ["Lazy", "Rank", "Ranking", "Stability", "competition", "ranked"]

T = TypeVar("T")

_RELATIVE: Final = 1e-9
_ABSOLUTE: Final = 1e-12


@dataclass(frozen=True, eq=False)
class Lazy(Sequence[T], Generic[T]):
    """A list whose items are made when somebody looks at them; `made` makes the one for a place."""

    places: Indices
    made: Callable[[int], T] = field(repr=False)

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        if isinstance(index, slice):
            return tuple(self.made(int(place)) for place in self.places[index])
        return self.made(int(self.places[index]))


@dataclass(frozen=True)
class Stability:
    """How a rank fares when each initiative in turn is left out of the network.

    `best` and `worst` are the ends of the ranks it then has, its own among them; something that is in the network
    through one initiative alone comes last without it. `steady` if they lie no more than one place apart, or a tenth of
    those ranked. `rests_on` is the initiative without which the rank falls lowest; None where it never falls.
    """

    best: int
    worst: int
    steady: bool
    rests_on: str | None
    reading: Words


@dataclass(frozen=True)
class Rank:
    """One node with its value and rank; equal values share a rank, and the next one skips as many (1, 1, 3).

    `margin` is how far off the value may be at a confidence of 95 %, 0 where it was counted; `reading` says the value
    in a sentence; `stability` says what the rank rests on, where that was asked.
    """

    node: str
    value: float
    rank: int
    margin: float = 0.0
    reading: Words | None = None
    stability: Stability | None = None


@dataclass(frozen=True, eq=False)
class Ranking(Sequence[Rank]):
    """All that is listed, best first, and what it was computed on.

    Parameters
    ----------
    measure, of : str
        As asked.
    network : str
        Which of `NETWORKS` was measured; `about` says it in words, with its size.
    revision : str
        Revision of the graph.
    pivots : int or None
        Nodes of each piece that paths were followed from; None where every value is exact.
    error : float
        Largest difference to the exact value over all nodes, at a confidence of 95 %; 0 where every value is exact.
    """

    measure: str
    of: str
    network: str
    about: Words
    revision: str
    pivots: int | None
    error: float
    view: View = field(repr=False)
    places: Indices = field(repr=False)
    values: Array = field(repr=False)
    ranks: Indices = field(repr=False)
    margins: Array = field(repr=False)
    told: Callable[[int], Words] = field(repr=False)
    stabilities: Mapping[int, Stability] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, index: int) -> Rank: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Rank]: ...
    def __getitem__(self, index: int | slice) -> Rank | Sequence[Rank]:
        if isinstance(index, slice):
            return tuple(self._rank(int(place)) for place in self.places[index])
        return self._rank(int(self.places[index]))

    def of_node(self, node: str) -> Rank | None:
        """Rank of one node by its IRI, or None where it is not listed; O(n)."""
        number = self.view.arrays.iris.number(node)
        found = self.places[self.view.nodes[self.places] == (-1 if number is None else number)]
        return self._rank(int(found[0])) if len(found) else None

    def _rank(self, place: int) -> Rank:
        held = self.stabilities.get(place) if self.stabilities is not None else None
        value, margin = float(self.values[place]), float(self.margins[place])
        return Rank(self.view.iri(place), value, int(self.ranks[place]), margin, self.told(place), held)


def competition(values: Array) -> Indices:
    """Competition ranks, highest first; neighbours in order that differ by no more than rounding are equal.

    Examples
    --------
    >>> competition(np.array([0.1, 0.1 + 0.2, 0.3])).tolist()
    [3, 1, 1]
    """
    order = np.argsort(-values, kind="stable")
    held = values[order]
    apart = np.ones(len(values), dtype=bool)
    # Those that come last (−inf) are equal, and no number is left between them to subtract.
    last = np.isneginf(held)
    held = np.where(last, 0, held)
    apart[1:] = held[:-1] - held[1:] > np.maximum(_RELATIVE * np.abs(held[:-1]), _ABSOLUTE)
    apart[1:] = np.where(last[1:], ~last[:-1], apart[1:])
    first = np.maximum.accumulate(np.where(apart, np.arange(len(values)), 0))
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[order] = first + 1
    return ranks


def ranked(values: Mapping[str, float]) -> tuple[Rank, ...]:
    """Competition ranking, highest first; values that differ by no more than rounding are equal.

    Parameters
    ----------
    values : mapping of str to float
        In the order that equal values keep.

    Returns
    -------
    tuple of Rank
        Ranks from 1; equal values share the better rank, and the next one skips as many.

    Examples
    --------
    >>> [(found.node, found.rank) for found in ranked({"a": 0.1, "b": 0.1 + 0.2, "c": 0.3})]
    [('b', 1), ('c', 1), ('a', 3)]
    """
    nodes = list(values)
    ranks = competition(np.array([values[node] for node in nodes], dtype=np.float64))
    return tuple(
        Rank(nodes[place], values[nodes[place]], int(ranks[place])) for place in np.argsort(ranks, kind="stable")
    )
