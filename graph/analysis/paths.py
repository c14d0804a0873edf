"""Paths: the shortest chains between any two things, and what each step of a chain rests on.

A step is a link of any kind that the graph states, walked in either direction: a participation, a dependency, a
contact, the ownership of what is built on, a part of a body, a name in a text. Groups named only in general, and
themes, tie everything to everything: they are ends of a chain, and links in between only where they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.analysis.naming import Names, names_of, number_of
from graph.analysis.words import Words, count, spoken
from graph.arrays import Arrays, Filters, arrays
from graph.remembering import remembered
from graph.store import Store
from ontology.errors import InvalidParameter

__all__ = ["RELATIONS", "Chain", "Paths", "Step", "paths"]

RELATIONS: Final = ("participation", "dependency", "contact", "owner", "part_of", "mention", "theme", "member")
"""Kinds of step, the firmest first."""

_TABLES: Final = {
    "participation": "participations",
    "dependency": "dependencies",
    "contact": "contacts",
    "owner": "owners",
    "part_of": "part_of",
    "mention": "mentions",
    "theme": "themes",
    "member": "members",
}
_SAID: Final = {
    "participation": ("{other} deltager i {one}", "{other} takes part in {one}"),
    "dependency": ("{one} bygger på {other}", "{one} builds on {other}"),
    "contact": ("{other} er kontakt for {one}", "{other} is a contact of {one}"),
    "owner": ("{other} står bag {one}", "{other} runs {one}"),
    "part_of": ("{one} er en del af {other}", "{one} is a part of {other}"),
    "mention": ("{one} nævner {other}", "{one} names {other}"),
    "theme": ("{one} handler om {other}", "{one} is about {other}"),
    "member": ("{other} hører til {one}", "{other} belongs to {one}"),
}
_STEPS: Final = (("led", "led"), ("step", "steps"))
_CHAINS: Final = (("korteste kæde", "lige korte kæder"), ("shortest chain", "equally short chains"))
_TIED: Final = (
    "Fra {one} til {other} er der {steps}: {chains}.",
    "From {one} to {other} it is {steps}: {chains}.",
)
_SAME: Final = ("{one} er begge ender.", "{one} is both ends.")
_APART: Final = (
    "Intet i dokumenterne forbinder {one} og {other}.",
    "Nothing in the documents ties {one} to {other}.",
)
# What is no link between two other things unless it is asked for.
_ENDS_ONLY: Final = ("theme", "collective", "source")


@dataclass(frozen=True)
class Step:
    """One link of a chain, from the thing before to the thing behind.

    `relations` are those that tie the two, the firmest first. `forwards` says, for each, whether it is stated from the
    first to the second or the other way round; `readings` say each in words.
    """

    start: str
    end: str
    relations: tuple[str, ...]
    forwards: tuple[bool, ...]
    readings: tuple[Words, ...]


@dataclass(frozen=True)
class Chain:
    """A shortest chain. `rarity` is the sum, over the things between the ends, of 1 / number of their links.

    Where many chains are equally short, those through things with few links say most: everybody knows a ministry.
    """

    nodes: tuple[str, ...]
    steps: tuple[Step, ...]
    rarity: float


@dataclass(frozen=True)
class Paths:
    """The shortest chains between two things, those through the least common things first.

    `length` is the number of steps, None where nothing ties the two; `total` is the number of shortest chains, of which
    `chains` holds the first.
    """

    revision: str
    start: str
    end: str
    length: int | None
    total: int
    chains: tuple[Chain, ...]
    reading: Words


@remembered
def paths(
    store: Store,
    *,
    start: str,
    end: str,
    relations: tuple[str, ...] = RELATIONS,
    limit: int = 10,
    filters: Filters | None = None,
) -> Paths:
    """The shortest chains between two things.

    Parameters
    ----------
    store : Store
        Where the triples are.
    start, end : str
        IRIs of two things of any kind.
    relations : tuple of str
        Kinds of step, of `RELATIONS`. Where they are chosen and "theme" is among them, themes link others, too.
    limit : int
        Most chains, 1 to 100.
    filters : Filters, optional
        What is left out first. With `collectives`, groups named only in general link others, too.

    Raises
    ------
    InvalidParameter
        A relation is unknown, none is left, or `limit` is outside its range.
    UnknownEntity
        One of the two is not there.

    Notes
    -----
    Breadth-first from both ends, O(n + m). The network of all links is made once for each revision and filter.
    """
    if unknown := set(relations) - set(RELATIONS):
        raise InvalidParameter(f"no step is called {', '.join(sorted(unknown))}; steps are {', '.join(RELATIONS)}")
    if not relations or not 1 <= limit <= 100:
        raise InvalidParameter(f"limit={limit}, {len(relations)} relations: 1 to 100 chains over at least one relation")
    view = arrays(store).filtered(filters or Filters())
    ends = [number_of(view, iri) for iri in (start, end)]
    web = _web(view, tuple(name for name in RELATIONS if name in relations))
    between = web.between(*ends)
    chains, total = web.rarest(between, ends[1], limit) if between else ([], 0)
    names = names_of(store, [start, end, *(iri for chain in chains for iri in view.iris.take(chain))])
    one, other = names[start], names[end]
    if between is None:
        return Paths(view.revision, start, end, None, 0, (), spoken(*_APART, one=one, other=other))
    told = tuple(_chain(view, web, chain, names) for chain in chains)
    reading = spoken(
        *(_SAME if start == end else _TIED),
        one=one,
        other=other,
        steps=count(between.length, *_STEPS),
        chains=count(total, *_CHAINS),
    )
    return Paths(view.revision, start, end, between.length, total, told, reading)


def _chain(view: Arrays, web: _Web, chain: tuple[int, ...], names: Names) -> Chain:
    nodes = tuple(view.iris.take(chain))
    steps = []
    for (one, other), ends in zip(pairwise(chain), pairwise(nodes), strict=True):
        ties = web.ties(one, other)
        one_way = [names[iri] for iri in ends]
        said = (_said(kind, *(one_way if forwards else one_way[::-1])) for kind, forwards in ties.items())
        steps.append(Step(*ends, tuple(ties), tuple(ties.values()), tuple(said)))
    return Chain(nodes, tuple(steps), web.rarity(chain))


def _said(relation: str, one: Words, other: Words) -> Words:
    return spoken(*_SAID[relation], one=one, other=other)


@dataclass(frozen=True)
class _Between:
    """All shortest ways from one node: for each node on one, those before it; and how many steps there are."""

    before: Mapping[int, list[int]]
    length: int


class _Web:
    """Everything that is linked, in both directions: neighbours of node n are `ends[starts[n]:starts[n + 1]]`."""

    def __init__(self, view: Arrays, relations: tuple[str, ...]) -> None:
        self._view, self._relations = view, relations
        links = [getattr(view, _TABLES[name]) for name in relations]
        one = np.concatenate([table.start for table in links]).astype(np.int64)
        other = np.concatenate([table.end for table in links]).astype(np.int64)
        proper = one != other
        one, other = one[proper], other[proper]
        keys = np.unique(np.concatenate([(one << 32) | other, (other << 32) | one]))
        self._ends = (keys & 0xFFFFFFFF).astype(np.int32)
        self._starts = np.searchsorted(keys, np.arange(len(view) + 1, dtype=np.int64) << 32)

    @cached_property
    def _passable(self) -> npt.NDArray[np.bool_]:
        """Which nodes may stand between others."""
        passable = np.ones(len(self._view), np.bool_)
        asked = {"theme"} if "theme" in self._relations and self._relations != RELATIONS else set[str]()
        if self._view.filters is not None and self._view.filters.collectives:
            asked.add("collective")
        for kind in _ENDS_ONLY:
            passable[self._view.kind(kind)] = kind in asked
        return passable

    def next_to(self, node: int) -> npt.NDArray[np.int32]:
        """All that it is linked with."""
        return self._ends[self._starts[node] : self._starts[node + 1]]

    def ties(self, one: int, other: int) -> dict[str, bool]:
        """What links two nodes, and whether it is said from the first to the second."""
        found = {}
        for name in self._relations:
            table = getattr(self._view, _TABLES[name])
            if other in table.of(one):
                found[name] = True
            elif one in table.of(other):
                found[name] = False
        return found

    def rarity(self, chain: tuple[int, ...]) -> float:
        """Sum over what stands between the ends of 1 / number of links."""
        return float(sum(1 / (self._starts[node + 1] - self._starts[node]) for node in chain[1:-1]))

    def between(self, start: int, end: int) -> _Between | None:
        """All shortest ways from one node to another; None where there is none."""
        if start == end:
            return _Between({start: []}, 0)
        depth = self._depths(start, end)
        if depth[end] < 0:
            return None
        before: dict[int, list[int]] = {}
        front = [end]
        while front:
            for node in front:
                near = self.next_to(node)
                nearer = near[depth[near] == depth[node] - 1]
                before[node] = [one for one in nearer.tolist() if one == start or self._passable[one]]
            front = list(dict.fromkeys(one for node in front for one in before[node] if one != start))
        return _Between(before | {start: []}, int(depth[end]))

    def _depths(self, start: int, end: int) -> npt.NDArray[np.int32]:
        """Steps from the start, as far as the end; -1 where nothing was reached."""
        depth = np.full(len(self._view), -1, np.int32)
        depth[start] = 0
        front, steps = np.array([start]), 0
        while len(front) and depth[end] < 0:
            steps += 1
            met = np.unique(self._all_next_to(front))
            met = met[depth[met] < 0]
            depth[met] = steps
            front = met[self._passable[met]]
        return depth

    def _all_next_to(self, nodes: npt.NDArray[np.integer[npt.NBitBase]]) -> npt.NDArray[np.int32]:
        """Neighbours of many nodes, in one go."""
        first, counts = self._starts[nodes], self._starts[nodes + 1] - self._starts[nodes]
        shifts = np.repeat(first - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
        return self._ends[shifts + np.arange(len(shifts))]

    def rarest(self, between: _Between, end: int, limit: int) -> tuple[list[tuple[int, ...]], int]:
        """The chains through the least common things, and how many there are altogether.

        From the end to the start: of the chains that lead on from a node, the best `limit` are enough, as what stands
        before the node does not depend on them.
        """
        ways = dict(self._ways(between, end))
        best: list[tuple[float, tuple[int, ...]]] = [(0.0, (end,))]
        for _ in range(between.length):
            longer: dict[int, list[tuple[float, tuple[int, ...]]]] = {}
            for rarity, chain in best:
                for node in between.before[chain[0]]:
                    gain = 1 / len(self.next_to(node)) if between.before[node] else 0.0
                    longer.setdefault(node, []).append((rarity + gain, (node, *chain)))
            best = [kept for found in longer.values() for kept in sorted(found, key=_rarest_first)[:limit]]
        return [chain for _, chain in sorted(best, key=_rarest_first)[:limit]], ways[end]

    def _ways(self, between: _Between, end: int) -> Iterator[tuple[int, int]]:
        """For each node on the way, in how many ways it is reached; the nearest first."""
        order, seen = [end], {end}
        for node in order:
            new = [one for one in between.before[node] if one not in seen]
            seen.update(new)
            order += new
        ways: dict[int, int] = {}
        for node in reversed(order):
            ways[node] = sum(ways[one] for one in between.before[node]) or 1
        return iter(ways.items())


def _rarest_first(found: tuple[float, tuple[int, ...]]) -> tuple[float, tuple[int, ...]]:
    return -found[0], found[1]


def _web(view: Arrays, relations: tuple[str, ...]) -> _Web:
    """The web of a view, made once for each choice of relations."""
    return view.derived(f"links by {' '.join(relations)}", lambda: _Web(view, relations))
