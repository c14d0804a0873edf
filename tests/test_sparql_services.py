"""Services that the operator has allowed by name: asked, and nobody else, wherever they lead."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings, read_settings
from graph.store import open_store

pytestmark = pytest.mark.slow

RESULTS = json.dumps(
    {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "from elsewhere"}}]}}
).encode()


@contextmanager
def endpoint(location: str = "") -> Iterator[tuple[str, list[str]]]:
    """A SPARQL endpoint with one answer, or one that leads elsewhere; and who came."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(302 if location else 200)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", "0" if location else str(len(RESULTS)))
            self.end_headers()
            if not location:
                self.wfile.write(RESULTS)

        do_GET = do_POST  # noqa: N815 - as the library calls it

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql", seen
    finally:
        server.shutdown()
        server.server_close()


def ask(client: TestClient, text: str) -> tuple[int, str]:
    answer = client.get(f"/sparql?query={quote(text)}")
    return answer.status_code, answer.text


def test_service_that_is_allowed_is_asked_and_no_other() -> None:
    with endpoint() as (allowed, asked), endpoint() as (other, reached):
        settings = Settings(services=(allowed,))
        with TestClient(create_app(settings, open_store("memory:", fill=False))) as client:
            status, text = ask(client, f"SELECT * {{ SERVICE <{allowed}> {{ ?x ?y ?z }} }}")
            assert (status, "from elsewhere" in text, len(asked)) == (200, True, 1)
            for term in (f"<{other}>", "?x", f"<{allowed}/more>", f"<{allowed.replace('127.0.0.1', 'localhost')}>"):
                assert ask(client, f"SELECT * {{ SERVICE {term} {{ ?x ?y ?z }} }}")[0] == 400
            both = f"SELECT * {{ SERVICE <{allowed}> {{ ?x ?y ?z }} SERVICE <{other}> {{ ?x ?y ?z }} }}"
            assert ask(client, both)[0] == 400
        assert (len(asked), reached) == (1, [])


def test_service_that_leads_elsewhere_is_not_followed() -> None:
    with endpoint() as (other, reached), endpoint(other) as (allowed, asked):
        settings = Settings(services=(allowed,))
        with TestClient(create_app(settings, open_store("memory:", fill=False))) as client:
            status, _ = ask(client, f"SELECT * {{ SERVICE <{allowed}> {{ ?x ?y ?z }} }}")
        assert (status, len(asked), reached) == (503, 1, [])


def test_description_tells_of_federation_where_services_are_allowed() -> None:
    settings = read_settings({"FYRNET_SERVICES": "https://example.org/a, https://example.org/b"})
    assert settings.services == ("https://example.org/a", "https://example.org/b")
    with TestClient(create_app(settings, open_store("memory:", fill=False))) as client:
        assert "BasicFederatedQuery" in client.get("/sparql").text
