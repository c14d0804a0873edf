"""What is asked of an Oxigraph store in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, Quad

from graph.guard import refuse_connections, refuse_nesting, sets_its_dataset
from graph.store.protocol import Bindings, GraphName, Results, solutions
from graph.store.translating import translated as _translated
from ontology.errors import StoreError

__all__ = ["Reading"]


class Reading:
    """The part of a store that reads; who writes sets `location` and `_store`."""

    location: str
    _store: ox.Store | None

    def query(self, text: str) -> Results:
        """Result of a SPARQL query of any form.

        Raises
        ------
        MalformedQuery
            The text is no SPARQL query, or one that would open a connection.
        StoreError
            The query failed while it ran.
        """
        refuse_connections(text)
        refuse_nesting(text)
        store = self._opened()
        return _translated(lambda: store.query(text, use_default_graph_as_union=not sets_its_dataset(text)))

    def select(self, text: str) -> Bindings:
        """Rows of a SELECT query, complete.

        Raises
        ------
        MalformedQuery
            The text is no SELECT query, or one that would open a connection.
        StoreError
            The query failed while it ran.
        """
        found = solutions(self.query(text))
        return _translated(lambda: Bindings.of(found))

    def quads(self, graph: GraphName | None = None) -> Iterator[Quad]:
        """The quads of one graph, or all."""
        return self._opened().quads_for_pattern(None, None, None, graph)

    def about(self, thing: ox.NamedNode | ox.BlankNode | ox.Triple) -> Iterator[Quad]:
        """The quads whose subject is this."""
        return self._opened().quads_for_pattern(thing, None, None, None)

    def graphs(self) -> Iterator[GraphName]:
        """Names of the named graphs, those without a triple included."""
        return self._opened().named_graphs()

    def has_graph(self, graph: GraphName) -> bool:
        """Whether there is such a graph; the unnamed one always is."""
        return isinstance(graph, DefaultGraph) or self._opened().contains_named_graph(graph)

    def __len__(self) -> int:
        return len(self._opened())

    def __bool__(self) -> bool:
        # An empty store is a store.
        return True

    def _opened(self) -> ox.Store:
        if self._store is None:
            raise StoreError(f"the store {self.location} was closed: open it again")
        return self._store
