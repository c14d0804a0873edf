"""What speaks for an organisation being party to an initiative, and how often it is right: counted on the graph itself.

Two kinds of evidence. *Signs* are facts: who owns what an initiative builds on, or is named in its text. Each kind of
sign weighs as much as it has proved right: of all pairs of an initiative and an organisation that have the sign, the
share in which the organisation is a party. *Neighbours* are counted: who takes part in other initiatives with the same
parties, where a rare party and a small initiative say more than a hub.

The neighbours' measure is a walk of three steps, from initiative over party and other initiative to organisation, in
which a party of d initiatives and an initiative of k parties are divided by the square roots of d and k: between
counting the ways (which prefers hubs) and resource allocation (which prefers small things). Zhou et al., PNAS 107
(2010) 4511, doi:10.1073/pnas.1000488107.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from graph.analysis.engine.matrices import row_entries
from graph.arrays import Arrays, Pairs, incidence
from graph.arrays.model import Numbers
from graph.arrays.reading import in_order

__all__ = ["SIGNS", "Evidence", "Walk", "evidence"]

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SIGNS: Final = ("owns", "built_on", "leads", "mentioned", "part")
"""Owns what the initiative builds on; is itself what it builds on; leads an initiative that it builds on; is named in
its text; is part of a party, or a party is part of it."""

# A sign is trusted as if it had been seen this often before, without ever being right.
_CAUTION: Final = 5


@dataclass(frozen=True, eq=False)
class Walk:
    """Where the walk from an initiative, or back from an organisation, ends.

    `ends` are numbers of nodes that are not tied to the origin yet, `shares` the shares of the walk that end there; the
    rest of it ends where the origin is tied already. `ties` is the number of ties of the origin. `middles` and
    `weights` are the initiatives, or from an organisation the other parties, that the walk passes through last, with
    what each passes on to every end it leads to.
    """

    ends: Integers
    shares: Floats
    middles: Integers
    weights: Floats
    ties: int

    def expected(self, shares: Floats) -> Floats:
        """How likely an end is met at least once, were as many ties as the origin has drawn by the walk."""
        return 1 - (1 - shares) ** self.ties


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything that is asked for again and again of one view."""

    view: Arrays

    @cached_property
    def parties(self) -> csr_array:
        """Parties × initiatives."""
        return incidence(self.view)

    @cached_property
    def initiatives(self) -> csr_array:
        """Initiatives × parties."""
        return csr_array(self.parties.T.tocsr())

    @cached_property
    def party_place(self) -> Integers:
        """Row of each node among the parties, or -1."""
        return _places(self.view.parties, len(self.view))

    @cached_property
    def initiative_place(self) -> Integers:
        """Row of each node among the initiatives, or -1."""
        return _places(self.view.initiatives, len(self.view))

    @cached_property
    def party_worth(self) -> Floats:
        """One over the square root of the number of initiatives of each party."""
        return np.asarray(1 / np.sqrt(np.maximum(np.diff(self.parties.indptr), 1)), np.float64)

    @cached_property
    def initiative_worth(self) -> Floats:
        """One over the square root of the number of parties of each initiative."""
        return np.asarray(1 / np.sqrt(np.maximum(np.diff(self.initiatives.indptr), 1)), np.float64)

    @cached_property
    def signs(self) -> dict[str, Pairs]:
        """For each kind of sign the pairs of initiative and organisation that have it."""
        return {sign: self._sign(sign) for sign in SIGNS}

    @cached_property
    def trust(self) -> dict[str, float]:
        """For each kind of sign how often it is right, in [0, 1): hits over cases, with some caution."""
        known = _keys(self.view.participations.links)
        found = {}
        for sign, pairs in self.signs.items():
            hits = int(np.isin(_keys(pairs), known).sum())
            found[sign] = hits / (len(pairs) + _CAUTION)
        return found

    @cached_property
    def kin(self) -> Pairs:
        """Organisations that are part of each other, both ways."""
        part, organisations = self.view.part_of, self.view.kind("organisation")
        inside = np.array([organisations.start, organisations.stop])
        kept = (part.start >= inside[0]) & (part.start < inside[1]) & (part.end >= inside[0]) & (part.end < inside[1])
        start, end = part.start[kept], part.end[kept]
        return Pairs(*in_order(np.concatenate([start, end]), np.concatenate([end, start])))

    @cached_property
    def leads(self) -> Pairs:
        """From initiatives to the parties that lead them."""
        said = self.view.participations
        lead = said.code == self.view.roles.index("lead")
        return Pairs(*in_order(said.start[lead], said.end[lead]))

    def from_initiative(self, initiative: int) -> Walk:
        """The walk from an initiative to organisations that are not its parties."""
        own = self._row(self.initiatives, self.initiative_place, initiative)
        weights = self._passed(self.parties, own, self.party_worth[own])
        weights[self.initiative_place[initiative]] = 0
        middles = np.flatnonzero(weights)
        passed = weights[middles] * self.initiative_worth[middles]
        ends = self._passed(self.initiatives, middles, passed)
        return _walk(ends, own, self.view.parties, (self.view.initiatives[middles], passed))

    def from_organisation(self, organisation: int) -> Walk:
        """The same walk back, from an organisation to initiatives that it is not party to."""
        own = self._row(self.parties, self.party_place, organisation)
        weights = self._passed(self.initiatives, own, self.initiative_worth[own])
        if (place := self.party_place[organisation]) >= 0:
            weights[place] = 0
        middles = np.flatnonzero(weights)
        passed = weights[middles] * self.party_worth[middles]
        ends = self._passed(self.parties, middles, passed)
        return _walk(ends, own, self.view.initiatives, (self.view.parties[middles], passed))

    def _row(self, matrix: csr_array, places: Integers, number: int) -> Integers:
        """Columns of the row of a node; none where it has no row."""
        if (place := int(places[number])) < 0:
            return np.zeros(0, np.int64)
        return np.asarray(matrix.indices[matrix.indptr[place] : matrix.indptr[place + 1]], np.int64)

    def _passed(self, matrix: csr_array, rows: Integers, weights: Floats) -> Floats:
        """What each column gets when some rows pass a weight on to all they have."""
        columns, lengths = row_entries(matrix, rows)
        return np.bincount(columns, weights=np.repeat(weights, lengths), minlength=matrix.shape[1]).astype(np.float64)

    def _sign(self, sign: str) -> Pairs:
        view = self.view
        initiatives, organisations = view.kind("initiative"), view.kind("organisation")
        builds = view.dependencies.links
        match sign:
            case "built_on":
                pairs = builds
            case "owns":
                pairs = _through(builds, view.owners)
            case "leads":
                pairs = _through(builds, self.leads)
            case "mentioned":
                pairs = view.mentions.links
            case _:
                pairs = _through(view.participations.links, self.kin)
        kept = (
            (pairs.start >= initiatives.start)
            & (pairs.start < initiatives.stop)
            & (pairs.end >= organisations.start)
            & (pairs.end < organisations.stop)
        )
        return pairs.where(kept)


