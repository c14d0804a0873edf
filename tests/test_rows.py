"""A graph as rows of text says what its quads say, whatever stands in it."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph import curation, triples
from graph.resolution.register import Register
from graph.rows import quads_of, rows_in, text_of, things_in, value_of, written
from ontology.terms import source_graph, term, thing
from tests.sample import documents, sample_knowledge

GRAPH = source_graph("forslag")
TEXTS = (
    "“Grøn”\u2028 havn\u2029",
    'a "quoted" \\ word',
    "two\nlines\tand\ra return",
    "\x85\x0b\x0c\x1c",
    "",
    " . ",
    "\x00\x7f",
)


def quads() -> list[Quad]:
    about = thing("organisation", "gate-21")
    return [
        *(Quad(about, term("skos:prefLabel"), Literal(text, language="da"), GRAPH) for text in TEXTS),
        Quad(BlankNode("a"), term("dcterms:source"), NamedNode("https://example.org/a%20b"), GRAPH),
        Quad(about, term("fyr:value"), Literal("01", datatype=term("xsd:integer")), GRAPH),
        Quad(about, term("dcterms:source"), BlankNode("a"), GRAPH),
    ]


def test_rows_are_the_quads_they_were_made_of() -> None:
    rows = rows_in(text_of(quads()), GRAPH)
    assert quads_of(rows, GRAPH) == quads()
    assert written(rows, GRAPH) == text_of(quads())


def test_values_of_rows_are_those_of_quads() -> None:
    rows = rows_in(text_of(quads()), GRAPH)
    assert [value_of(target) for _, _, target in rows[: len(TEXTS)]] == [(text, "da") for text in TEXTS]


def test_triples_of_a_document_are_written_as_quads_would_be() -> None:
    for document in documents().values():
        rows = triples.rows(document, "forslag", sample_knowledge(), passages=True)
        assert written(rows, GRAPH) == text_of(quads_of(rows, GRAPH))
        assert things_in(rows) == {node.value for node in curation.referred(quads_of(rows, GRAPH))}


def test_register_of_rows_is_that_of_quads() -> None:
    for document in documents().values():
        rows = triples.rows(document, "forslag", sample_knowledge(), passages=True)
        one, other = Register(), Register()
        one.add_rows(rows, GRAPH)
        other.add(quads_of(rows, GRAPH))
        assert one == other
        assert [one.entity(iri) for iri in one.things()] == [other.entity(iri) for iri in other.things()]
