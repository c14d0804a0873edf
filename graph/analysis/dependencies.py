"""What rests on what: the closure of a thing, its layers and cycles, and what everything has to pass through.

A dependency leads from what builds to what it builds on. *Upstream* of a thing is all that it rests on, *downstream*
all that rests on it. Cycles are no fault of the reading: two initiatives may each name the other. They are reported,
and count as one place wherever an order is needed. A thing that builds on itself says nothing and is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, overload

import numpy as np

from graph.analysis import resting as said
from graph.analysis.naming import Names, name_in, names_of, number_of
from graph.analysis.ranking import Lazy
from graph.analysis.reach import Reach, chain
from graph.analysis.words import Words, joined, listed
from graph.arrays import Arrays, Filters, arrays, rests_on
from graph.arrays.model import Numbers, Pairs
from graph.remembering import remembered
from graph.store import Store
from ontology.errors import InvalidParameter

__all__ = [
    "DIRECTIONS",
    "MOST_GATES",
    "Affected",
    "Closure",
    "Foundation",
    "Foundations",
    "Gate",
    "Reached",
    "affected",
    "dependencies",
    "foundations",
]

DIRECTIONS: Final = ("upstream", "downstream")
MOST_GATES: Final = 2_000
"""Things in a closure up to which gates are looked for: of a chain, the lists behind them grow by the square."""

_MOST_NAMED: Final = 3


@dataclass(frozen=True)
class Reached:
    """A thing of a closure.

    `depth` is the least number of steps from the origin, at least 1; `layer` the greatest, cycles counted as one place;
    `through` are the things one step nearer that lead to it, by name.
    """

    node: str
    depth: int
    layer: int
    through: tuple[str, ...]
    reading: Words


@dataclass(frozen=True)
class Gate:
    """A thing that every chain from the origin to some others passes through; `behind` are those others, by name."""

    node: str
    behind: tuple[str, ...]
    reading: Words


@dataclass(frozen=True)
class Closure:
    """All that a thing rests on, or all that rests on it.

    `items` are in the order of depth, then of the Danish names, and put into words where somebody looks. `cycles` are
    the groups of things that rest on each other, each as a round trip without its end. `critical_path` is a longest
    chain from the origin, itself included. `gates` are None where the closure has more than `MOST_GATES` things.
    """

    revision: str
    origin: str
    direction: str
    items: Sequence[Reached] = field(repr=False)
    cycles: tuple[tuple[str, ...], ...]
    critical_path: tuple[str, ...]
    gates: tuple[Gate, ...] | None
    reading: Words


@dataclass(frozen=True)
class Affected:
    """What stops having a foundation, when things stop.

    `stopped` is what was said to stop; `without` are things that then have nothing left of what they build on, and
    those that rest on nothing but such things; `weakened` lose some of what they build on and keep some.
    """

    revision: str
    stopped: tuple[str, ...]
    without: tuple[str, ...]
    weakened: tuple[str, ...]
    reading: Words


@dataclass(frozen=True)
class Foundation:
    """Something that several initiatives build on directly; `reach` counts all that rests on it, through others too."""

    node: str
    initiatives: tuple[str, ...]
    reach: int
    reading: Words


class Foundations(Sequence[Foundation]):
    """Foundations in order; what rests on one is counted when somebody looks."""

    def __init__(self, nodes: Sequence[int], told: Callable[[int], Foundation]) -> None:
        self._nodes, self._told = nodes, told

    def __len__(self) -> int:
        return len(self._nodes)

    @overload
    def __getitem__(self, index: int) -> Foundation: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Foundation]: ...
    def __getitem__(self, index: int | slice) -> Foundation | Sequence[Foundation]:
        if isinstance(index, slice):
            return tuple(map(self._told, self._nodes[index]))
        return self._told(self._nodes[index])


@remembered
def dependencies(store: Store, *, thing: str, direction: str = "upstream", filters: Filters | None = None) -> Closure:
    """All that a thing rests on, or that rests on it.

    Parameters
    ----------
    store : Store
        Where the triples are.
    thing : str
        IRI of any thing of the store.
    direction : str
        "upstream": what it rests on; "downstream": what rests on it.
    filters : Filters, optional
        What is left out first.

    Raises
    ------
    InvalidParameter
        `direction` is another word.
    UnknownEntity
        There is no such thing.

    Notes
    -----
    Time and memory follow the size of the closure, not of the store. Layers: longest chains in the condensation
    (Tarjan, SIAM J. Comput. 1 (1972) 146, doi:10.1137/0201010). Gates: dominators (Cooper, Harvey and Kennedy, 2001).
    """
    if direction not in DIRECTIONS:
        raise InvalidParameter(f"direction={direction!r}: a closure goes {' or '.join(DIRECTIONS)}")
    view = _view(store, filters)
    origin = number_of(view, thing)
    return _Search(view, downstream=direction == "downstream").closure(store, origin)


@remembered
def affected(store: Store, *, things: tuple[str, ...], filters: Filters | None = None) -> Affected:
    """What is left without foundation when some things stop, and what is weakened.

    Parameters
    ----------
    store : Store
        Where the triples are.
    things : tuple of str
        IRIs of what stops.
    filters : Filters, optional
        What is left out first.

    Raises
    ------
    UnknownEntity
        One of them is not there.
    """
    view = _view(store, filters)
    rests = _links(view)
    lost = {number_of(view, each) for each in things}
    stopped, weakened, waiting = frozenset(lost), set[int](), sorted(lost)
    while waiting:
        for one in rests.to(waiting.pop()).tolist():
            if one in lost:
                continue
            if set(rests.of(one).tolist()) <= lost:
                lost.add(one)
                waiting.append(one)
            else:
                weakened.add(one)
    without, shaken = _named(view, lost - stopped), _named(view, weakened - lost)
    reading = said.affected(listed(list(names_of(store, things).values())), len(without), len(shaken))
    return Affected(view.revision, tuple(sorted(things)), without, shaken, reading)


@remembered
def foundations(store: Store, *, least: int = 2, filters: Filters | None = None) -> Foundations:
    """What at least so many initiatives build on directly, most initiatives first, then by Danish name.

    Parameters
    ----------
    store : Store
        Where the triples are.
    least : int
        Least number of initiatives, at least 1.
    filters : Filters, optional
        What is left out first.

    Raises
    ------
    InvalidParameter
        `least` is below 1.
    """
    if least < 1:
        raise InvalidParameter(f"least={least}: at least 1 initiative builds on a foundation")
    view = _view(store, filters)
    found = np.flatnonzero(view.builder_count >= least)
    chosen = found[np.lexsort([view.rank[found], -view.builder_count[found]])]
    search, among = _Search(view, downstream=True), view.kind("initiative")

    def told(node: int) -> Foundation:
        builders = _named(view, (one for one in search.next_to(node).tolist() if one in among))
        reach = len(search.depths(node)) - 1
        return Foundation(view.iris[node], builders, reach, said.foundation(len(builders), reach))

    return Foundations(chosen.tolist(), told)


def _view(store: Store, filters: Filters | None) -> Arrays:
    return arrays(store).filtered(filters or Filters())


def _named(view: Arrays, nodes: Iterable[int]) -> tuple[str, ...]:
    """IRIs in the order of the Danish names."""
    return tuple(view.iris.take(sorted(nodes, key=view.rank.__getitem__)))


def _links(view: Arrays) -> Pairs:
    """The dependencies of a view, each once, those of a thing on itself left out."""
    return view.derived("dependencies", lambda: Pairs(*rests_on(view)))


class _Search:
    """Goes along the dependencies in one direction."""

    def __init__(self, view: Arrays, *, downstream: bool) -> None:
        self._view, self._links, self._downstream = view, _links(view), downstream

    def next_to(self, node: int) -> Numbers:
        """One step on."""
        return self._links.to(node) if self._downstream else self._links.of(node)

    def depths(self, origin: int) -> dict[int, int]:
        """The fewest steps to everything that is reached, the origin included, nearest first."""
        depths, front, depth = {origin: 0}, [origin], 0
        while front:
            depth += 1
            met = dict.fromkeys(other for node in front for other in self.next_to(node).tolist())
            front = [node for node in met if node not in depths]
            depths.update(dict.fromkeys(front, depth))
        return depths

    def closure(self, store: Store, origin: int) -> Closure:
        """All that is reached, with its order; the store gives the names for the sentences."""
        depths = self.depths(origin)
        inside = Reach(list(depths), {node: self.next_to(node).tolist() for node in depths})
        layers, before = inside.layers()
        iri, rank = self._view.iris.__getitem__, self._view.rank
        through = inside.reached_from(depths)
        nodes, steps = (np.fromiter(found, np.int64, len(depths)) for found in (depths.keys(), depths.values()))
        # The origin comes first, as nothing else is no step away.
        order = nodes[np.lexsort((rank[nodes], steps))][1:]

        def reached(node: int) -> Reached:
            return self._reached(node, depths[node], layers[node], _named(self._view, through[node]))

        cycles = tuple(tuple(map(iri, cycle)) for cycle in inside.cycles())
        path, behind = tuple(map(iri, chain(layers, before))), self._behind(inside, origin)
        names = names_of(store, [iri(origin), *path[-1:], *map(iri, behind or ())])
        gates = None if behind is None else tuple(self._gate(names, iri(node), behind[node]) for node in behind)
        return Closure(
            revision=self._view.revision,
            origin=iri(origin),
            direction="downstream" if self._downstream else "upstream",
            items=Lazy(order, reached) if len(order) else (),
            cycles=cycles,
            critical_path=path,
            gates=gates,
            reading=self._said(names, iri(origin), order.tolist(), path, len(cycles), gates),
        )

    def _reached(self, node: int, depth: int, layer: int, nearer: tuple[str, ...]) -> Reached:
        reading = said.step(depth, [*map(self._name, nearer[:_MOST_NAMED])], len(nearer), downstream=self._downstream)
        return Reached(self._view.iris[node], depth, layer, nearer, reading)

    def _name(self, iri: str) -> Words:
        number = self._view.iris.number(iri)
        assert number is not None
        return name_in(self._view, number)

    def _said(
        self,
        names: Names,
        origin: str,
        items: list[int],
        path: tuple[str, ...],
        cycles: int,
        gates: tuple[Gate, ...] | None,
    ) -> Words:
        name = names[origin]
        if not items:
            return said.nothing(name, downstream=self._downstream)
        among = self._view.kind("initiative")
        return joined(
            said.reached(name, len(items), sum(node in among for node in items), downstream=self._downstream),
            said.longest(len(path) - 1, names[path[-1]]) if len(path) > 2 else None,
            gates[0].reading if gates else None,
            said.cycles(cycles) if cycles else None,
        )

    def _behind(self, inside: Reach, origin: int) -> dict[int, tuple[str, ...]] | None:
        """The gates with what is behind them, most first; None where the closure is too large to look for them."""
        if len(inside.nodes) > MOST_GATES:
            return None
        behind = inside.dominated(origin)
        order = sorted(behind, key=lambda node: (-len(behind[node]), self._view.rank[node]))
        return {node: _named(self._view, behind[node]) for node in order}

    def _gate(self, names: Names, node: str, behind: tuple[str, ...]) -> Gate:
        return Gate(node, behind, said.gate(names[node], len(behind), downstream=self._downstream))
