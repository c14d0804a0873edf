"""Who should perhaps be asked in, and which initiatives an organisation should perhaps join: each with its reasons.

A suggestion rests on reasons, each with a weight from 0 to 1 that says how often, in this graph, it is right; see
`graph.analysis.evidence`. A suggestion's score is 1 - Π(1 - weight): what is left of doubt when all reasons are
taken together as if they were independent, which they are not quite. It ranks; it is no probability of success.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.analysis.engine.matrices import row_entries
from graph.analysis.evidence import SIGNS, Evidence, Walk, evidence
from graph.analysis.naming import first_of, found, name_in
from graph.analysis.ranking import Lazy
from graph.analysis.words import Words, joined, listed, share, spoken
from graph.arrays import Arrays, Filters, arrays
from graph.arrays.model import Numbers
from graph.remembering import remembered
from graph.store import Store
from ontology.errors import InvalidParameter

__all__ = ["REASONS", "Reason", "Scores", "Suggestion", "Suggestions", "scores", "suggestions"]

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

REASONS: Final = (*SIGNS, "overlapping", "neighbours")
"""Kinds of reason: the signs, then what the neighbours say, that of the two most overlapping initiatives apart."""

# What is said of a reason to ask an organisation in; `things` are what it rests on.
_ASKED_IN: Final = {
    "owns": ("Ejer eller driver {things}, som initiativet bygger på.", "Owns or runs {things}, which it builds on."),
    "built_on": ("Initiativet bygger på organisationen selv.", "The initiative builds on the organisation itself."),
    "leads": ("Leder {things}, som initiativet bygger på.", "Leads {things}, which it builds on."),
    "mentioned": (
        "Nævnes i initiativets tekst, men er ikke part.",
        "Is named in the text of the initiative, but is no party.",
    ),
    "part": ("Er en del af eller omfatter {things}, som er part.", "Is part of, or comprises, {things}, a party."),
    "overlapping": (
        "Deltager i {things}, som har mest til fælles med initiativet.",
        "Takes part in {things}, which has most in common with it.",
    ),
    "neighbours": (
        "Deltager sammen med initiativets parter i {things}.",
        "Takes part with parties of the initiative in {things}.",
    ),
}
# The same to an organisation that might join.
_JOIN: Final = {
    "owns": ("Bygger på {things}, som organisationen ejer eller driver.", "Builds on {things}, which it owns or runs."),
    "built_on": ("Bygger på organisationen selv.", "Builds on the organisation itself."),
    "leads": ("Bygger på {things}, som organisationen leder.", "Builds on {things}, which it leads."),
    "mentioned": (
        "Nævner organisationen i sin tekst, men har den ikke som part.",
        "Names the organisation in its text, but does not have it as a party.",
    ),
    "part": (
        "Har {things} som part, som den er en del af eller omfatter.",
        "Has {things}, its part or whole, as a party.",
    ),
    "neighbours": (
        "Har {things} som parter, som organisationen allerede arbejder sammen med.",
        "Has {things} as parties, with whom it works already.",
    ),
}
_TRUST: Final = (
    "Den slags grund holder i {share} af tilfældene her.",
    "A reason of this kind holds in {share} of the cases here.",
)
_WALK: Final = (
    "Vægt {share}: så sandsynligt er det at møde den, når man går ad fælles parter.",
    "Weight {share}: so likely it is met by going along shared parties.",
)
_MOST_THINGS: Final = 5
_IN_SUMMARY: Final = 3


@dataclass(frozen=True)
class Reason:
    """Why: one of `REASONS`, its weight in [0, 1], the IRIs that it rests on, and the reason in words."""

    kind: str
    weight: float
    things: tuple[str, ...]
    reading: Words


@dataclass(frozen=True)
class Suggestion:
    """An organisation to ask in, or an initiative to join: its IRI, score in [0, 1], rank and reasons, heaviest first.

    Equal scores share a rank (1, 1, 3).
    """

    thing: str
    score: float
    rank: int
    reasons: tuple[Reason, ...]
    reading: Words


@dataclass(frozen=True)
class Suggestions:
    """Suggestions for a thing, put into words where somebody looks.

    `candidates` is how many there are in all; the rest says what it was computed from.
    """

    origin: str
    items: Sequence[Suggestion]
    candidates: int
    revision: str
    filters: Filters
    reading: Words


@dataclass(frozen=True, eq=False)
class Scores:
    """Candidates of one initiative or organisation, as numbers of nodes ascending, with their scores.

    `weights` has a row for each of `REASONS` and a column for each candidate.
    """

    candidates: Integers
    values: Floats
    weights: Floats
    walk: Walk
    nearest: Integers


def suggestions(store: Store, thing: str, *, limit: int = 10, filters: Filters | None = None) -> Suggestions:
    """Who should perhaps be asked into an initiative, or which initiatives an organisation should perhaps join.

    Parameters
    ----------
    store : Store
        Where the triples are.
    thing : str
        IRI or slug of an initiative or an organisation; of a slug that both have, the initiative.
    limit : int
        How many, from 1 to 1000, the best first; equal ones by Danish name.
    filters : Filters, optional
        What is left out; None for nothing but collectives, which are never suggested.

    Returns
    -------
    Suggestions
        Nothing where nothing speaks for anybody.

    Raises
    ------
    UnknownEntity
        There is no such thing, or a filter leaves it out.
    InvalidParameter
        `limit` is out of range.

    Notes
    -----
    Remembered until the store changes. `benchmarks/suggestions.py` hides known participations and finds them again.
    """
    if not 1 <= limit <= 1000:
        raise InvalidParameter(f"limit={limit}: from 1 to 1000 suggestions are asked for")
    return _suggestions(store, thing, limit, filters or Filters())


@remembered
def _suggestions(store: Store, thing: str, limit: int, filters: Filters) -> Suggestions:
    view = arrays(store).filtered(filters)
    origin = found(view, thing, "initiative", "organisation")
    return told(view, origin, scores(view, origin), limit)


def scores(view: Arrays, origin: int) -> Scores:
    """Everybody for whom something speaks, with numbers only.

    Parameters
    ----------
    view : Arrays
        What the evidence is taken from.
    origin : int
        Number of an initiative or of an organisation.
    """
    known, initiative = evidence(view), origin in view.kind("initiative")
    walk = known.from_initiative(origin) if initiative else known.from_organisation(origin)
    among = view.kind("organisation" if initiative else "initiative")
    signs = {sign: (pairs.of(origin) if initiative else pairs.to(origin)) for sign, pairs in known.signs.items()}
    links = view.participations.links
    tied = links.of(origin) if initiative else links.to(origin)
    every = _candidates(among, walk, signs.values(), tied)
    weights, left = np.zeros((len(REASONS), len(every))), np.ones(len(every))
    for row, sign in enumerate(SIGNS):
        at = _places(every, signs[sign])
        weights[row, at] = known.trust[sign]
        left[at] *= 1 - known.trust[sign]
    nearest = _nearest(known, origin, walk) if initiative else np.zeros(0, np.int64)
    _count_neighbours(known, walk, nearest, every, weights)
    for row in range(len(SIGNS), len(REASONS)):
        left *= 1 - weights[row]
    return Scores(every, 1 - left, weights, walk, nearest)


def _candidates(among: range, walk: Walk, signs: Iterable[Numbers], tied: Numbers) -> Integers:
    """Numbers of all of a kind that the walk or a sign leads to, but for those that are tied already; in order."""
    there = np.zeros(len(among), np.bool_)
    for ends in [walk.ends.astype(np.int32), *signs]:
        inside = ends[(ends >= among.start) & (ends < among.stop)]
        there[inside - among.start] = True
    gone = tied[(tied >= among.start) & (tied < among.stop)]
    there[gone - among.start] = False
    return np.flatnonzero(there) + among.start


def _places(ordered: Integers, wanted: Numbers) -> Integers:
    """Where some numbers stand in others that are in order, those that do not left out; once each."""
    at = np.searchsorted(ordered, wanted)
    at = at[at < len(ordered)] if len(ordered) else at[:0]
    return np.unique(at[np.isin(ordered[at], wanted)])


def _nearest(known: Evidence, origin: int, walk: Walk) -> Integers:
    """The two initiatives that share most parties with one: most shared first, then by Jaccard index, then by IRI."""
    matrix, own = known.initiatives, int(known.initiative_place[origin])
    rows = known.initiative_place[walk.middles]
    mine = matrix.indices[matrix.indptr[own] : matrix.indptr[own + 1]]
    columns, sizes = row_entries(matrix, rows)
    shared = np.isin(columns, mine)
    counts = np.bincount(np.repeat(np.arange(len(rows)), sizes), weights=shared, minlength=len(rows))
    jaccard = counts / (sizes + len(mine) - counts)
    return walk.middles[np.lexsort((walk.middles, -jaccard, -counts))[:2]]


def _count_neighbours(known: Evidence, walk: Walk, nearest: Integers, every: Integers, weights: Floats) -> None:
    """Shares of the walk, split into what passes the two most overlapping initiatives and the rest."""
    place = np.searchsorted(walk.ends, every).clip(max=max(len(walk.ends) - 1, 0))
    if not len(walk.ends):
        return
    whole = np.where(walk.ends[place] == every, walk.shares[place], 0.0)
    through = np.zeros(len(every))
    for one in nearest:
        members = known.view.participations.links.of(int(one))
        through[_places(every, members)] += walk.weights[walk.middles == one][0]
    through = np.minimum(through, whole)
    weights[REASONS.index("overlapping")] = walk.expected(through)
    weights[REASONS.index("neighbours")] = walk.expected(np.maximum(whole - through, 0.0))


def told(view: Arrays, origin: int, made: Scores, limit: int) -> Suggestions:
    """The best of them, put into words where somebody looks."""
    order = _best(view, made, limit)
    # Whoever is ahead of one that is told stands before it.
    ahead = -made.values[order]
    items = Lazy(order, lambda at: _suggestion(view, origin, made, at, ahead))
    return Suggestions(
        view.iris[origin],
        items,
        int((made.values > 0).sum()),
        view.revision,
        view.filters or Filters(),
        _summary(view, origin, made.candidates[order[: _IN_SUMMARY + 1]].tolist(), len(order)),
    )


def _best(view: Arrays, made: Scores, limit: int) -> Integers:
    """Places of the best candidates, equal ones by Danish name; of very many only those are put in order."""
    some = np.flatnonzero(made.values > 0)
    if len(some) > limit:
        some = some[made.values[some] >= np.partition(made.values[some], -limit)[-limit]]
    return some[np.lexsort((view.rank[made.candidates[some]], -made.values[some]))[:limit]]


def _rests_on(view: Arrays, origin: int, made: Scores, at: int) -> list[tuple[str, Sequence[int]]]:
    """The reasons of a candidate, heaviest first, with the numbers of what they rest on."""
    candidate, initiative = int(made.candidates[at]), origin in view.kind("initiative")
    ends = (origin, candidate) if initiative else (candidate, origin)
    weights = made.weights[:, at]
    kinds = [REASONS[row] for row in np.argsort(-weights, kind="stable") if weights[row] > 0]
    return [(kind, _things(view, made, kind, ends, initiative=initiative)) for kind in kinds]


def _things(view: Arrays, made: Scores, kind: str, ends: tuple[int, int], *, initiative: bool) -> Sequence[int]:
    """What a reason rests on: the best of it."""
    one, organisation = ends
    known, own = evidence(view), view.participations.links
    match kind:
        case "owns":
            return [int(one) for one in np.intersect1d(view.dependencies.links.of(one), view.owners.to(organisation))]
        case "leads":
            return [int(one) for one in np.intersect1d(view.dependencies.links.of(one), known.leads.to(organisation))]
        case "part":
            return [int(one) for one in np.intersect1d(own.of(one), known.kin.to(organisation))]
        case "overlapping":
            return [int(near) for near in made.nearest if organisation in own.of(int(near))]
        case "neighbours":
            middles, weights = made.walk.middles, made.walk.weights
            theirs = own.to(organisation) if initiative else own.of(one)
            through = _places(middles, theirs)
            through = through[~np.isin(middles[through], made.nearest)]
            best = np.lexsort((middles[through], -weights[through]))[:_MOST_THINGS]
            return [int(middle) for middle in middles[through][best]]
        case _:
            return ()


def _suggestion(view: Arrays, origin: int, made: Scores, at: int, ahead: Floats) -> Suggestion:
    said = _ASKED_IN if origin in view.kind("initiative") else _JOIN
    reasons = []
    for kind, numbers in _rests_on(view, origin, made, at):
        weight, things = float(made.weights[REASONS.index(kind), at]), tuple(view.iris.take(numbers))
        words = spoken(*said[kind], things=listed([name_in(view, number) for number in numbers[:_MOST_THINGS]]))
        how_sure = spoken(*(_TRUST if kind in SIGNS else _WALK), share=share(weight))
        reasons.append(Reason(kind, weight, things, joined(words, how_sure)))
    iri, score = view.iris[int(made.candidates[at])], float(made.values[at])
    rank = 1 + int(np.searchsorted(ahead, -score))
    words = joined(*(reason.reading for reason in reasons[:3]))
    return Suggestion(iri, score, rank, tuple(reasons), words)


def _summary(view: Arrays, origin: int, best: Sequence[int], number: int) -> Words:
    """Who comes first, and how many there are."""
    if not number:
        return spoken("Intet taler for nogen bestemt.", "Nothing speaks for anybody in particular.")
    names = [name_in(view, one) for one in best]
    values = {"origin": name_in(view, origin), "first": first_of(names, number, _IN_SUMMARY)}
    if origin in view.kind("initiative"):
        return spoken("Til {origin} kunne man spørge {first}.", "For {origin} one could ask {first}.", **values)
    return spoken("{origin} kunne deltage i {first}.", "{origin} could join {first}.", **values)
