"""What browsers are told with every answer, and which other sites' scripts may ask (CORS, by the Fetch standard).

No answer may be put into a frame, run a script that is not a file of this service, or be taken for another type than it
says. Cookies and passwords of a browser are never asked for: rights come with a token that a client names itself.
"""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

from api.settings import Settings

__all__ = ["FOR_BROWSERS", "Cors", "for_every_answer", "policy_of"]

Headers = list[tuple[bytes, bytes]]

_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
# vis-network sets styles of its own on what it draws; scripts are files in any case.
_DRAWING_POLICY: Final = _POLICY.replace("object-src", "style-src 'self' 'unsafe-inline'; object-src")
FOR_BROWSERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "content-security-policy": _POLICY,
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_FOR_A_DAY: Final = b"86400"
_EXPOSED: Final = b"ETag, Link, Location, Retry-After, X-Request-ID, Fyrnet-Contacts"
_READING: Final = b"GET, HEAD, POST, OPTIONS"
_ALL: Final = b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_ASKING: Final = b"Accept, Accept-Language, Content-Type, If-None-Match, X-Request-ID"
_WRITING: Final = _ASKING + b", Authorization, If-Match"


def policy_of(path: str) -> str:
    """The policy for what a browser runs of the page at a path."""
    return _DRAWING_POLICY if path == "/network" else _POLICY


def for_every_answer(settings: Settings) -> Headers:
    """What answers carry where they do not say otherwise themselves."""
    told = [(name.encode(), value.encode()) for name, value in FOR_BROWSERS.items()]
    if settings.hsts:
        told.append((b"strict-transport-security", f"max-age={settings.hsts}; includeSubDomains".encode()))
    if settings.cors_origins:
        # Other sites read it: who, is said to each of them.
        told = [entry for entry in told if entry[0] != b"cross-origin-resource-policy"]
        told.append((b"cross-origin-resource-policy", b"cross-origin"))
    return told


class Cors:
    """Which origins may read answers: those listed, without any credentials of the browser.

    With the star everybody may, for what anybody may see: no token can be sent then.
    """

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._everybody = "*" in origins
        self._origins = {origin.encode() for origin in origins if origin != "*"}

    def headers(self, scope: Scope) -> Headers:
        """What an answer to this request says of its origin."""
        allowed = self._allowed(_header(scope, b"origin"))
        varies = [(b"vary", b"Origin")] if self._origins else []
        if allowed is None:
            return varies
        return [*varies, (b"access-control-allow-origin", allowed), (b"access-control-expose-headers", _EXPOSED)]

    def preflight(self, scope: Scope) -> Headers | None:
        """The answer to a browser that asks whether it may ask; None where this is no such question."""
        if scope["method"] != "OPTIONS" or _header(scope, b"access-control-request-method") is None:
            return None
        allowed = self._allowed(_header(scope, b"origin"))
        if allowed is None:
            return None
        named = allowed != b"*"
        return [
            (b"access-control-allow-origin", allowed),
            (b"access-control-allow-methods", _ALL if named else _READING),
            (b"access-control-allow-headers", _WRITING if named else _ASKING),
            (b"access-control-max-age", _FOR_A_DAY),
            (b"vary", b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
        ]

    def _allowed(self, origin: bytes | None) -> bytes | None:
        if origin is None:
            return None
        if origin in self._origins:
            return origin
        return b"*" if self._everybody else None


def _header(scope: Scope, name: bytes) -> bytes | None:
    found = [value for key, value in scope["headers"] if key == name]
    return found[0] if len(found) == 1 else None
