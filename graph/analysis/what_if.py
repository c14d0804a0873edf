"""What if an organisation leaves, an initiative stops, a partner joins: what is cut off, what overlaps, who moves.

The graph is not changed. All numbers are exact but one: where an organisation with hundreds of initiatives leaves, how
many overlaps disappear is given as an upper bound, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import Final

import networkx as nx
import numpy as np
import numpy.typing as npt

from graph.analysis.changes import Change, Pieces, downstream, stretch
from graph.analysis.naming import Names, found, named, names_of
from graph.analysis.words import Words, count, joined, spoken
from graph.arrays import Arrays, Filters, arrays
from graph.arrays.matrices import stretches
from graph.remembering import remembered
from graph.store import Store
from ontology.errors import InvalidParameter

__all__ = ["Affected", "RankMove", "WhatIf", "change_of", "measured", "what_if"]

Integers = npt.NDArray[np.int64]

_INITIATIVE: Final = (("initiativ", "initiativer"), ("initiative", "initiatives"))
_PIECE: Final = (("stykke", "stykker"), ("piece", "pieces"))
_ENDED: Final = (("deltagelse", "deltagelser"), ("participation ends", "participations end"))
_OVERLAP: Final = (("overlap", "overlap"), ("overlap", "overlaps"))
_MOST_CHANGES: Final = 100
_MOST_MOVES: Final = 1000
# Nodes times ties up to which betweenness is worked out before and after.
_FEW_STEPS: Final = 20_000


@dataclass(frozen=True)
class RankMove:
    """How one thing moves: its value and rank before and after; rank and value are None where it is not there.

    `measure` is "degree" (number of ties, which is also strength, as each tie weighs 1) or, in networks of up to 20,000
    nodes times ties, "betweenness" as networkx normalises it. Ranks are among things of the same kind; equal values
    share a rank (1, 1, 3).
    """

    thing: str
    measure: str
    value_before: float | None
    value_after: float | None
    rank_before: int | None
    rank_after: int | None


@dataclass(frozen=True)
class Affected:
    """Something that builds, in `depth` steps, on what stops or loses its only owner."""

    thing: str
    depth: int


@dataclass(frozen=True)
class WhatIf:
    """What a change would do. Lists hold at most `limit` entries; the numbers beside them count all.

    `isolated` lose their only tie, `without_lead` are initiatives that lose their only lead. `pieces` are what the
    network falls into besides the largest remainder of each piece, largest first; `pieces_joined` is how many pieces
    fewer there are by what joins. Overlaps are pairs that share a participation (initiatives a party, parties an
    initiative); `overlaps_bounded` says that the number lost is an upper bound. `moves` are those that are changed
    most, `moved` how many have another rank or value. `affected` builds on what stops, nearest first; `ownerless`
    are undertakings that lose their only owner.
    """

    removed: tuple[str, ...]
    added: tuple[tuple[str, str], ...]
    ties_lost: int
    ties_new: int
    isolated: tuple[str, ...]
    isolated_count: int
    without_lead: tuple[str, ...]
    without_lead_count: int
    pieces: tuple[tuple[str, ...], ...]
    piece_sizes: tuple[int, ...]
    pieces_joined: int
    overlaps_lost: tuple[tuple[str, str], ...]
    overlaps_lost_count: int
    overlaps_bounded: bool
    overlaps_arisen: tuple[tuple[str, str], ...]
    overlaps_arisen_count: int
    moves: tuple[RankMove, ...]
    moved: int
    affected: tuple[Affected, ...]
    affected_count: int
    ownerless: tuple[str, ...]
    ownerless_count: int
    revision: str
    filters: Filters
    reading: Words


def what_if(
    store: Store,
    *,
    remove: Iterable[str] = (),
    add: Iterable[tuple[str, str]] = (),
    limit: int = 50,
    filters: Filters | None = None,
) -> WhatIf:
    """What would follow if some things were gone and some organisations joined.

    Parameters
    ----------
    store : Store
        Where the triples are; nothing in it changes.
    remove : iterable of str
        IRIs or slugs of organisations that leave everything and of initiatives that stop.
    add : iterable of pairs of str
        Organisation and initiative that it joins, each an IRI or a slug.
    limit : int
        Most entries of each list, from 1 to 1000.
    filters : Filters, optional
        What is left out before; None for nothing but collectives.

    Raises
    ------
    UnknownEntity
        Something is not there, or a filter leaves it out.
    InvalidParameter
        Nothing changes, more than 100 things do, or `limit` is out of range.

    Notes
    -----
    Remembered until the store changes. One thing takes some milliseconds once the pieces of the network are known,
    which takes some seconds for millions of participations; several things at once take a second there.
    """
    if not 1 <= limit <= 1000:
        raise InvalidParameter(f"limit={limit}: from 1 to 1000 entries of each list are asked for")
    wanted = tuple(sorted({remove} if isinstance(remove, str) else {*remove})), tuple(sorted({*add}))
    if not 1 <= len(wanted[0]) + len(wanted[1]) <= _MOST_CHANGES:
        raise InvalidParameter(f"a change removes or adds something: from 1 to {_MOST_CHANGES} things, name them")
    return _what_if(store, *wanted, limit, filters or Filters())


@remembered
def _what_if(
    store: Store, remove: tuple[str, ...], add: tuple[tuple[str, str], ...], limit: int, filters: Filters
) -> WhatIf:
    view = arrays(store).filtered(filters)
    return measured(change_of(view, remove, add), limit, store)


def change_of(view: Arrays, remove: Iterable[str], add: Iterable[tuple[str, str]]) -> Change:
    """A change by the names of things."""
    gone = frozenset(found(view, name, "initiative", "organisation", "collective") for name in remove)
    joining = frozenset(
        (found(view, initiative, "initiative"), found(view, party, "organisation", "collective"))
        for party, initiative in add
    )
    return Change(view, gone, joining)


def measured(change: Change, limit: int, store: Store | None = None) -> WhatIf:
    """Everything about a change; without a store, things go by the ends of their IRIs."""
    view, iri = change.view, change.view.iris.__getitem__
    parts = Pieces.of(view).cut_off(change)
    isolated, lone = change.isolated(), _without_lead(change)
    lost, arisen, bound = _overlaps(change)
    moves = _moves(change)
    ownerless = _ownerless(change)
    depths = downstream(view.dependencies.links, {*change.removed, *ownerless})
    near = sorted(depths.items(), key=lambda entry: (entry[1], view.rank[entry[0]]))
    result = WhatIf(
        removed=tuple(iri(one) for one in sorted(change.removed)),
        added=tuple((iri(party), iri(initiative)) for initiative, party in change.new.tolist()),
        ties_lost=len(change.lost),
        ties_new=len(change.new),
        isolated=tuple(iri(int(one)) for one in isolated[:limit]),
        isolated_count=len(isolated),
        without_lead=tuple(iri(one) for one in lone[:limit]),
        without_lead_count=len(lone),
        pieces=tuple(tuple(iri(int(one)) for one in np.sort(part)[:limit]) for part in parts[:limit]),
        piece_sizes=tuple(len(part) for part in parts),
        pieces_joined=Pieces.of(view).joined(change),
        overlaps_lost=tuple((iri(one), iri(other)) for one, other in nsmallest(limit, lost)),
        overlaps_lost_count=bound if bound is not None else len(lost),
        overlaps_bounded=bound is not None,
        overlaps_arisen=tuple((iri(one), iri(other)) for one, other in nsmallest(limit, arisen)),
        overlaps_arisen_count=len(arisen),
        moves=tuple(moves[:limit]),
        moved=moves.number,
        affected=tuple(Affected(iri(node), depth) for node, depth in near[:limit]),
        affected_count=len(near),
        ownerless=tuple(iri(one) for one in ownerless[:limit]),
        ownerless_count=len(ownerless),
        revision=view.revision,
        filters=view.filters or Filters(),
        reading=Words("", ""),
    )
    return replace(result, reading=_words(result, _names(result, store)))


class _Moves(list[RankMove]):
    """The moves that changed most, and how many there are."""

    number = 0


def _overlaps(change: Change) -> tuple[set[tuple[int, int]], set[tuple[int, int]], int | None]:
    """Those between initiatives and those between parties."""
    one, other = change.pairs(initiatives=True), change.pairs(initiatives=False)
    lost = one[0] | other[0]
    bounded = one[2] is not None or other[2] is not None
    number = sum(found[2] if found[2] is not None else len(found[0]) for found in (one, other))
    return lost, one[1] | other[1], number if bounded else None


def _without_lead(change: Change) -> list[int]:
    """Initiatives that lose their only lead."""
    view, said = change.view, change.view.participations
    lead, gone = view.roles.index("lead"), np.array(sorted(change.removed), np.int32)
    touched = np.setdiff1d(change.lost[:, 0], gone)
    begin, end = stretch(said.start, touched)
    of, rows = np.repeat(np.arange(len(touched)), end - begin), stretches(begin, end)
    leads = said.code[rows] == lead
    had = np.bincount(of[leads], minlength=len(touched)) > 0
    left = np.bincount(of[leads & ~np.isin(said.end[rows], gone)], minlength=len(touched)) > 0
    return [int(one) for one in touched[had & ~left]]


def _ownerless(change: Change) -> list[int]:
    """Undertakings whose owners all leave."""
    view = change.view
    owned = {int(one) for gone in change.removed for one in view.owners.to(gone)}
    return sorted(one for one in owned if {int(owner) for owner in view.owners.of(one)} <= change.removed)


def _moves(change: Change) -> _Moves:
    """Who has another number of ties or another rank, those that change most first."""
    moves, view = _Moves(), change.view
    rows: list[tuple[tuple[float, ...], RankMove]] = []
    joining = np.array(sorted({tie[1] for tie in change.new.tolist()}), np.int64)
    new = [one for one in joining.tolist() if not change.before[one]]
    parties = np.union1d(view.parties, new).astype(np.int64) if new else view.parties
    for kind, nodes in (("initiative", view.initiatives), ("party", parties)):
        there = np.ones(len(nodes), np.bool_)
        there[[place for one in change.removed if (place := _place(nodes, one)) is not None]] = False
        before, after = change.before[nodes], change.after[nodes]
        first, second = _ranks(before, (before > 0) | (kind == "initiative")), _ranks(after, there)
        changed = np.flatnonzero((before != after) | (first != second))
        moves.number += len(changed)
        other = before[changed] != after[changed]
        for place in _farthest_first(first[changed], second[changed], other)[:_MOST_MOVES].tolist():
            at = int(changed[place])
            move = RankMove(
                view.iris[int(nodes[at])],
                "degree",
                float(before[at]),
                float(after[at]) if there[at] else None,
                int(first[at]) or None,
                int(second[at]) or None,
            )
            rows.append(((not other[place], -abs(int(second[at]) - int(first[at]))), move))
    moves += [move for _, move in sorted(rows, key=lambda row: row[0])]
    more = _betweenness_moves(change)
    moves.number += len(more)
    return _with(moves, more)


def _with(moves: _Moves, more: list[RankMove]) -> _Moves:
    together = _Moves([*moves, *more])
    together.number = moves.number
    return together


def _place(nodes: npt.NDArray[np.integer], node: int) -> int | None:
    place = int(np.searchsorted(nodes, np.array(node, nodes.dtype)))
    return place if place < len(nodes) and int(nodes[place]) == node else None


def _ranks(values: Integers, listed: npt.NDArray[np.bool_]) -> Integers:
    """Ranks among those that are listed, 0 for the others; equal values share one."""
    having = np.bincount(values[listed], minlength=int(values.max(initial=0)) + 1)
    above = len(values[listed]) - np.cumsum(having)
    return np.where(listed, above[values] + 1, 0)


def _farthest_first(first: Integers, second: Integers, other: npt.NDArray[np.bool_]) -> Integers:
    """Places of those whose value changes, then of the others, by how far they move; the first so many are in order."""
    far = np.abs(second - first) + np.where(other, np.int64(1) << 40, 0)
    some = np.arange(len(far))
    if len(far) > _MOST_MOVES:
        least = np.partition(far, -_MOST_MOVES)[-_MOST_MOVES]
        some = np.concatenate([np.flatnonzero(far > least), np.flatnonzero(far == least)[:_MOST_MOVES]])
    return some[np.lexsort((some, -far[some]))]


def _betweenness_moves(change: Change) -> list[RankMove]:
    """The same for betweenness, where the network is small."""
    view, links = change.view, change.view.participations.links
    if (len(view.initiatives) + len(view.parties)) * len(links) > _FEW_STEPS:
        return []
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(int(one) for one in view.initiatives)
    network.add_edges_from(zip(links.start.tolist(), links.end.tolist(), strict=True))
    before = nx.betweenness_centrality(network)
    network.remove_nodes_from(change.removed)
    network.add_edges_from(change.new.tolist())
    after = nx.betweenness_centrality(network)
    moves = []
    for initiative in (True, False):
        nodes = [node for node in {**before, **after} if (node in view.kind("initiative")) == initiative]
        first, second = (_among({node: values[node] for node in nodes if node in values}) for values in (before, after))
        for node in nodes:
            if first.get(node) != second.get(node):
                values = (before.get(node), after.get(node))
                moves.append(RankMove(view.iris[node], "betweenness", *values, first.get(node), second.get(node)))
    return sorted(moves, key=lambda move: -abs((move.rank_after or 0) - (move.rank_before or 0)))


def _among(values: dict[int, float]) -> dict[int, int]:
    """Ranks; what differs by rounding only is equal."""
    rounded = {node: round(value, 12) for node, value in values.items()}
    return {node: 1 + sum(other > value for other in rounded.values()) for node, value in rounded.items()}


def _names(result: WhatIf, store: Store | None) -> Names:
    iris = [*result.removed, *result.isolated, *result.without_lead, *result.ownerless]
    iris += [one for pair in result.added for one in pair] + [one.thing for one in result.affected[:6]]
    iris += [move.thing for move in result.moves]
    if store is not None:
        return names_of(store, iris)
    return {iri: Words(iri.rsplit("/", 1)[-1], iri.rsplit("/", 1)[-1]) for iri in iris}


def _words(result: WhatIf, names: Names) -> Words:
    """All of it in some sentences."""
    said = [_first(result, names)]
    if result.isolated_count:
        text = ("Uden nogen forbindelse bliver {names}.", "Left without any tie: {names}.")
        said.append(spoken(*text, names=_some(names, result.isolated, result.isolated_count)))
    if result.piece_sizes:
        text = (
            "Netværket mister {pieces}, i alt {nodes} knuder, der ikke længere hænger sammen med resten.",
            "The network loses {pieces}, {nodes} nodes in all, that hang together with the rest no more.",
        )
        said.append(spoken(*text, pieces=count(len(result.piece_sizes), *_PIECE), nodes=sum(result.piece_sizes)))
    elif result.ties_lost:
        said.append(Words("Resten hænger sammen som før.", "The rest hangs together as before."))
    if result.pieces_joined:
        text = (
            "Der bliver {pieces} færre, for de hænger nu sammen.",
            "That makes {pieces} fewer, as they now hang together.",
        )
        said.append(spoken(*text, pieces=count(result.pieces_joined, *_PIECE)))
    said += _about_leads_and_owners(result, names)
    if result.overlaps_lost_count:
        most = Words("højst ", "at most ") if result.overlaps_bounded else Words("", "")
        text = ("Der forsvinder {most}{overlaps}.", "Gone: {most}{overlaps}.")
        said.append(spoken(*text, most=most, overlaps=count(result.overlaps_lost_count, *_OVERLAP)))
    if result.overlaps_arisen_count:
        text = ("Der opstår {overlaps}.", "New: {overlaps}.")
        said.append(spoken(*text, overlaps=count(result.overlaps_arisen_count, *_OVERLAP)))
    if (move := _farthest(result)) is not None:
        text = (
            "Længst flytter {name}: fra nr. {first} til nr. {second}.",
            "{name} moves farthest: from {first} to {second}.",
        )
        said.append(spoken(*text, name=names[move.thing], first=move.rank_before, second=move.rank_after))
    if result.affected_count:
        text = ("På det, der falder bort, bygger {names}.", "On what falls away builds: {names}.")
        said.append(
            spoken(*text, names=_some(names, [one.thing for one in result.affected[:6]], result.affected_count))
        )
    return joined(*said)


def _farthest(result: WhatIf) -> RankMove | None:
    """The move over most ranks of something that is there before and after."""
    both = [move for move in result.moves if move.rank_before and move.rank_after and move.measure == "degree"]
    far = [move for move in both if move.rank_before != move.rank_after]
    return max(far, key=lambda move: abs((move.rank_after or 0) - (move.rank_before or 0)), default=None)


def _first(result: WhatIf, names: Names) -> Words:
    """What changes, and how many ties."""
    parts = []
    if result.removed:
        text = (
            "Uden {names} falder {ties} bort.",
            "Without {names}, {ties}.",
        )
        parts.append(spoken(*text, names=named(names, result.removed), ties=count(result.ties_lost, *_ENDED)))
    for party, initiative in result.added[:3]:
        text = ("{party} deltager nu i {initiative}.", "{party} now takes part in {initiative}.")
        parts.append(spoken(*text, party=names[party], initiative=names[initiative]))
    if not parts:
        parts.append(Words("Det er der allerede: intet ændrer sig.", "That is there already: nothing changes."))
    return joined(*parts)


def _about_leads_and_owners(result: WhatIf, names: Names) -> list[Words]:
    said = []
    if result.without_lead_count:
        text = ("Uden leder bliver {names}.", "Left without a lead: {names}.")
        said.append(spoken(*text, names=_some(names, result.without_lead, result.without_lead_count)))
    if result.ownerless_count:
        text = ("Ingen ejer længere {names}.", "Nobody owns {names} any more.")
        said.append(spoken(*text, names=_some(names, result.ownerless, result.ownerless_count)))
    return said


def _some(names: Names, iris: Iterable[str], number: int) -> Words:
    """The first names, and how many more there are."""
    listed = [*iris]
    if number <= 6 and len(listed) == number:
        return named(names, listed)
    first = named(names, listed[:5], most=5)
    more = count(number - len(listed[:5]), ("anden", "andre"), ("other", "others"))
    return spoken("{first} og {more}", "{first} and {more}", first=first, more=more)
