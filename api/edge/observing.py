"""The outermost layer: an id for each request, a line in the log, figures, headers for browsers; also where all fails.

It is written for speed: it costs each answer some microseconds, and does not touch its body.
"""

from __future__ import annotations

import itertools
import re
import secrets
from time import perf_counter
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.headers import Cors, for_every_answer
from api.edge.ready import Kept, Ready
from api.logs import Log
from api.metrics import METHODS, NO_ROUTE, Metrics, template_of
from api.settings import Settings

__all__ = ["Observed"]

_ID: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")
# An id of somebody else's may be a number to call, which is none.
_NUMBER: Final = re.compile(rb"[0-9-]+")
_WRITING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_READ_WITH_POST: Final = ("/sparql", "/local/snapshot", "/local/backup")


class Observed:
    """ASGI middleware around everything else; it gives what is ready itself."""

    def __init__(self, app: ASGIApp, ready: Ready, settings: Settings, log: Log, metrics: Metrics) -> None:
        self._app = app
        self._ready = ready
        self._log = log
        self._metrics = metrics
        self._always = for_every_answer(settings)
        self._cors = Cors(settings.cors_origins) if settings.cors_origins else None
        self._prefix = secrets.token_hex(4)
        self._numbers = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and tell of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, metrics = perf_counter(), self._metrics
        found = self._ready.look(scope)
        if found is not None:
            await self._give(*found, scope, send, began)
            return
        cors = self._cors
        watched = _Watched(send, self._id(scope), self._always, cors.headers(scope) if cors else None)
        scope["fyrnet.id"] = watched.id
        metrics.in_flight += 1
        try:
            preflight = cors.preflight(scope) if cors else None
            if preflight is not None:
                await _send_preflight(watched, preflight)
            else:
                await self._app(scope, receive, watched)
        except Exception as error:
            self._log.failure("failure", error, id=watched.id, route=template_of(scope))
            if not watched.status:
                raise
        finally:
            metrics.in_flight -= 1
            self._told(scope, watched, perf_counter() - began)

    async def _give(self, kept: Kept, known: bytes, scope: Scope, send: Send, began: float) -> None:
        """Give an answer that is ready, and tell of it."""
        status, headers, body = kept.message(known)
        id_, method = self._id(scope), scope["method"]
        body = body if method == "GET" else b""
        headers = [*headers, (b"x-request-id", id_.encode())]
        if self._cors:
            headers += self._cors.headers(scope)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        seconds = perf_counter() - began
        self._metrics.request(kept.route, method, status, seconds)
        if self._log.requests:
            self._log.request(id_, method, kept.route, status, seconds, len(body))

    def _id(self, scope: Scope) -> str:
        """The id that the request came with, where it is one; else the next of ours."""
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                if _ID.fullmatch(value) and not _NUMBER.fullmatch(value):
                    return str(value, "ascii")
                break
        return f"{self._prefix}{next(self._numbers):08x}"

    def _told(self, scope: Scope, watched: _Watched, seconds: float) -> None:
        method, route = scope["method"], template_of(scope)
        method = method if method in METHODS else "OTHER"
        status = watched.status or 499
        self._metrics.request(route, method, status, seconds)
        if method in _WRITING and route not in _READ_WITH_POST and route != NO_ROUTE:
            self._metrics.write(status)
        if self._log.requests:
            self._log.request(watched.id, method, route, status, seconds, watched.length)


class _Watched:
    """Sends one answer on, with its id, and looks what becomes of it."""

    __slots__ = ("_always", "_cors", "_send", "id", "length", "status")

    def __init__(self, send: Send, id_: str, always: list[tuple[bytes, bytes]], cors: Any) -> None:
        self._send = send
        self._always = always
        self._cors = cors
        self.id = id_
        self.status = 0
        self.length = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            self.length += len(message.get("body", b""))
        elif message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message["headers"]
            told = [*headers, (b"x-request-id", self.id.encode())]
            if message["status"] != 304:
                # What was not changed keeps what it was given out with (RFC 9110, 15.4.5).
                given = {name for name, _ in headers}
                told += [entry for entry in self._always if entry[0] not in given]
            if self._cors:
                told += self._cors
            message = {**message, "headers": told}
        await self._send(message)


async def _send_preflight(send: _Watched, headers: list[tuple[bytes, bytes]]) -> None:
    send._cors = None
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
