"""One attack: a request, sent byte by byte as it stands, and what its answer may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

__all__ = ["JSON_LD", "SPARQL", "TURTLE", "UPDATE", "XML", "Attack", "encoded", "post", "query", "update"]

SPARQL = "application/sparql-query"
UPDATE = "application/sparql-update"
TURTLE = "text/turtle"
JSON_LD = "application/ld+json"
XML = "application/rdf+xml"
_WRITER = {"Authorization": "Bearer @WRITE@"}


@dataclass(frozen=True)
class Attack:
    """What is sent, and what must hold.

    In texts ``@WRITE@``, ``@READ@``, ``@REVOKED@`` and ``@EXPIRED@`` stand for tokens of the target, ``@CANARY@`` for
    an address where a listener waits for somebody to be led astray. `raw` is a whole request where its framing is the
    attack. `may` are the statuses an answer may have; where it may have none the connection may just end.
    """

    family: str
    name: str
    target: str
    may: tuple[int, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Callable[[], bytes] = b""
    raw: bytes | None = None
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    may_end: bool = False

    @property
    def title(self) -> str:
        """How a test calls it."""
        return f"{self.family}: {self.name}"

    def request(self, host: str, secrets: Mapping[str, str]) -> bytes:
        """The bytes that are sent."""
        if self.raw is not None:
            return _filled(self.raw, {**secrets, "@HOST@": host})
        body = _filled(self.body() if callable(self.body) else self.body, secrets)
        headers = {"Host": host, "Connection": "close", "Accept": "application/json"} | dict(self.headers)
        if body or self.method in ("POST", "PUT", "PATCH"):
            headers.setdefault("Content-Length", str(len(body)))
        head = f"{self.target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return _filled(head.encode("utf-8", "surrogateescape"), secrets) + b"\r\n" + body

    @property
    def method(self) -> str:
        """The verb of the request."""
        return (self.raw or self.target.encode("utf-8", "surrogateescape")).split(b" ", 1)[0].decode("ascii", "replace")


def query(family: str, name: str, text: str, *may: int, **more: Any) -> Attack:
    """An attack by a query, sent as its text."""
    return post(family, name, "/sparql", SPARQL, lambda: text.encode("utf-8", "surrogatepass"), *may, **more)


def update(family: str, name: str, text: str, *may: int, where: str = "/update") -> Attack:
    """An attack by an update of somebody who may write."""
    return post(family, name, where, UPDATE, text.encode("utf-8", "surrogatepass"), *may, headers=_WRITER)


def post(
    family: str,
    name: str,
    path: str,
    media_type: str,
    body: bytes | Callable[[], bytes],
    *may: int,
    method: str = "POST",
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Attack:
    """An attack by a body."""
    all_headers = {"Content-Type": media_type} | dict(headers or {})
    return Attack(family, name, f"{method} {path}", may, all_headers, body, **more)


def encoded(text: str) -> str:
    """A text as it stands in an address."""
    return quote(text, safe="")


def _filled(text: bytes, secrets: Mapping[str, str]) -> bytes:
    for name, value in secrets.items():
        text = text.replace(name.encode(), value.encode())
    return text
