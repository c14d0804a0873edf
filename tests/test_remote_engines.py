"""What engines do in ways of their own, and the adapter makes right: terms, many graphs, large changes, instances."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.remote import Access, RemoteStore
from graph.store import Change, EmbeddedStore, Term
from ontology.errors import InvalidInput
from ontology.terms import PREFIXES
from tests.engines import emptied

X = "https://example.org/"
XSD = PREFIXES["xsd"]
COUNT_UP = "DELETE { ?s ?p ?n } INSERT { ?s ?p ?m } WHERE { VALUES ?p { <urn:value> } ?s ?p ?n BIND(?n + 1 AS ?m) }"
TERMS: list[Term] = [
    Literal("Grøn Havn – „æøå“ \U0001f6a2", language="da"),
    Literal("harbour", language="en-gb"),
    Literal('quoted " and \\ and \n newline \t tab'),
    Literal(""),
    Literal(" spaces  kept "),
    Literal("<b>&amp;</b> 'x' ?a $b %41 {}"),
    Literal(True),
    Literal(False),
    Literal(-7),
    Literal(2**53),
    Literal("1.5", datatype=NamedNode(XSD + "decimal")),
    Literal("2020-02-29", datatype=NamedNode(XSD + "date")),
    Literal("2020-01-02T03:04:05Z", datatype=NamedNode(XSD + "dateTime")),
    Literal("2021", datatype=NamedNode(XSD + "gYear")),
    Literal("https://example.org/x", datatype=NamedNode(XSD + "anyURI")),
    Literal("thing", datatype=NamedNode("https://example.org/type")),
    Literal("x" * 40_000),
    NamedNode("https://example.org/æ?a=1&b=%20#frag"),
    BlankNode("b0"),
]


@pytest.fixture(params=["oxigraph", pytest.param("virtuoso", marks=pytest.mark.slow)])
def access(request: pytest.FixtureRequest) -> Access:
    found: Access = request.getfixturevalue(f"{request.param}_server")
    return emptied(found)


@pytest.fixture
def store(access: Access) -> Iterator[RemoteStore]:
    with RemoteStore(access) as opened:
        yield opened


def numbered(graph: str, number: int, start: int = 0) -> list[Quad]:
    return [
        Quad(NamedNode(f"{X}{n}"), NamedNode(X + "p"), Literal(f"text of {n}"), NamedNode(X + graph))
        for n in range(start, start + number)
    ]


def test_terms_come_back_as_they_went(store: RemoteStore) -> None:
    quads = {Quad(NamedNode(X + str(n)), NamedNode(X + "p"), term, NamedNode(X + "g")) for n, term in enumerate(TERMS)}
    store.replace({NamedNode(X + "g"): sorted(quads, key=str)})
    found = {(quad.subject, quad.object) for quad in store.quads() if not isinstance(quad.object, BlankNode)}
    assert found == {(quad.subject, quad.object) for quad in quads if not isinstance(quad.object, BlankNode)}
    assert sum(isinstance(quad.object, BlankNode) for quad in store.quads()) == 1
    rows = store.select("SELECT ?s ?o { ?s ?p ?o FILTER(!isIRI(?o)) }").rows
    assert {(row[0], row[1]) for row in rows} == {pair for pair in found if not isinstance(pair[1], NamedNode)}


def test_number_that_an_engine_would_spoil_is_refused_and_nothing_is_written(store: RemoteStore) -> None:
    large = Literal(str(10**30), datatype=NamedNode(XSD + "integer"))
    change = Change(added=[*numbered("g", 3), Quad(NamedNode(X + "a"), NamedNode(X + "p"), large)])
    if store._ledger.dialect.fits_integers:
        assert store.change(change, check="off")
        assert large in {quad.object for quad in store.quads()}
        return
    with pytest.raises(InvalidInput, match="18 digits"):
        store.change(change, check="off")
    assert len(store) == 0


@pytest.mark.slow
def test_change_too_large_for_one_operation_is_made_whole_and_leaves_nothing_behind(store: RemoteStore) -> None:
    most = store._ledger.dialect.ground
    graph = NamedNode(X + "g")
    store.replace({graph: numbered("g", most + 500), NamedNode(X + "h"): numbered("h", 10)})
    assert len(store) == most + 510
    assert store.replace({graph: numbered("g", most + 400, 300)})
    assert not store.replace({graph: numbered("g", most + 400, 300)})
    assert set(store.quads(graph)) == set(numbered("g", most + 400, 300))
    assert store._ledger._rows("SELECT ?g { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'staging')) } LIMIT 1") == []
    assert store._ledger._rows("SELECT ?s { GRAPH <urn:x-fyrnet:notes> { ?s <urn:x-fyrnet:patience> ?o } }") == []


def test_many_graphs_are_one_union_and_each_a_graph(store: RemoteStore) -> None:
    store.replace({NamedNode(f"{X}g{n}"): numbered(f"g{n}", 2, 2 * n) for n in range(30)})
    store.update("INSERT DATA { <https://example.org/0> <https://example.org/q> 'unnamed' }")
    mine = "FILTER(STRSTARTS(STR(?s), 'https://example.org/'))"
    assert len(store.select(f"SELECT ?s ?o {{ ?s ?p ?o {mine} }}").rows) == 61
    named = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o {mine} }} FILTER(?g != <urn:x-fyrnet:unnamed>) }}"
    assert len(store.select(named).rows) == 30
    joined = "SELECT ?o { ?s <https://example.org/p> ?t ; <https://example.org/q> ?o }"
    assert store.select(joined).rows == ((Literal("unnamed"),),)
    assert len(store) == 61
    assert len(list(store.graphs())) == 30


@pytest.mark.slow
def test_instances_that_write_at_the_same_time_count_every_step(access: Access) -> None:
    stores = [RemoteStore(access) for _ in range(2)]
    stores[0].update("INSERT DATA { <urn:counter> <urn:value> 0 }")
    failed: list[Exception] = []

    def count(store: RemoteStore) -> None:
        try:
            for _ in range(8):
                store.update(COUNT_UP)
        except Exception as error:
            failed.append(error)

    writers = [threading.Thread(target=count, args=(store,)) for store in stores]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failed
    for store in stores:
        assert store.select("SELECT ?n { ?s <urn:value> ?n }").rows == ((Literal(16),),)
        assert [quad.object for quad in store.copy().quads()] == [Literal(16)]
        store.close()


def test_copy_at_hand_follows_what_others_write(access: Access) -> None:
    with RemoteStore(access) as one, RemoteStore(access) as other:
        one.replace({NamedNode(X + "g"): numbered("g", 5), NamedNode(X + "h"): numbered("h", 5)})
        copy = other.copy()
        assert isinstance(copy, EmbeddedStore)
        assert set(copy.quads()) == set(one.quads())
        one.update("DROP GRAPH <https://example.org/h> ; INSERT DATA { <https://example.org/0> <urn:p> [ <urn:q> 1 ] }")
        assert other.at_hand is None
        assert set(other.copy().quads()) == set(one.quads())
        assert other.copy().revision == one.revision == other.revision


@pytest.mark.slow
def test_somebody_is_let_in_by_digest(virtuoso_server: Access) -> None:
    with RemoteStore(emptied(virtuoso_server)) as store:
        assert store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
    assert str(virtuoso_server.password) not in repr(virtuoso_server)
