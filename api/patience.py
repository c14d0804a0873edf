"""Connections that cannot hold the service: heads of requests in time, answers taken in time, and not too many of them.

uvicorn bounds only the rest between two requests. Here one look a second passes over all connections, so that a request
pays for none of it. Bodies of requests are bounded where they are read, in `api/uploads.py`.

Invariants. Whoever has sent half of a head for `header_timeout` seconds, or nothing on a new connection, is cut off
with 408. An answer that is not taken, at 4 kB/s after `send_timeout` seconds, is cut off. Beyond `most_connections`
those that wait for a request go first; if none does, only /health is answered.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, cast

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from api.headers import FOR_BROWSERS
from api.negotiation import PROBLEM
from api.settings import Settings
from api.wire import Checked

__all__ = ["Patience", "Patient"]

_LOOK: Final = 1.0
_BYTES_A_SECOND: Final = 4_096
# Above the bound, for those who ask how the service is.
_SPARE: Final = 32
_ADDRESS: Final = re.compile(rb"https?://([^/?#@]+)([^#]*)", re.IGNORECASE)
_VERSIONS: Final = (b"1.1", b"1.0")
_LARGEST_HEAD: Final = 64 << 10
_BUSY: Final = "so many connections are held that no more are served: try again in a moment"
_SLOW: Final = "the head of the request came in too slowly, and was given up"
_DAMAGED: Final = "this is no request of HTTP/1.1, or its head is too large"


@dataclass
class Patience:
    """The bounds of one server, and what looks after them."""

    header_timeout: float
    send_timeout: float
    most: int
    refused: Callable[[str], None] = lambda _: None
    connections: set[Patient] = field(default_factory=set)
    _look: asyncio.TimerHandle | None = None

    @classmethod
    def of(cls, settings: Settings, refused: Callable[[str], None]) -> Patience:
        """The bounds that the settings name; `refused` is told why a connection is cut off."""
        return cls(settings.header_timeout, settings.send_timeout, settings.most_connections, refused)

    def protocol(self, *args: Any, **kwargs: Any) -> Patient:
        """A protocol for the next connection."""
        return Patient(self, *args, **kwargs)

    def joined(self, one: Patient) -> None:
        """There is one more."""
        self.connections.add(one)
        if len(self.connections) > self.most:
            self._make_room(one)
        if self._look is None:
            self._look = one.loop.call_later(self._between, self._over, one.loop)

    @property
    def _between(self) -> float:
        return min(_LOOK, self.header_timeout / 4, self.send_timeout / 4)

    def _over(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look at all of them."""
        now = loop.time()
        for one in list(self.connections):
            one.looked_at(now)
        self._look = loop.call_later(self._between, self._over, loop) if self.connections else None

    def _make_room(self, newest: Patient) -> None:
        """Let those go that only wait; else the newest where there are far too many."""
        waiting = [one for one in self.connections if one is not newest and one.waits]
        if waiting:
            self.refused("idle")
            min(waiting, key=lambda one: one.since).transport.close()
        elif len(self.connections) > self.most + _SPARE:
            self.refused("too many")
            newest.refuse(503, _BUSY)


class _Unambiguous(h11.Connection):
    """Takes no request that somebody on the way here may have read as another one, or as two (RFC 9112, 6.1)."""

    def next_event(self) -> Any:
        """What came next."""
        event = super().next_event()
        if type(event) is h11.Request:
            names = {name for name, _ in event.headers}
            if event.http_version not in _VERSIONS or (b"transfer-encoding" in names and b"content-length" in names):
                raise h11.RemoteProtocolError("the request has two lengths, or is of another version")
            if not event.target.startswith(b"/"):
                return _in_origin_form(event)
        return event


