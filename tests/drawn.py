"""Graphs drawn with a pen: a store from a few links, each written as one letter for each thing.

Capital letters are initiatives, small letters organisations, digits undertakings, `*` before a letter a collective.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from graph.store import EmbeddedStore
from ontology.terms import fyr, source_graph, term, thing

__all__ = ["drawn", "iri", "letters"]

GRAPH = source_graph("drawn")


def iri(letter: str) -> str:
    """IRI of a thing of a drawing."""
    return _node(letter).value


def letters(iris: Iterable[str]) -> str:
    """The letters of some things, in their order."""
    return "".join(each.rsplit("/", 1)[-1].rsplit("-", 1)[-1] for each in iris)


def drawn(parties: str = "", dependencies: str = "", things: str = "", owners: str = "") -> EmbeddedStore:
    """A store with links such as ``"A-x A-y"``: who takes part, what builds on what, and who owns an undertaking."""
    store = EmbeddedStore()
    quads: dict[Quad, None] = {}
    for letter in things.split():
        quads |= dict.fromkeys(_described(letter))
    for links, way in ((parties, _participation), (dependencies, _dependency), (owners, _owned)):
        for link in links.split():
            one, other = link.split("-")
            quads |= dict.fromkeys([*_described(one), *_described(other), *way(one, other)])
    store.replace({GRAPH: list(quads)})
    return store


def _node(letter: str) -> NamedNode:
    bare = letter.removeprefix("*")
    kind = "undertaking" if bare.isdigit() else "initiative" if bare.isupper() else "organisation"
    # Slugs are in small letters: an initiative and an organisation of one letter differ by their kind.
    return thing("collective" if letter.startswith("*") else kind, f"x-{bare.lower()}")


def _described(letter: str) -> list[Quad]:
    node = _node(letter)
    class_ = {
        "initiative": "fyr:Initiative",
        "organisation": "org:Organization",
        "collective": "fyr:Collective",
        "undertaking": "fyr:Undertaking",
    }[node.value.split("/")[-2]]
    return [
        Quad(node, term("rdf:type"), term(class_), GRAPH),
        Quad(node, term("skos:prefLabel"), Literal(letter, language="da"), GRAPH),
    ]


def _participation(one: str, other: str) -> list[Quad]:
    part = NamedNode(f"{iri(one)}/participation/{other.removeprefix('*')}")
    return [
        Quad(part, term("rdf:type"), fyr("Participation"), GRAPH),
        Quad(_node(one), fyr("participation"), part, GRAPH),
        Quad(part, fyr("participant"), _node(other), GRAPH),
        Quad(_node(one), fyr("hasParticipant"), _node(other), GRAPH),
        Quad(part, fyr("role"), term("role:participant"), GRAPH),
    ]


def _dependency(one: str, other: str) -> list[Quad]:
    part = NamedNode(f"{iri(one)}/dependency/{other}")
    return [
        Quad(part, term("rdf:type"), fyr("Dependency"), GRAPH),
        Quad(_node(one), fyr("dependency"), part, GRAPH),
        Quad(part, fyr("on"), _node(other), GRAPH),
        Quad(_node(one), fyr("buildsOn"), _node(other), GRAPH),
    ]


def _owned(one: str, other: str) -> list[Quad]:
    return [Quad(_node(one), fyr("owner"), _node(other), GRAPH)]
