"""A change that is only thought of: who leaves, what stops, who joins; and what that does to ties, pieces and overlaps.

Nothing is written: what changes lies around what is removed or added, and is looked up there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from graph.analysis.engine import Cuts, components, cuts
from graph.analysis.meetings import meetings, number_of_meetings
from graph.arrays import Arrays, Pairs, adjacency
from graph.arrays.matrices import stretches

__all__ = ["Change", "Pieces", "downstream", "leading_to", "stretch"]

Integers = npt.NDArray[np.int64]
Ties = npt.NDArray[np.int64]

# Pairs among the initiatives of one organisation that are looked at one by one.
_MOST_PAIRS: Final = 100_000


@dataclass(frozen=True, eq=False)
class Change:
    """Some nodes gone and some ties new.

    Parameters
    ----------
    view : Arrays
        What is there before.
    removed : frozenset of int
        Initiatives and parties that are no more.
    added : frozenset of pairs of int
        Initiative and party of each new participation; ends that are removed come to nothing.
    """

    view: Arrays
    removed: frozenset[int]
    added: frozenset[tuple[int, int]]

    @cached_property
    def lost(self) -> Ties:
        """Participations that end: rows of initiative and party, in order."""
        links = self.view.participations.links
        found = set[tuple[int, int]]()
        for one in self.removed:
            found.update(zip(repeat(one), links.of(one).tolist(), strict=False))
            found.update(zip(links.to(one).tolist(), repeat(one), strict=False))
        return _rows(found)

    @cached_property
    def new(self) -> Ties:
        """Participations that were not there: rows of initiative and party, in order."""
        links = self.view.participations.links
        return _rows(tie for tie in self.added if not self.removed & {*tie} and tie[1] not in links.of(tie[0]))

    @property
    def before(self) -> Integers:
        """Ties of every node."""
        known = _ties.get(self.view)
        if known is None:
            starts = np.bincount(self.view.participations.links.start, minlength=len(self.view))
            known = _ties[self.view] = np.asarray(self.view.initiative_count + starts, np.int64)
        return known

    @cached_property
    def after(self) -> Integers:
        """Ties of every node afterwards."""
        found = self.before.copy()
        np.subtract.at(found, self.lost.reshape(-1), 1)
        np.add.at(found, self.new.reshape(-1), 1)
        return found

    def held(self, item: int) -> frozenset[int]:
        """Parties of an initiative, or initiatives of a party, afterwards."""
        if item in self.removed:
            return frozenset()
        links = self.view.participations.links
        there = links.of(item) if item in self.view.kind("initiative") else links.to(item)
        gained = [tie for tie in self.new.tolist() if item in tie]
        more = {one if other == item else other for one, other in gained}
        return (frozenset(int(one) for one in there) | more) - self.removed

    def isolated(self) -> Integers:
        """Who loses its only tie."""
        touched = np.unique(self.lost)
        kept = (self.after[touched] == 0) & ~np.isin(touched, list(self.removed))
        return np.asarray(touched[kept], np.int64)

    def pairs(self, *, initiatives: bool) -> tuple[set[tuple[int, int]], set[tuple[int, int]], int | None]:
        """Overlaps by participation that disappear, and that arise, between initiatives or between parties.

        Returns
        -------
        tuple
            Pairs that shared something and share nothing any more, those of what is removed included; pairs that share
            something now; and where too many pairs meet through one thing to be looked at, an upper bound of how many
            disappear (the set then holds only those that were looked at), else None.
        """
        side = 0 if initiatives else 1
        lost, bound = self._parted(side)
        gone = [item for item in self.removed if (item in self.view.kind("initiative")) == initiatives]
        for item in gone:
            met = np.fromiter(self._met(item), np.int64)
            lost.update(zip(np.minimum(met, item).tolist(), np.maximum(met, item).tolist(), strict=True))
        arisen = set[tuple[int, int]]()
        for item in {int(tie[side]) for tie in self.new}:
            # Only what the item itself gains can bring it together with somebody: the others have their own turn.
            gained = [int(tie[1 - side]) for tie in self.new if int(tie[side]) == item]
            others = frozenset[int]().union(*map(self.held, gained)) - {item} - self._met(item)
            arisen |= {_pair(item, other) for other in others}
        return lost, arisen, (len(lost) + bound if bound else None)

    def _met(self, item: int) -> set[int]:
        """Everybody who shared something with an item before."""
        links = self.view.participations.links
        if item in self.view.kind("initiative"):
            return set(leading_to(links, links.of(item)).tolist()) - {item}
        return set(_led_to(links, links.to(item)).tolist()) - {item}

    def _parted(self, side: int) -> tuple[set[tuple[int, int]], int]:
        """Pairs that shared only things that are removed, and how many more there may be."""
        lost, bound = set[tuple[int, int]](), 0
        things = [one for one in self.removed if (one in self.view.kind("initiative")) == (side == 1)]
        links = self.view.participations.links
        for thing in things:
            items = np.array(
                sorted({*(links.of(thing) if side else links.to(thing)).tolist()} - self.removed), np.int64
            )
            number = len(items) * (len(items) - 1) // 2
            if number > _MOST_PAIRS:
                bound += number
                continue
            among = self._others(items)
            if number_of_meetings(among) > 2 * _MOST_PAIRS:
                bound += number
                continue
            met = meetings(among)
            tied = np.zeros((len(items), len(items)), np.bool_)
            tied[met.one, met.other] = True
            one, other = np.nonzero(np.triu(~tied, 1))
            lost |= set(zip(items[one].tolist(), items[other].tolist(), strict=True))
        return lost, bound

    def _others(self, items: Integers) -> csr_array:
        """What each of some items has afterwards."""
        held = [sorted(self.held(int(item))) for item in items] if len(self.new) else None
        if held is None:
            links, initiatives = self.view.participations.links, self.view.kind("initiative")
            if len(items) and int(items[0]) in initiatives:
                begin, end = stretch(links.start, items)
                met = links.end[stretches(begin, end)]
            else:
                begin, end = stretch(links.ends, items)
                met = links.start[links.turned[stretches(begin, end)]]
            rows, things = np.repeat(np.arange(len(items)), end - begin), met.astype(np.int64)
            stays = ~np.isin(things, list(self.removed))
            rows, things = rows[stays], things[stays]
        else:
            rows = np.repeat(np.arange(len(items)), [len(one) for one in held])
            things = np.array([thing for one in held for thing in one], np.int64)
        _, columns = np.unique(things, return_inverse=True)
        shape = (len(items), int(columns.max(initial=-1)) + 1)
        return csr_array((np.ones(len(rows), np.int32), (rows, columns.reshape(-1))), shape=shape)


@dataclass(frozen=True, eq=False)
class Pieces:
    """The participation network of a view with its pieces, and what hangs on single nodes."""

    nodes: Integers
    matrix: csr_array

    @classmethod
    def of(cls, view: Arrays) -> Pieces:
        """Those of a view, remembered with it."""
        if (known := _kept.get(view)) is None:
            nodes, matrix = adjacency(view)
            known = _kept[view] = cls(nodes.astype(np.int64), matrix)
        return known

    @cached_property
    def label(self) -> Integers:
        """Number of the piece of each node."""
        return components(self.matrix)

    @cached_property
    def _cuts(self) -> Cuts:
        return cuts(self.matrix)

    @cached_property
    def _by_holder(self) -> tuple[Integers, Integers]:
        """Branches in the order of the nodes that hold them, and these nodes."""
        order = np.argsort(self._cuts.holders, kind="stable")
        return order, self._cuts.holders[order]

    def has(self, node: int) -> bool:
        """Whether a node is in the network."""
        place = int(np.searchsorted(self.nodes, node))
        return place < len(self.nodes) and int(self.nodes[place]) == node

    def cut_off(self, change: Change) -> list[Integers]:
        """What the pieces that something is removed from fall into, but for the largest part of each."""
        gone = np.searchsorted(self.nodes, sorted(one for one in change.removed if self.has(one)))
        if not len(gone):
            return []
        if len(gone) == 1 and not len(change.new):
            parts = self._parts_without(int(gone[0]))
        else:
            parts = self._parts_after(change, gone)
        return sorted((self.nodes[part] for part in parts), key=lambda part: (-len(part), int(part.min())))

    def joined(self, change: Change) -> int:
        """How many pieces fewer there are by what is added."""
        known = {int(node) for tie in change.new for node in tie}
        place = {node: int(np.searchsorted(self.nodes, node)) for node in known}
        ends = {
            node: int(self.label[at]) if at < len(self.nodes) and self.nodes[at] == node else -1 - node
            for node, at in place.items()
        }
        above: dict[int, int] = {}

        def top(piece: int) -> int:
            while piece in above:
                piece = above[piece]
            return piece

        fewer = 0
        for one, other in change.new.tolist():
            if (first := top(ends[one])) != (second := top(ends[other])):
                above[first], fewer = second, fewer + 1
        return fewer

    def _parts_without(self, place: int) -> list[Integers]:
        """Parts of a piece without one node, but for the largest."""
        found, (order, holders) = self._cuts, self._by_holder
        branches = order[slice(*np.searchsorted(holders, [place, place + 1]))]
        parts = [found.order[slice(*found.branches[at])] for at in branches]
        piece = np.flatnonzero(self.label == self.label[place]) if parts else np.zeros(0, np.int64)
        if (rest := len(piece) - 1 - sum(map(len, parts))) > 0:
            largest = max(map(len, parts), default=0)
            if rest < largest:
                inside = np.concatenate([*parts, [place]])
                parts.append(np.setdiff1d(piece, inside))
            else:
                return parts
        return sorted(parts, key=lambda part: (-len(part), int(part.min())))[1:]

    def _parts_after(self, change: Change, gone: Integers) -> list[Integers]:
        """The same where several things change at once: the whole network is looked at again."""
        size = len(self.nodes)
        coo = self.matrix.tocoo()
        stays = ~(np.isin(coo.row, gone) | np.isin(coo.col, gone))
        ties = [tie for tie in change.new.tolist() if np.isin(tie, self.nodes).all()]
        ends = np.searchsorted(self.nodes, np.array(ties, np.int64).reshape(-1, 2))
        rows = np.concatenate([coo.row[stays], ends[:, 0], ends[:, 1]])
        columns = np.concatenate([coo.col[stays], ends[:, 1], ends[:, 0]])
        if not size:
            return []
        label = components(csr_array((np.ones(len(rows)), (rows, columns)), shape=(size, size)))
        touched = np.unique(self.label[gone])
        inside = np.flatnonzero(np.isin(self.label, touched) & ~np.isin(np.arange(size), gone))
        parts: list[Integers] = []
        for piece in touched:
            mine = inside[self.label[inside] == piece]
            labels, counts = np.unique(label[mine], return_counts=True)
            largest = labels[np.lexsort((labels, -counts))][:1]
            parts += [mine[label[mine] == one] for one in labels if one not in largest]
        return parts


_kept: WeakKeyDictionary[Arrays, Pieces] = WeakKeyDictionary()
_ties: WeakKeyDictionary[Arrays, Integers] = WeakKeyDictionary()


def leading_to(links: Pairs, nodes: npt.NDArray[np.integer]) -> npt.NDArray[np.int32]:
    """Everything that leads to any of some nodes, each once, in order."""
    begin, end = stretch(links.ends, nodes)
    return _once(links.start[links.turned[stretches(begin, end)]])


def downstream(links: Pairs, origins: Iterable[int]) -> dict[int, int]:
    """Everything that leads to some nodes in any number of steps, with the least number; the origins are left out."""
    reached = front = np.array(sorted({*origins}), np.int32)
    levels = []
    while len(front):
        met = leading_to(links, front)
        known = reached[np.searchsorted(reached, met).clip(max=len(reached) - 1)] == met
        front = met[~known]
        levels.append(front)
        reached = np.sort(np.concatenate([reached, front]), kind="stable")
    depths = np.repeat(np.arange(1, len(levels) + 1), [len(level) for level in levels])
    return dict(zip(np.concatenate([*levels, reached[:0]]).tolist(), depths.tolist(), strict=True))


def _led_to(links: Pairs, nodes: npt.NDArray[np.integer]) -> npt.NDArray[np.int32]:
    """Everything that any of some nodes leads to."""
    begin, end = stretch(links.start, nodes)
    return _once(links.end[stretches(begin, end)])


def stretch(column: npt.NDArray[np.int32], nodes: npt.NDArray[np.integer]) -> tuple[Integers, Integers]:
    """Where some nodes begin and end in a sorted column; a column of another type would be copied whole each time."""
    wanted = nodes.astype(column.dtype)
    return np.searchsorted(column, wanted, side="left"), np.searchsorted(column, wanted, side="right")


def _once(numbers: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Different numbers in order: sorting is quicker here than the hashing of `numpy.unique`."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _rows(ties: Iterable[tuple[int, int]]) -> Ties:
    return np.array(sorted(ties), np.int64).reshape(-1, 2)