def _in_origin_form(request: h11.Request) -> h11.Request:
    """A request that names the whole address, as one to a proxy does: its host is that of the address, and no other.

    RFC 9112, 3.2.2. What is no address, as the ``*`` of OPTIONS, is left as it is.
    """
    found = _ADDRESS.fullmatch(request.target)
    if not found:
        return request
    headers = [(b"host", found[1]), *((name, value) for name, value in request.headers if name != b"host")]
    target = found[2] if found[2].startswith(b"/") else b"/" + found[2]
    return h11.Request(method=request.method, target=target, headers=headers, http_version=request.http_version)


class Patient(H11Protocol):
    """One connection."""

    def __init__(self, patience: Patience, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn = _Unambiguous(h11.SERVER, self.config.h11_max_incomplete_event_size or _LARGEST_HEAD)
        self._patience = patience
        self._own_app = self.app
        self.since = 0.0
        """When the head that is awaited began, or the connection; 0 while a request is being answered."""
        self._buffered = 0
        self._taking_since = 0.0

    @property
    def waits(self) -> bool:
        """Whether no request is being answered here, and no answer on its way."""
        asked = self._asked
        return (asked is None or asked.response_complete) and not self.transport.get_write_buffer_size()

    @property
    def _asked(self) -> RequestResponseCycle | None:
        """The request that came last, if one has come; uvicorn declares it as if one always had."""
        return cast("RequestResponseCycle | None", self.cycle)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        super().connection_made(transport)
        self.since = self.loop.time()
        self._patience.joined(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._patience.connections.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in a piece, and note since when a head is awaited."""
        if not self.since and self.waits:
            self.since = self.loop.time()
        if len(self._patience.connections) > self._patience.most:
            self.app = _only_health(self._own_app)
        elif self.app is not self._own_app:
            self.app = self._own_app
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE and not self.waits:
            self.since = 0.0

    def handle_events(self) -> None:
        """Take in what has come, and let the headers of an answer to it be quick."""
        super().handle_events()
        asked = self._asked
        if asked is not None and not asked.response_started:
            asked.default_headers = Checked(asked.default_headers)

    def looked_at(self, now: float) -> None:
        """Cut off what takes too long."""
        waiting = self.transport.get_write_buffer_size()
        if waiting:
            self._look_at_answer(now, waiting)
            return
        self._buffered = 0
        if self.since and now - self.since > self._patience.header_timeout and self._unfinished:
            self._patience.refused("slow head")
            self.refuse(408, _SLOW)

    @property
    def _unfinished(self) -> bool:
        """Whether something of a request is awaited; a connection at rest is uvicorn's to close."""
        return self.waits and (self._asked is None or self.timeout_keep_alive_task is None)

    def _look_at_answer(self, now: float, waiting: int) -> None:
        if waiting > self._buffered:
            # More was put in, so what was there has been taken.
            self._taking_since, self._buffered = now, waiting
        elif now - self._taking_since > self._patience.send_timeout + (self._buffered - waiting) / _BYTES_A_SECOND:
            self._patience.refused("slow reader")
            self.transport.abort()

    def refuse(self, status: int, detail: str) -> None:
        """Say why, and close."""
        if not self.transport.is_closing():
            self.transport.write(_refusal(status, detail))
            self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - it says less than ours
        """What cannot be read as a request is told so in the shape that all errors have."""
        self.refuse(400, _DAMAGED)


def _refusal(status: int, detail: str) -> bytes:
    phrase = HTTPStatus(status).phrase
    body = json.dumps({"type": "about:blank", "title": phrase, "status": status, "detail": detail}).encode()
    headers = FOR_BROWSERS | {"content-type": PROBLEM, "content-length": str(len(body)), "connection": "close"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers |= {"retry-after": "5"}
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _only_health(app: Any) -> Any:
    """The application as it is while too many are there."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == "/health":
            await app(scope, receive, send)
            return
        head, _, body = _refusal(503, _BUSY).partition(b"\r\n\r\n")
        lines = [line.partition(b": ") for line in head.split(b"\r\n")[1:]]
        headers = [(name, value) for name, _, value in lines]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer
