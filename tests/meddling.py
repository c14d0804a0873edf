"""A server between a client and a real one, that hands requests on, or meddles with them as a test says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import httpx2

from graph.remote import Access

__all__ = ["Meddler", "meddling"]


class Meddler:
    """What is done to requests; `faults` are used up one by one, each by a request that `concerns` it."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.client = httpx2.Client(verify=False, timeout=30)
        self.faults: list[str] = []
        self.concerns: Callable[[str, bytes], bool] = lambda _path, _body: True
        self.seen: list[tuple[str, bytes]] = []
        self.ended = 0
        self._lock = threading.Lock()

    def always(self, fault: str) -> None:
        """Meddle with every request."""
        self.faults = [fault] * 10_000

    def next_fault(self, path: str, body: bytes) -> str:
        """The fault for a request; empty where it is handed on as it is."""
        with self._lock:
            self.seen.append((path, body))
            return self.faults.pop(0) if self.faults and self.concerns(path, body) else ""


@contextmanager
def meddling(access: Access) -> Iterator[tuple[Access, Meddler]]:
    """A meddler in front of a server, and where it is reached."""
    parts = urlsplit(access.query)
    meddler = Meddler(f"{parts.scheme}://{parts.netloc}")

    class Handler(_Handler):
        between = meddler

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield Access(f"{base}/query", f"{base}/update", timeout=5.0, largest=1 << 20), meddler
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        meddler.client.close()


class _Handler(BaseHTTPRequestHandler):
    between: Meddler
    protocol_version = "HTTP/1.1"
    # Head and body are written apart: the second would wait for the client to acknowledge the first, 40 ms.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        fault = self.between.next_fault(self.path, body)
        with suppress(ConnectionError):
            if fault:
                getattr(self, f"_{fault}")(body)
            else:
                self._on(body)

    def _handed_on(self, body: bytes) -> httpx2.Response:
        kept = {name: self.headers[name] for name in ("content-type", "accept") if name in self.headers}
        return self.between.client.post(self.between.target + self.path, content=body, headers=kept)

    def _on(self, body: bytes) -> None:
        found = self._handed_on(body)
        self._say(found.status_code, found.headers.get("content-type", ""), found.content)

    def _say(self, status: int, type_: str, body: bytes, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": type_, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 204:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _page(self, _: bytes) -> None:
        self._say(200, "text/html; charset=utf-8", b"<html><body>Welcome</body></html>")

    def _lying(self, _: bytes) -> None:
        self._say(200, "application/sparql-results+json", b"<html><body>Welcome</body></html>")

    def _cut(self, body: bytes) -> None:
        found = self._handed_on(body)
        half = found.content[: max(1, len(found.content) // 2)]
        self._say(found.status_code, found.headers.get("content-type", ""), half)

    def _broken(self, body: bytes) -> None:
        found = self._handed_on(body)
        self._say(200, found.headers.get("content-type", ""), found.content[:5], length=len(found.content) + 100)
        self.close_connection = True

    def _other(self, _: bytes) -> None:
        said = b'{"head": {"vars": ["z"]}, "results": {"bindings": [{"z": {"type": "uri", "value": "urn:z"}}]}}'
        self._say(200, "application/sparql-results+json", said)

    def _away(self, _: bytes) -> None:
        self._say(302, "text/plain", b"", Location="http://elsewhere.example.org/?secret=1")

    def _endless(self, _: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        for _number in range(1000):
            self.wfile.write(b" " * 65536)
        self.between.ended += 1

    def _silent(self, _: bytes) -> None:
        time.sleep(20)

    def _watching(self, _: bytes) -> None:
        """Say nothing until the client hangs up."""
        self.connection.settimeout(20)
        with suppress(TimeoutError):
            self.between.ended += not self.connection.recv(1)
        self.close_connection = True

    def _dripping(self, _: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        for _number in range(200):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def _gone(self, _: bytes) -> None:
        self.close_connection = True
        self.connection.close()

    def _done_and_gone(self, body: bytes) -> None:
        """Do what was asked, and say nothing of it."""
        self._handed_on(body)
        self._gone(body)

    def _busy(self, _: bytes) -> None:
        self._say(503, "text/plain", b"later", Retry_After="0")

    def _fault(self, _: bytes) -> None:
        self._say(500, "text/plain", b"SR172: Transaction \x1b[31mdeadlocked\n" + b"x" * 5000)

    def _closed(self, _: bytes) -> None:
        self._say(401, "text/plain", b"who are you", WWW_Authenticate='Basic realm="x"')

    def _nowhere(self, _: bytes) -> None:
        self._say(404, "text/html", b"<html>not here</html>")

    def _full(self, _: bytes) -> None:
        self._say(507, "text/plain", b"full")

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""
