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

from graph.rows import Row, iri_of, quads_of, row_of, rows_in, text_of
from ontology.terms import BASE, fyr, kind_and_slug, term, thing

__all__ = ["Describe", "as_read", "source_of", "substitute", "substitute_rows"]

_AS_READ = fyr("asRead")
# Nodes as rows write them.
_A, _BUILDS_ON = str(term("rdf:type")), str(fyr("buildsOn"))
_LABEL, _OTHER = str(term("skos:prefLabel")), str(term("skos:altLabel"))
_ITS_OWN = (str(fyr("organisationKind")), str(fyr("undertakingKind")), str(term("foaf:name")))
"""What a thing that another stands in for does not hand on: the other has its own."""
_OF_ONE_KIND = (str(term("dcterms:isPartOf")), str(fyr("owner")))
"""What it hands on to a thing of its own kind only."""
_PARTS = tuple(
    (str(fyr(link)), str(fyr(leads_to)))
    for link, leads_to in (("participation", "participant"), ("dependency", "on"), ("contact", "person"))
)
"""The parts of an initiative that exist once for each thing they lead to."""
_FIELDS_KEPT = (str(term("prov:wasDerivedFrom")), str(fyr("asPrinted")))
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
    graph = quads[0].graph_name if quads else None
    if not isinstance(graph, NamedNode):
        return list(quads)
    rows = rows_in(text_of(quads), graph)
    result = substitute_rows(rows, graph, renamed, describe)
    if result is rows:
        return list(quads)
    return quads_of(result, graph)


def substitute_rows(
    rows: Sequence[Row], graph: NamedNode, renamed: Mapping[str, str], describe: Describe
) -> Sequence[Row]:
    """The same for the rows of one graph; they themselves where nothing of them is renamed."""
    nodes = {node for start, _, end in rows for node in (start, end)}
    here = {node: f"<{renamed[iri]}>" for node in nodes if (iri := iri_of(node)) and renamed.get(iri, iri) != iri}
    if not here:
        return rows
    # What would build on itself keeps its old name: it is an earlier phase.
    itself = _would_build_on_themselves(rows, here)
    moved: list[Row] = []
    for row in rows:
        if row[0] in here or row[2] in here:
            moved += _moved(row, here, itself)
        else:
            moved.append(row)
    described = [row_of(triple) for new in sorted({node[1:-1] for node in here.values()}) for triple in describe(new)]
    result = _without_repeated_parts(list(dict.fromkeys([*moved, *described])))
    return [*result, _patch(rows, result, graph)]


def _would_build_on_themselves(rows: Iterable[Row], here: Mapping[str, str]) -> set[str]:
    own = [(subject, target) for subject, predicate, target in rows if predicate == _BUILDS_ON]
    return {old for subject, old in own if old in here and here[old] == here.get(subject, subject)}


def _moved(row: Row, here: Mapping[str, str], itself: set[str]) -> Iterable[Row]:
    old, predicate, target = row
    if target in here and target not in itself:
        target = here[target]
    if old not in here or old in itself:
        yield old, predicate, target
        return
    new = here[old]
    same_kind = _kind(old) == _kind(new)
    if predicate in _ITS_OWN or (predicate == _A and not same_kind):
        return
    if predicate in _OF_ONE_KIND and not same_kind:
        return
    yield new, _OTHER if predicate == _LABEL else predicate, target


def _kind(node: str) -> str:
    return (kind_and_slug(node[1:-1]) or ("",))[0]


def _without_repeated_parts(rows: list[Row]) -> list[Row]:
    """Of two participations of one party in one initiative, the first with the evidence of both; so for all parts."""
    merged = _repeated(rows)
    if not merged:
        return rows
    says = {(subject, predicate) for subject, predicate, _ in rows}
    result: dict[Row, None] = {}
    for row in rows:
        subject, predicate, target = row
        kept_node = merged.get(subject)
        if target in merged:
            continue
        if kept_node is None:
            result[row] = None
        elif predicate in _FIELDS_KEPT or (kept_node, predicate) not in says:
            result[kept_node, predicate, target] = None
    return list(result)


def _repeated(rows: Sequence[Row]) -> dict[str, str]:
    """Parts that lead where an earlier one of the same initiative leads, each with that one."""
    merged: dict[str, str] = {}
    said: dict[str, list[tuple[str, str]]] = {each: [] for pair in _PARTS for each in pair}
    for subject, predicate, target in rows:
        if predicate in said:
            said[predicate].append((subject, target))
    for link, leads_to in _PARTS:
        target_of = dict(said[leads_to])
        first: dict[tuple[str, str | None], str] = {}
        for owner, part in said[link]:
            if iri_of(part):
                kept = first.setdefault((owner, target_of.get(part)), part)
                if kept != part:
                    merged[part] = kept
    return merged


# -- the way back ------------------------------------------------------------------------------------------------------


def _patch(before: Sequence[Row], after: Sequence[Row], graph: NamedNode) -> Row:
    old, new = set(before), set(after)
    gone, come = ((" ".join(row) for row in rows) for rows in (old - new, new - old))
    lines = [*(f"- {line}" for line in sorted(gone)), *(f"+ {line}" for line in sorted(come))]
    return row_of(Triple(source_of(graph), _AS_READ, Literal("\n".join(lines))))


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
