"""Graphs that wait to be stored, packed: a thousand documents in the memory of a few."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, MutableMapping, Sequence

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

__all__ = ["PackedGraphs"]


class PackedGraphs(MutableMapping[NamedNode, Sequence[Quad]]):
    """Quads by their graph, each graph as compressed text: about a fortieth of what the quads take themselves.

    What comes out is equal to what went in, in the same order. A graph is unpacked each time that it is asked for, in
    some milliseconds for a thousand quads.

    Examples
    --------
    >>> graph = NamedNode("https://example.org/graph")
    >>> quads = [Quad(graph, NamedNode("https://example.org/says"), ox.Literal("01"), graph)]
    >>> PackedGraphs({graph: quads})[graph] == quads
    True
    """

    def __init__(self, graphs: Mapping[NamedNode, Sequence[Quad]] | None = None) -> None:
        self._packed: dict[NamedNode, bytes] = {}
        self.update(graphs or {})

    def __setitem__(self, graph: NamedNode, quads: Sequence[Quad]) -> None:
        self.put(graph, ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")

    def put(self, graph: NamedNode, text: bytes) -> None:
        """Take in a graph as N-Quads that `pyoxigraph.serialize` wrote."""
        self._packed[graph] = zlib.compress(text, 1)

    def __getitem__(self, graph: NamedNode) -> Sequence[Quad]:
        # What was written here needs no second look at its IRIs.
        return list(ox.parse(self.text(graph), format=ox.RdfFormat.N_QUADS, lenient=True))

    def text(self, graph: NamedNode) -> bytes:
        """A graph in N-Quads, one quad a line, as it was given."""
        return zlib.decompress(self._packed[graph])

    def share(self, graph: NamedNode, other: PackedGraphs) -> None:
        """Take over a graph as another collection holds it, without unpacking it."""
        self._packed[graph] = other._packed[graph]

    def __delitem__(self, graph: NamedNode) -> None:
        del self._packed[graph]

    def __contains__(self, graph: object) -> bool:
        return graph in self._packed

    def __iter__(self) -> Iterator[NamedNode]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)
