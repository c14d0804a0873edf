"""One thing put in place of another in the graph of a source, and the way back.

The graph of a source is what was read with the things in it renamed as matches and decisions say. The difference to
what was read is kept beside it, as one literal of the source, so that renaming never loses anything: a decision that is
undone gives the graph as it was, to the triple.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, Triple

from ontology.terms import BASE, fyr, kind_and_slug, term, thing

__all__ = ["Describe", "as_read", "source_of", "substitute"]

_A = term("rdf:type")
_LABEL, _OTHER = term("skos:prefLabel"), term("skos:altLabel")
_AS_READ = fyr("asRead")
_ITS_OWN = (fyr("organisationKind"), fyr("undertakingKind"), term("foaf:name"))
"""What a thing that another stands in for does not hand on: the other has its own."""
_OF_ONE_KIND = (term("dcterms:isPartOf"), fyr("owner"))
"""What it hands on to a thing of its own kind only."""
_PARTS = ((fyr("participation"), fyr("participant")), (fyr("dependency"), fyr("on")), (fyr("contact"), fyr("person")))
"""The parts of an initiative that exist once for each thing they lead to."""
_FIELDS_KEPT = (term("prov:wasDerivedFrom"), fyr("asPrinted"))
"""What a part that repeats another one hands on to it; anything else only where that one has none."""


class Describe(Protocol):
    """Type, preferred label and kind of a known thing, so that the graph of a source stands on its own."""

    def __call__(self, iri: str) -> Sequence[Triple]:
        """The triples; none for what is not known."""


def source_of(graph: NamedNode) -> NamedNode:
    """The source that a graph is of."""
    return thing("source", graph.value.removeprefix(f"{BASE}graph/source/"))


def as_read(quads: Iterable[Quad]) -> list[Quad]:
    """The graph of a source as it was read, before anything in it was renamed."""
    quads = list(quads)
    patch = next((quad for quad in quads if quad.predicate == _AS_READ), None)
    if patch is None or not isinstance(patch.object, Literal):
        return quads
    added, removed = _parsed(patch.object.value)
    kept = [quad for quad in quads if quad != patch and quad.triple not in added]
    return list(dict.fromkeys([*kept, *(_in(patch.graph_name, triple) for triple in removed)]))


def substitute(quads: Sequence[Quad], renamed: Mapping[str, str], describe: Describe) -> list[Quad]:
    """The graph of a source with its things renamed, and with the way back.

    Parameters
    ----------
    quads : sequence of Quad
        The graph as it was read.
    renamed : mapping of str to str
        IRI as read → IRI that takes its place.
    describe : callable
        Says what is known of a thing that takes a place.

    Returns
    -------
    list of Quad
        The same list where nothing of it is renamed.
    """
    nodes = {node for start, _, end, _ in quads for node in (start, end)}
    named = {node.value for node in nodes if isinstance(node, NamedNode)}
    here = {old: renamed[old] for old in named if renamed.get(old, old) != old}
    if not here:
        return list(quads)
    # What would build on itself keeps its old name: it is an earlier phase.
    itself = _would_build_on_themselves(quads, here)
    old = {NamedNode(name) for name in here}
    moved: list[Quad] = []
    for quad in quads:
        subject, _, target, _ = quad
        moved += _moved(quad, here, itself) if subject in old or target in old else (quad,)
    described = [_in(quads[0].graph_name, triple) for new in sorted(set(here.values())) for triple in describe(new)]
    result = _without_repeated_parts(list(dict.fromkeys([*moved, *described])))
    return [*result, _patch(quads, result)]


def _would_build_on_themselves(quads: Iterable[Quad], here: Mapping[str, str]) -> set[str]:
    own = {
        (quad.subject.value, quad.object.value)
        for quad in quads
        if quad.predicate == fyr("buildsOn")
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
    }
    return {old for subject, old in own if old in here and here[old] == here.get(subject, subject)}


def _moved(quad: Quad, here: Mapping[str, str], itself: set[str]) -> Iterable[Quad]:
    subject, target = quad.subject, quad.object
    old = subject.value if isinstance(subject, NamedNode) else ""
    leads = target.value if isinstance(target, NamedNode) else ""
    moves = leads in here and leads not in itself
    if moves:
        target = NamedNode(here[leads])
    if old not in here or old in itself:
        yield Quad(subject, quad.predicate, target, quad.graph_name) if moves else quad
        return
    new = NamedNode(here[old])
    same_kind = _kind(old) == _kind(new.value)
    if quad.predicate in _ITS_OWN or (quad.predicate == _A and not same_kind):
        return
    if quad.predicate in _OF_ONE_KIND and not same_kind:
        return
    yield Quad(new, _OTHER if quad.predicate == _LABEL else quad.predicate, target, quad.graph_name)


def _kind(iri: str) -> str:
    return (kind_and_slug(iri) or ("",))[0]


def _without_repeated_parts(quads: list[Quad]) -> list[Quad]:
    """Of two participations of one party in one initiative, the first with the evidence of both; so for all parts."""
    merged = _repeated(quads)
    if not merged:
        return quads
    says = {(quad.subject, quad.predicate) for quad in quads}
    result: dict[Quad, None] = {}
    for quad in quads:
        kept_node = merged.get(quad.subject) if isinstance(quad.subject, NamedNode) else None
        if quad.object in merged:
            continue
        if kept_node is None:
            result[quad] = None
        elif quad.predicate in _FIELDS_KEPT or (kept_node, quad.predicate) not in says:
            result[Quad(kept_node, quad.predicate, quad.object, quad.graph_name)] = None
    return list(result)


def _repeated(quads: Sequence[Quad]) -> dict[NamedNode, NamedNode]:
    """Parts that lead where an earlier one of the same initiative leads, each with that one."""
    merged: dict[NamedNode, NamedNode] = {}
    said: dict[NamedNode, list[tuple[object, object]]] = {each: [] for pair in _PARTS for each in pair}
    for subject, predicate, object_, _ in quads:
        if predicate in said:
            said[predicate].append((subject, object_))
    for link, leads_to in _PARTS:
        target = dict(said[leads_to])
        first: dict[tuple[object, object], NamedNode] = {}
        for owner, part in said[link]:
            if isinstance(part, NamedNode):
                kept = first.setdefault((owner, target.get(part)), part)
                if kept != part:
                    merged[part] = kept
    return merged


# -- the way back ------------------------------------------------------------------------------------------------------


def _patch(before: Sequence[Quad], after: Sequence[Quad]) -> Quad:
    old, new = set(before), set(after)
    gone, come = ({str(quad.triple) for quad in quads} for quads in (old - new, new - old))
    lines = [*(f"- {line}" for line in sorted(gone)), *(f"+ {line}" for line in sorted(come))]
    graph = before[0].graph_name
    assert isinstance(graph, NamedNode)
    return Quad(source_of(graph), _AS_READ, Literal("\n".join(lines)), graph)


def _parsed(patch: str) -> tuple[set[Triple], list[Triple]]:
    """The triples that were added, and those that were taken away."""
    lines = patch.split("\n")
    added, removed = (
        [quad.triple for quad in ox.parse(_lines(lines, sign), format=ox.RdfFormat.N_TRIPLES)] for sign in ("+ ", "- ")
    )
    return set(added), removed


def _lines(lines: Sequence[str], sign: str) -> str:
    return "".join(f"{line.removeprefix(sign)} .\n" for line in lines if line.startswith(sign))


def _in(graph: NamedNode | ox.BlankNode | ox.DefaultGraph, triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)
