"""Brokerage: who stands between others who would not meet without them, and what falls apart when one leaves.

Three looks at the same thing. Structural holes (Burt) are measured on the network of those listed, tied by what they
share: partners who do not know each other make a broker. Articulation points and bridges are those of the
participations. Bridging between themes looks at what the initiatives are about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from scipy import sparse

from graph.analysis import engine
from graph.analysis.engine.matrices import Array, Indices, Matrix, Progress, row_entries, silent
from graph.analysis.ranking import Lazy, Stability, competition
from graph.analysis.stability import affordable, stabilities
from graph.analysis.views import ITEMS, Told, View, about, checked, participation_view, view
from graph.analysis.words import Words, count, joined, share, spoken
from graph.arrays import Filters
from graph.remembering import remembered
from graph.store import Store

__all__ = ["Bridge", "Broker", "Brokerage", "Cut", "brokerage"]

# Members of a part that are named; of a larger one its size has to do.
_NAMED: Final = 50
_PARTNERS: Final = {
    "organisations": (("partner", "partnere"), ("partner", "partners")),
    "initiatives": (("beslægtet initiativ", "beslægtede initiativer"), ("related initiative", "related initiatives")),
}


@dataclass(frozen=True)
class Cut:
    """An articulation point: without `node` its piece of the network falls into parts of these `sizes`, largest first.

    `parts` names who is in all but the largest part, of a part of more than 50 the first 50.
    """

    node: str
    sizes: tuple[int, ...]
    parts: tuple[tuple[str, ...], ...]
    reading: Words


@dataclass(frozen=True)
class Bridge:
    """A participation without which `sizes` nodes, the initiative's side first, have no chain to each other."""

    initiative: str
    party: str
    sizes: tuple[int, int]
    reading: Words


@dataclass(frozen=True)
class Broker:
    """One organisation or initiative as a broker; ranked by constraint, the least constrained first.

    `constraint`, `effective_size` and `efficiency` are None for one without partners. `bridging` is the participation
    coefficient of its ties over themes, from 0 (one theme) to below 1 (evenly over many); None where none has a theme.
    `cut` says what falls apart without it, None where nothing does. `stability` is that of the rank.
    """

    node: str
    rank: int
    partners: int
    constraint: float | None
    effective_size: float | None
    efficiency: float | None
    bridging: float | None
    themes: tuple[str, ...]
    cut: Cut | None
    reading: Words
    stability: Stability | None


@dataclass(frozen=True, eq=False)
class Brokerage:
    """All brokers, and the weak points of the network.

    `items` are those asked for, least constrained first, those without partners last; `cuts` all articulation points of
    the network of participations, the one that cuts most off first; `bridges` the participations that hold more than
    one node at either end, those with most behind them first, while `pendants` counts those that only one hangs on.
    """

    of: str
    about: Words
    revision: str
    items: Sequence[Broker] = field(repr=False)
    cuts: Sequence[Cut] = field(repr=False)
    bridges: Sequence[Bridge] = field(repr=False)
    pendants: int


def brokerage(
    store: Store,
    *,
    of: str = "organisations",
    filters: Filters | None = None,
    collectives: bool = False,
    stability: bool | None = None,
    progress: Progress = silent,
) -> Brokerage:
    """Who connects what would not be connected otherwise.

    Parameters
    ----------
    store : Store
        Where the triples are.
    of : str
        Who is listed: "organisations" or "initiatives".
    filters : Filters, optional
        What is left out; every number is computed from the rest.
    collectives : bool
        Whether groups named only in general are nodes too.
    stability : bool, optional
        Whether each initiative is left out in turn, to see which rank holds; None where that takes a moment only.
    progress : callable
        Told the share that is done; stops the computation by raising.

    Raises
    ------
    InvalidParameter
        `of` is unknown, or the network is too large to tie those listed, or to test stability.
    EmptyNetwork
        The store holds no initiative, or the filters leave none, or nobody takes part.

    Notes
    -----
    Remembered until the store changes. Burt, Structural Holes (1992), chapter 2. Bridging: Guimerà and Amaral, Nature
    433 (2005) 895, doi:10.1038/nature03288; a tie to an initiative with several themes counts for each in equal parts.
    """
    checked("of", of, ITEMS)
    asked = filters or Filters()
    return _brokerage(
        store,
        of=of,
        filters=replace(asked, collectives=collectives or asked.collectives),
        stability=stability,
        told=Told(progress),
    )


