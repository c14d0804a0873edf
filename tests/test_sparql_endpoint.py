"""The SPARQL door: what the protocol asks for, and what a stranger cannot do to the service."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph.store import open_store
from tests.sample import sample_graphs, sample_store

pytestmark = pytest.mark.slow

SELECT = "SELECT ?i { ?i a <https://w3id.org/fyrnet/ontology#Initiative> } ORDER BY ?i"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s a ?t } { ?s a ?t } LIMIT 3"
# Four unrelated patterns: the number of results is the fourth power of the number of triples.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# Every result is kept before the first one leaves.
GREEDY = "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(query_timeout=3), sample_store())) as client:
        yield client


# -- protocol ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/sparql-results+json"),
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
    ],
)
@pytest.mark.parametrize("query", [SELECT, ASK])
def test_results_come_in_the_media_type_that_is_preferred(
    client: TestClient, query: str, accept: str | None, media_type: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type


@pytest.mark.parametrize(
    ("accept", "media_type", "format_"),
    [
        ("*/*", "text/turtle", RdfFormat.TURTLE),
        ("text/turtle", "text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", "application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", "application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
@pytest.mark.parametrize("query", [CONSTRUCT, "DESCRIBE <https://w3id.org/fyrnet/id/initiative/groen-havn>"])
def test_graphs_come_in_the_media_type_that_is_preferred(
    client: TestClient, query: str, accept: str, media_type: str, format_: RdfFormat
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert len(list(parse(answer.content, format=format_))) >= 3


@pytest.mark.parametrize(
    ("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (SELECT, "image/png"), (CONSTRUCT, "a/b")]
)
def test_form_of_query_without_an_accepted_format_is_406(client: TestClient, query: str, accept: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")


def test_the_four_ways_to_send_a_query_give_the_same(client: TestClient) -> None:
    answers = [
        client.get("/sparql", params={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query"}),
        client.post("/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query; charset=utf-8"}),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.content for answer in answers}) == 1
    assert len(answers[0].json()["results"]["bindings"]) == 4


def test_text_with_percent_and_plus_arrives_as_it_was_sent(client: TestClient) -> None:
    query = 'SELECT ("a%2Bb+c æ" AS ?x) {}'
    for answer in (client.get("/sparql", params={"query": query}), client.post("/sparql", data={"query": query})):
        assert answer.json()["results"]["bindings"][0]["x"]["value"] == "a%2Bb+c æ"


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_dataset_of_the_protocol_goes_before_the_union(client: TestClient, name: str) -> None:
    pattern = "?s ?p ?o" if name == "default-graph-uri" else "GRAPH ?g { ?s ?p ?o }"
    graph = "https://w3id.org/fyrnet/graph/source/tillaeg"
    query = f"SELECT ?s {{ {pattern} . ?s a <https://w3id.org/fyrnet/ontology#Initiative> }}"
    query = (
        query if name == "default-graph-uri" else query.replace(" . ?s a", " GRAPH ?g { ?s a").replace("> }", "> } }")
    )
    found = client.get("/sparql", params={"query": query, name: graph}).json()["results"]["bindings"]
    assert {row["s"]["value"] for row in found} == {"https://w3id.org/fyrnet/id/initiative/stille-sund"}


def test_from_goes_before_the_union(client: TestClient) -> None:
    query = SELECT.replace("{", "FROM <https://w3id.org/fyrnet/graph/source/tillaeg> {", 1)
    assert len(client.get("/sparql", params={"query": query}).json()["results"]["bindings"]) == 1


@pytest.mark.parametrize(
    "parameters",
    [
        {"query": "SELECT * FROM <http://example.org/graph.ttl> { ?s ?p ?o }"},
        {"query": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"},
        {"query": ASK, "default-graph-uri": "http://example.org/graph.ttl"},
        {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"},
        {"query": "SELECT * { service silent ?where { ?s ?p ?o } }"},
    ],
)
def test_nothing_is_fetched_from_elsewhere(client: TestClient, parameters: dict[str, str]) -> None:
    answer = client.get("/sparql", params=parameters)
    assert answer.status_code == 400
    assert "here" in answer.json()["detail"]


@pytest.mark.parametrize("update", ["INSERT DATA { <urn:a> <urn:b> 1 }", "DROP ALL", "CLEAR DEFAULT"])
def test_update_sent_as_a_query_is_malformed(client: TestClient, update: str) -> None:
    answer = client.get("/sparql", params={"query": update})
    assert answer.status_code == 400
    assert "/sparql only reads" in answer.json()["detail"]


def test_update_sent_to_the_read_only_endpoint_is_refused(client: TestClient) -> None:
    update, before = "INSERT DATA { <urn:a> <urn:b> 1 }", client.get("/health").json()
    as_text = client.post("/sparql", content=update, headers={"Content-Type": "application/sparql-update"})
    assert [client.post("/sparql", data={"update": update}).status_code, as_text.status_code] == [403, 403]
    assert client.get("/health").json() == before


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ([("query", "SELEKT *")], 400),
        ([("query", "")], 400),
        ([("query", SELECT), ("query", ASK)], 400),
        ([("query", ASK), ("timeout", "soon")], 400),
        ([("query", ASK), ("timeout", "-1")], 400),
        ([("query", ASK), ("format", "xlsx")], 400),
        ([("query", SELECT), ("format", "ttl")], 406),
    ],
)
def test_malformed_request_is_a_problem(
    client: TestClient, parameters: list[tuple[str, str | int | float | bool | None]], status: int
) -> None:
    answer = client.get("/sparql", params=parameters)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"ASK {}", "text/plain", 415),
        (b"ASK {}", "", 415),
        (b"ASK { ?s ?p '\xff' }", "application/sparql-query", 400),
        (b"nothing=1", "application/x-www-form-urlencoded", 400),
        (b"ASK {}" + b" " * 200_000, "application/sparql-query", 400),
        (b"#" * 1_000_000, "application/sparql-query", 413),
    ],
)
def test_body_that_is_no_query_is_refused(client: TestClient, content: bytes, media_type: str, status: int) -> None:
    answer = client.post("/sparql", content=content, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_bare_get_describes_the_service(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "application/n-triples"})
    objects = {str(triple.object) for triple in parse(answer.content, format=RdfFormat.N_TRIPLES)}
    assert "<http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph>" in objects
    assert "<https://w3id.org/fyrnet/graph/curation>" in objects
    assert client.get("/sparql").headers["content-type"].startswith("text/turtle")


def test_default_graph_of_its_own_is_not_the_union() -> None:
    with TestClient(create_app(Settings(default_graph="own"), sample_store())) as client:
        assert client.get("/sparql", params={"query": ASK}).json()["boolean"] is False
        assert client.get("/sparql", params={"query": "ASK { GRAPH ?g { ?s ?p ?o } }"}).json()["boolean"] is True


# -- the console -------------------------------------------------------------------------------------------------------


def test_browser_gets_a_console_with_examples(client: TestClient) -> None:
    page = client.get("/sparql", headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    assert "<textarea" in page.text
    assert "partners_spanning" not in page.text


def test_console_shows_results_as_a_table_with_links(client: TestClient) -> None:
    page = client.get("/sparql", params={"query": SELECT}, headers=BROWSER)
    assert '<a href="/initiatives/groen-havn">' in page.text
    assert "4 rækker" in page.text


def test_console_shows_what_is_wrong_with_a_query(client: TestClient) -> None:
    page = client.get("/sparql", params={"query": "SELECT <script>alert(1)</script>"}, headers=BROWSER)
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert "<script>" not in page.text


def test_console_escapes_what_stands_in_the_results(client: TestClient) -> None:
    page = client.get("/sparql", params={"query": 'SELECT ("<script>alert(1)</script>" AS ?x) {}'}, headers=BROWSER)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</td>" in page.text
    assert "<script>" not in page.text


# -- what a stranger cannot do -----------------------------------------------------------------------------------------


def test_query_that_takes_too_long_is_stopped_and_said_so(client: TestClient) -> None:
    began = time.monotonic()
    answer = client.get("/sparql", params={"query": ENDLESS, "timeout": "0.5"})
    assert (answer.status_code, answer.headers["content-type"]) == (504, "application/problem+json")
    assert "0.5 seconds" in answer.json()["detail"]
    assert answer.headers["retry-after"]
    assert time.monotonic() - began < 10


def test_timeout_of_a_request_never_raises_that_of_the_service() -> None:
    with TestClient(create_app(Settings(query_timeout=0.4), sample_store())) as client:
        began = time.monotonic()
        assert client.get("/sparql", params={"query": ENDLESS, "timeout": "60"}).status_code == 504
        assert time.monotonic() - began < 10


def test_service_answers_others_while_a_query_runs(client: TestClient) -> None:
    client.get("/sparql", params={"query": ASK})
    running = threading.Thread(target=client.get, args=("/sparql",), kwargs={"params": {"query": ENDLESS}})
    running.start()
    time.sleep(0.3)
    assert client.get("/health").status_code == 200
    assert client.get("/sparql", params={"query": ASK}).status_code == 200
    assert running.is_alive()
    running.join()


def test_query_that_finds_no_free_worker_is_told_to_come_back() -> None:
    statuses: list[int] = []
    with TestClient(create_app(Settings(query_workers=1, query_timeout=1), sample_store())) as client:

        def ask() -> None:
            statuses.append(client.get("/sparql", params={"query": ENDLESS}).status_code)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    # The time of the one that runs begins when its worker is there, so it ends after the others have given up.
    assert sorted(statuses) == [503, 503, 503, 504]


def test_query_after_one_that_was_stopped_is_answered(client: TestClient) -> None:
    assert client.get("/sparql", params={"query": ENDLESS, "timeout": "0.2"}).status_code == 504
    assert client.get("/sparql", params={"query": ASK}).json()["boolean"] is True


def test_query_that_wants_too_much_memory_is_an_error_and_no_end_of_the_service() -> None:
    with TestClient(create_app(Settings(query_timeout=60), sample_store())) as client:
        assert client.get("/sparql", params={"query": ASK}).status_code == 200
        answer = client.get("/sparql", params={"query": GREEDY})
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert "memory" in answer.json()["detail"]
        assert client.get("/health").status_code == 200


def test_result_that_is_too_large_is_refused_whole() -> None:
    with TestClient(create_app(Settings(largest_result=1000), sample_store())) as client:
        answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
        assert answer.status_code == 503
        assert "LIMIT" in answer.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { " + "{" * 5000 + "?s ?p ?o" + "}" * 5000 + " }",
        "SELECT * { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
        'SELECT * { FILTER(")"=' + '(")"=' * 5000 + "1" + ")" * 5000 + ") }",
        "SELECT * { FILTER(" + "!" * 60_000 + "true) }",
    ],
)
def test_text_that_is_nested_too_deeply_harms_nobody(client: TestClient, query: str) -> None:
    assert client.post("/sparql", data={"query": query}).status_code in (400, 503)
    assert client.get("/sparql", params={"query": ASK}).json()["boolean"] is True


def test_store_on_disk_is_asked_through_a_snapshot(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"), fill=False)
    store.replace(sample_graphs())
    with store, TestClient(create_app(Settings(), store)) as client:
        assert len(client.get("/sparql", params={"query": SELECT}).json()["results"]["bindings"]) == 4
        emptied = next(graph for graph in sample_graphs() if "forslag" in graph.value)
        store.replace({emptied: []})
        assert len(client.get("/sparql", params={"query": SELECT}).json()["results"]["bindings"]) == 1


def test_result_is_json_to_the_last_byte(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert json.loads(answer.content)["results"]["bindings"]
