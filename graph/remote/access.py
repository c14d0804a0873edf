"""Where a remote store is, and what opens it; the secrets among it stay out of everything that is printed."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

import httpx2

from ontology.errors import InvalidParameter

__all__ = ["Access", "Credentials", "shown"]

_MOST_URL: Final = 2_000


def shown(url: str) -> str:
    """An address as messages show it: without credentials, parameters and fragment.

    Examples
    --------
    >>> shown("http://anne:secret@store.example.org:8890/sparql?key=secret")
    'http://store.example.org:8890/sparql'
    """
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


@dataclass(frozen=True)
class Access:
    """The addresses of a SPARQL 1.1 service, and what opens it.

    Parameters
    ----------
    query : str
        Where queries go; a name and a password may stand in it.
    update, graphs : str, optional
        Where updates and the Graph Store Protocol are, where they are elsewhere. Files are loaded through the second,
        which is quicker; without it they go the way of updates.
    user, password : str, optional
        For digest or basic authentication, whichever the service asks for.
    token : str, optional
        A bearer token.
    timeout : float
        Seconds that one request may take, with all its repetitions; a write of much may take ten times as many.
    largest : int
        Bytes that one answer may have.

    Raises
    ------
    InvalidParameter
        An address is none of HTTP, or a password comes without a name.
    """

    query: str = field(repr=False)
    update: str | None = field(default=None, repr=False)
    graphs: str | None = field(default=None, repr=False)
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    timeout: float = 30.0
    largest: int = 1 << 30

    def __post_init__(self) -> None:
        for name, url in (("FYRNET_STORE", self.query), ("_UPDATE", self.update), ("_GRAPH", self.graphs)):
            if url is not None:
                _check(f"FYRNET_STORE{name}" if name.startswith("_") else name, url)
        inside = _split(self.query)
        if inside.username and not self.user:
            object.__setattr__(self, "user", unquote(inside.username))
            object.__setattr__(self, "password", unquote(inside.password or ""))
        if self.password and not self.user:
            raise InvalidParameter("FYRNET_STORE_PASSWORD is set and FYRNET_STORE_USER is not: set both, or neither")
        for name in ("query", "update", "graphs"):
            url = getattr(self, name)
            object.__setattr__(self, name, _bare(url) if url else None)

    @property
    def location(self) -> str:
        """The address as it may be shown."""
        return shown(self.query)


class Credentials(httpx2.Auth):
    """Says who asks, in the way that the service wants to be told; nothing is said before it asks, but a token."""

    def __init__(self, access: Access) -> None:
        self._token = access.token
        given = access.user, access.password or ""
        self._basic = httpx2.BasicAuth(*given) if access.user else None  # type: ignore[arg-type]
        self._digest = httpx2.DigestAuth(*given) if access.user else None  # type: ignore[arg-type]
        self._wanted: httpx2.Auth | None = None

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """The request, and what becomes of it after a challenge."""
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        if self._wanted:
            yield from self._wanted.auth_flow(request)
            return
        response = yield request
        if response.status_code != 401 or self._basic is None:
            return
        offered = " ".join(response.headers.get_list("www-authenticate")).lower()
        # Digest first: a password in the clear only where nothing else is understood.
        self._wanted = self._digest if "digest" in offered else self._basic if "basic" in offered else None
        if self._wanted:
            yield from self._wanted.auth_flow(request)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError as error:
        raise InvalidParameter(f"the address of the store is none: {error}") from None
    return parts


def _check(name: str, url: str) -> None:
    parts = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > _MOST_URL:
        raise InvalidParameter(f"{name} is {shown(url)!r:.80}: the http:// or https:// address of a service is needed")
    if any(character <= " " for character in url):
        raise InvalidParameter(f"{name} has a space or a line break in it: write the address of the service alone")


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))
