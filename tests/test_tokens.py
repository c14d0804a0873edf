"""Nothing changes without the token, and who has none is refused before a byte of the body is read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.sample import sample_store

TOKEN = "open-sesame"
WRITES = (
    ("POST", "/api/documents"),
    ("DELETE", "/api/documents/forslag"),
    ("POST", "/api/review/3fa94c1e"),
    ("DELETE", "/api/review/3fa94c1e"),
)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(write_token=TOKEN), sample_store())) as client:
        yield client


def revision(client: TestClient) -> str:
    return str(client.get("/health").json()["revision"])


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_write_without_a_token_is_401_and_says_what_is_needed(client: TestClient, method: str, path: str) -> None:
    before = revision(client)
    answer = client.request(method, path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="fyrnet"'
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Authorization: Bearer" in answer.json()["detail"]
    assert revision(client) == before


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize(
    "given", ["Bearer wrong", "Bearer open-sesame2", "Bearer open-sesam", "bearer OPEN-SESAME", "Bearer ærø"]
)
def test_write_with_an_unknown_token_is_401(client: TestClient, method: str, path: str, given: str) -> None:
    answer = client.request(method, path, headers={b"Authorization": given.encode()})
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert TOKEN not in answer.text


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, f"Token {TOKEN}"])
def test_what_is_no_bearer_token_is_none(client: TestClient, given: str) -> None:
    answer = client.post("/api/documents", headers={"Authorization": given})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="fyrnet"')


def test_two_tokens_are_none(client: TestClient) -> None:
    headers = [("Authorization", f"Bearer {TOKEN}"), ("Authorization", "Bearer wrong")]
    assert client.post("/api/documents", headers=headers).status_code == 401


@pytest.mark.parametrize("query", [f"token={TOKEN}", f"access_token={TOKEN}", f"authorization=Bearer%20{TOKEN}"])
def test_token_in_the_address_is_none(client: TestClient, query: str) -> None:
    assert client.post(f"/api/documents?{query}").status_code == 401
    form = {name: value for name, _, value in [query.partition("=")]}
    assert client.post("/api/documents", data=form).status_code == 401


def test_scheme_of_the_header_may_have_any_case(client: TestClient) -> None:
    answer = client.post("/api/documents", headers={"Authorization": f"bearer  {TOKEN} "})
    assert answer.status_code not in (401, 403)


@pytest.mark.parametrize("token", ["open-sesame", "åbn-dig", " open-sesame\n"])
def test_token_may_have_any_letters_and_a_stray_line_end(token: str) -> None:
    with TestClient(create_app(Settings(write_token=token), sample_store())) as client:
        headers = {b"Authorization": f"Bearer {token.strip()}".encode()}
        assert client.post("/api/documents", headers=headers).status_code not in (401, 403)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("headers", [{}, {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": "Bearer "}])
def test_service_without_a_token_takes_nothing_in(method: str, path: str, headers: dict[str, str]) -> None:
    store = sample_store()
    for settings in (Settings(), Settings(write_token=""), Settings(write_token=" ")):
        with TestClient(create_app(settings, store)) as client:
            answer = client.request(method, path, headers=headers)
            assert answer.status_code == 403
            assert "FYRNET_WRITE_TOKEN" in answer.json()["detail"]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_body_of_who_has_no_token_is_never_read(method: str, path: str) -> None:
    app = create_app(Settings(write_token=TOKEN), sample_store())
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("the body was asked for")

    async def send(message: Any) -> None:
        sent.append(message)

    async def ask() -> None:
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"content-type", b"multipart/form-data; boundary=x"), (b"content-length", b"1000000000")],
            "http_version": "1.1",
            "scheme": "http",
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1234),
            "root_path": "",
        }
        async with app.router.lifespan_context(app):
            await app(scope, receive, send)

    asyncio.run(ask())
    assert sent[0]["status"] == 401


def test_token_is_in_no_description_and_no_representation_of_the_settings(client: TestClient) -> None:
    assert TOKEN not in repr(Settings(write_token=TOKEN))
    assert TOKEN not in client.get("/openapi.json").text
