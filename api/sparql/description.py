"""What the service says of itself: SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Triple

__all__ = ["description"]

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_RESULTS: Final = (
    *(f"SPARQL_Results_{name}" for name in ("JSON", "XML", "CSV", "TSV")),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML"),
)


def description(
    endpoint: str, graphs: Sequence[NamedNode], media_type: str, *, union: bool, federated: bool = False
) -> bytes:
    """The description in one format of graphs.

    Parameters
    ----------
    endpoint : str
        IRI of the query endpoint.
    graphs : sequence of NamedNode
        The named graphs to tell of.
    media_type : str
        What it is written as.
    union : bool
        Whether a query without ``GRAPH`` sees the union of all graphs.
    federated : bool
        Whether other services may be asked.
    """
    triples = _service(endpoint, union=union, federated=federated)
    for number, graph in enumerate(graphs):
        node = BlankNode(f"g{number}")
        triples += [
            Triple(BlankNode("dataset"), _sd("namedGraph"), node),
            Triple(node, _TYPE, _sd("NamedGraph")),
            Triple(node, _sd("name"), graph),
        ]
    format_ = ox.RdfFormat.from_media_type(media_type) or ox.RdfFormat.TURTLE
    prefixes = {"sd": _SD} if not format_.supports_datasets else None
    return ox.serialize(triples, format=format_, prefixes=prefixes) or b""


def _service(endpoint: str, *, union: bool, federated: bool) -> list[Triple]:
    service, dataset, graph = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    features = [
        "EmptyGraphs",
        *(["UnionDefaultGraph"] if union else []),
        *(["BasicFederatedQuery"] if federated else []),
    ]
    formats = [NamedNode(f"http://www.w3.org/ns/formats/{name}") for name in _RESULTS]
    return [
        Triple(service, _TYPE, _sd("Service")),
        Triple(service, _sd("endpoint"), NamedNode(endpoint)),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        *(Triple(service, _sd("feature"), _sd(name)) for name in features),
        *(Triple(service, _sd("resultFormat"), format_) for format_ in formats),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(dataset, _TYPE, _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), graph),
        Triple(graph, _TYPE, _sd("Graph")),
    ]


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
