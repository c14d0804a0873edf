"""What the arrays hold, and what is left of them under a filter.

Invariants. Nodes are numbered in the order of their IRIs, so nodes of one kind follow each other. Rows of a table are
sorted and none stands twice. An array is never written to: many views share it, and it may be a file that is mapped
into memory.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Self, TypeVar, cast

import numpy as np
import numpy.typing as npt
from pyoxigraph import NamedNode

from graph.arrays.filters import Filters
from graph.arrays.iris import Iris, Texts
from ontology.errors import InvalidParameter
from ontology.models import Label
from ontology.terms import ID, PREFIXES
from ontology.vocabulary import vocabulary

__all__ = ["Arrays", "Flags", "Numbers", "Pairs", "Statements", "run"]

Numbers = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
T = TypeVar("T")

_VIEWS = 8


def run(ordered: Numbers, value: int) -> slice:
    """Where a value stands in a column in order. Asked for with another type, numpy would convert the whole column."""
    first, last = np.searchsorted(ordered, np.array([value, value + 1], ordered.dtype))
    return slice(int(first), int(last))


@dataclass(frozen=True, eq=False)
class Pairs:
    """Links from nodes to nodes, sorted by `start`, then `end`.

    Parameters
    ----------
    start, end : array of int32
        Numbers of nodes, a row for each link; of `Arrays.years`, `end` is the year.
    """

    start: Numbers
    end: Numbers

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def turned(self) -> Numbers:
        """Rows in the order of `end`, then `start`."""
        return np.argsort(self.end, kind="stable").astype(np.int32)

    @cached_property
    def ends(self) -> Numbers:
        """`end` in its own order: `turned` applied."""
        return self.end[self.turned]

    def of(self, start: int) -> Numbers:
        """What a node leads to, in order; of `Statements`, repeated where there are several. O(log n)."""
        return self.end[run(self.start, start)]

    def to(self, end: int) -> Numbers:
        """What leads to a node, in order; repeated as in `of`. O(log n)."""
        return self.start[self.turned[run(self.ends, end)]]

    def where(self, kept: Flags) -> Self:
        """The rows for which `kept` is true."""
        if kept.all():
            return self
        changes: dict[str, Any] = {name: column[kept] for name, column in self.columns().items()}
        return replace(self, **changes)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Its columns by their names."""
        return {"start": self.start, "end": self.end}


