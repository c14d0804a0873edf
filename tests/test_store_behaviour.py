"""What every store does with writes, wherever it keeps its quads; one suite, one `store` for each kind.

Values are counted by hand. A store that deviates makes it right in its adapter.
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from graph.remote import RemoteStore
from graph.store import Change, EmbeddedStore, Store
from ontology.errors import (
    ForbiddenUpdate,
    FyrnetError,
    InvalidInput,
    MalformedQuery,
    OutdatedRevision,
    QueryTimeout,
    ShapeViolation,
    StoreError,
    UnreadableDocument,
)
from ontology.terms import fyr, term
from tests.engines import emptied
from tests.sample import GROEN_HAVN, initiative, sample_graphs

SLOW = pytest.mark.slow
KINDS = ("memory", *(pytest.param(kind, marks=SLOW) for kind in ("folder", "remote", "virtuoso")))
X = "https://example.org/"
PREFIXES = f"PREFIX : <{X}> "
COUNT_UP = "DELETE { :counter :value ?n } INSERT { :counter :value ?m } WHERE { :counter :value ?n BIND(?n + 1 AS ?m) }"
# Eight loops of ten within one another.
BOMB = " ".join(f"VALUES ?v{n} {{ 0 1 2 3 4 5 6 7 8 9 }}" for n in range(9))


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param in ("remote", "virtuoso"):
        with remote(request) as opened:
            yield opened
        return
    with EmbeddedStore(tmp_path / "store" if request.param == "folder" else None) as opened:
        yield opened


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, EmbeddedStore]]:
    """Stores of this process that serve one test after the other."""
    with ExitStack() as opened:
        folder = tmp_path_factory.mktemp("kept") / "store"
        yield {
            "memory": opened.enter_context(EmbeddedStore()),
            "folder": opened.enter_context(EmbeddedStore(folder)),
        }


@pytest.fixture(params=KINDS)
def emptied_store(request: pytest.FixtureRequest, kept: dict[str, EmbeddedStore]) -> Iterator[Store]:
    """A store without anything in it, that others may have used: to start its process costs more than most tests."""
    if request.param in ("remote", "virtuoso"):
        with remote(request) as opened:
            yield opened
        return
    store = kept[request.param]
    store.update("DROP ALL")
    assert told(store) == set()
    assert not list(store.graphs())
    yield store


@contextmanager
def remote(request: pytest.FixtureRequest) -> Iterator[RemoteStore]:
    """An empty store of the kind that is asked for, with a server of others."""
    server = request.getfixturevalue("virtuoso_server" if request.param == "virtuoso" else "oxigraph_server")
    with RemoteStore(emptied(server)) as opened:
        yield opened


def node(name: str) -> NamedNode:
    return NamedNode(X + name)


def quad(name: str, graph: str | None = None, value: object = None) -> Quad:
    given = value if isinstance(value, NamedNode | BlankNode) else Literal(value if value is not None else name)  # type: ignore[arg-type]
    return Quad(node(name), node("p"), given, node(graph) if graph else DefaultGraph())


def told(store: Store) -> set[str]:
    """Everything in a store, in short."""
    return {
        str(each).replace(X, "").replace('"^^<http://www.w3.org/2001/XMLSchema#integer>', '"') for each in store.quads()
    }


def update(store: Store, text: str, **more: object) -> bool:
    return bool(store.update(PREFIXES + text, **more))  # type: ignore[arg-type]


# -- updates -----------------------------------------------------------------------------------------------------------

START = "INSERT DATA { :a :p 1 . :b :p 2 . GRAPH :g { :a :q :b . :c :p 3 } }"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("INSERT DATA { :d :p 4 }",
         {'<a> <p> "1"', '<b> <p> "2"', '<d> <p> "4"', "<a> <q> <b> <g>", '<c> <p> "3" <g>'}),
        ("DELETE DATA { :a :p 1 . :x :p 9 }", {'<b> <p> "2"', "<a> <q> <b> <g>", '<c> <p> "3" <g>'}),
        ("DELETE WHERE { ?s :p ?o }", {"<a> <q> <b> <g>", '<c> <p> "3" <g>'}),
        ("DELETE WHERE { GRAPH ?g { ?s :p ?o } }", {'<a> <p> "1"', '<b> <p> "2"', "<a> <q> <b> <g>"}),
        ("WITH :g DELETE { ?s :p ?o } INSERT { ?s :r ?o } WHERE { ?s :p ?o }",
         {'<a> <p> "1"', '<b> <p> "2"', "<a> <q> <b> <g>", '<c> <r> "3" <g>'}),
        ("DELETE { ?s :p ?o } INSERT { GRAPH :h { ?o :of ?s } } USING :g WHERE { ?o :q ?s }",
         {'<a> <p> "1"', '<b> <p> "2"', "<a> <q> <b> <g>", '<c> <p> "3" <g>', "<a> <of> <b> <h>"}),
        ("INSERT { ?s :sum ?n } WHERE { { SELECT ?s (SUM(?o) AS ?n) { GRAPH ?g { ?s :p ?o } } GROUP BY ?s } }",
         {'<a> <p> "1"', '<b> <p> "2"', "<a> <q> <b> <g>", '<c> <p> "3" <g>', '<c> <sum> "3"'}),
        ("CLEAR DEFAULT", {"<a> <q> <b> <g>", '<c> <p> "3" <g>'}),
        ("CLEAR GRAPH :g", {'<a> <p> "1"', '<b> <p> "2"'}),
        ("DROP NAMED", {'<a> <p> "1"', '<b> <p> "2"'}),
        ("DROP ALL", set()),
        ("DROP SILENT GRAPH :none ; CLEAR SILENT GRAPH :none ; CREATE SILENT GRAPH :g",
         {'<a> <p> "1"', '<b> <p> "2"', "<a> <q> <b> <g>", '<c> <p> "3" <g>'}),
        ("ADD :g TO DEFAULT",
         {'<a> <p> "1"', '<b> <p> "2"', "<a> <q> <b>", '<c> <p> "3"', "<a> <q> <b> <g>", '<c> <p> "3" <g>'}),
        ("COPY DEFAULT TO :g", {'<a> <p> "1"', '<b> <p> "2"', '<a> <p> "1" <g>', '<b> <p> "2" <g>'}),
        ("MOVE GRAPH :g TO DEFAULT", {"<a> <q> <b>", '<c> <p> "3"'}),
        ("MOVE :g TO :h ; INSERT DATA { GRAPH :g { :n :p 5 } }",
         {'<a> <p> "1"', '<b> <p> "2"', "<a> <q> <b> <h>", '<c> <p> "3" <h>', '<n> <p> "5" <g>'}),
        ("COPY :g TO :g", {'<a> <p> "1"', '<b> <p> "2"', "<a> <q> <b> <g>", '<c> <p> "3" <g>'}),
        ("CLEAR ALL ; INSERT DATA { :a :p 1 } ; DELETE { :a :p ?n } INSERT { :a :p ?m } WHERE "
         "{ :a :p ?n BIND(?n+1 AS ?m) }",
         {'<a> <p> "2"'}),
        ("DELETE { :a :p 1 } INSERT { :a :p 01 } WHERE {}",
         {'<a> <p> "1"', '<b> <p> "2"', "<a> <q> <b> <g>", '<c> <p> "3" <g>'}),
        ("INSERT { ?o :bad ?s . ?s ?o ?s . GRAPH ?o { ?s :p ?o } } WHERE { ?s :p ?o . FILTER(?o<2&&?o>0) }",
         {'<a> <p> "1"', '<b> <p> "2"', "<a> <q> <b> <g>", '<c> <p> "3" <g>'}),
        ("INSERT DATA { :t :p '}', \"\"\"{ ; \"} \"\"\" } # } ; DROP ALL\n ; DELETE DATA { :b :p 2 }",
         {'<a> <p> "1"', "<a> <q> <b> <g>", '<c> <p> "3" <g>', '<t> <p> "}"', '<t> <p> "{ ; \\"} "'}),
    ],
)  # fmt: skip
def test_update_does_what_the_standard_says(emptied_store: Store, text: str, after: set[str]) -> None:
    update(emptied_store, START)
    update(emptied_store, text)
    assert told(emptied_store) == after


def test_comparison_without_spaces_is_no_iri(store: Store) -> None:
    update(store, "INSERT DATA { :a :p 1 ; :q 2 }")
    update(store, "DELETE { ?a :p ?x } WHERE { ?a :p ?x ; :q ?y FILTER(?x<?y&&'}'>'#') FILTER(?x<?y) }")
    assert told(store) == {'<a> <q> "2"'}


def test_pattern_sees_the_union_of_all_graphs_or_the_unnamed_one(store: Store) -> None:
    update(store, START)
    update(store, "INSERT { :seen :p ?s } WHERE { ?s :q ?o }", union=False)
    assert "<seen> <p> <a>" not in told(store)
    update(store, "INSERT { :seen :p ?s } WHERE { ?s :q ?o }")
    assert "<seen> <p> <a>" in told(store)


def test_graphs_may_be_named_beside_the_update_but_not_twice(store: Store) -> None:
    update(store, START)
    update(store, "INSERT { :in :p ?s } WHERE { ?s :p ?o }", using=[X + "g"])
    assert {each for each in told(store) if each.startswith("<in>")} == {"<in> <p> <c>"}
    update(store, "INSERT { :named :p ?g } WHERE { GRAPH ?g { ?s :p ?o } }", using_named=[X + "g"])
    assert "<named> <p> <g>" in told(store)
    for text in ("WITH :g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "DELETE { ?s ?p ?o } USING :g WHERE { ?s ?p ?o }"):
        with pytest.raises(InvalidInput, match="once"):
            update(store, text, using=[X + "g"])


def test_relative_iri_begins_from_the_base_that_is_given(store: Store) -> None:
    store.update("INSERT DATA { <a> <p> <b> }", base=X)
    assert told(store) == {"<a> <p> <b>"}
    store.update("BASE <https://example.org/deep/> DELETE DATA { <../a> <../p> <../b> }", base="https://example.com/")
    assert told(store) == set()


def test_blank_node_of_a_template_is_a_new_one_for_each_solution(store: Store) -> None:
    update(store, "INSERT DATA { :a :p 1 . :b :p 2 } ; INSERT { ?s :has [ :of ?o ] } WHERE { ?s :p ?o }")
    assert len({each.object for each in store.quads() if each.predicate == node("has")}) == 2


def test_stored_blank_node_keeps_its_identity_through_updates(store: Store) -> None:
    update(store, "INSERT DATA { GRAPH :g { :a :has [ :p 1 ] } }")
    update(store, "WITH :g DELETE { ?b :p ?n } INSERT { ?b :p 2 . ?b :q 3 } WHERE { ?b :p ?n }")
    found = store.select(PREFIXES + "SELECT ?p ?q { :a :has ?b . ?b :p ?p ; :q ?q }").rows
    assert found == ((Literal(2), Literal(3)),)
    update(store, "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert len(store) == 0


def test_empty_graph_is_a_graph_until_it_is_dropped(store: Store) -> None:
    update(store, "CREATE GRAPH :g")
    assert (store.has_graph(node("g")), list(store.graphs())) == (True, [node("g")])
    update(store, "INSERT DATA { GRAPH :g { :a :p 1 } } ; CLEAR GRAPH :g")
    assert store.has_graph(node("g"))
    update(store, "DROP GRAPH :g")
    assert (store.has_graph(node("g")), store.has_graph(DefaultGraph())) == (False, True)


def test_update_says_which_graphs_are_new(store: Store) -> None:
    written = store.update(PREFIXES + "INSERT DATA { :a :p 1 . GRAPH :g { :a :p 1 } }")
    assert written.created == {node("g")}
    assert not store.update(PREFIXES + "INSERT DATA { GRAPH :g { :b :p 1 } }").created


@pytest.mark.parametrize(
    "text",
    [
        "",
        "INSERT DATA { :a :p ?x }",
        "INSERT DATA { :a :p 1",
        "DELETE DATA { _:b :p 1 }",
        "DELETE { [] :p 1 } WHERE {}",
        "SELECT * { ?s ?p ?o }",
        "INSERT { :a :p 1 }",
        "INSERT DATA { :a :p 1 } INSERT DATA { :a :p 2 }",
        "INSERT DATA { _:b :p 1 } ; INSERT DATA { _:b :p 1 }",
        "DROP",
        "CLEAR GRAPH",
        "MOVE :a",
        "DELETE WHERE { ?s ?p ?o FILTER(?o > 1) }",
        "INSERT DATA { <relative> :p 1 }",
        "INSERT DATA { unknown:a :p 1 }",
    ],
)
def test_text_that_is_no_update_is_refused_and_nothing_changes(emptied_store: Store, text: str) -> None:
    update(emptied_store, START)
    before = emptied_store.revision, told(emptied_store)
    if text:
        with pytest.raises(MalformedQuery):
            update(emptied_store, text)
    else:
        assert not update(emptied_store, text)
    assert (emptied_store.revision, told(emptied_store)) == before


@pytest.mark.parametrize(
    "text", ["DROP GRAPH :none", "CLEAR GRAPH :none", "CREATE GRAPH :g", "COPY :none TO :g", "MOVE :none TO :g"]
)
def test_operation_on_a_graph_that_is_not_as_it_should_be_fails_with_all_before_it(
    emptied_store: Store, text: str
) -> None:
    update(emptied_store, START)
    before = emptied_store.revision, told(emptied_store)
    with pytest.raises(InvalidInput, match="graph"):
        update(emptied_store, f"INSERT DATA {{ :new :p 1 }} ; {text} ; INSERT DATA {{ :new :p 2 }}")
    assert (emptied_store.revision, told(emptied_store)) == before
    assert update(emptied_store, "INSERT DATA { :after :p 1 }")
    assert len(emptied_store) == 5


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/x.ttl>",
        "INSERT DATA { :a :p 1 } ; # then\n LOAD :x",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        r"INSERT { ?s ?p ?o } WHERE { \u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_nothing_is_fetched_by_an_update(emptied_store: Store, text: str) -> None:
    with pytest.raises((MalformedQuery, ForbiddenUpdate), match="not done here"):
        update(emptied_store, text)
    assert len(emptied_store) == 0


def test_what_may_fail_in_silence_is_passed_over_and_fetches_nothing(store: Store) -> None:
    assert not update(store, "load silent <file:///etc/passwd> into graph :g")
    assert len(store) == 0


def test_text_that_only_speaks_of_loading_is_a_text(store: Store) -> None:
    assert update(store, "INSERT DATA { :a :p 'please load <this>; or a service desk', 'LOAD file: x' }")


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "INSERT { :a :p ?n } WHERE { " + BOMB + " BIND(?v0 + ?v8 AS ?n) }",
        "DELETE { ?a ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o FILTER(?a != ?d) }",
    ],
)
def test_update_that_takes_too_long_is_stopped_and_the_next_is_done(store: Store, text: str) -> None:
    store.change(Change(added=[quad(f"n{number}") for number in range(300)]), check="off")
    before = store.revision
    update(store, "INSERT DATA { :n1 :p 'n1' }")
    began = time.monotonic()
    with pytest.raises(QueryTimeout):
        update(store, text, timeout=0.5)
    assert time.monotonic() - began < 15
    assert store.revision == before
    assert update(store, "INSERT DATA { :after :p 1 }")


@pytest.mark.parametrize("inside", ["(" * 20_000 + "1" + ")" * 20_000, "!" * 60_000 + "true"])
def test_update_that_is_nested_without_end_harms_nobody(store: Store, inside: str) -> None:
    with pytest.raises(FyrnetError):
        update(store, f"INSERT {{ :a :p 1 }} WHERE {{ FILTER({inside}) }}")
    assert update(store, "INSERT DATA { :after :p 1 }")
    assert len(store) == 1


# -- changes -----------------------------------------------------------------------------------------------------------


def test_graph_is_put_extended_and_taken_out(store: Store) -> None:
    graph = frozenset({node("g")})
    put = store.change(Change(cleared=graph, created=graph, added=[quad("a", "g"), quad("b", "g")]))
    assert (put.changed, put.created) == (True, graph)
    assert store.change(Change(cleared=graph, added=[quad("b", "g"), quad("c", "g")]))
    assert set(store.quads()) == {quad("b", "g"), quad("c", "g")}
    assert store.change(Change(added=[quad("d", "g")], removed=[quad("b", "g"), quad("none", "g")]))
    assert set(store.quads()) == {quad("c", "g"), quad("d", "g")}
    assert store.change(Change(dropped=graph))
    assert (len(store), store.has_graph(node("g"))) == (0, False)


def test_change_that_makes_no_difference_is_none_and_the_revision_stays(store: Store) -> None:
    number, graph = Literal("007", datatype=term("xsd:integer")), frozenset({node("g")})
    held = [quad("a", "g"), Quad(node("n"), node("p"), number, node("g")), quad("b", "g", BlankNode())]
    store.change(Change(added=held))
    before = store.revision
    again = [*held[:2], quad("b", "g", BlankNode())]
    assert not store.change(Change(added=held[:2]))
    assert not store.change(Change(cleared=graph, created=graph, added=again))
    assert not store.change(Change(removed=[quad("none", "g")], dropped=frozenset({node("none")})))
    assert not update(store, "INSERT DATA { GRAPH :g { :n :p 7 } } ; DELETE DATA { :n :p 7 }")
    assert store.revision == before


def test_graph_that_is_replaced_after_updates_is_compared_by_its_content(store: Store) -> None:
    store.replace({node("g"): [quad("a", "g")]})
    update(store, "INSERT DATA { GRAPH :g { :b :p 'b' } }")
    assert not store.replace({node("g"): [quad("b", "g"), quad("a", "g")]})
    assert store.replace({node("g"): [quad("a", "g")]})
    update(store, "INSERT DATA { GRAPH :g { :c :p 'c' } }")
    assert {each.subject for each in store.quads()} == {node("a"), node("c")}


def test_every_write_gives_another_revision(store: Store) -> None:
    seen = {store.revision}
    for number in range(5):
        update(store, f"INSERT DATA {{ :a :p {number} }}")
        seen.add(store.revision)
        update(store, f"DELETE DATA {{ :a :p {number} }}")
        seen.add(store.revision)
    assert len(seen) == 11


def test_write_for_an_older_revision_is_refused(store: Store) -> None:
    old = store.revision
    written = store.update(PREFIXES + "INSERT DATA { :a :p 1 }", expected=old)
    assert written.revision == store.revision
    with pytest.raises(OutdatedRevision):
        store.update(PREFIXES + "INSERT DATA { :b :p 1 }", expected=old)
    with pytest.raises(OutdatedRevision):
        store.change(Change(added=[quad("c")]), expected=old)
    assert store.change(Change(added=[quad("c")]), expected=written.revision)
    assert len(store) == 2


# -- shapes ------------------------------------------------------------------------------------------------------------

HAVN = initiative("groen-havn")
BREAKING = [
    f"DELETE {{ GRAPH ?g {{ <{HAVN}> skos:prefLabel ?l }} }} WHERE {{ GRAPH ?g {{ <{HAVN}> skos:prefLabel ?l }} }}",
    "INSERT DATA { <urn:x> a fyr:Initiative }",
    f"INSERT DATA {{ <{HAVN}> fyr:hasParticipant <urn:nobody> }}",
    f"INSERT DATA {{ <{HAVN}> fyr:buildsOn <{HAVN}> }}",
    f"INSERT DATA {{ <{initiative('blaa-vej')}> fyr:buildsOn <{initiative('aaben-strand')}> }}",
    "DELETE { GRAPH ?g { ?o a org:Organization } } WHERE { GRAPH ?g { ?o a org:Organization } }",
    "DELETE { GRAPH ?g { ?p fyr:role ?r } } WHERE { GRAPH ?g { ?p fyr:role ?r } }",
    "INSERT DATA { GRAPH <urn:g> { <urn:x> a fyr:Initiative } } ; MOVE GRAPH <urn:g> TO <urn:h>",
    f"INSERT DATA {{ GRAPH <urn:g> {{ <{HAVN}> skos:prefLabel 'Et andet navn'@da }} }}",
]
SHAPES = (
    "PREFIX fyr: <https://w3id.org/fyrnet/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX org: <http://www.w3.org/ns/org#> "
)


@pytest.fixture
def filled(emptied_store: Store) -> Store:
    emptied_store.replace(sample_graphs())
    return emptied_store


@pytest.mark.parametrize("text", BREAKING)
def test_update_that_breaks_a_shape_is_refused_whole(filled: Store, text: str) -> None:
    before, size = filled.revision, len(filled)
    with pytest.raises(ShapeViolation) as refused:
        filled.update(f"{SHAPES} INSERT DATA {{ <urn:also> <urn:p> 1 }} ; {text}")
    assert refused.value.report
    assert (filled.revision, len(filled)) == (before, size)
    assert filled.update("INSERT DATA { <urn:after> <urn:p> 1 }")
    assert len(filled) == size + 1


def test_update_that_breaks_a_shape_may_be_made_and_told_of(filled: Store) -> None:
    written = filled.update(f"{SHAPES} INSERT DATA {{ <urn:x> a fyr:Initiative }}", check="warn")
    assert written.changed
    assert any("urn:x" in line for line in written.warnings)
    assert filled.update(f"{SHAPES} INSERT DATA {{ <urn:y> a fyr:Initiative }}", check="off").warnings == ()


def test_old_fault_elsewhere_stops_nobody(filled: Store) -> None:
    filled.update(f"{SHAPES} INSERT DATA {{ <urn:x> a fyr:Initiative }}", check="off")
    assert filled.update(f"{SHAPES} INSERT DATA {{ <urn:x> skos:altLabel 'X'@da }}")
    assert filled.update(f"{SHAPES} INSERT DATA {{ <{HAVN}> skos:altLabel 'Havnen'@da }}")


def test_update_that_keeps_every_shape_is_made(filled: Store) -> None:
    assert filled.update(
        f"{SHAPES} DELETE {{ GRAPH ?g {{ <{HAVN}> skos:prefLabel ?l }} }}"
        f" INSERT {{ GRAPH ?g {{ <{HAVN}> skos:prefLabel 'Nyt'@da }} }}"
        f" WHERE {{ GRAPH ?g {{ <{HAVN}> skos:prefLabel ?l FILTER(lang(?l) = 'da') }} }}"
    )
    assert not filled.update("INSERT DATA { <urn:foreign> a <http://www.w3.org/ns/org#Organization> }").warnings


def test_change_is_held_against_the_shapes_too(filled: Store) -> None:
    before = filled.revision
    broken = Quad(node("x"), term("rdf:type"), fyr("Initiative"), DefaultGraph())
    with pytest.raises(ShapeViolation):
        filled.change(Change(added=[broken, quad("a")]))
    assert filled.revision == before
    assert GROEN_HAVN.title == "Grøn Havn"


# -- whole files -------------------------------------------------------------------------------------------------------

NTRIPLES = b"".join(b'<https://example.org/n%d> <https://example.org/p> "%d" .\n' % (n, n) for n in range(5000))


def test_file_is_loaded_beside_what_is_there(store: Store, tmp_path: Path) -> None:
    update(store, START)
    before = store.revision
    (tmp_path / "x.nt").write_bytes(NTRIPLES)
    written = store.bulk_load(tmp_path / "x.nt", RdfFormat.N_TRIPLES, graph=node("loaded"))
    assert (written.changed, written.revision) == (True, store.revision)
    assert store.revision != before
    assert (len(store), len(list(store.quads(node("loaded"))))) == (5004, 5000)
    assert update(store, "DELETE DATA { GRAPH :loaded { :n1 :p '1' } }")
    assert len(store) == 5003


def test_stream_is_loaded_too_and_quads_keep_their_graphs(store: Store) -> None:
    store.bulk_load(io.BytesIO(b"<urn:a> <urn:p> <urn:b> <urn:g> ."), RdfFormat.N_QUADS)
    assert [str(each.graph_name) for each in store.quads()] == ["<urn:g>"]


def test_file_that_breaks_off_leaves_everything_as_it_was(store: Store) -> None:
    update(store, START)
    before = store.revision, told(store)
    with pytest.raises(UnreadableDocument):
        store.bulk_load(io.BytesIO(NTRIPLES + b"<urn:a> <urn:p> ."), RdfFormat.N_TRIPLES)
    assert (store.revision, told(store)) == before
    assert update(store, "INSERT DATA { :after :p 1 }")


def test_file_is_held_against_the_shapes_when_that_is_asked(store: Store) -> None:
    text = b"<urn:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/fyrnet/ontology#Initiative> ."
    with pytest.raises(ShapeViolation):
        store.bulk_load(io.BytesIO(text), RdfFormat.N_TRIPLES, check="reject")
    assert len(store) == 0
    assert store.bulk_load(io.BytesIO(text), RdfFormat.N_TRIPLES)


def test_backup_is_a_store_that_can_be_put_back(store: Store, tmp_path: Path) -> None:
    update(store, START)
    held, revision = told(store), store.revision
    assert store.backup(tmp_path / "backup") == revision
    update(store, "DROP ALL ; INSERT DATA { :other :p 1 }")
    assert store.restore(tmp_path / "backup").changed
    assert told(store) == held
    assert update(store, "INSERT DATA { :after :p 1 }")
    assert len(ox.Store.read_only(str(tmp_path / "backup"))) == 4


def test_backup_never_takes_the_place_of_something(store: Store, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InvalidInput, match="already"):
        store.backup(tmp_path)
    with pytest.raises(StoreError, match="no backup"):
        store.restore(tmp_path / "nowhere")


# -- at the same time --------------------------------------------------------------------------------------------------


def test_writers_at_the_same_time_count_every_step(store: Store) -> None:
    update(store, "INSERT DATA { :counter :value 0 }")

    def count() -> None:
        for _ in range(20):
            update(store, COUNT_UP)

    writers = [threading.Thread(target=count) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert told(store) == {'<counter> <value> "60"'}


def test_reader_never_sees_half_an_update_and_always_what_was_acknowledged(store: Store) -> None:
    update(store, "INSERT DATA { :counter :value 0 . :other :value 0 }")
    acknowledged, wrong, done = [0], [], threading.Event()
    both = COUNT_UP + " ; " + COUNT_UP.replace(":counter", ":other")

    def read() -> None:
        while not done.is_set():
            least = acknowledged[0]
            seen = {str(row[0]) for row in store.select(PREFIXES + "SELECT ?n { ?s :value ?n }").rows}
            if len(seen) != 1 or int(seen.pop().split('"')[1]) < least:
                wrong.append(seen)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 40):
        update(store, both)
        acknowledged[0] = number
    done.set()
    reader.join()
    assert not wrong
