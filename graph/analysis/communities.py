"""Communities: groups that work together more than chance would have it, named after their members.

The division is the best of several runs that differ by their seed; how often a member stays with the others of its
group over all runs says how much the group depends on chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from graph.analysis import engine
from graph.analysis.engine.matrices import Array, Indices, Progress, silent
from graph.analysis.ranking import Lazy
from graph.analysis.views import Told, View, about, checked, view
from graph.analysis.words import Words, count, listed, share, spoken
from graph.arrays import Filters
from graph.remembering import remembered
from graph.store import Store
from ontology.errors import InvalidParameter

__all__ = ["OF", "Communities", "Group", "Member", "communities"]

OF: Final = {"both": "participation", "organisations": "organisations", "initiatives": "initiatives"}
# Ties up to which so many runs take no longer than somebody waits; beyond the last two tell what depends on chance.
_RUNS: Final = ((50_000, 5), (1_000_000, 3))
_FEWEST_RUNS: Final = 2
_MOST_RUNS: Final = 100
_STEADY: Final = 0.8
_IN_NAME: Final = 2


@dataclass(frozen=True)
class Member:
    """One member, and the share of runs that put it and another member of its group together, on average over these."""

    node: str
    stability: float


@dataclass(frozen=True, eq=False)
class Group:
    """A group of at least two.

    `number` counts from 1, the largest first. `members` stand by their ties inside the group, most first. `stability`
    is the mean of theirs, `steady` if at least 0.8. `themes` are those of its initiatives, the most frequent first.
    """

    number: int
    name: Words
    size: int
    members: Sequence[Member] = field(repr=False)
    themes: tuple[str, ...]
    stability: float
    steady: bool
    reading: Words


@dataclass(frozen=True, eq=False)
class Communities:
    """A division of a network into groups.

    `modularity` is the share of ties inside groups less what chance would put there, at most 1; `stability` the mean
    over all members; `alone` counts the nodes that are in no group.
    """

    of: str
    network: str
    about: Words
    revision: str
    seed: int
    runs: int
    modularity: float
    stability: float
    groups: Sequence[Group] = field(repr=False)
    alone: int
    reading: Words


def communities(
    store: Store,
    *,
    of: str = "both",
    filters: Filters | None = None,
    collectives: bool = False,
    seed: int = 0,
    runs: int | None = None,
    resolution: float = 1.0,
    progress: Progress = silent,
) -> Communities:
    """Groups of initiatives, of organisations, or of both together.

    Parameters
    ----------
    store : Store
        Where the triples are.
    of : str
        "both" divides the network of participations; "organisations" and "initiatives" those tied by what they share.
    filters : Filters, optional
        What is left out; every number is computed from the rest.
    collectives : bool
        Whether groups named only in general are nodes too.
    seed : int
        Of the first run, from 0 to 2³¹; the same seed gives the same groups.
    runs : int, optional
        From 1 to 100; None for 5, for 3 in a network with more than 50,000 ties, 2 in one with more than a million.
    resolution : float
        Above 0; larger values give more and smaller groups.
    progress : callable
        Told the share that is done; stops the computation by raising.

    Raises
    ------
    InvalidParameter
        A parameter is unknown or out of its range, or the network is too large to tie those listed.
    EmptyNetwork
        The store holds no initiative, or the filters leave none.

    Notes
    -----
    Remembered until the store changes. The method is Louvain's, see `graph.analysis.engine.communities`.
    """
    checked("of", of, tuple(OF))
    if runs is not None and not 1 <= runs <= _MOST_RUNS:
        raise InvalidParameter(f"runs={runs}: from 1 to {_MOST_RUNS}")
    asked = filters or Filters()
    return _communities(
        store,
        of=of,
        filters=replace(asked, collectives=collectives or asked.collectives),
        how=_How(seed, runs, resolution),
        told=Told(progress),
    )


@dataclass(frozen=True)
class _How:
    """Parameters of the method."""

    seed: int
    runs: int | None
    resolution: float


@remembered
def _communities(store: Store, *, of: str, filters: Filters, how: _How, told: Told) -> Communities:
    seen = view(store, OF[of], filters)
    usual = next((runs for most, runs in _RUNS if seen.edges <= most), _FEWEST_RUNS)
    runs = how.runs if how.runs is not None else usual
    found = engine.communities(
        seen.matrix, seed=how.seed, runs=runs, resolution=how.resolution, progress=told.part(0, 0.9)
    )
    fits = [engine.modularity(seen.matrix, groups, resolution=how.resolution) for groups in found]
    best = found[int(np.argmax(fits))]
    kept = engine.togetherness(best, found)
    told.progress(0.95)
    division = _Division(seen, best, kept)
    numbers = np.flatnonzero(division.sizes > 1)
    grouped = division.sizes[best] > 1
    overall = float(kept[grouped].mean()) if grouped.any() else 1.0
    told.progress(1.0)
    return Communities(
        of=of,
        network=seen.name,
        about=about(seen),
        revision=seen.arrays.revision,
        seed=how.seed,
        runs=runs,
        modularity=max(fits),
        stability=overall,
        groups=Lazy(numbers, division.group),
        alone=int((~grouped).sum()),
        reading=_said(len(numbers), int((~grouped).sum()), max(fits), overall),
    )


def _said(number: int, alone: int, modularity: float, stability: float) -> Words:
    return spoken(
        "{groups}, {alone} uden gruppe. Modulariteten er {q}: over 0,3 regnes for tydelige grupper. To i samme gruppe"
        " følges ad i {kept} af kørslerne.",
        "{groups}, {alone} in none. Modularity is {q}: above 0.3 groups count as distinct. Two in one group stay"
        " together in {kept} of the runs.",
        groups=count(number, ("gruppe", "grupper"), ("group", "groups")),
        alone=alone,
        q=modularity,
        kept=share(stability),
    )


class _Division:
    """Groups of a network with their members, put together where somebody looks."""

    def __init__(self, seen: View, groups: Indices, kept: Array) -> None:
        self._seen, self._kept = seen, kept
        self.sizes = np.bincount(groups)
        rows = np.repeat(np.arange(len(seen)), np.diff(seen.matrix.indptr))
        inside = groups[rows] == groups[seen.matrix.indices]
        ties = np.bincount(rows[inside], seen.matrix.data[inside], minlength=len(seen))
        total = np.bincount(rows, seen.matrix.data, minlength=len(seen))
        self._order = np.lexsort((seen.arrays.rank[seen.nodes], -total, -ties, groups))
        self._ends = np.cumsum(self.sizes)
        self._themed = np.bincount(seen.arrays.themes.end, minlength=len(seen.arrays))

    def group(self, number: int) -> Group:
        """The group of this number, from 0."""
        places = self._order[self._ends[number] - self.sizes[number] : self._ends[number]]
        themes = self._themes(places)
        kept = float(self._kept[places].mean())
        return Group(
            number=number + 1,
            name=self._name(places, themes),
            size=len(places),
            members=Lazy(places, lambda place: Member(self._seen.iri(place), float(self._kept[place]))),
            themes=tuple(self._seen.arrays.iris.take(themes)),
            stability=kept,
            steady=kept >= _STEADY,
            reading=self._reading(places, kept),
        )

    def _initiatives(self, places: Indices) -> Indices:
        """Numbers of the initiatives in a group, or of those that at least two of its organisations take part in."""
        seen = self._seen
        if seen.name != "organisations":
            return seen.nodes[places[seen.initiative[places]]]
        links = seen.arrays.participations.links
        taken = links.start[np.isin(links.end, seen.nodes[places])]
        found, number = np.unique(taken, return_counts=True)
        return found[number > 1].astype(np.int64)

    def _themes(self, places: Indices) -> Indices:
        held = self._seen.arrays.themes
        themes, number = np.unique(held.end[np.isin(held.start, self._initiatives(places))], return_counts=True)
        # Of equally frequent ones the theme that is rarer elsewhere says more.
        order = np.lexsort((self._seen.arrays.rank[themes], self._themed[themes], -number))
        return themes[order].astype(np.int64)

    def _name(self, places: Indices, themes: Indices) -> Words:
        """The organisations with most ties inside it, or initiatives where there is none, and its first theme."""
        parties = places[~self._seen.initiative[places]]
        leading = (parties if len(parties) else places)[:_IN_NAME]
        who = listed([self._seen.label(int(place)) for place in leading])
        if not len(themes):
            return who
        theme = self._seen.arrays.label(int(themes[0]))
        return spoken("{who}: {theme}", "{who}: {theme}", who=who, theme=Words(theme.da, theme.en))

    def _reading(self, places: Indices, kept: float) -> Words:
        initiatives = int(self._seen.initiative[places].sum())
        parts = [
            count(initiatives, ("initiativ", "initiativer"), ("initiative", "initiatives")),
            count(len(places) - initiatives, ("organisation", "organisationer"), ("organisation", "organisations")),
        ]
        number = listed(
            [part for part, many in zip(parts, (initiatives, len(places) - initiatives), strict=True) if many]
        )
        certain = Words("fast", "steady") if kept >= _STEADY else Words("løs", "loose")
        return spoken(
            "{number}; gruppen er {certain}: medlemmerne følges ad i {kept} af kørslerne.",
            "{number}; the group is {certain}: its members stay together in {kept} of the runs.",
            number=number,
            certain=certain,
            kept=share(kept),
        )