def evidence(view: Arrays) -> Evidence:
    """The evidence that a view holds, remembered with it."""
    return view.derived("evidence", lambda: Evidence(view))


def _walk(ends: Floats, own: Integers, ending: Numbers, middles: tuple[Numbers, Floats]) -> Walk:
    """A walk by what ends at each of `ending`, of which `own` are tied to the origin, and what passed it on."""
    whole = float(ends.sum()) or 1.0
    ends[own] = 0
    reached, (through, passed) = np.flatnonzero(ends), middles
    return Walk(
        ending[reached].astype(np.int64), ends[reached] / whole, through.astype(np.int64), passed / whole, len(own)
    )


def _places(listed: npt.NDArray[np.int32], size: int) -> Integers:
    places = np.full(size, -1, np.int64)
    places[listed] = np.arange(len(listed))
    return places


def _through(one: Pairs, other: Pairs) -> Pairs:
    """From the starts of one to the ends of another, where an end of the first is a start of the second."""
    begin = np.searchsorted(other.start, one.end, side="left")
    end = np.searchsorted(other.start, one.end, side="right")
    counts = end - begin
    offsets = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return Pairs(*in_order(np.repeat(one.start, counts), other.end[np.repeat(begin, counts) + offsets]))


def _keys(pairs: Pairs) -> Integers:
    return (pairs.start.astype(np.int64) << 32) | pairs.end
