"""Where quads are kept and asked: behind one small protocol, whatever keeps them.

Invariants. One writer at a time; a write is all or nothing, acknowledged once it is on disk. The revision changes
whenever the data do. A query without ``GRAPH`` sees the union of all graphs; Oxigraph does not merge equal triples of
two graphs, so a query that counts says ``DISTINCT``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from graph.answers import ask
from graph.shipped import data_file
from graph.store.copies import SnapshotStore
from graph.store.embedded import EmbeddedStore
from graph.store.protocol import Bindings, Change, Check, GraphName, Results, Store, Term, Written
from ontology.errors import StoreUnavailable
from ontology.terms import ONTOLOGY_GRAPH
from ontology.vocabulary import FILES, vocabulary

if TYPE_CHECKING:
    from graph.remote import Access, RemoteStore

__all__ = [
    "Bindings",
    "Change",
    "Check",
    "EmbeddedStore",
    "GraphName",
    "Results",
    "SnapshotStore",
    "Store",
    "Term",
    "Written",
    "ask",
    "ontology_quads",
    "open_store",
    "shipped_graphs",
]

_MEMORY = "memory:"


@overload
def open_store(location: Literal["memory:"], *, fill: bool = True) -> EmbeddedStore: ...
@overload
def open_store(location: str, *, fill: bool = True, access: Access | None = None) -> EmbeddedStore | RemoteStore: ...
def open_store(location: str, *, fill: bool = True, access: Access | None = None) -> EmbeddedStore | RemoteStore:
    """Open a store, making it where there is none.

    Parameters
    ----------
    location : str
        ``memory:``, a folder, or the address of a SPARQL 1.1 service.
    fill : bool
        Whether a store without a single quad gets the shipped data, in one transaction.

    access : Access, optional
        Further addresses of the service, and what opens it.

    Raises
    ------
    StoreUnavailable
        The location cannot be opened or reached.
    InvalidParameter
        It is an address of another kind.
    """
    store: EmbeddedStore | RemoteStore
    if "://" in location:
        # Not before it is needed: a client for HTTP takes a tenth of a second to load.
        from graph.remote import Access, RemoteStore

        store = RemoteStore(access or Access(location))
    else:
        store = EmbeddedStore(None if location == _MEMORY else Path(location))
    try:
        if fill and not len(store):
            store.replace(shipped_graphs())
    except BaseException:
        store.close()
        raise
    return store


def shipped_graphs() -> dict[NamedNode, list[Quad]]:
    """The shipped data: the source documents' graphs, curation, and the ontology.

    Raises
    ------
    StoreUnavailable
        A file of the shipped data is not there.
    """
    graphs: dict[NamedNode, list[Quad]] = {}
    try:
        for quad in ox.parse(path=str(data_file("lighthouse-proposals.trig")), format=ox.RdfFormat.TRIG):
            assert isinstance(quad.graph_name, NamedNode)
            graphs.setdefault(quad.graph_name, []).append(quad)
        graphs[ONTOLOGY_GRAPH] = ontology_quads()
    except OSError as error:
        raise StoreUnavailable(f"the shipped data cannot be read ({error}): install fyrnet again") from error
    return graphs


def ontology_quads() -> list[Quad]:
    """The ontology, its concepts and shapes, in their graph."""
    triples = (triple for name in FILES for triple in vocabulary(name))
    return [Quad(triple.subject, triple.predicate, triple.object, ONTOLOGY_GRAPH) for triple in triples]
