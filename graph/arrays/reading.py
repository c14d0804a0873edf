"""From a store to arrays: a query for each table, its rows written by the store and taken apart in large pieces.

Nothing is said here that no row says. A row whose ends are no things that are described (a blank node, a participant
without a class) is no link, as in all lists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.arrays.filters import ROLES
from graph.arrays.iris import Iris, Texts
from graph.arrays.model import Arrays, Flags, Numbers, Pairs, Statements
from graph.arrays.names import names, order_of_names
from graph.arrays.rows import Numbering, columns, each_piece, known
from graph.arrays.saving import beside, load, save
from graph.remembering import remembered
from graph.store import Store
from ontology.edges import Edge, edges
from ontology.errors import StoreError
from ontology.terms import BASE, CLASSES, ID

__all__ = ["arrays", "in_order"]

# What may stand at either end; a link to anything else is no link of that table.
_ENDS: Final = {
    "participation": (("initiative",), ("organisation", "collective")),
    "dependency": 2 * (("initiative", "organisation", "collective", "undertaking"),),
    "mention": (("initiative",), ("organisation",)),
    "contact": (("initiative",), ("person",)),
}
_IN_ROLES: Final = """SELECT ?one ?other ?graph ?role {{ ?one {0} ?part . ?part {1} ?other .
  OPTIONAL {{ ?part fyr:role ?role }} OPTIONAL {{ GRAPH ?graph {{ ?one {0} ?part }} }} }}"""
_BY_NODE: Final = """SELECT ?one ?other ?graph {{ ?one {0} ?part . ?part {1} ?other .
  OPTIONAL {{ GRAPH ?graph {{ ?one {0} ?part }} }} }}"""
_SHORT: Final = "SELECT ?one ?other ?graph {{ ?one {0} ?other OPTIONAL {{ GRAPH ?graph {{ ?one {0} ?other }} }} }}"
_LOOKED_AT: Final = "SELECT ?one ?other ?confirmed {{ ?part fyr:confirmed ?confirmed ; {1} ?other . ?one {0} ?part }}"
_PROPOSED: Final = "SELECT ?one ?graph { GRAPH ?graph { ?one a fyr:Initiative } }"
_TYPES: Final = "SELECT ?one ?type { ?one fyr:organisationKind|fyr:undertakingKind ?type }"
_YEARS: Final = "SELECT ?one ?year { ?one fyr:expectedEffect ?effect . ?effect fyr:targetYear ?year }"
_WAITING: Final = """SELECT ?thing {
  ?match a fyr:Match ; fyr:verdict verdict:queued ; fyr:compared ?thing ; fyr:candidate ?candidate .
  FILTER NOT EXISTS { ?decision a fyr:Decision ; fyr:compared ?thing ; fyr:candidate ?candidate ; fyr:verdict ?said .
    FILTER(?said != verdict:unsure) } }"""
_WORTH_A_FILE: Final = 20_000
_YEAR: Final = re.compile(rb'"?(-?\d{1,9})')


@remembered
def arrays(store: Store) -> Arrays:
    """The graph of a store as it is now, without a filter; remembered for the last revisions.

    Those of a large store in a folder are kept in a file there, so that the next process has them at once.

    Parameters
    ----------
    store : Store
        Where the triples are; writers wait while they are read.

    Raises
    ------
    StoreError
        The store failed, or is closed.
    """
    file = beside(store, "arrays.bin")
    found = load(file, store.revision) if file else None
    if found is None:
        with store.still() as revision:
            found = _Reader(store, revision).read()
        if file and len(found) >= _WORTH_A_FILE:
            # Who may not write there reads them from the store the next time too.
            with suppress(StoreError):
                save(found, file)
    return found


class _Reader:
    """Reads one revision, table by table."""

    def __init__(self, store: Store, revision: str) -> None:
        self._store, self._revision = store, revision
        found = {iri for kind, class_ in CLASSES.items() for iri in self._members(kind, class_)}
        self._iris = Iris.of_encoded(sorted(found | self._foreign_themes()))
        self._numbers = {b"<%b>" % iri: number for number, iri in enumerate(self._iris.encoded())}
        self._node = known(self._numbers)
        self._waiting = self._flags(self._of("?thing", _WAITING))

    def read(self) -> Arrays:
        """All tables."""
        roles, participations = self._participations()
        types, type_ = self._types()
        danish, english = names(self._store, self._iris)
        return Arrays(
            revision=self._revision,
            iris=self._iris,
            participations=participations,
            dependencies=self._statements("dependency"),
            mentions=self._statements("mention"),
            contacts=self._statements("contact"),
            themes=self._pairs("fyr:theme"),
            owners=self._pairs("fyr:owner"),
            part_of=self._pairs("dcterms:isPartOf|org:subOrganizationOf"),
            members=self._pairs("fyr:member"),
            proposed=self._proposed(),
            years=self._years(),
            roles=roles,
            types=types,
            type=type_,
            rank=order_of_names(danish),
            danish=Texts.of(danish),
            english=Texts.of(english),
        )

    def _members(self, kind: str, class_: str) -> set[bytes]:
        """Things of a class whose IRI is of that kind (an initiative is an undertaking too)."""
        shape = re.compile(b"<%b/[a-z0-9-]+>" % re.escape((ID + kind).encode()))
        found = self._of("?one", f"SELECT ?one {{ ?one a {class_} }}")
        return {iri[1:-1] for iri in found if shape.fullmatch(iri)}

    def _foreign_themes(self) -> set[bytes]:
        """Themes that are none of fyrnet's own things: any concept may be used."""
        own = b"<" + ID.encode()
        found = self._of("?theme", "SELECT DISTINCT ?theme { ?one fyr:theme ?theme }")
        return {iri[1:-1] for iri in found if iri.startswith(b"<") and not iri.startswith(own)}

    def _of(self, _: str, query: str) -> set[bytes]:
        """The distinct terms of the only variable of a query."""
        found: set[bytes] = set()
        each_piece(self._store, query, found.update)
        return found

    def _flags(self, terms: set[bytes]) -> Flags:
        flags = np.zeros(len(self._iris), np.bool_)
        flags[[self._numbers[each] for each in terms if each in self._numbers]] = True
        return flags

    def _among(self, kinds: Sequence[str]) -> Flags:
        """Whether each node, and none (the last, -1), is of one of some kinds."""
        flags = np.zeros(len(self._iris) + 1, np.bool_)
        for kind in kinds:
            flags[self._iris.place(f"{ID}{kind}/") : self._iris.place(f"{ID}{kind}0")] = True
        return flags

    def _pairs(self, path: str) -> Pairs:
        start, end = columns(self._store, f"SELECT ?one ?other {{ ?one {path} ?other }}", self._node, self._node)
        kept = (start >= 0) & (end >= 0)
        return Pairs(*in_order(start[kept], end[kept]))

    def _participations(self) -> tuple[tuple[str, ...], Statements]:
        graphs, met = Numbering(), Numbering()
        edge = edges()["participation"]
        read = (self._node, self._node, graphs.column, met.column)
        start, end, graph, role = columns(self._store, _IN_ROLES.format(edge.start, edge.end), *read)
        slugs = [_local(term.decode()[1:-1]) if term.startswith(b"<") else "" for term in met]
        roles = (*ROLES, *sorted({*slugs} - {*ROLES, ""}))
        code = np.array([roles.index(slug) if slug else -1 for slug in slugs] or [-1], np.int32)[role]
        return roles, self._stated([start, end, graph, code], graphs, edge)

    def _statements(self, network: str) -> Statements:
        graphs, edge = Numbering(), edges()[network]
        read = (self._node, self._node, graphs.column)
        stated = columns(self._store, _BY_NODE.format(edge.start, edge.end), *read)
        short = columns(self._store, _SHORT.format(edge.shortcut), *read)
        # A shortcut says nothing more than its node: not who doubts it, for example.
        new = ~np.isin(_keys(short[0], short[1]), _keys(stated[0], stated[1]))
        rows = [np.concatenate([one, other[new]]) for one, other in zip(stated, short, strict=True)]
        return self._stated([*rows, np.full(len(rows[0]), -1, np.int32)], graphs, edge)

    def _stated(self, rows: Sequence[Numbers], graphs: Numbering, edge: Edge) -> Statements:
        """Rows of start, end, graph and code as a table."""
        start, end, graph, code = rows
        starts, ends = (self._among(kinds) for kinds in _ENDS[edge.network])
        kept = starts[start] & ends[end]
        start, end, graph, code = start[kept], end[kept], graph[kept], code[kept]
        source = self._sources(graphs)[graph]
        start, end, code, source = in_order(start, end, code, source)
        return Statements(start, end, code.astype(np.int8), source, self._confirmed(start, end, edge))

    def _sources(self, graphs: Numbering) -> Numbers:
        """For each graph the number of its source, or -1."""
        before, own = b"<" + (BASE + "graph/source/").encode(), b"<" + (ID + "source/").encode()
        named = (graph.replace(before, own, 1) if graph.startswith(before) else b"" for graph in graphs)
        return np.array([self._numbers.get(source, -1) for source in named] or [-1], np.int32)

    def _confirmed(self, start: Numbers, end: Numbers, edge: Edge) -> Flags:
        """Whether a person said so, or nobody doubts it; where people disagree, it is doubted."""
        confirmed = ~(self._waiting[start] | self._waiting[end])
        said = Numbering()
        one, other, value = columns(
            self._store, _LOOKED_AT.format(edge.start, edge.end), self._node, self._node, said.column
        )
        true = np.array([b"true" in term or term == b'"1"' for term in said] or [False])[value]
        keys = _keys(start, end)
        confirmed |= np.isin(keys, _keys(one[true], other[true]))
        return confirmed & ~np.isin(keys, _keys(one[~true], other[~true]))

    def _proposed(self) -> Pairs:
        graphs = Numbering()
        start, graph = columns(self._store, _PROPOSED, self._node, graphs.column)
        source = self._sources(graphs)[graph]
        kept = (start >= 0) & (source >= 0)
        return Pairs(*in_order(start[kept], source[kept]))

    def _years(self) -> Pairs:
        met = Numbering()
        start, year = columns(self._store, _YEARS, self._node, met.column)
        read = [_YEAR.match(term) for term in met]
        years = np.array([int(found[1]) if found else 0 for found in read] or [0], np.int32)
        kept = (start >= 0) & np.array([bool(found) for found in read] or [False])[year]
        return Pairs(*in_order(start[kept], years[year[kept]]))

    def _types(self) -> tuple[tuple[str, ...], npt.NDArray[np.int16]]:
        """The kinds in use, and the first of each thing in the order of their IRIs."""
        met = Numbering()
        start, type_ = columns(self._store, _TYPES, self._node, met.column)
        used = sorted(term for term in met if term.startswith(b"<"))
        places = {term: place for place, term in enumerate(used)}
        place = np.array([places.get(term, -1) for term in met] or [-1], np.int16)[type_]
        kept = (start >= 0) & (place >= 0)
        first = np.full(len(self._iris), len(used), np.int16)
        np.minimum.at(first, start[kept], place[kept])
        first[first == len(used)] = -1
        return tuple(term[1:-1].decode() for term in used), first


def _local(iri: str) -> str:
    """What stands after the last slash or hash."""
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


def _keys(start: npt.NDArray[np.int32], end: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """One number for each pair."""
    return (start.astype(np.int64) << 32) | (end.astype(np.int64) & 0xFFFFFFFF)


def in_order(start: Numbers, end: Numbers, *more: Numbers) -> list[Numbers]:
    """Rows in order, none twice."""
    keys: list[npt.NDArray[np.int64]] = [column.astype(np.int64) for column in reversed(more)]
    order = np.lexsort([*keys, _keys(start, end)])
    rows = [column[order] for column in (start, end, *more)]
    new = np.ones(len(order), np.bool_)
    new[1:] = np.any([np.diff(column) != 0 for column in rows], axis=0) if len(order) else True
    return [column[new] for column in rows]
