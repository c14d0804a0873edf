"""Does a write break a shape that was kept before? Looked at is what it touches, and not the store.

Which things may break a shape that did not before: those that a triple which comes or goes is about or points to, and
those from which a path of a shape leads there. Of each of them is gathered what its shapes look at: its own triples,
some of those that point to it, and what the things around it say. Where a shape is broken then, the same is gathered
from the store as it was: only what is new counts against the write, so that an old fault elsewhere stops nobody.

Triples that no shape looks at cost next to nothing: foreign data may be stored beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from graph.store.protocol import Change, Check, GraphName
from ontology import shapes
from ontology.errors import ShapeViolation, StoreError
from ontology.gate import looked_at
from ontology.terms import fyr, term

__all__ = ["Checked", "checked", "checked_file"]

Node = NamedNode | BlankNode
Checked = tuple[str, ...]
"""What the shapes say against a write that is made all the same."""

_TYPE: Final = term("rdf:type")
_BUILDS_ON: Final = fyr("buildsOn")
_POINTING: Final = 3
"""Of the things that point to another by one property, so many are looked at: a shape allows one."""
_AROUND: Final = 5_000
_CHAIN: Final = 50_000
_MOST: Final = 200_000


def checked(store: ox.Store, change: Change, check: Check) -> Checked:
    """Hold a change against the shapes.

    Parameters
    ----------
    store : pyoxigraph.Store
        As it is before the change.
    change : Change
        What is about to be made.
    check : Check
        Whether a broken shape stops it.

    Raises
    ------
    ShapeViolation
        It breaks a shape, and `check` says "reject".
    StoreError
        It is too large to be looked at.
    """
    if check == "off":
        return ()
    turned = [quad.triple for quad in (*change.removed, *change.added)]
    if len(turned) > _MOST:
        raise StoreError(f"a change of more than {_MOST:,} triples cannot be held against the shapes: say check=off")
    emptied = [quad.triple for quad in islice(_emptied(store, change), _MOST + 1)]
    if len(emptied) > _MOST:
        return (f"more than {_MOST:,} triples were taken out with their graphs, which was not held against the shapes",)
    turned += emptied
    return _faults(_View(store, Change()), _View(store, change), filter(_matters, turned), check)


def checked_file(
    before: ox.Store, after: ox.Store, lines: Path, graph: GraphName, check: Check, *, emptied: bool
) -> Checked:
    """Hold a graph that was loaded from a file against the shapes, without having it in memory.

    Parameters
    ----------
    before, after : pyoxigraph.Store
        The store as it is, and a copy into which the file was loaded.
    lines : Path
        The file, N-Triples.
    graph : NamedNode or DefaultGraph
        The graph into which it was loaded.
    check : Check
        Whether a broken shape stops it.
    emptied : bool
        Whether what the graph held went out.

    Raises
    ------
    ShapeViolation
        It breaks a shape, and `check` says "reject".
    StoreError
        More of it than can be looked at concerns a shape.
    """
    if check == "off":
        return ()
    with lines.open("rb") as file:
        blank = any(b"_:" in line for line in file)
    # Blank nodes have other names once they are loaded.
    found = after.quads_for_pattern(None, None, None, graph) if blank else _parsed(lines)
    turned = [triple for triple in (quad.triple for quad in found) if _matters(triple)]
    if emptied:
        old = (quad.triple for quad in before.quads_for_pattern(None, None, None, graph))
        turned += filter(_matters, islice(old, _MOST))
    if len(turned) > _MOST:
        raise StoreError(f"a change of more than {_MOST:,} triples cannot be held against the shapes: say check=off")
    return _faults(_View(before, Change()), _View(after, Change()), turned, check)


def _parsed(lines: Path) -> Iterator[Quad]:
    return ox.parse(path=str(lines), format=ox.RdfFormat.N_TRIPLES)


def _faults(before: _View, after: _View, turned: Iterable[Triple], check: Check) -> Checked:
    """What the shapes say of the things that these triples touch, and did not say before."""
    touched = after.touched(turned)
    if not touched:
        return ()
    found = shapes.validate(after.around(touched), focus=touched).violations
    broken = {each for each in found if each.severity == "violation"}
    if not broken:
        return ()
    broken -= set(shapes.validate(before.around(touched), focus=touched).violations)
    lines = tuple(str(each) for each in sorted(broken, key=str))
    if lines and check == "reject":
        more = f"; and {len(lines) - 5} more" if len(lines) > 5 else ""
        raise ShapeViolation("; ".join(lines[:5]) + more, lines)
    return lines


def _emptied(store: ox.Store, change: Change) -> Iterator[Quad]:
    for graph in change.dropped | change.cleared:
        yield from store.quads_for_pattern(None, None, None, graph)


def _matters(triple: Triple) -> bool:
    """Whether any shape looks at such a triple."""
    if triple.predicate == _TYPE:
        return triple.object in looked_at().classes
    return triple.predicate in looked_at().properties


@cache
def _leading() -> tuple[NamedNode, ...]:
    """Properties by which a path of a shape may lead from thing to thing."""
    literal = {fyr(name) for name in ("firstLine", "lastLine", "page", "contentHash", "section", "value", "valueMax")}
    literal |= {term(name) for name in ("skos:prefLabel", "skos:altLabel", "rdfs:label", "foaf:name", "dcterms:title")}
    return tuple(
        each for each in looked_at().properties if isinstance(each, NamedNode) and each not in {_TYPE, *literal}
    )


class _View:
    """The triples of a store once a change will have been made; the change may be empty."""

    def __init__(self, store: ox.Store, change: Change) -> None:
        self._store = store
        self._gone = set(change.removed)
        self._emptied: frozenset[GraphName] = change.dropped | change.cleared
        self._ahead: dict[object, list[Triple]] = defaultdict(list)
        self._back: dict[object, list[Triple]] = defaultdict(list)
        for quad in change.added:
            self._ahead[quad.subject].append(quad.triple)
            self._back[quad.object, quad.predicate].append(quad.triple)

    def touched(self, triples: Iterable[Triple]) -> set[Node]:
        """The things whose shapes may say something else after these triples came or went."""
        found: set[Node] = set()
        for triple in triples:
            subject = triple.subject
            if isinstance(subject, NamedNode | BlankNode):
                found.add(subject)
                if triple.predicate in looked_at().beyond:
                    found.update(self._near(subject))
            if triple.predicate != _TYPE and isinstance(triple.object, NamedNode | BlankNode):
                found.add(triple.object)
        return found

    def around(self, touched: Iterable[Node]) -> set[Triple]:
        """What the shapes of these things look at."""
        touched = list(touched)
        own = {triple for node in touched for triple in self._of(node)}
        pointing = {triple for node in touched for triple in self._to(node, _POINTING)}
        near = {end for triple in own for end in (triple.object,) if isinstance(end, NamedNode | BlankNode)}
        near |= {triple.subject for triple in pointing if isinstance(triple.subject, NamedNode | BlankNode)}
        beyond = {triple for node in near.difference(touched) for triple in self._of(node)}
        ends = {triple.object for triple in beyond if isinstance(triple.object, NamedNode | BlankNode)}
        types = {triple for node in ends.difference(near) for triple in self._of(node) if triple.predicate == _TYPE}
        return own | pointing | beyond | types | self._chains(touched)

    def _chains(self, touched: Iterable[Node]) -> set[Triple]:
        """Everything that these things build on, near and far: there may be a circle."""
        found: set[Triple] = set()
        waiting = list(touched)
        seen = set(waiting)
        while waiting and len(found) < _CHAIN:
            for triple in self._of(waiting.pop(), _BUILDS_ON):
                found.add(triple)
                if isinstance(triple.object, NamedNode | BlankNode) and triple.object not in seen:
                    seen.add(triple.object)
                    waiting.append(triple.object)
        return found

    def _near(self, node: Node) -> Iterator[Node]:
        """The things from which a path leads here in one step, on or back."""
        for triple in self._to(node, _AROUND):
            if isinstance(triple.subject, NamedNode | BlankNode):
                yield triple.subject
        for triple in islice(self._of(node), _AROUND):
            if triple.predicate in _leading() and isinstance(triple.object, NamedNode | BlankNode):
                yield triple.object

    def _of(self, node: Node, predicate: NamedNode | None = None) -> Iterator[Triple]:
        for quad in self._store.quads_for_pattern(node, predicate, None, None):
            if self._stays(quad):
                yield quad.triple
        for triple in self._ahead.get(node, ()):
            if predicate in (None, triple.predicate):
                yield triple

    def _to(self, node: Node, most: int) -> Iterator[Triple]:
        for predicate in _leading():
            kept = (
                quad.triple for quad in self._store.quads_for_pattern(None, predicate, node, None) if self._stays(quad)
            )
            # The same triple may stand in several graphs.
            yield from islice(dict.fromkeys(islice(kept, 20 * most)), most)
            yield from self._back.get((node, predicate), ())

    def _stays(self, quad: Quad) -> bool:
        return quad not in self._gone and quad.graph_name not in self._emptied
