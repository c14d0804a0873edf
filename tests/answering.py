"""What the doors answer, without socket or client: for benchmarks, as nothing but tests imports the doors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from pydantic_core import to_json

from api.app import create_app
from api.rest.analyses import analyses
from api.rest.analysis import answered as told
from api.settings import Settings
from graph.store import Store

__all__ = ["analyses", "answered", "application", "ask"]


def ask(store: Store, name: str, **given: object) -> Callable[[], bytes]:
    """An analysis as it is answered over HTTP."""
    analysis = analyses()[name]
    parameters = analysis.parameters.model_validate(given)
    return lambda: to_json(told(store, analysis, parameters, analysis.answer(store, parameters, lambda _: None)))


@asynccontextmanager
async def application(store: Store) -> AsyncIterator[Any]:
    """The whole application over a store, with everything loaded that it loads."""
    app = create_app(Settings(), store=store)
    async with app.router.lifespan_context(app):
        await app.state.context.warmed()
        yield app


async def answered(app: Any, path: str) -> int:
    """Length of the answer of a path."""
    parts, sent = urlsplit(path), list[dict[str, Any]]()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", b"application/json")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    if sent[0]["status"] != 200:
        raise RuntimeError(f"{path}: {sent[0]['status']} {sent[1:]}")
    return sum(len(message.get("body", b"")) for message in sent[1:])
