"""The service that is attacked: a real one, with tokens of every kind, evil data in it, and a listener beside it."""

from __future__ import annotations

import http.client
import os
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from api.rights import Role, TokenFile
from tests.attacks.attack import UPDATE
from tests.attacks.markup import EVIL
from tests.serving import command, health, serving

__all__ = ["Canary", "Reply", "Target", "attacked", "exchanged"]

_WRITE = "open-sesame-of-an-invented-kind"
_SECONDS = 120
_TRIES = 10
_LATER = (http.HTTPStatus.SERVICE_UNAVAILABLE, http.HTTPStatus.GATEWAY_TIMEOUT)
# What is loaded when it is first needed is no growth under attack.
_WARMING = (
    "/network",
    "/openapi.json",
    "/api/analysis/centrality",
    "/api/analysis/communities",
    "/api/network?format=gexf",
)


@dataclass(frozen=True)
class Reply:
    """What came back: status 0 where the connection only ended."""

    status: int
    head: str = ""
    body: bytes = b""

    def header(self, name: str) -> str:
        """Value of a header, empty where there is none."""
        found = re.search(rf"^{name}:[ \t]*(.*?)\r?$", self.head, re.IGNORECASE | re.MULTILINE)
        return found[1] if found else ""


class Canary:
    """Listens on a port that nobody has a reason to call, and notes who does."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.calls: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                with connection, suppress(OSError):
                    connection.settimeout(1)
                    self.calls.append(connection.recv(1000).decode("latin-1"))


@dataclass(frozen=True)
class Target:
    """A running service under attack."""

    port: int
    pid: int
    secrets: Mapping[str, str]
    canary: Canary
    folder: Path
    revision: str = ""

    @property
    def host(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    def memory(self) -> int:
        """Bytes of resident memory of the process that has the store."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    def update(self, text: str, check: str = "reject") -> None:
        """An update of a friend."""
        # The bound of two seconds is meant for strangers: on a busy machine a friend comes again.
        for _ in range(_TRIES):
            status, told = self._sent(f"/update?check={check}", text)
            if status not in _LATER:
                break
        if status != http.HTTPStatus.OK:
            raise AssertionError(f"{status}: {told[:500]}")

    def _sent(self, path: str, text: str) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {_WRITE}", "Content-Type": UPDATE}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)
        try:
            connection.request("POST", path, text.encode(), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@contextmanager
def attacked(folder: Path, **environment: str) -> Iterator[Target]:
    """A service that queries may hold up for two seconds, with evil data, and tokens of every kind."""
    tokens = TokenFile(folder / "tokens.json")
    _, read = tokens.add(Role.READ, note="", expires=None)
    revoked, gone = tokens.add(Role.ADMIN, note="", expires=None)
    tokens.revoke(revoked.id)
    _, expired = tokens.add(Role.ADMIN, note="", expires=datetime.now(UTC) - timedelta(days=1))
    canary = Canary()
    secrets = {"@WRITE@": _WRITE, "@READ@": read, "@REVOKED@": gone, "@EXPIRED@": expired, "@CANARY@": canary.address}
    variables = {
        "FYRNET_WRITE_TOKEN": _WRITE,
        "FYRNET_TOKENS_FILE": str(folder / "tokens.json"),
        "FYRNET_QUERY_TIMEOUT": "2",
        "FYRNET_UPLOAD_TIMEOUT": "3",
    } | environment
    try:
        with serving(command(), folder, environment=variables) as base:
            port = urlsplit(base).port or 80
            target = Target(port, _process_of(folder), secrets, canary, folder)
            target.update(EVIL, check="off")
            for path in _WARMING:
                exchanged(target, f"GET {path} HTTP/1.1\r\nHost: {target.host}\r\nConnection: close\r\n\r\n".encode())
            yield Target(port, target.pid, secrets, canary, folder, health(port)["revision"])
    finally:
        canary.close()


def exchanged(target: Target, request: bytes, *, seconds: float = _SECONDS) -> Reply:
    """Send bytes to a service as they are, and read what comes back until it hangs up."""
    received = b""
    with socket.create_connection(("127.0.0.1", target.port), timeout=seconds) as connection:
        # Whoever is refused while still sending is told so all the same.
        with suppress(ConnectionError):
            connection.sendall(request)
        with suppress(ConnectionError):
            while piece := connection.recv(1 << 16):
                received += piece
    return _parsed(received)


def _parsed(received: bytes) -> Reply:
    head, _, body = received.partition(b"\r\n\r\n")
    while head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    if not re.match(rb"HTTP/1\.[01] \d{3}", head):
        return Reply(0, body=received)
    text = head.decode("latin-1")
    return Reply(int(text[9:12]), text, _unchunked(body) if "transfer-encoding: chunked" in text.lower() else body)


def _unchunked(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size.split(b";")[0] or b"0", 16)
        whole, body = whole + body[:length], body[length + 2 :]
    return whole


def _process_of(folder: Path) -> int:
    """The process that was started to serve the store in a folder."""
    wanted = os.fsencode(folder / "store")
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (process / "cmdline").read_bytes().split(b"\0")
            if wanted in line and b"serve" in line:
                return int(process.name)
    raise AssertionError(f"nobody serves {folder}")
