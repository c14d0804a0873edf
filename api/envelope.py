"""What every answer carries, whatever it is: an ETag, what it varies by, and what a browser may do with it.

Invariant: the ETag of a reading is that of the revision before the answer was made, so an answer is never older than
its ETag says; a client that asks again gets the newest. The ETag of a write is that of the revision which it made.
"""

from __future__ import annotations

import hashlib
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.context import context, sees_contacts
from ontology.errors import StoreError

__all__ = ["FOR_BROWSERS", "Envelope"]

_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
# vis-network sets styles of its own on what it draws.
_DRAWING_POLICY: Final = _POLICY.replace("object-src", "style-src 'self' 'unsafe-inline'; object-src")
FOR_BROWSERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "content-security-policy": _POLICY,
}
_VARY: Final = "Accept, Accept-Language, Authorization"


class Envelope:
    """ASGI middleware: HEAD as GET without a body, ETag and 304, headers for browsers."""

    def __init__(self, app: ASGIApp, build: str = "") -> None:
        self._app = app
        self._build = build

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sealed = _Sealed(scope, send, self._build)
        await self._app({**scope, "method": "GET"} if scope["method"] == "HEAD" else scope, receive, sealed)


class _Sealed:
    """Sends one answer on, with the headers added and the body left out where there is to be none."""

    def __init__(self, scope: Scope, send: Send, build: str) -> None:
        self._scope = scope
        self._send = send
        self._build = build
        self._etag = _etag(scope, build)
        self._silent = scope["method"] == "HEAD"

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            self._add(headers)
            if message["status"] >= 400 and self._has_long_body():
                # What was refused unread is not waited for.
                headers.setdefault("connection", "close")
            if message["status"] == 200 and self._matches(headers["etag"]):
                message["status"] = 304
                self._silent = True
                for name in ("content-length", "content-type"):
                    if name in headers:
                        del headers[name]
        elif message["type"] == "http.response.body" and self._silent:
            message = {**message, "body": b""}
        await self._send(message)

    def _add(self, headers: MutableHeaders) -> None:
        if self._scope["method"] not in ("GET", "HEAD"):
            # What a write answers is of the revision that it made.
            self._etag = _etag(self._scope, self._build)
        # What changes though the graph does not, such as how far an analysis is, has an ETag of its own.
        self._etag = headers.setdefault("etag", self._etag)
        headers.setdefault("vary", _VARY)
        headers.setdefault("cache-control", "no-cache")
        if self._scope["path"] == "/network":
            headers.setdefault("content-security-policy", _DRAWING_POLICY)
        for name, value in FOR_BROWSERS.items():
            headers.setdefault(name, value)
        if not sees_contacts(Request(self._scope)):
            headers.setdefault("fyrnet-contacts", "withheld")

    def _has_long_body(self) -> bool:
        headers, largest = Headers(scope=self._scope), context(Request(self._scope)).settings.largest_upload
        length = headers.get("content-length", "0")
        return "transfer-encoding" in headers or not length.isdecimal() or int(length[:20]) > largest

    def _matches(self, etag: str) -> bool:
        known = Headers(scope=self._scope).get("if-none-match", "")
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return self._scope["method"] in ("GET", "HEAD") and bool({etag.removeprefix("W/"), "*"} & tags)


def _etag(scope: Scope, build: str) -> str:
    """Weak: one revision, one build of the service, one client's wishes and rights."""
    request = Request(scope)
    headers = (request.headers.get(name, "") for name in ("accept", "accept-language"))
    wishes = "\n".join([build, str(sees_contacts(request)), *headers])
    return f'W/"{_revision(request)}-{hashlib.sha256(wishes.encode()).hexdigest()[:8]}"'


def _revision(request: Request) -> str:
    """The revision, or that nobody knows it: an answer that tells so has a tag, too."""
    try:
        return context(request).store.revision
    except StoreError:
        return "unknown"
