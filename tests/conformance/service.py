"""A service under test, seen through one connection that is kept open."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from tests.serving import command, serving

__all__ = ["Answer", "Service", "started"]

TOKEN: Final = "a token for the suites alone"
_SECONDS: Final = 60


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip()


class Service:
    """Sends requests; each of them may write."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=_SECONDS)
        self._held: tuple[str, Mapping[str, str]] | None = None

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Send one request; a connection that the service closed meanwhile is opened again."""
        if method not in ("GET", "HEAD") and not path.startswith("/sparql"):
            self._held = None
        sent = {"Authorization": f"Bearer {TOKEN}", **(headers or {})}
        try:
            self._connection.request(method, path, body, sent)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()
            self._connection.request(method, path, body, sent)
            answer = self._connection.getresponse()
        content = answer.read()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)

    def update(self, text: str) -> Answer:
        """Send an update."""
        return self.ask("POST", "/update", {"Content-Type": "application/sparql-update"}, text.encode())

    def query(self, text: str, accept: str) -> Answer:
        """Send a query."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.ask("POST", "/sparql", headers, text.encode())

    def hold(self, default: str, named: Mapping[str, str]) -> None:
        """Let the store hold just these graphs, given as N-Triples."""
        if self._held == (default, named):
            return
        blocks = [f"INSERT DATA {{\n{_apart(default)}\n}}"]
        for name, triples in named.items():
            blocks.append(f"CREATE SILENT GRAPH <{name}> ; INSERT DATA {{ GRAPH <{name}> {{\n{_apart(triples)}\n}} }}")
        answer = self.update(";\n".join(["DROP ALL", *blocks]))
        self._held = default, dict(named)
        if answer.status >= 300:
            raise AssertionError(f"the data could not be stored: {answer.status} {answer.body[:300]!r}")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _apart(triples: str) -> str:
    """Triples whose blank nodes are called as nowhere else: two graphs may not share one in an update."""
    renamed = (quad.triple for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=True))
    return (ox.serialize(renamed, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


@contextmanager
def started(folder: Path) -> Iterator[Service]:
    """A service of its own, over an empty store, with the plain dataset that the suites expect."""
    environment = {"FYRNET_DEFAULT_GRAPH": "own", "FYRNET_WRITE_TOKEN": TOKEN}
    with serving(command(), folder, "--empty", environment=environment) as address:
        service = Service(address)
        try:
            yield service
        finally:
            service.close()