@dataclass(frozen=True, eq=False)
class Statements(Pairs):
    """Links with where they are said. Several rows with equal ends are several statements of one link.

    Parameters
    ----------
    code : array of int8
        Of participations the place of the role in `Arrays.roles`; -1 where none is said, and in other tables.
    source : array of int32
        Number of the source in whose graph the statement stands; -1 for curation and for other graphs.
    confirmed : array of bool
        Whether `Filters.confirmed` keeps it.
    """

    code: npt.NDArray[np.int8]
    source: Numbers
    confirmed: Flags

    @cached_property
    def links(self) -> Pairs:
        """Each link once, whoever says it."""
        if not len(self):
            return Pairs(self.start, self.end)
        new = np.concatenate([[True], (np.diff(self.start) != 0) | (np.diff(self.end) != 0)])
        return Pairs(self.start[new], self.end[new])

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Its columns by their names."""
        return super().columns() | {"code": self.code, "source": self.source, "confirmed": self.confirmed}


@dataclass(frozen=True, eq=False)
class Arrays:
    """The graph of one revision, or what a filter leaves of it.

    Parameters
    ----------
    revision : str
        That of the store they were read from.
    iris : Iris
        IRI of every node: things of all kinds, and foreign concepts that are used as themes.
    participations : Statements
        From initiatives to parties.
    dependencies : Statements
        From what builds to what it builds on, a thing that builds on itself included.
    mentions : Statements
        From initiatives to organisations that their text names.
    contacts : Statements
        From initiatives to people.
    themes, owners, part_of, members : Pairs
        From initiatives and undertakings to themes; from undertakings to organisations; from parts to wholes; from
        collectives to organisations.
    proposed : Pairs
        From initiatives to the sources in whose graphs they stand.
    years : Pairs
        From initiatives to the target years of their effects.
    roles : tuple of str
        Slugs that `participations.code` counts: `ROLES`, then others in use.
    types : tuple of str
        IRIs of the concepts that `type` counts.
    type : array of int16
        Kind of every organisation and undertaking, a place in `types`; -1 where there is none.
    rank : array of int32
        Place of every node in the order of the Danish names.
    danish, english : Texts
        Name of every node in both languages; the English one is empty where there is none.
    kept : array of bool, optional
        Nodes that a filter leaves; None for all of them.
    filters : Filters, optional
        What this is a view by; None for everything that the store holds.
    """

    revision: str
    iris: Iris
    participations: Statements
    dependencies: Statements
    mentions: Statements
    contacts: Statements
    themes: Pairs
    owners: Pairs
    part_of: Pairs
    members: Pairs
    proposed: Pairs
    years: Pairs
    roles: tuple[str, ...]
    types: tuple[str, ...]
    type: npt.NDArray[np.int16]
    rank: Numbers
    danish: Texts
    english: Texts
    kept: Flags | None = None
    filters: Filters | None = None

    def __len__(self) -> int:
        return len(self.iris)

    def table(self, network: str) -> Statements:
        """The links of a network that the ontology declares: participation, dependency, mention or contact."""
        found = {
            "participation": self.participations,
            "dependency": self.dependencies,
            "mention": self.mentions,
            "contact": self.contacts,
        }
        return found[network]

    def kind(self, kind: str) -> range:
        """Numbers of all things of a kind; a filter changes nothing about it."""
        return self._ranges[kind] if kind in self._ranges else self._ranges.setdefault(kind, self._range(kind))

    def number(self, kind: str, slug: str) -> int | None:
        """Number of a thing by its kind and slug, or None."""
        return self.iris.number(f"{ID}{kind}/{slug}")

    def label(self, number: int) -> Label:
        """Name of a node in both languages."""
        danish = self.danish[number]
        return Label(da=danish, en=self.english[number] or danish)

    def holds(self, number: int) -> bool:
        """Whether a filter leaves this node."""
        return self.kept is None or bool(self.kept[number])

    def numbers(self, kind: str) -> Numbers:
        """Numbers of the things of a kind that a filter leaves, in order."""
        all_ = self.kind(kind)
        listed = np.arange(all_.start, all_.stop, dtype=np.int32)
        return listed if self.kept is None else listed[self.kept[all_.start : all_.stop]]

    @cached_property
    def initiatives(self) -> Numbers:
        """Every initiative that is left, with or without a party, in order."""
        return self.numbers("initiative")

    @cached_property
    def parties(self) -> Numbers:
        """Everyone who takes part in what is left, in order; collectives first, where there are any."""
        return np.flatnonzero(self.initiative_count).astype(np.int32)

    @cached_property
    def organisations(self) -> Numbers:
        """The organisations among the parties, in order."""
        among = self.kind("organisation")
        return self.parties[(self.parties >= among.start) & (self.parties < among.stop)]

    @cached_property
    def initiative_count(self) -> Numbers:
        """For every node, the initiatives it takes part in."""
        return np.bincount(self.participations.links.end, minlength=len(self)).astype(np.int32)

    @cached_property
    def partner_count(self) -> Numbers:
        """For every node, the organisations that take part in it; collectives are no partner that could be counted."""
        links, among = self.participations.links, self.kind("organisation")
        counted = links.start[(links.end >= among.start) & (links.end < among.stop)]
        return np.bincount(counted, minlength=len(self)).astype(np.int32)

    @cached_property
    def builder_count(self) -> Numbers:
        """For every node, the initiatives that build on it, itself not counted."""
        links, among = self.dependencies.links, self.kind("initiative")
        builds = (links.start >= among.start) & (links.start < among.stop) & (links.start != links.end)
        return np.bincount(links.end[builds], minlength=len(self)).astype(np.int32)

    def filtered(self, filters: Filters) -> Arrays:
        """What a filter leaves: the same numbers of nodes, fewer rows. Remembered for the last filters asked for.

        Raises
        ------
        InvalidParameter
            No kind of organisation, theme or source is called so.
        """
        found = self._views.get(filters)
        if found is None:
            for old in list(self._views)[: 1 - _VIEWS]:
                self._views.pop(old, None)
            found = self._views[filters] = self._filtered(filters)
        return found

    def derived(self, name: str, make: Callable[[], T]) -> T:
        """What an analysis works out once for this view and asks for by a name; the last few are remembered."""
        found = self._derived.get(name)
        if found is None:
            for old in list(self._derived)[: 1 - _VIEWS]:
                self._derived.pop(old, None)
            found = self._derived[name] = make()
        return cast("T", found)

    @cached_property
    def _derived(self) -> dict[str, object]:
        return {}

    @cached_property
    def _views(self) -> dict[Filters, Arrays]:
        return {}

    @cached_property
    def _ranges(self) -> dict[str, range]:
        return {}

    def _range(self, kind: str) -> range:
        # "0" is the character after the slash.
        return range(self.iris.place(f"{ID}{kind}/"), self.iris.place(f"{ID}{kind}0"))

    def _filtered(self, filters: Filters) -> Arrays:
        kept = self._left(filters)
        if self.kept is not None:
            kept &= self.kept
        linked = ("participations", "dependencies", "mentions", "contacts", "owners", "part_of", "members")
        tables: dict[str, Pairs] = {name: getattr(self, name) for name in (*linked, "themes", "proposed", "years")}
        changes: dict[str, Any] = {
            # A theme, a source and a year are no nodes that a filter could leave out.
            name: table.where(kept[table.start] & kept[table.end] if name in linked else kept[table.start])
            for name, table in tables.items()
        }
        changes |= {name: self._said(table, filters) for name, table in changes.items() if hasattr(table, "source")}
        if filters.roles:
            wanted = [self.roles.index(role) for role in filters.roles]
            parties = changes["participations"]
            changes["participations"] = parties.where(np.isin(parties.code, wanted))
        return replace(self, kept=kept, filters=filters, **changes)

    def _left(self, filters: Filters) -> Flags:
        """The nodes that a filter leaves."""
        kept = np.ones(len(self), np.bool_)
        initiatives = slice(self.kind("initiative").start, self.kind("initiative").stop)
        if not filters.collectives:
            kept[self.kind("collective").start : self.kind("collective").stop] = False
        if filters.kinds:
            kept &= self._of_kinds(filters.kinds)
        for table, wanted in self._demands(filters):
            with_one = np.zeros(len(self), np.bool_)
            with_one[table.start[wanted]] = True
            kept[initiatives] &= with_one[initiatives]
        return kept

    def _demands(self, filters: Filters) -> list[tuple[Pairs, Flags]]:
        """The tables in which an initiative must have a row, and the rows that will do."""
        found: list[tuple[Pairs, Flags]] = []
        if filters.themes:
            found.append((self.themes, np.isin(self.themes.end, self._named("theme", filters.themes))))
        if filters.sources:
            found.append((self.proposed, np.isin(self.proposed.end, self._named("source", filters.sources))))
        if filters.since is not None or filters.until is not None:
            year = self.years.end
            found.append((self.years, (year >= (filters.since or year)) & (year <= (filters.until or year))))
        return found

    def _of_kinds(self, slugs: Collection[str]) -> Flags:
        """Everything but organisations of other kinds, and collectives."""
        scheme, known = PREFIXES["orgkind"], {_local(iri) for iri in self.types} | _kinds_of_organisation()
        if unknown := set(slugs) - known:
            raise InvalidParameter(f"no kind of organisation is called {', '.join(sorted(unknown))}: see {scheme}")
        among = [place for place, iri in enumerate(self.types) if _local(iri) in slugs]
        kept = np.ones(len(self), np.bool_)
        kept[self.kind("collective").start : self.kind("collective").stop] = False
        organisations = slice(self.kind("organisation").start, self.kind("organisation").stop)
        kept[organisations] = np.isin(self.type[organisations], among)
        return kept

    def _named(self, kind: str, names: Collection[str]) -> list[int]:
        """Numbers of themes or sources by their slugs or IRIs."""
        found = [number for name in names for number in (self.number(kind, name), self.iris.number(name))]
        if unknown := [
            name
            for name, pair in zip(names, zip(found[::2], found[1::2], strict=True), strict=True)
            if pair == (None, None)
        ]:
            raise InvalidParameter(f"no {kind} is called {', '.join(unknown)}: see the list of them")
        return [number for number in found if number is not None]

    def _said(self, table: Statements, filters: Filters) -> Statements:
        """The statements that the wanted sources make, and that are confirmed where that is asked for."""
        if filters.sources:
            table = table.where(np.isin(table.source, self._named("source", filters.sources)))
        return table.where(table.confirmed) if filters.confirmed else table


@cache
def _kinds_of_organisation() -> frozenset[str]:
    """Slugs of the kinds that the ontology knows, in use or not."""
    scheme = PREFIXES["orgkind"]
    found = (triple.subject for triple in vocabulary("concepts.ttl"))
    return frozenset(_local(iri.value) for iri in found if isinstance(iri, NamedNode) and iri.value.startswith(scheme))


def _local(iri: str) -> str:
    """What stands after the last slash or hash."""
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
