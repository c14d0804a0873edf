"""Who may do what the service does not do for everybody: bearer tokens, looked at before anything of a body is read.

Tokens are taken from the header ``Authorization`` alone: what stands in an address is kept in logs and histories. The
value of ``FYRNET_WRITE_TOKEN`` has every right, those of the file their role's; a third kind is for commands of the
same user on this machine, who can read the folder of the store anyhow: it lies there, for the owner alone.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, cast

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from api.rights import Role, TokenFile, same
from api.settings import Settings

__all__ = ["LOCAL_SECRET", "Tokens", "holds_token", "require_role", "require_token"]

_REALM: Final = 'Bearer realm="fyrnet"'
LOCAL_SECRET: Final = "secret"  # noqa: S105 - a name
"""Name of the file in the folder of a store."""


class Tokens:
    """The tokens of one service.

    Parameters
    ----------
    settings : Settings
        Where they stand.
    folder : Path, optional
        Of the store that the service has to itself: a secret for commands on this machine is laid there.

    Raises
    ------
    InvalidParameter
        The file of tokens cannot be read.
    """

    def __init__(self, settings: Settings, folder: Path | None = None) -> None:
        self._all = (settings.write_token or "").strip()
        self._file = TokenFile(Path(settings.tokens_file)) if settings.tokens_file else None
        if self._file:
            self._file.read()
        self._path = folder / LOCAL_SECRET if folder else None
        self._local = _laid(self._path) if self._path else ""

    @property
    def any(self) -> bool:
        """Whether anybody was given a token."""
        return bool(self._all or self._file)

    def role_of(self, token: str) -> Role | None:
        """What a token allows."""
        known = [bool(text) and same(token, text) for text in (self._all, self._local)]
        if any(known):
            return Role.ADMIN
        return self._file.role_of(token) if self._file else None

    def close(self) -> None:
        """Take the secret out of the folder."""
        if self._path and self._local:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def holds_token(request: HTTPConnection, least: Role = Role.READ_CONTACTS) -> bool:
    """Whether the request carries a token with at least this role."""
    given = _given(request)
    role = _tokens(request).role_of(given) if given is not None else None
    return role is not None and role >= least


def require_role(least: Role) -> Callable[[Request], Awaitable[None]]:
    """Something that lets nobody pass but holders of a token with at least this role.

    It raises `HTTPException`: 401 without a token, or with an unknown one; 403 where its role does not reach, or the
    service has no tokens and so takes nothing in.
    """

    async def require(request: Request) -> None:
        given, tokens = _given(request), _tokens(request)
        role = tokens.role_of(given) if given is not None else None
        if role is not None:
            if role < least:
                raise HTTPException(403, f"this token may {role.label}: for this one that may {least.label} is needed")
        elif not tokens.any:
            raise HTTPException(403, "this service only reads: it was started without FYRNET_WRITE_TOKEN")
        elif given is None:
            needed = "a token is needed, in the header `Authorization: Bearer …`"
            raise HTTPException(401, needed, {"WWW-Authenticate": _REALM})
        else:
            unknown = {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
            raise HTTPException(401, "the token is not one of this service", unknown)

    return require


require_token: Final = require_role(Role.WRITE)


def _tokens(request: HTTPConnection) -> Tokens:
    return cast(Tokens, request.app.state.tokens)


def _given(request: HTTPConnection) -> str | None:
    """The token of the request; None where it has none, or several."""
    headers = request.headers.getlist("authorization")
    scheme, _, token = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _laid(path: Path) -> str:
    """A new secret in a file that nobody but its owner can read; empty where the folder takes none."""
    secret = secrets.token_urlsafe(32)
    try:
        path.unlink(missing_ok=True)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as file:
            file.write(secret)
    except OSError:
        return ""
    return secret
