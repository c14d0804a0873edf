"""How terms are written in a remote store, so that every engine keeps them as they are.

Engines differ in the unnamed graph (some have none) and in blank nodes (none lets a stored one be named, so that it
could not be taken out again). So the unnamed graph has a name there, and so has each blank node; on the way back they
become what they are. What a store needs to know of itself stands in a graph beside.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

from graph.store.protocol import GraphName
from ontology.errors import InvalidInput

__all__ = [
    "NOTES",
    "OURS",
    "UNNAMED",
    "allowed",
    "back",
    "graph_away",
    "graph_back",
    "quads_away",
    "rows_back",
    "staging",
]

OURS: Final = "urn:x-fyrnet:"
NOTES: Final = NamedNode(OURS + "notes")
UNNAMED: Final = NamedNode(OURS + "unnamed")
_BLANK: Final = OURS + "blank:"
_STAGING: Final = OURS + "staging:"


def allowed(graph: Any) -> None:
    """Refuse to write where a store keeps what it has to know of itself.

    Raises
    ------
    InvalidInput
        The graph is such a place.
    """
    if graph.value.startswith(OURS) and graph != UNNAMED and not graph.value.startswith(_BLANK):
        raise InvalidInput(f"{graph} is where the store notes what it needs itself: choose another name for the graph")


def staging(token: str, number: int) -> NamedNode:
    """A graph that holds for a moment what is about to be written."""
    return NamedNode(f"{_STAGING}{token}:{number}")


def _away(term: Any) -> Any:
    """A term as a remote store has it."""
    if isinstance(term, BlankNode):
        return NamedNode(_BLANK + term.value)
    if isinstance(term, Triple):
        return Triple(_away(term.subject), term.predicate, _away(term.object))
    return term


def back(term: Any) -> Any:
    """A term of a remote store as it is meant."""
    if isinstance(term, NamedNode) and term.value.startswith(_BLANK):
        return BlankNode(term.value.removeprefix(_BLANK))
    if isinstance(term, Triple):
        return Triple(back(term.subject), term.predicate, back(term.object))
    return term


def graph_away(graph: GraphName) -> NamedNode:
    """The name of a graph as a remote store has it."""
    return UNNAMED if isinstance(graph, DefaultGraph) else _away(graph)


def graph_back(graph: NamedNode) -> GraphName:
    """A graph of a remote store as it is meant."""
    return DefaultGraph() if graph == UNNAMED else back(graph)


def quads_away(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Quads as a remote store has them."""
    for quad in quads:
        yield Quad(_away(quad.subject), quad.predicate, _away(quad.object), graph_away(quad.graph_name))


_BOOLEAN: Final = "http://www.w3.org/2001/XMLSchema#boolean"


def rows_back(body: bytes) -> bytes:
    """Results in JSON with blank nodes as what they are, and truth in words: Virtuoso writes it as a number."""
    if _BLANK.encode() not in body and _BOOLEAN.encode() not in body:
        return body
    results = json.loads(body)
    for row in results.get("results", {}).get("bindings", ()):
        for name, value in row.items():
            row[name] = _value_back(value)
    return json.dumps(results).encode()


def _value_back(value: Any) -> Any:
    if value.get("type") == "uri" and value["value"].startswith(_BLANK):
        return {"type": "bnode", "value": value["value"].removeprefix(_BLANK)}
    if value.get("datatype") == _BOOLEAN:
        return value | {"value": {"1": "true", "0": "false"}.get(value["value"], value["value"])}
    if value.get("type") == "triple":
        return {"type": "triple", "value": {part: _value_back(each) for part, each in value["value"].items()}}
    return value
