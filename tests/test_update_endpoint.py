"""The door for updates: who may, what is taken, what comes of it, and that nothing is done by halves."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph.store import open_store

pytestmark = pytest.mark.slow

TOKEN = {"Authorization": "Bearer t"}
TEXT = TOKEN | {"Content-Type": "application/sparql-update"}
INSERT = "INSERT DATA { <urn:a> <urn:b> 1 }"


@pytest.fixture(scope="module", params=["union", "own"])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with open_store(str(tmp_path_factory.mktemp("update") / "store"), fill=False) as store:
        settings = Settings(write_token="t", default_graph=request.param, largest_update=100_000)
        with TestClient(create_app(settings, store)) as client:
            yield client


@pytest.fixture(autouse=True)
def empty(client: TestClient) -> None:
    assert client.post("/update", content="DROP ALL", headers=TEXT).status_code == 200


def holds(client: TestClient, pattern: str) -> bool:
    return bool(client.get("/sparql", params={"query": f"ASK {{ {pattern} }}"}).json()["boolean"])


def test_update_is_acknowledged_with_its_revision_and_seen_by_the_next_query(client: TestClient) -> None:
    before = client.get("/health").json()["revision"]
    answer = client.post("/update", content=INSERT, headers=TEXT)
    assert (answer.status_code, answer.json()["changed"], answer.json()["warnings"]) == (200, True, [])
    assert answer.json()["revision"] == client.get("/health").json()["revision"] != before
    assert answer.headers["etag"] == f'"{answer.json()["revision"]}"'
    assert holds(client, "<urn:a> <urn:b> 1")


def test_update_comes_as_a_form_too(client: TestClient) -> None:
    assert client.post("/update", data={"update": INSERT}, headers=TOKEN).status_code == 200
    assert holds(client, "<urn:a> <urn:b> 1")


def test_update_that_changes_nothing_says_so(client: TestClient) -> None:
    client.post("/update", content=INSERT, headers=TEXT)
    again = client.post("/update", content=INSERT, headers=TEXT).json()
    assert (again["changed"], again["revision"]) == (False, client.get("/health").json()["revision"])
    assert client.post("/update", content="", headers=TEXT).json()["changed"] is False


def test_operations_of_one_update_are_done_together_or_not_at_all(client: TestClient) -> None:
    answer = client.post("/update", content=f"{INSERT} ; CREATE GRAPH <urn:g> ; CREATE GRAPH <urn:g>", headers=TEXT)
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert not holds(client, "?s ?p ?o")
    assert not holds(client, "GRAPH <urn:g> { }")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Basic dDp0"}, 401),
        ({"Authorization": "Bearer"}, 401),
    ],
)
def test_update_without_the_token_is_refused_unread(client: TestClient, headers: dict[str, str], status: int) -> None:
    answer = client.post("/update?token=t", content=INSERT, headers={**TEXT, "Authorization": "", **headers})
    assert (answer.status_code, answer.headers["www-authenticate"].startswith("Bearer")) == (status, True)
    assert not holds(client, "?s ?p ?o")


def test_service_without_a_token_takes_no_update() -> None:
    with TestClient(create_app(Settings(), open_store("memory:", fill=False))) as client:
        answer = client.post("/update", content=INSERT, headers=TEXT)
        assert (answer.status_code, "FYRNET_WRITE_TOKEN" in answer.json()["detail"]) == (403, True)


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        ("INSERT DATA { <urn:a> }", "application/sparql-update", 400),
        ("SELECT * { ?s ?p ?o }", "application/sparql-update", 400),
        (INSERT, "application/sparql-query", 415),
        (INSERT, "text/plain", 415),
        (INSERT, "", 415),
        (INSERT, "application/sparql-update; charset=UTF-16", 415),
        ("update=CLEAR+ALL&update=DROP+ALL", "application/x-www-form-urlencoded", 400),
        ("update=CLEAR+ALL&query=ASK+%7B%7D", "application/x-www-form-urlencoded", 400),
        ("query=ASK+%7B%7D", "application/x-www-form-urlencoded", 400),
        ("# " + "x" * 200_000, "application/sparql-update", 413),
        ("INSERT DATA { <urn:a> <urn:b> " + "(" * 5_000 + ")" * 5_000 + " }", "application/sparql-update", 400),
        ("LOAD <http://127.0.0.1:9/x>", "application/sparql-update", 403),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "application/sparql-update", 400),
        ("DROP GRAPH <urn:nowhere>", "application/sparql-update", 409),
    ],
)
def test_what_is_no_update_is_a_problem(client: TestClient, content: str, media_type: str, status: int) -> None:
    answer = client.post("/update", content=content, headers=TOKEN | {"Content-Type": media_type})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert not holds(client, "?s ?p ?o")


def test_update_is_put_to_the_graphs_that_the_request_names(client: TestClient) -> None:
    data = "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } GRAPH <urn:h> { <urn:a> <urn:b> 2 } }"
    client.post("/update", content=data, headers=TEXT)
    copied = "INSERT { GRAPH <urn:k> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    answer = client.post("/update", params={"using-graph-uri": "urn:h"}, content=copied, headers=TEXT)
    assert answer.status_code == 200
    assert holds(client, "GRAPH <urn:k> { ?s ?p 2 FILTER NOT EXISTS { GRAPH <urn:k> { ?s ?p 1 } } }")
    twice = "INSERT { GRAPH <urn:l> { ?s ?p ?o } } USING <urn:g> WHERE { ?s ?p ?o }"
    refused = client.post("/update", params={"using-named-graph-uri": "urn:h"}, content=twice, headers=TEXT)
    assert refused.status_code == 400


@pytest.mark.parametrize("name", ["using-graph-uri", "using-named-graph-uri"])
@pytest.mark.parametrize("iri", ["", "relative", "_:b", "urn:a b", "https://example.org/<>"])
def test_graph_that_is_named_by_no_absolute_iri_is_a_bad_request(client: TestClient, name: str, iri: str) -> None:
    update = "INSERT { <urn:a> <urn:b> 1 } WHERE {}"
    assert client.post("/update", params={name: iri}, content=update, headers=TEXT).status_code == 400
    assert not holds(client, "?s ?p ?o")


def test_update_for_a_revision_that_is_gone_is_412(client: TestClient) -> None:
    known = client.post("/update", content=INSERT, headers=TEXT).headers["etag"]
    now = client.post("/update", content=INSERT.replace("1", "2"), headers=TEXT | {"If-Match": known})
    assert now.status_code == 200
    late = client.post("/update", content=INSERT.replace("1", "3"), headers=TEXT | {"If-Match": known})
    assert (late.status_code, holds(client, "?s ?p 3")) == (412, False)


def test_what_breaks_a_shape_is_refused_or_told_as_the_request_asks(client: TestClient) -> None:
    wrong = "INSERT DATA { GRAPH <urn:g> { <urn:i> a <https://w3id.org/fyrnet/ontology#Initiative> } }"
    refused = client.post("/update", content=wrong, headers=TEXT)
    assert (refused.status_code, holds(client, "GRAPH <urn:g> { ?s ?p ?o }")) == (422, False)
    warned = client.post("/update?check=warn", content=wrong, headers=TEXT)
    assert (warned.status_code, len(warned.json()["warnings"]) > 0) == (200, True)
    assert client.post("/update?check=perhaps", content=wrong, headers=TEXT).status_code == 400


def test_updates_at_the_same_time_all_arrive(client: TestClient) -> None:
    def write(number: int) -> int:
        return client.post("/update", content=f"INSERT DATA {{ <urn:n> <urn:p> {number} }}", headers=TEXT).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(write, range(24))) == {200}
    counted = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { <urn:n> <urn:p> ?o }"}).json()
    assert counted["results"]["bindings"][0]["n"]["value"] == "24"


def test_update_that_takes_too_long_is_stopped_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    endless = "SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a"
    bomb = f"INSERT {{ ?a <urn:x> ?n }} WHERE {{ {{ {endless} }} }}"
    with (
        open_store(str(tmp_path / "store")) as store,
        TestClient(create_app(Settings(write_token="t", query_timeout=0.5), store)) as client,
    ):
        before = client.get("/health").json()
        answer = client.post("/update", content=bomb, headers=TEXT)
        assert (answer.status_code, answer.headers["retry-after"].isdigit()) == (504, True)
        assert client.get("/health").json() == before


def test_text_that_an_update_makes_too_long_is_not_stored(client: TestClient) -> None:
    doubled = " ".join(f"BIND(CONCAT(?x{at}, ?x{at}) AS ?x{at + 1})" for at in range(11))
    text = f"INSERT {{ <urn:long> <urn:b> ?x11 }} WHERE {{ BIND('{'x' * 1000}' AS ?x0) {doubled} }}"
    answer = client.post("/update", content=text, headers=TEXT)
    assert (answer.status_code, "1,048,576 characters" in answer.json()["detail"]) == (409, True)
    assert not holds(client, "<urn:long> ?p ?o")
