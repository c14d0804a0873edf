"""Who may change what the service holds: bearer tokens, looked at before anything of a request's body is read.

Tokens are taken from the header ``Authorization`` alone: what stands in an address is kept in logs and histories.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from api.settings import Settings

__all__ = ["holds_token", "require_token"]

_REALM: Final = 'Bearer realm="fyrnet"'


def holds_token(request: HTTPConnection) -> bool:
    """Whether the request carries the write token."""
    settings: Settings = request.app.state.settings
    given = _given(request)
    known = (settings.write_token or "").strip()
    return bool(known) and given is not None and _same(given, known)


async def require_token(request: Request) -> None:
    """Let nobody pass but holders of the write token.

    Raises
    ------
    HTTPException
        403 where the service has no token and so takes nothing in; 401 without a token, or with an unknown one.
    """
    if not (request.app.state.settings.write_token or "").strip():
        raise HTTPException(403, "this service only reads: it was started without FYRNET_WRITE_TOKEN")
    given = _given(request)
    if given is None:
        raise HTTPException(
            401, "a token is needed, in the header `Authorization: Bearer …`", {"WWW-Authenticate": _REALM}
        )
    if not holds_token(request):
        raise HTTPException(
            401, "the token is not one of this service", {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
        )


def _given(request: HTTPConnection) -> str | None:
    """The token of the request; None where it has none, or several."""
    headers = request.headers.getlist("authorization")
    scheme, _, token = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _same(given: str, known: str) -> bool:
    """Compare in a time that says nothing of either, not even of its length."""
    # A header comes as Latin-1, whatever its bytes were meant to be.
    digests = (sha256(text).digest() for text in (given.encode("latin-1"), known.encode()))
    return hmac.compare_digest(*digests)
