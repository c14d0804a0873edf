"""What the graphs of a service hold, fetched whole, or in parts from an engine that cuts what is long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from graph.remote.asking import TRIPLES
from graph.remote.dialect import complete
from graph.remote.ledger import JSON, Ledger, Notes
from graph.remote.names import graph_away, graph_back
from graph.remote.results import rows_of, triples_of
from graph.remote.wire import Wire
from graph.store.forms import digest
from graph.store.protocol import GraphName

__all__ = ["Contents"]

_PAGE: Final = 5_000


class Contents:
    """The graphs of one service.

    Parameters
    ----------
    wire : Wire
        The way to it.
    ledger : Ledger
        Which graphs it holds.
    """

    def __init__(self, wire: Wire, ledger: Ledger) -> None:
        self.location = wire.access.location
        self._wire, self._ledger = wire, ledger

    def listed(self, notes: Notes, graph: GraphName | None) -> list[Quad]:
        """The quads of one graph, or of all."""
        names = self._ledger.names(notes)
        wanted = [each for each in names if graph is None or each == graph_away(graph)]
        return [quad for each in wanted for quad in self.fetched(each)]

    def fetched(self, graph: NamedNode) -> Iterator[Quad]:
        """The quads of one graph there."""
        name = graph_back(graph)
        pages = self._pages(graph) if self._ledger.dialect.pages else [f"GRAPH {graph} {{ ?s ?p ?o }}"]
        for pattern in pages:
            text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
            answer = self._wire.wait(self._wire.query(text, TRIPLES, timeout=10 * self._wire.access.timeout))
            complete(answer.headers, self.location)
            for triple in triples_of(answer.body, self.location):
                yield Quad(triple.subject, triple.predicate, triple.object, name)

    def _pages(self, graph: NamedNode) -> Iterator[str]:
        """Patterns that give a graph in parts, for an engine that cuts what is long."""
        for at in range(0, max(1, self._size(graph)), _PAGE):
            inner = f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o"
            yield f"{{ SELECT * {{ {{ {inner} }} }} LIMIT {_PAGE} OFFSET {at} }}"

    def _size(self, graph: NamedNode) -> int:
        answer = self._wire.wait(self._wire.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {graph} {{ ?s ?p ?o }} }}", JSON))
        [(number,)] = rows_of(answer.body, ["n"], self.location)
        return int(number.value)

    def count(self, notes: Notes) -> int:
        """How many quads there are."""
        names = self._ledger.names(notes)
        text = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        answer = self._wire.wait(self._wire.query(text, JSON, timeout=10 * self._wire.access.timeout))
        return sum(
            int(number.value) for graph, number in rows_of(answer.body, ["g", "n"], self.location) if graph in names
        )

    def digest_of(self, graph: NamedNode, token: str | None) -> str | None:
        """Digest of what a graph holds; None is a graph that is not there."""
        if token is None or not token.startswith("~"):
            return token
        lines = ox.serialize((quad.triple for quad in self.fetched(graph)), format=ox.RdfFormat.N_TRIPLES) or b""
        return digest(lines)
