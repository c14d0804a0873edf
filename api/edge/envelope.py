"""What every answer carries that is of the data: an ETag, what it varies by, and what a browser may run of it.

Invariant: the ETag of a reading is that of the revision before the answer was made, so an answer is never older than
its ETag says; a client that asks again gets the newest. The ETag of a write is that of the revision which it made.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.context import context, sees_contacts
from api.edge.headers import policy_of
from ontology.errors import StoreError

__all__ = ["Envelope"]

_VARY: Final = (b"vary", b"Accept, Accept-Language, Authorization")
_CACHED: Final = (b"cache-control", b"no-cache")
_WITHHELD: Final = (b"fyrnet-contacts", b"withheld")
_LONGEST_KNOWN: Final = 500


class Envelope:
    """ASGI middleware: HEAD as GET without a body, ETag and 304."""

    def __init__(self, app: ASGIApp, build: str = "") -> None:
        self._app = app
        self._build = build

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sealed = _Sealed(scope, send, self._build)
        if scope["method"] != "HEAD":
            await self._app(scope, receive, sealed)
            return
        asked = {**scope, "method": "GET"}
        await self._app(asked, receive, sealed)
        scope["route"] = asked.get("route")


class _Sealed:
    """Sends one answer on, with the headers added and the body left out where there is to be none."""

    __slots__ = ("_contacts", "_etag", "_known", "_reads", "_scope", "_send", "_silent", "_wishes")

    def __init__(self, scope: Scope, send: Send, build: str) -> None:
        self._scope = scope
        self._send = send
        self._contacts = sees_contacts(Request(scope))
        accept, language, self._known = _asked(scope)
        long = len(accept) + len(language) > _LONGEST_KNOWN
        self._wishes = (_hashed.__wrapped__ if long else _hashed)(build, self._contacts, accept, language)
        self._etag = self._tag()
        self._silent = scope["method"] == "HEAD"
        self._reads = scope["method"] in ("GET", "HEAD")

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = self._added(message["headers"])
            if message["status"] >= 400 and self._has_long_body():
                # What was refused unread is not waited for.
                headers += [] if any(name == b"connection" for name, _ in headers) else [(b"connection", b"close")]
            message = {**message, "headers": headers}
            if message["status"] == 200 and self._known and self._reads and self._matches():
                self._silent = True
                left = [entry for entry in headers if entry[0] not in (b"content-length", b"content-type")]
                message |= {"status": 304, "headers": left}
        elif message["type"] == "http.response.body" and self._silent:
            message = {**message, "body": b""}
        await self._send(message)

    def _added(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The headers of an answer, and those of ours that it does not have."""
        given = dict(reversed(headers))
        # What a write answers is of the revision that it made.
        tag = self._etag if self._reads else self._tag()
        # What changes though the graph does not, such as how far an analysis is, has an ETag of its own.
        self._etag = given.get(b"etag", tag)
        policy = policy_of(self._scope["path"]).encode()
        ours = [(b"etag", tag), _VARY, _CACHED, (b"content-security-policy", policy)]
        if not self._contacts:
            ours.append(_WITHHELD)
        return [*headers, *(entry for entry in ours if entry[0] not in given)]

    def _tag(self) -> bytes:
        """Weak: one revision, one build of the service, one client's wishes and rights."""
        return f'W/"{_revision(self._scope)}-{self._wishes}"'.encode()

    def _has_long_body(self) -> bool:
        headers, largest = Headers(scope=self._scope), context(Request(self._scope)).settings.largest_upload
        length = headers.get("content-length", "0")
        return "transfer-encoding" in headers or not length.isdecimal() or int(length[:20]) > largest

    def _matches(self) -> bool:
        tags = {tag.strip().removeprefix(b"W/") for tag in self._known.split(b",")}
        return bool({self._etag.removeprefix(b"W/"), b"*"} & tags)


def _asked(scope: Scope) -> tuple[bytes, bytes, bytes]:
    """What a request says of the answer: the types and languages it wants, and the tags that the client has."""
    found = {b"accept": b"", b"accept-language": b"", b"if-none-match": b""}
    for name, value in scope["headers"]:
        if not found.get(name, value):
            found[name] = value
    return found[b"accept"], found[b"accept-language"], found[b"if-none-match"]


@lru_cache(512)
def _hashed(build: str, contacts: bool, accept: bytes, language: bytes) -> str:
    wishes = b"\n".join([build.encode(), str(contacts).encode(), accept, language])
    return hashlib.sha256(wishes).hexdigest()[:8]


def _revision(scope: Scope) -> str:
    """The revision, or that nobody knows it: an answer that tells so has a tag, too."""
    try:
        return str(scope["app"].state.context.store.revision)
    except StoreError:
        return "unknown"
