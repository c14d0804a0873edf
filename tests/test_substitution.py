"""Renaming the things of a source: what takes another's place, and the way back to what was read."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph import triples
from graph.resolution.substitution import as_read, substitute
from ontology.terms import fyr, source_graph, term, thing
from tests.laws import examples
from tests.sample import documents, sample_knowledge

GRAPH = source_graph("forslag")
NEW = thing("organisation", "nyt-navn").value


def read() -> list[Quad]:
    """The graph of the first invented document, as read."""
    return triples.quads(next(iter(documents().values())), "forslag", sample_knowledge(), passages=True)


def describe(iri: str) -> Sequence[Triple]:
    node = NamedNode(iri)
    if not iri.startswith(thing("organisation", "x").value.removesuffix("x")):
        return []
    return [
        Triple(node, term("rdf:type"), term("org:Organization")),
        Triple(node, term("skos:prefLabel"), Literal("Nyt navn", language="da")),
    ]


def iri(node: object) -> str:
    """IRI of a node that is one."""
    assert isinstance(node, NamedNode)
    return node.value


def objects(quads: Sequence[Quad], predicate: str) -> set[str]:
    return {quad.object.value for quad in quads if quad.predicate == term(predicate) and hasattr(quad.object, "value")}


def organisations(quads: Sequence[Quad]) -> list[str]:
    return sorted(objects(quads, "fyr:participant") - {i for i in objects(quads, "fyr:participant") if "/coll" in i})


def test_graph_without_renamed_things_stays_as_it_is() -> None:
    assert substitute(read(), {NEW: organisations(read())[0]}, describe) == read()


def test_thing_is_renamed_wherever_it_stands() -> None:
    old = organisations(read())[0]
    quads = substitute(read(), {old: NEW}, describe)
    outside = [quad for quad in quads if quad.predicate != fyr("asRead")]
    assert not [quad for quad in outside if NamedNode(old) in (quad.subject, quad.object)]
    assert NEW in objects(quads, "fyr:participant") & objects(quads, "fyr:hasParticipant")


def test_old_name_becomes_another_name_of_the_new_thing() -> None:
    old = NamedNode(organisations(read())[0])
    [name] = [quad.object for quad in read() if quad.subject == old and quad.predicate == term("skos:prefLabel")]
    quads = substitute(read(), {old.value: NEW}, describe)
    said = {quad.predicate: quad.object for quad in quads if quad.subject == NamedNode(NEW) and quad.object == name}
    assert set(said) == {term("skos:altLabel")}


def test_two_participations_of_what_is_one_party_become_one_with_both_passages() -> None:
    initiative = next(quad.subject for quad in read() if quad.predicate == fyr("participation"))
    taking_part = {q.object for q in read() if q.predicate == fyr("participation") and q.subject == initiative}
    parties = sorted(
        iri(quad.object)
        for quad in read()
        if quad.predicate == fyr("participant") and quad.subject in taking_part and "/organisation/" in str(quad.object)
    )
    assert len(parties) >= 2
    quads = substitute(read(), {parties[0]: NEW, parties[1]: NEW}, describe)
    parts = {quad.subject for quad in quads if quad.predicate == fyr("participant") and quad.object == NamedNode(NEW)}
    own = [q for q in quads if q.subject == initiative and q.predicate == fyr("participation") and q.object in parts]
    assert len(own) == 1
    kept = own[0].object
    printed = {str(q.object) for q in quads if q.subject == kept and q.predicate == fyr("asPrinted")}
    assert len(printed) == 2


def test_initiative_does_not_build_on_itself_by_being_recognised() -> None:
    first = next(quad for quad in read() if quad.predicate == fyr("buildsOn") and "/undertaking/" in str(quad.object))
    quads = substitute(read(), {iri(first.object): iri(first.subject)}, lambda _: [])
    assert Quad(first.subject, fyr("buildsOn"), first.subject, GRAPH) not in quads
    assert first in quads


def test_undertaking_that_is_an_initiative_hands_on_its_name_and_neither_owner_nor_class() -> None:
    undertaking = next(iri(q.subject) for q in read() if q.predicate == fyr("owner"))
    initiative = thing("initiative", "senere")
    quads = substitute(read(), {undertaking: initiative.value}, lambda _: [])
    said = {quad.predicate for quad in quads if quad.subject == initiative}
    assert said == {term("skos:altLabel")}


NAMES = sorted({iri(q.object) for q in read() if q.predicate in (fyr("participant"), fyr("on"), fyr("person"))})


@pytest.mark.slow
@settings(deadline=None, max_examples=examples(60))
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from([*NAMES, NEW]), max_size=5))
def test_way_back_gives_what_was_read_to_the_triple(renamed: dict[str, str]) -> None:
    quads = substitute(read(), renamed, describe)
    assert set(as_read(quads)) == set(read())


@settings(deadline=None, max_examples=examples(20))
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from([*NAMES, NEW]), min_size=1, max_size=3))
def test_way_back_survives_the_store(renamed: dict[str, str]) -> None:
    store = ox.Store()
    store.extend(substitute(read(), renamed, describe))
    plain = ox.Store()
    plain.extend(read())
    assert set(as_read(store.quads_for_pattern(None, None, None, GRAPH))) == set(plain)


@pytest.mark.parametrize("text", ['a "quoted" name', "æøå – ’", "two\nlines", "- minus", "+ plus\n- minus"])
def test_way_back_holds_any_text(text: str) -> None:
    old = organisations(read())[0]
    odd = Quad(NamedNode(old), term("skos:altLabel"), Literal(text, language="da"), GRAPH)
    assert odd in as_read(substitute([*read(), odd], {old: NEW}, describe))