@remembered
def _brokerage(store: Store, *, of: str, filters: Filters, stability: bool | None, told: Told) -> Brokerage:
    shared = view(store, of, filters)
    tested = affordable(shared, stability)
    holes = engine.structural_holes(shared.matrix, progress=told.part(0, 0.4 if tested else 0.9))
    listed = shared.listed(of)
    ranks = np.zeros(len(shared), dtype=np.int64)
    ranks[listed] = competition(_free(holes.constraint)[listed])
    held = stabilities(shared, _quick, listed, ranks, told.part(0.4, 0.9)) if tested else {}
    parts = _Parts(participation_view(shared.arrays))
    spread = _Spread(shared)

    def broker(place: int) -> Broker:
        alone = np.isnan(holes.constraint[place])
        measured = (holes.constraint, holes.effective_size, holes.efficiency)
        constraint, size, efficiency = (None if alone else float(values[place]) for values in measured)
        bridging, themes = spread.of(place)
        cut = parts.cut_of(int(shared.nodes[place]))
        partners = int(shared.matrix.indptr[place + 1] - shared.matrix.indptr[place])
        said = joined(_holes_said(of, partners, constraint, size), _themes_said(bridging), cut.reading if cut else None)
        return Broker(
            node=shared.iri(place),
            rank=int(ranks[place]),
            partners=partners,
            constraint=constraint,
            effective_size=size,
            efficiency=efficiency,
            bridging=bridging,
            themes=themes,
            cut=cut,
            reading=said,
            stability=held.get(place),
        )

    order = listed[np.argsort(ranks[listed], kind="stable")]
    told.progress(1.0)
    return Brokerage(
        of, about(shared), shared.arrays.revision, Lazy(order, broker), parts.cuts(), parts.bridges(), parts.pendants
    )


def _free(constraint: Array) -> Array:
    """Constraint turned round, so that the least constrained come first and those without partners last."""
    return np.where(np.isnan(constraint), -np.inf, -constraint)


def _quick(seen: View, _copies: int, progress: Progress) -> Array:
    return _free(engine.structural_holes(seen.matrix, progress=progress).constraint)


class _Spread:
    """How the ties of each of those listed are spread over themes."""

    def __init__(self, seen: View) -> None:
        self._seen = seen
        left = seen.arrays
        self._themes, columns = np.unique(left.themes.end, return_inverse=True)
        shape = (len(left), len(self._themes))
        self._held: Matrix = sparse.csr_array((np.ones(len(columns)), (left.themes.start, columns)), shape=shape)

    def of(self, place: int) -> tuple[float | None, tuple[str, ...]]:
        """Participation coefficient and themes, the one with most ties first."""
        seen = self._seen
        if seen.name == "organisations":
            tied = seen.arrays.participations.links.to(int(seen.nodes[place]))
        else:
            tied = seen.nodes[seen.matrix.indices[seen.matrix.indptr[place] : seen.matrix.indptr[place + 1]]]
        sums = self._sums(tied.astype(np.int64))
        if not sums.any():
            return None, ()
        order = np.argsort(-sums, kind="stable")[: int((sums > 0).sum())]
        return float(1 - ((sums / sums.sum()) ** 2).sum()), tuple(seen.arrays.iris.take(self._themes[order]))

    def _sums(self, tied: Indices) -> Array:
        """Ties by theme; one to something with several themes counts for each in equal parts."""
        columns, lengths = row_entries(self._held, tied)
        parts = np.repeat(1 / np.maximum(lengths, 1), lengths)
        return np.bincount(columns, weights=parts, minlength=len(self._themes)).astype(np.float64)


