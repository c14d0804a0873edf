"""Several instances of the service on one store that is a service itself: none of them keeps anything of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx2
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph.remote import Access, RemoteStore
from tests.engines import emptied, oxigraph
from tests.sample import initiative, sample_graphs

pytestmark = pytest.mark.slow

TOKEN = "open-sesame"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
HAVN = initiative("groen-havn")
SETTINGS = Settings(store="remote", write_token=TOKEN, contacts="public", query_timeout=2.0)
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
BOMB = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{n} {{ 0 1 2 3 4 5 6 7 8 9 }}" for n in range(10)) + " }"


@contextmanager
def instances(access: Access, number: int = 2, **more: object) -> Iterator[list[TestClient]]:
    settings = Settings(**{**vars(SETTINGS), **more})
    with ExitStack() as opened:
        stores = [opened.enter_context(RemoteStore(access)) for _ in range(number)]
        if not len(stores[0]):
            stores[0].replace(sample_graphs())
        yield [opened.enter_context(TestClient(create_app(settings, store))) for store in stores]


@pytest.fixture(scope="module")
def two(oxigraph_server: Access) -> Iterator[list[TestClient]]:
    with instances(emptied(oxigraph_server)) as clients:
        yield clients


def rows(client: TestClient, query: str) -> list[list[str]]:
    answer = client.get("/sparql", params={"query": query, "format": "json"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return [[row[name]["value"] for name in found["head"]["vars"]] for row in found["results"]["bindings"]]


def test_write_through_one_instance_is_seen_by_the_next_read_through_the_other(two: list[TestClient]) -> None:
    for number in range(6):
        writer, reader = two[number % 2], two[1 - number % 2]
        before = reader.get("/health").json()
        text = f'INSERT DATA {{ <{HAVN}> <http://www.w3.org/2004/02/skos/core#altLabel> "Havn nr. {number}"@da }}'
        written = writer.post("/update", data={"update": text}, headers=BEARER)
        assert written.status_code in (200, 204), written.text
        assert [f"Havn nr. {number}"] in rows(reader, f"SELECT ?o {{ <{HAVN}> ?p ?o }}")
        assert f"Havn nr. {number}" in reader.get("/id/initiative/groen-havn.ttl").text
        after = reader.get("/health").json()
        assert (after["triples"], after["revision"] != before["revision"]) == (before["triples"] + 1, True)
        assert after == writer.get("/health").json()


def test_pages_and_lists_of_both_instances_are_equal_and_have_the_same_tag(two: list[TestClient]) -> None:
    for path in ("/api/initiatives", "/api/organisations", "/", "/initiatives", "/api/analysis/centrality"):
        first, second = (client.get(path) for client in two)
        assert (first.status_code, first.content) == (200, second.content)
        assert first.headers["etag"] == second.headers["etag"]
        assert two[1].get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("ASK { ?s a <https://w3id.org/fyrnet/ontology#Initiative> }", "application/sparql-results+json", "true"),
        (f"CONSTRUCT {{ <urn:a> <urn:b> ?o }} {{ <{HAVN}> a ?o }}", "text/turtle", "<urn:b>"),
        (f"DESCRIBE <{HAVN}>", "application/n-triples", HAVN),
        ("SELECT (1 + 1 AS ?two) {}", "text/csv", "2"),
        ("SELECT (1 + 1 AS ?two) {}", "text/tab-separated-values", "?two"),
        ("SELECT ?none { BIND(<relative> AS ?none) }", "application/sparql-results+xml", "relative"),
    ],
)
def test_every_form_and_format_is_answered(two: list[TestClient], query: str, accept: str, expected: str) -> None:
    answer = two[0].get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(accept)
    assert expected in answer.text


def test_nothing_that_the_store_keeps_for_itself_is_seen(two: list[TestClient]) -> None:
    [[number]] = rows(two[0], COUNT)
    assert int(number) == two[0].get("/health").json()["triples"]
    assert rows(two[0], "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'x-fyrnet')) }") == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM <http://127.0.0.1:9/none> { ?s ?p ?o }",
        'DEFINE get:soft "soft" SELECT * { ?s ?p ?o }',
        "PREFIX bif: <bif:> SELECT (bif:sleep(5) AS ?x) {}",
        "SELECT * { ?s ?p ?o",
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "SELECT * { " + "{" * 300 + "}" * 300 + " }",
    ],
)
def test_query_that_is_refused_here_or_there_is_a_bad_request(two: list[TestClient], query: str) -> None:
    answer = two[0].get("/sparql", params={"query": query}, headers={"Accept": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_query_that_takes_too_long_is_cut_in_time_and_others_are_answered() -> None:
    answered: list[tuple[int, float]] = []
    # Oxigraph would go on with the query for as long as it runs: this one ends with the test.
    with oxigraph() as access, instances(access, 1) as [client]:

        def ask() -> None:
            began = time.monotonic()
            status = client.get("/sparql", params={"query": BOMB, "timeout": "1"}).status_code
            answered.append((status, time.monotonic() - began))

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.2)
        assert client.get("/api/initiatives").status_code == 200
        asking.join()
    [(status, took)] = answered
    assert status == 504
    assert took < 15


def test_contacts_are_withheld_from_strangers_and_shown_to_who_may_see_them(oxigraph_server: Access) -> None:
    everything = "SELECT ?o { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'example.org') && CONTAINS(STR(?o), '@')) }"
    with instances(emptied(oxigraph_server), contacts="token") as (one, other):
        assert rows(one, everything) == []
        asked = {"query": everything, "format": "json"}
        seen = other.get("/sparql", params=asked, headers=BEARER).json()["results"]["bindings"]
        assert seen
        text = 'INSERT DATA { <urn:new> <urn:note> "write to carla@example.org", "nothing here" }'
        assert other.post("/update", data={"update": text}, headers=BEARER).status_code in (200, 204)
        assert rows(one, "SELECT ?o { <urn:new> ?p ?o }") == [["nothing here"]]
        assert rows(one, everything) == []


def test_what_others_wrote_is_taken_over_when_they_say_so(oxigraph_server: Access) -> None:
    with instances(emptied(oxigraph_server)) as (one, other):
        before = one.get("/health").json()
        told = "DROP GRAPH <urn:x-fyrnet:notes> ; INSERT DATA { GRAPH <urn:g> { <urn:theirs> <urn:p> 'new' } }"
        headers = {"content-type": "application/sparql-update"}
        httpx2.post(oxigraph_server.update or "", content=told, headers=headers, verify=False).raise_for_status()
        after = other.get("/health").json()
        assert (after["triples"], after["revision"] == before["revision"]) == (before["triples"] + 1, False)
        for client in (one, other):
            assert rows(client, "SELECT ?o { <urn:theirs> ?p ?o }") == [["new"]]
            assert client.get("/store", params={"graph": "urn:g"}).status_code == 200


def test_service_whose_store_goes_away_says_so_and_recovers() -> None:
    with oxigraph() as access, RemoteStore(access) as store:
        store.replace(sample_graphs())
        app = TestClient(create_app(SETTINGS, store))
        with app:
            assert app.get("/api/initiatives").status_code == 200
            away = Access("http://127.0.0.1:9/query", "http://127.0.0.1:9/update")
            there, store._wire.access = store._wire.access, away
            began = time.monotonic()
            health = app.get("/health")
            assert (health.status_code, time.monotonic() - began < 10) == (503, True)
            for path in ("/api/initiatives", "/sparql?query=ASK%7B%7D"):
                told = app.get(path, headers={"Accept": "application/json"})
                assert told.status_code == 503
                assert "http://127.0.0.1:9/query" in told.json()["detail"]
            page = app.get("/initiatives", headers={"Accept": "text/html"})
            assert page.status_code == 503
            assert "<html" in page.text
            assert app.get("/static/fyrnet.css").status_code in (200, 404)
            store._wire.access = there
            assert app.get("/api/initiatives").status_code == 200
