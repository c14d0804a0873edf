"""What every store can do, wherever it keeps its quads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, Protocol, Self

import pyoxigraph as ox
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

from ontology.errors import MalformedQuery

__all__ = ["Bindings", "Change", "Check", "GraphName", "Results", "Store", "Term", "Written", "solutions"]

Term = NamedNode | BlankNode | ox.Literal | Triple
GraphName = NamedNode | BlankNode | DefaultGraph
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Check = Literal["reject", "warn", "off"]
"""What becomes of a write that breaks a shape: refused whole, stored and told, or not looked at."""


@dataclass(frozen=True)
class Bindings:
    """The rows of a SELECT query; an unbound variable is ``None``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    @classmethod
    def of(cls, found: ox.QuerySolutions) -> Self:
        """All rows that an engine gives one by one."""
        return cls(tuple(variable.value for variable in found.variables), tuple(tuple(row) for row in found))


def solutions(results: Results) -> ox.QuerySolutions:
    """What a SELECT query gave.

    Raises
    ------
    MalformedQuery
        It was another form of query.
    """
    if not isinstance(results, ox.QuerySolutions):
        raise MalformedQuery("a SELECT query is needed here, not ASK, CONSTRUCT or DESCRIBE")
    return results


@dataclass(frozen=True)
class Change:
    """What becomes of a store, as plain data: graphs are dropped, emptied and made, quads taken out and put in.

    In this order; so a graph is replaced by emptying it and adding what it shall hold. `dropped` graphs are gone where
    nothing is added to them again, `cleared` ones stay as empty graphs, `created` ones are there even without a triple.
    """

    dropped: frozenset[GraphName] = frozenset()
    cleared: frozenset[GraphName] = frozenset()
    created: frozenset[GraphName] = frozenset()
    removed: Sequence[Quad] = ()
    added: Sequence[Quad] = ()

    def __bool__(self) -> bool:
        return bool(self.dropped or self.cleared or self.created or self.removed or self.added)


@dataclass(frozen=True)
class Written:
    """A write that was acknowledged: whether anything changed, the revision after it, what the shapes say against it.

    `created` are named graphs that were not there before.
    """

    changed: bool
    revision: str
    warnings: tuple[str, ...] = ()
    created: frozenset[GraphName] = frozenset()

    def __bool__(self) -> bool:
        return self.changed


class Store(Protocol):
    """Quads in named graphs, that can be asked and changed.

    Writes come one after another, each all or nothing, and return once it is on the disk. Those that take `check` are
    held against the shapes, in what they touch; those that take `expected` only happen where that still is the
    revision.

    Errors of every write: `StoreFull` (no room; nothing was written), `StoreError` and below (it could not be done),
    `ShapeViolation` (it breaks a shape that was kept before), `OutdatedRevision` (the data are no longer as expected).
    """

    @property
    def location(self) -> str:
        """``memory:``, the folder, or the address."""

    @property
    def revision(self) -> str:
        """Sixteen hexadecimal digits, that change whenever the data do; known without looking at the data."""

    def query(self, text: str) -> Results:
        """Result of a SPARQL query of any form, over the union of all graphs unless it names its own."""

    def select(self, text: str) -> Bindings:
        """Rows of a SELECT query."""

    def quads(self, graph: GraphName | None = None) -> Iterator[Quad]:
        """The quads of one graph, or all."""

    def graphs(self) -> Iterator[GraphName]:
        """Names of the named graphs, those without a triple included."""

    def has_graph(self, graph: GraphName) -> bool:
        """Whether there is such a graph; the unnamed one always is."""

    def replace(self, graphs: Mapping[NamedNode, Sequence[Quad]], *, expected: str | None = None) -> bool:
        """Put these graphs in place of those of the same names, all or nothing; whether anything changed.

        A graph that is equal already is left alone; an empty one is removed.

        Raises
        ------
        ValueError
            A quad lies in another graph than the one it is given for.
        """

    def change(self, change: Change, *, check: Check = "reject", expected: str | None = None) -> Written:
        """Do what a change says: what the Graph Store Protocol needs, and whoever knows the quads beforehand."""

    def update(
        self,
        text: str,
        *,
        base: str | None = None,
        union: bool = True,
        using: Sequence[str] = (),
        using_named: Sequence[str] = (),
        check: Check = "reject",
        expected: str | None = None,
        timeout: float = 10.0,
    ) -> Written:
        """Carry out a SPARQL update of any number of operations, as one.

        Parameters
        ----------
        text : str
            SPARQL 1.1 Update; LOAD and SERVICE are refused.
        base : str, optional
            What relative IRIs begin from.
        union : bool
            Whether a pattern without ``GRAPH`` sees the union of all graphs, or the unnamed graph only. What is written
            without ``GRAPH`` is in the unnamed graph in both cases.
        using, using_named : sequence of str
            IRIs of ``using-graph-uri`` and ``using-named-graph-uri``; refused beside USING or WITH in the text.
        check : Check
            What becomes of an update that breaks a shape.
        expected : str, optional
            The revision that the update was made for.
        timeout : float
            Seconds that it may take to find out what changes.

        Raises
        ------
        MalformedQuery
            The text is no update, too deeply nested, or wants a connection.
        QueryTimeout
            Time was up; nothing was written.
        """

    def bulk_load(
        self,
        source: Path | BinaryIO,
        format_: ox.RdfFormat,
        *,
        graph: GraphName | None = None,
        base: str | None = None,
        check: Check = "off",
    ) -> Written:
        """Add a whole file, all or nothing; `graph` is where triples without a graph of their own go."""

    def still(self) -> AbstractContextManager[str]:
        """Keep writers waiting while something is read in several steps; gives the revision that is read."""

    def snapshot(self, folder: Path) -> None:
        """Copy the store as it is now into a new folder, for other processes to read."""

    def backup(self, folder: Path) -> str:
        """Copy the store whole into a new folder, while others read and write; the revision that was copied."""

    def restore(self, folder: Path) -> Written:
        """Put what a backup holds in place of everything that is here, all or nothing."""

    def __len__(self) -> int: ...

    def close(self) -> None:
        """Let go of the store; it cannot be used afterwards."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