class _Parts:
    """What the network of participations falls into where a node or a tie is lost."""

    def __init__(self, seen: View) -> None:
        self._seen, self._cuts = seen, engine.cuts(seen.matrix)
        labels = engine.components(seen.matrix)
        self._piece = np.bincount(labels)[labels]
        self._points = self._cuts.articulation_points
        order = np.argsort(self._cuts.holders, kind="stable")
        self._branches = self._cuts.branches[order]
        self._begins = np.searchsorted(self._cuts.holders[order], self._points)
        self._ends = np.searchsorted(self._cuts.holders[order], self._points, side="right")
        lengths = self._cuts.slices[:, 1] - self._cuts.slices[:, 0]
        sides = np.column_stack((self._piece[self._cuts.bridges[:, 0]] - lengths, lengths))
        self._sides, self._least = sides, sides.min(axis=1, initial=len(seen))
        self.pendants = int((self._least == 1).sum())

    def cut_of(self, number: int) -> Cut | None:
        """What falls apart without the node of this number."""
        place = int(np.searchsorted(self._seen.nodes, number))
        found = int(np.searchsorted(self._points, place))
        if found == len(self._points) or self._points[found] != place:
            return None
        return self._cut(found)

    def cuts(self) -> Sequence[Cut]:
        """All of them, by the number of nodes outside the largest part, then by Danish name."""
        lost = [self._piece[self._points[point]] - 1 - self._sizes(point)[0] for point in range(len(self._points))]
        rank = self._seen.arrays.rank[self._seen.nodes[self._points]]
        return Lazy(np.lexsort((rank, -np.array(lost, dtype=np.int64))), self._cut)

    def bridges(self) -> Sequence[Bridge]:
        """Those with more than one node at either end."""
        held = np.flatnonzero(self._least > 1)
        return Lazy(held[np.argsort(-self._least[held], kind="stable")], self._bridge)

    def _sizes(self, point: int) -> list[int]:
        branches = self._branches[self._begins[point] : self._ends[point]]
        sizes = (branches[:, 1] - branches[:, 0]).tolist()
        rest = int(self._piece[self._points[point]]) - 1 - sum(sizes)
        return sorted([*sizes, *([rest] if rest else [])], reverse=True)

    def _cut(self, point: int) -> Cut:
        place, sizes = int(self._points[point]), self._sizes(point)
        parts = [self._cuts.order[begin:end] for begin, end in self._branches[self._begins[point] : self._ends[point]]]
        parts.sort(key=len, reverse=True)
        # The largest part is either the rest, which is no branch, or the first branch.
        smaller = parts[1:] if len(parts) == len(sizes) or len(parts[0]) == sizes[0] else parts
        named = tuple(self._seen.iris(part[:_NAMED]) for part in smaller)
        said = spoken(
            "Uden den falder dens del af netværket i {n} stykker, og {lost} mister forbindelsen til det største.",
            "Without it its piece of the network falls into {n} parts, and {lost} lose the way to the largest.",
            n=len(sizes),
            lost=count(sum(sizes[1:]), ("knude", "knuder"), ("node", "nodes")),
        )
        return Cut(self._seen.iri(place), tuple(sizes), named, said)

    def _bridge(self, number: int) -> Bridge:
        ends, sizes = self._cuts.bridges[number], self._sides[number]
        if not self._seen.initiative[ends[0]]:
            ends, sizes = ends[::-1], sizes[::-1]
        said = spoken(
            "Den eneste kæde mellem {one} på initiativets side og {other} på organisationens.",
            "The only chain between {one} on the initiative's side and {other} on the organisation's.",
            one=count(int(sizes[0]), ("knude", "knuder"), ("node", "nodes")),
            other=count(int(sizes[1]), ("knude", "knuder"), ("node", "nodes")),
        )
        one, other = (self._seen.iri(int(end)) for end in ends)
        return Bridge(one, other, (int(sizes[0]), int(sizes[1])), said)


def _holes_said(of: str, partners: int, constraint: float | None, size: float | None) -> Words:
    if constraint is None or size is None:
        return Words("Deler ikke noget med andre.", "Shares nothing with others.")
    return spoken(
        "Har {partners}, der tæller som {size} ({part}); begrænsningen er {constraint}: jo lavere, jo friere.",
        "Has {partners} who count as {size} ({part}); its constraint is {constraint}: the lower, the freer.",
        partners=count(partners, *_PARTNERS[of]),
        size=count(size, ("uafhængig", "uafhængige"), ("independent one", "independent ones")),
        part=share(size / partners),
        constraint=constraint,
    )


def _themes_said(bridging: float | None) -> Words | None:
    if bridging is None:
        return None
    return spoken(
        "To af dens forbindelser, trukket tilfældigt, ligger i {part} af tilfældene i forskellige temaer.",
        "Two of its ties drawn at random lie in different themes in {part} of the cases.",
        part=share(bridging),
    )
