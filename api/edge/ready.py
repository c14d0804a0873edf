"""Answers that are ready: what was answered once is given again as bytes, until the data change.

Invariants. An answer is kept only where the data were the same before it was made and after, and forgotten when they
change; so what is given is what would be made. Whoever may not see contacts is never given what was made for somebody
who may. Only paths that do nothing but read the graph are kept, and of their answers only those that went well; so a
304 says that asking in full would have given 200.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.context import sees_contacts
from api.edge.headers import for_every_answer
from api.metrics import Metrics, template_of
from api.settings import Settings
from graph.store import EmbeddedStore

__all__ = ["Kept", "Ready"]

Headers = list[tuple[bytes, bytes]]
Key = tuple[str, bytes, bytes, bytes, bool]

_LARGEST: Final = 256 << 10
_MOST_BYTES: Final = 32 << 20
_LONGEST: Final = 1_000
# What is beside the answer itself and the key: headers, and places in the tables.
_BESIDE: Final = 2_000
_FOLDERS: Final = frozenset(
    {"initiatives", "organisations", "collectives", "people", "undertakings", "questions", "overlap", "dependencies"}
    | {"analysis"}
)
_READING: Final = frozenset({"GET", "HEAD"})
_PAGES: Final = frozenset({"/", "/about", "/network", "/api/network"})
# What describes the answer, which the client has with its description (RFC 9110, 15.4.5).
_NOT_IN_304: Final = frozenset({b"content-length", b"content-type", b"content-language", b"content-security-policy"})


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer: with the headers that every answer has, and those of a 304."""

    route: str
    etag: bytes
    headers: Headers
    unchanged: Headers
    body: bytes

    def message(self, known: bytes) -> tuple[int, Headers, bytes]:
        """Status, headers and body for a client that has the answers `known`."""
        if known and _matches(self.etag, known):
            return 304, self.unchanged, b""
        return 200, self.headers, self.body


class Ready:
    """ASGI middleware: keeps what can be given again, and finds it for whoever is outside of it."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._public = settings.contacts_shown_to == "public"
        self._always = for_every_answer(settings)
        self._metrics = metrics
        self._revision = ""
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0

    def look(self, scope: Scope) -> tuple[Kept, bytes] | None:
        """The answer to a request, and which answers the client has; None where none is ready.

        It costs a few microseconds, and no step of the event loop.
        """
        if not _concerns(scope):
            return None
        revision = scope["app"].state.store.revision
        if revision != self._revision:
            self._forget(revision)
        key, known = self._key(scope)
        kept = self._kept.get(key) if key else None
        if key is None or kept is None:
            return None
        self._kept.move_to_end(key)
        self._metrics.ready(found=True)
        return kept, known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for which nothing is ready."""
        if scope["type"] != "http" or not _concerns(scope):
            await self._app(scope, receive, send)
            return
        self._metrics.ready(found=False)
        key, known = self._key(scope)
        if key is None or scope["method"] == "HEAD":
            await self._app(scope, receive, send)
            return
        await self._fetch(scope, receive, send, key, known)

    async def _fetch(self, scope: Scope, receive: Receive, send: Send, key: Key, known: bytes) -> None:
        """Let the answer be made, and keep it; also where the client has it already, and is told just that."""
        revision, taken = self._revision, _Taken(send, known)
        if known:
            headers = [entry for entry in scope["headers"] if entry[0] != b"if-none-match"]
            whole = {**scope, "headers": headers}
            await self._app(whole, receive, taken)
            scope["route"] = whole.get("route")
        else:
            await self._app(scope, receive, taken)
        if taken.whole and scope["app"].state.store.revision == revision == self._revision:
            self._keep(key, template_of(scope), taken)

    def _key(self, scope: Scope) -> tuple[Key | None, bytes]:
        """What an answer depends on beside the data, and which answers the client has."""
        accept = language = known = host = b""
        several = authorized = False
        for name, value in scope["headers"]:
            if name == b"accept":
                several = several or bool(accept)
                accept = value
            elif name == b"accept-language":
                several = several or bool(language)
                language = value
            elif name == b"if-none-match":
                known = known + b"," + value if known else value
            elif name == b"authorization":
                authorized = True
            elif name == b"host":
                host = value
        path, query = scope["path"], scope["query_string"]
        if several or len(path) + len(query) + len(accept) + len(language) > _LONGEST:
            return None, known
        public = self._public and self._settings.contacts_shown_at(host.decode("latin-1")) == "public"
        contacts = public or (authorized and sees_contacts(HTTPConnection(scope)))
        return (path, query, accept, language, contacts), known

    def _keep(self, key: Key, route: str, taken: _Taken) -> None:
        if key in self._kept:
            return
        headers = taken.headers
        etag = _etag(headers)
        if not etag or any(name in (b"set-cookie", b"content-range") for name, _ in headers):
            return
        # What is not changed keeps what it was given out with (RFC 9110, 15.4.5).
        given = {name for name, _ in headers}
        whole = headers + [entry for entry in self._always if entry[0] not in given]
        self._kept[key] = Kept(route, etag, whole, _unchanged(headers), taken.body)
        self._bytes += _size(key, taken.body)
        while self._bytes > _MOST_BYTES:
            old, gone = self._kept.popitem(last=False)
            self._bytes -= _size(old, gone.body)

    def _forget(self, revision: str) -> None:
        self._revision = revision
        self._kept.clear()
        self._bytes = 0


