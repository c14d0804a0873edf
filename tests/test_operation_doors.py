"""What the service tells its operator and every browser: log, figures, headers, and answers that are ready.

The application runs in this process, over a small store in memory.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from api.app import create_app
from api.logs import Log, masked
from api.queries.masking import hash_of, shape
from api.rights import Role, TokenFile
from api.settings import Settings, read_settings
from graph.store import EmbeddedStore, open_store
from ontology.errors import InvalidParameter

TOKEN = "open-sesame"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ORGANISATION = "/api/organisations/clean"


@pytest.fixture(scope="module")
def store() -> Iterator[EmbeddedStore]:
    with open_store("memory:") as opened:
        yield opened


@contextmanager
def served(store: EmbeddedStore, told: io.StringIO | None = None, /, **settings: Any) -> Iterator[TestClient]:
    """A client of the service; what it logs goes to `told`."""
    given = Settings(**({"write_token": TOKEN, "log": "json"} | settings))
    app = create_app(given, store)
    app.state.log = Log(given, told or io.StringIO())
    app.router.routes.insert(0, Route("/broken/{slug}", broken))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


async def broken(request: Request) -> Response:
    raise ValueError(f"no {request.path_params['slug']} at anne@example.org, 00 11 22 33, Bearer {TOKEN}")


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


# -- the log -----------------------------------------------------------------------------------------------------------


def test_request_is_told_in_one_line_by_its_template_and_without_what_was_asked(store: EmbeddedStore) -> None:
    log = io.StringIO()
    with served(store, log) as client:
        answer = client.get("/api/people/anne-eksempel?q=anne@example.org", headers=BEARER)
        client.get("/nowhere/anne@example.org")
    told = [line for line in lines(log) if line["event"] == "request"]
    assert [line["route"] for line in told] == ["/api/people/{slug}", "(none)"]
    assert told[0].keys() == {"time", "level", "event", "id", "method", "route", "status", "ms", "bytes"}
    assert (told[0]["status"], told[0]["bytes"]) == (answer.status_code, len(answer.content))
    assert told[0]["id"] == answer.headers["x-request-id"]
    for secret in ("anne", "example", TOKEN, "testclient"):
        assert secret not in log.getvalue()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_template_is_known_for_ready_answers_and_for_head(store: EmbeddedStore, method: str) -> None:
    log = io.StringIO()
    with served(store, log) as client:
        for _ in range(2):
            client.request(method, ORGANISATION)
    assert {line["route"] for line in lines(log)} == {"/api/organisations/{slug}"}


@pytest.mark.parametrize("given", ["trace-0123_ABC", "5f0c9a1e00000017"])
def test_well_formed_id_is_kept(store: EmbeddedStore, given: str) -> None:
    with served(store) as client:
        assert client.get("/health", headers={"X-Request-ID": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["short", "anne@example.org", "0011-2233", 'x"},{"y":"z', "a" * 65, "with space"])
def test_id_that_is_none_is_replaced(store: EmbeddedStore, given: str) -> None:
    with served(store) as client:
        ids = {client.get("/health", headers={"X-Request-ID": given}).headers["x-request-id"] for _ in range(2)}
    assert given not in ids
    assert len(ids) == 2


def test_what_was_not_foreseen_is_logged_under_the_same_id_and_told_to_nobody(store: EmbeddedStore) -> None:
    log = io.StringIO()
    with served(store, log) as client:
        answer = client.get("/broken/anne")
    assert answer.status_code == 500
    assert "ValueError" not in answer.text
    failure, request = lines(log)
    assert failure["id"] == request["id"] == answer.headers["x-request-id"]
    assert failure["error"] == "ValueError"
    assert any(frame.endswith("broken") for frame in failure["traceback"])
    assert not any(secret in log.getvalue() for secret in ("anne@", "22 33", TOKEN))


def test_slow_query_is_told_by_shape_and_hash_alone(store: EmbeddedStore) -> None:
    log = io.StringIO()
    query = 'SELECT ?anne { ?anne skos:prefLabel "Anne Eksempel" ; foaf:mbox <mailto:anne@example.org> } # 00112233'
    prefixes = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
    with served(store, log, slow_query=0) as client:
        assert client.get("/sparql", params={"query": prefixes + query}).status_code == 200
    [slow] = [line for line in lines(log) if line["event"] == "slow query"]
    assert slow["shape"].endswith('SELECT ?1 { ?1 skos:prefLabel "" ; foaf:mbox <> }')
    assert slow["query"] == hash_of(prefixes + query)
    assert not any(secret in log.getvalue().lower() for secret in ("anne", "eksempel", "example", "0011"))


def test_quick_query_is_not_told(store: EmbeddedStore) -> None:
    log = io.StringIO()
    with served(store, log, slow_query=60) as client:
        client.get("/sparql", params={"query": "ASK {}"})
    assert [line["event"] for line in lines(log)] == ["request"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("PREFIX p: <https://w3id.org/fyrnet/id/person/> ASK { p:anne ?x 12.5 }", "PREFIX <> <> ASK { <> ?1 0 }"),
        ("ASK { ?s <http://xmlns.com/foaf/0.1/anne@example.org> 'x' }", 'ASK { ?1 <> "" }'),
        ("ASK { ?s ?p '''anne\n\"'''@da-DK }", 'ASK { ?1 ?2 "" @ }'),
        ("anne eksempel 20304050", "… … 0"),
        ('ASK { "not closed anne', 'ASK { ""'),
        ("ASK { _:anne a anne:b }", "ASK { _: a :… }"),
    ],
)
def test_shape_leaves_out_what_was_written(text: str, told: str) -> None:
    assert shape(text) == told


def test_messages_lose_addresses_numbers_and_tokens() -> None:
    assert masked(f"anne@example.org +45 00112233 Bearer {TOKEN} fyr_abcdefghijk") == "… … … …"
    assert masked("revision 2, line 815, 2026-01-31") == "revision 2, line 815, 2026-01-31"


def test_level_leaves_out_lines_of_requests_and_text_is_for_people(store: EmbeddedStore) -> None:
    quiet, text = io.StringIO(), io.StringIO()
    with served(store, quiet, log_level="warning") as client:
        client.get("/health")
    with served(store, text, log="text") as client:
        client.get("/health")
    assert quiet.getvalue() == ""
    assert " info request id=" in text.getvalue()
    assert " GET /health 200 " in text.getvalue()


# -- figures -----------------------------------------------------------------------------------------------------------


def test_figures_count_requests_queries_and_writes_without_a_word_of_a_stranger(store: EmbeddedStore) -> None:
    with served(store, metrics="public") as client:
        client.get("/api/people/anne-eksempel")
        client.get("/sparql", params={"query": "ASK {}"})
        client.get("/sparql", params={"query": "ASK { anne"})
        client.post("/update", content="INSERT DATA {}", headers={"Content-Type": "application/sparql-update"})
        client.request("ANNE", "/health")
        told = client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=")
    assert 'fyrnet_requests_total{method="GET",route="/api/people/{slug}",status="404"} 1.0' in told.text
    assert 'fyrnet_queries_total{outcome="ok"} 1.0' in told.text
    assert 'fyrnet_queries_total{outcome="malformed"} 1.0' in told.text
    assert 'fyrnet_writes_total{outcome="refused"} 1.0' in told.text
    assert f"fyrnet_triples {float(len(store))}" in told.text
    assert f'revision="{store.revision}"' in told.text
    assert "fyrnet_requests_in_flight 1.0" in told.text
    assert "process_resident_memory_bytes" in told.text
    assert "anne" not in told.text.lower()


def test_query_that_is_cut_is_counted_by_its_reason(store: EmbeddedStore) -> None:
    with served(store, metrics="public", most_rows=2) as client:
        assert client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"}).status_code == 503
        assert 'fyrnet_queries_total{outcome="many"} 1.0' in client.get("/metrics").text


@pytest.mark.parametrize(
    ("shown_to", "without", "with_token"),
    [("token", 401, 200), ("loopback", 401, 200), ("public", 200, 200), ("off", 404, 404)],
)
def test_figures_are_for_whom_the_setting_says(
    store: EmbeddedStore, tmp_path: Path, shown_to: Any, without: int, with_token: int
) -> None:
    tokens = TokenFile(tmp_path / "tokens.json")
    _, reader = tokens.add(Role.READ)
    with served(store, metrics=shown_to, tokens_file=str(tmp_path / "tokens.json")) as client:
        assert client.get("/metrics").status_code == without
        for token in (reader, TOKEN):
            assert client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code == with_token


def test_this_machine_reads_figures_but_not_who_comes_through_a_proxy_on_it(store: EmbeddedStore) -> None:
    with served(store) as client:
        here = TestClient(client.app, client=("127.0.0.1", 50000))
        assert here.get("/metrics").status_code == 200
        assert here.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 401


# -- headers -----------------------------------------------------------------------------------------------------------

EVERYWHERE = (
    ORGANISATION,
    "/",
    "/network",
    "/static/favicon.svg",
    "/nowhere",
    "/broken/x",
    "/sparql?query=x",
    "/metrics",
)


@pytest.mark.slow
@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_tells_browsers_what_to_refuse(store: EmbeddedStore, path: str) -> None:
    with served(store) as client:
        for _ in range(2):
            headers = client.get(path).headers
            policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
            assert policy["default-src"] == "'self'"
            assert "unsafe" not in policy.get("script-src", "")
            assert policy["frame-ancestors"] == "'none'"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "DENY"
            assert headers["referrer-policy"] == "same-origin"
            assert headers["cross-origin-opener-policy"] == "same-origin"
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert "camera=()" in headers["permissions-policy"]
            assert "strict-transport-security" not in headers
            assert not [name for name in headers if name.startswith("access-control")]


def test_https_is_insisted_on_only_where_the_setting_says(store: EmbeddedStore) -> None:
    with served(store, hsts=600) as client:
        assert client.get("/nowhere").headers["strict-transport-security"] == "max-age=600; includeSubDomains"


def test_listed_origin_may_read_and_no_other_and_never_with_credentials(store: EmbeddedStore) -> None:
    with served(store, cors_origins=("https://kyst.example.org",)) as client:
        for path in (ORGANISATION, "/nowhere", "/broken/x"):
            listed = client.get(path, headers={"Origin": "https://kyst.example.org"}).headers
            assert listed["access-control-allow-origin"] == "https://kyst.example.org"
            assert "Origin" in listed["vary"]
            assert "access-control-allow-credentials" not in listed
            for origin in (
                "https://example.org",
                "https://kyst.example.org.evil.example",
                "null",
                "http://kyst.example.org",
            ):
                other = client.get(path, headers={"Origin": origin}).headers
                assert "access-control-allow-origin" not in other
                assert "Origin" in other["vary"]


def test_preflight_of_a_listed_origin_is_answered_and_of_another_is_not(store: EmbeddedStore) -> None:
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization"}
    with served(store, cors_origins=("https://kyst.example.org",)) as client:
        listed = client.options("/store?default", headers={"Origin": "https://kyst.example.org"} | asked)
        other = client.options("/store?default", headers={"Origin": "https://example.org"} | asked)
    assert listed.status_code == 204
    assert listed.content == b""
    assert "PUT" in listed.headers["access-control-allow-methods"]
    assert "Authorization" in listed.headers["access-control-allow-headers"]
    assert len(listed.headers.get_list("access-control-allow-origin")) == 1
    assert not [name for name in other.headers if name.startswith("access-control")]


def test_star_lets_everybody_read_and_nobody_send_a_token(store: EmbeddedStore) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    with served(store, cors_origins=("*",)) as client:
        assert client.get(ORGANISATION, headers=asked).headers["access-control-allow-origin"] == "*"
        allowed = client.options(ORGANISATION, headers=asked).headers
    assert "authorization" not in allowed["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in allowed


@pytest.mark.parametrize("origins", ["kyst.example.org", "https://*.example.org", "null", "https://a.example.org/path"])
def test_origin_that_is_none_stops_the_start(origins: str) -> None:
    with pytest.raises(InvalidParameter, match="FYRNET_CORS_ORIGINS"):
        read_settings({"FYRNET_CORS_ORIGINS": origins})


# -- ready answers -----------------------------------------------------------------------------------------------------


def test_answer_is_ready_until_a_write_and_new_after_it() -> None:
    insert = (
        "INSERT DATA { GRAPH <https://w3id.org/fyrnet/graph/curation> {"
        " <https://w3id.org/fyrnet/id/organisation/clean> <http://www.w3.org/2004/02/skos/core#altLabel>"
        " 'Kyst og Co'@da } }"
    )
    with open_store("memory:") as own, served(own, metrics="public") as client:
        first, second = client.get(ORGANISATION), client.get(ORGANISATION)
        assert first.content == second.content
        assert 'fyrnet_ready_answers_total{found="yes"} 1.0' in client.get("/metrics").text
        same = client.get(ORGANISATION, headers={"If-None-Match": first.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        assert same.headers["etag"] == first.headers["etag"]
        assert client.head(ORGANISATION).headers["content-length"] == str(len(first.content))
        own.update(insert)
        after = client.get(ORGANISATION, headers={"If-None-Match": first.headers["etag"]})
        assert after.status_code == 200
        assert "Kyst og Co" in after.text
        assert after.headers["etag"] != first.headers["etag"]


def test_client_that_only_asks_whether_anything_changed_makes_the_answer_ready_too(store: EmbeddedStore) -> None:
    with served(store, metrics="public") as client:
        etag = client.get("/health").headers["etag"]
        statuses = [client.get(ORGANISATION, headers={"If-None-Match": etag}).status_code for _ in range(3)]
        assert statuses == [304, 304, 304]
        assert 'fyrnet_ready_answers_total{found="yes"} 2.0' in client.get("/metrics").text
        assert client.get(ORGANISATION).json()["id"] == "clean"


@pytest.mark.parametrize(("path", "status"), [("/api/organisations/nobody", 404), ("/api/organisations?limit=0", 400)])
def test_error_is_never_told_as_unchanged(store: EmbeddedStore, path: str, status: int) -> None:
    with served(store) as client:
        etag = client.get("/health").headers["etag"]
        for tag in (etag, "*"):
            assert client.get(path, headers={"If-None-Match": tag}).status_code == status


def test_ready_answers_differ_by_rights_language_and_wishes(store: EmbeddedStore) -> None:
    with served(store, contacts="token") as client:
        with_token = client.get("/api/people?limit=1000", headers=BEARER)
        assert "@" in with_token.text
        for _ in range(2):
            assert "@" not in client.get("/api/people?limit=1000").text
            assert "@" not in client.get("/api/people?limit=1000", headers={"Authorization": "Bearer wrong"}).text
            assert client.get("/api/people?limit=1000", headers=BEARER).text == with_token.text
            assert 'lang="en"' in client.get("/about", headers={"Accept-Language": "en"}).text
            assert 'lang="da"' in client.get("/about", headers={"Accept-Language": "da"}).text
        etag = with_token.headers["etag"]
        assert client.get("/api/people?limit=1000", headers={"If-None-Match": etag}).status_code == 200
