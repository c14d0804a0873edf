"""Files of RDF: Turtle, TriG, N-Triples, N-Quads and JSON-LD, taken in as the graph of a source of their own.

Nothing is fetched: a JSON-LD context that is an address is an error. What is said in the graphs of curation, of reviews
and of the ontology is left out, for an import changes nothing that people decided. The graphs of sources in an export
of another fyrnet stay graphs of sources.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.extent import fault, overlong
from graph.resolution.substitution import as_read
from ontology.errors import UnreadableDocument
from ontology.terms import CURATION_GRAPH, ONTOLOGY_GRAPH, REVIEW_GRAPH, fyr, source_graph, term, thing

__all__ = ["ENDINGS", "Data", "parsed", "quads_of"]

ENDINGS = ("ttl", "trig", "nt", "nq", "jsonld")
"""Endings of the names of files that are data."""

_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_NOT_OURS = (CURATION_GRAPH, ONTOLOGY_GRAPH, REVIEW_GRAPH)
_FACTS = ("Participation", "Dependency", "Contact", "Effect", "KeyFigure", "Mention")
_LONGEST_REASON = 160
_MOST_STATEMENTS = 100_000
_MOST_THINGS = 2_000
"""Things of some class: each is checked against the shapes, which takes a millisecond or two."""
_A = term("rdf:type")
_Node = NamedNode | BlankNode | Literal | ox.Triple


@dataclass(frozen=True)
class Data:
    """A file of RDF that was parsed."""

    name: str
    media_type: str
    content_hash: str
    quads: tuple[Quad, ...]


def parsed(data: bytes, name: str) -> Data:
    """The quads of a file.

    Raises
    ------
    UnreadableDocument
        It is no RDF of the kind that its name says, is nested too deeply, holds nothing or too much, or wants something
        fetched.
    """
    ending = PurePath(name).suffix.removeprefix(".").lower()
    format_ = _FORMATS[ending]
    if told := fault(data, ending):
        raise UnreadableDocument(f"{name}: {told}")
    if format_ == ox.RdfFormat.JSON_LD:
        _fetch_nothing(data, name)
    try:
        quads = tuple(islice(ox.parse(data, format=format_), _MOST_STATEMENTS + 1))
    except (SyntaxError, ValueError, OSError) as error:
        raise UnreadableDocument(f"{name}: this is not {ending}: {_reason(error)}") from error
    _refuse_absurd(quads, name)
    if not quads:
        raise UnreadableDocument(f"{name}: there is not one triple in it")
    dataset = ox.Dataset(quads)
    if any(isinstance(node, BlankNode) for quad in quads for node in (quad.subject, quad.object)):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(str(quad) for quad in dataset)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return Data(name, format_.media_type, digest, tuple(sorted(dataset, key=str)))


def _refuse_absurd(quads: Sequence[Quad], name: str) -> None:
    if len(quads) > _MOST_STATEMENTS:
        raise UnreadableDocument(f"{name}: more than {_MOST_STATEMENTS} statements; hand them in in parts")
    things = len({quad.subject for quad in quads if quad.predicate == _A and quad.graph_name not in _NOT_OURS})
    if things > _MOST_THINGS:
        raise UnreadableDocument(f"{name}: {things} things, of which {_MOST_THINGS} are read; hand them in in parts")
    if told := next(filter(None, map(overlong, quads)), None):
        raise UnreadableDocument(f"{name}: {told}")


def _reason(error: Exception) -> str:
    """What a parser says, as one short line of what can be seen."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in str(error)).split())
    return words[:_LONGEST_REASON]


def quads_of(data: Data, source: str) -> tuple[dict[NamedNode, list[Quad]], list[str]]:
    """The graphs of a file of data, and notes for a person.

    Parameters
    ----------
    data : Data
        What was parsed.
    source : str
        Slug of the source that stands for the file.
    """
    graphs: dict[NamedNode, list[Quad]] = defaultdict(list)
    left_out = 0
    for quad in data.quads:
        if quad.graph_name in _NOT_OURS:
            left_out += 1
            continue
        graph = quad.graph_name if _is_source(quad.graph_name) else source_graph(source)
        assert isinstance(graph, NamedNode)
        nodes = (_named(node, source) for node in (quad.subject, quad.object))
        subject, target = nodes
        graphs[graph].append(_quad(subject, quad.predicate, target, graph))
    result = {graph: as_read(quads) for graph, quads in graphs.items()}
    own = source_graph(source)
    if own in result:
        result[own] = _with_source(result[own], data, source)
    notes = [f"{left_out} statements of curation or ontology were left out"] if left_out else []
    return result, notes


def _is_source(graph: NamedNode | BlankNode | ox.DefaultGraph) -> bool:
    start = source_graph("").value
    return isinstance(graph, NamedNode) and bool(re.fullmatch(re.escape(start) + r"[a-z0-9-]+", graph.value))


def _named(node: _Node, source: str) -> _Node:
    """A blank node gets an IRI below the source's, so that the same file always gives the same."""
    return thing("source", source, "node", node.value) if isinstance(node, BlankNode) else node


def _quad(subject: _Node, predicate: NamedNode, target: _Node, graph: NamedNode) -> Quad:
    assert isinstance(subject, NamedNode | BlankNode)
    return Quad(subject, predicate, target, graph)


def _with_source(quads: Sequence[Quad], data: Data, source: str) -> list[Quad]:
    """The quads with the source that they come from, and with it as evidence where a fact names none."""
    graph, iri = source_graph(source), thing("source", source)
    passage = thing("source", source, "passage", "text-1-1")
    evident = {quad.subject for quad in quads if quad.predicate == term("prov:wasDerivedFrom")}
    classes = {fyr(name) for name in _FACTS}
    bare = [q.subject for q in quads if q.predicate == _A and q.object in classes and q.subject not in evident]
    placed = {quad.subject for quad in quads if quad.predicate == term("dcterms:source")}
    unplaced = [
        quad.subject
        for quad in quads
        if quad.predicate == _A and quad.object == fyr("Initiative") and quad.subject not in placed
    ]
    added: list[tuple[_Node, NamedNode, _Node]] = [
        (iri, _A, fyr("Source")),
        (iri, _A, term("prov:Entity")),
        (iri, term("dcterms:title"), Literal(data.name)),
        (iri, term("dcterms:format"), Literal(data.media_type)),
        (iri, term("fyr:contentHash"), Literal(data.content_hash)),
        *((node, term("prov:wasDerivedFrom"), passage) for node in bare),
        *((node, term("dcterms:source"), iri) for node in unplaced),
    ]
    if bare:
        added += [
            (passage, _A, fyr("Passage")),
            (passage, term("dcterms:source"), iri),
            (passage, fyr("section"), Literal("text")),
            (passage, fyr("firstLine"), Literal(1)),
            (passage, fyr("lastLine"), Literal(1)),
        ]
    return list(dict.fromkeys([*quads, *(_quad(s, p, o, graph) for s, p, o in added)]))


def _fetch_nothing(data: bytes, name: str) -> None:
    """Refuse JSON-LD whose context lies elsewhere."""
    try:
        found = json.loads(data, parse_int=str, parse_float=str)
    except ValueError as error:
        raise UnreadableDocument(f"{name}: this is not jsonld: {_reason(error)}") from error
    waiting = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            contexts = each.get("@context")
            for context in contexts if isinstance(contexts, list) else [contexts]:
                if isinstance(context, str) or (isinstance(context, dict) and "@import" in context):
                    raise UnreadableDocument(f"{name}: its context lies elsewhere, and nothing is fetched: put it in")
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