class _Taken:
    """Sends an answer on, or that the client has it, and keeps what of it is of use."""

    __slots__ = ("_known", "_ok", "_send", "_silent", "body", "headers", "whole")

    def __init__(self, send: Send, known: bytes) -> None:
        self._send = send
        self._known = known
        self._ok = self._silent = False
        self.headers: Headers = []
        self.body = b""
        self.whole = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._ok = message["status"] == 200
            # As they are here: what is outside adds its own to every answer.
            self.headers = [(name.lower(), value) for name, value in message["headers"]]
            if self._ok and self._known and _matches(_etag(self.headers), self._known):
                self._silent = True
                message = {**message, "status": 304, "headers": _unchanged(self.headers)}
        elif message["type"] == "http.response.body":
            # An answer that comes in pieces is large, or not yet whole.
            self._ok = self._ok and not self.whole and not message.get("more_body") and not self.body
            self.body = message.get("body", b"")
            self.whole = self._ok and len(self.body) <= _LARGEST
            if self._silent:
                message = {**message, "body": b""}
        await self._send(message)


def _etag(headers: Headers) -> bytes:
    return next((value.removeprefix(b"W/") for name, value in headers if name == b"etag"), b"")


def _unchanged(headers: Headers) -> Headers:
    return [entry for entry in headers if entry[0] not in _NOT_IN_304]


def _matches(etag: bytes, known: bytes) -> bool:
    """Whether a client has this answer (RFC 9110, 13.1.2: tags are compared weakly)."""
    if known.removeprefix(b"W/") == etag:
        return True
    return bool(etag) and any(tag.strip().removeprefix(b"W/") in (etag, b"*") for tag in known.split(b","))


def _concerns(scope: Scope) -> bool:
    """Whether a request reads a store that is at hand: the revision of one elsewhere costs as much as a question."""
    reads = scope["method"] in _READING and _reads(scope["path"])
    return reads and isinstance(scope["app"].state.store, EmbeddedStore)


def _reads(path: str) -> bool:
    """Whether a path only reads the graph, whatever its parameters are."""
    if path in _PAGES:
        return True
    if path.endswith("/gaps"):
        # What is past due depends on the day, too.
        return False
    parts = path.split("/", 4)
    first = parts[2] if len(parts) > 2 and parts[1] == "api" else parts[1] if len(parts) > 1 else ""
    return first in _FOLDERS


def _size(key: Key, body: bytes) -> int:
    return len(body) + sum(map(len, key[:4])) + _BESIDE
