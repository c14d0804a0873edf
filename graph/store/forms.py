"""Graphs as N-Triples: how they are compared, hashed and written in an update."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, Quad

from graph.store.protocol import GraphName

__all__ = ["digest", "lines_of", "named", "normalised"]


def lines_of(store: ox.Store, graph: GraphName) -> bytes:
    """The triples of a graph as N-Triples."""
    return store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b""


def digest(lines: bytes) -> str:
    """Hash of a graph, whatever the order of its triples and the names of its blank nodes."""
    if b"_:" in lines:
        dataset = ox.Dataset(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    return hashlib.sha256(b"\n".join(sorted(lines.splitlines()))).hexdigest()


def normalised(quads: Iterable[Quad]) -> list[Quad]:
    """The quads as Oxigraph gives them back, each once; blank nodes keep their names."""
    store = ox.Store()
    store.extend(quads)
    return list(store)


def named(graph: GraphName) -> str:
    """A graph's name as a key: empty for the unnamed one."""
    return "" if isinstance(graph, DefaultGraph) else str(graph)
