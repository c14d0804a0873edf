"""Connections that cannot hold the service: slow heads, slow readers, far too many of them, and what is no HTTP.

The server is a real one, in a thread of this process, with bounds of fractions of a second; the clients are sockets.
Where a client has to keep pace with those bounds, the test has the machine for itself.
"""

from __future__ import annotations

import asyncio
import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.app import create_app
from api.logs import Log
from api.serving import configuration
from api.settings import Settings
from graph.store import open_store

SLOW = 0.4
PATIENCE = 25 * SLOW
"""Seconds for what ends after `SLOW`, on a machine that does other things too; a connection at rest is kept for 30."""
MOST = 12
LARGE = 48 << 20


@dataclass(frozen=True)
class Server:
    """A running server: its port, and the figures it counted."""

    port: int
    server: uvicorn.Server

    def connect(self) -> socket.socket:
        """A connection that gives up after twenty seconds."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def ask(self, path: str = "/health") -> bytes:
        """The answer to one request, whole."""
        with self.connect() as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            return rest(connection)

    def held(self) -> int:
        """Connections that the server has."""
        return len(self.server.server_state.connections)


def rest(connection: socket.socket) -> bytes:
    """What still comes, to the end."""
    pieces = []
    try:
        while piece := connection.recv(1 << 16):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with open_store("memory:") as store, running(store) as found:
        yield found


@contextmanager
def running(store: object) -> Iterator[Server]:
    settings = Settings(header_timeout=SLOW, send_timeout=SLOW, keep_alive=30, most_connections=MOST, log="json")
    app = create_app(settings, store)  # type: ignore[arg-type]
    app.state.log = Log(settings, io.StringIO())
    app.router.routes.insert(0, Route("/large", large))
    app.router.routes.insert(0, Route("/long", long))
    server = uvicorn.Server(configuration(app, settings))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield Server(listening.getsockname()[1], server)
        finally:
            server.should_exit = True
            thread.join()


async def large(_: Request) -> Response:
    return Response(b"x" * LARGE)


async def long(_: Request) -> Response:
    await asyncio.sleep(3 * SLOW)
    return Response(b"there")


def ended_within(connection: socket.socket, seconds: float) -> bytes:
    """What comes until the server closes; it has to, in time."""
    began = time.monotonic()
    told = rest(connection)
    assert time.monotonic() - began < seconds
    return told


@pytest.mark.parametrize("sent", [b"", b"GET /health HT", b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_head_that_does_not_come_is_given_up(server: Server, sent: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(sent)
        told = ended_within(connection, PATIENCE)
    assert told.startswith(b"HTTP/1.1 408 ")
    assert b"x-content-type-options: nosniff" in told


@pytest.mark.alone
def test_head_that_comes_byte_by_byte_is_given_up(server: Server) -> None:
    with server.connect() as connection:
        began = time.monotonic()
        with suppress(OSError):
            for byte in b"GET /health HTTP/1.1\r\nX-Slow: " + b"x" * 200:
                connection.sendall(bytes([byte]))
                time.sleep(SLOW / 8)
        assert time.monotonic() - began < 10 * SLOW


@pytest.mark.alone
def test_second_head_on_a_connection_is_given_up_like_the_first(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"GET /health HT")
        assert ended_within(connection, 10 * SLOW).find(b"HTTP/1.1 408 ") >= 0


@pytest.mark.alone
def test_answer_that_takes_long_and_a_connection_at_rest_are_left_alone(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.recv(1 << 16)
        time.sleep(3 * SLOW)
        connection.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert rest(connection).endswith(b"there")


def test_answer_that_nobody_takes_is_cut_off_and_its_memory_freed(server: Server) -> None:
    before = server.held()
    with server.connect() as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        deadline = time.monotonic() + 30
        while server.held() <= before and time.monotonic() < deadline:
            time.sleep(0.01)
        while server.held() > before and time.monotonic() < deadline:
            time.sleep(0.05)
        assert server.held() <= before
        assert len(rest(connection)) < LARGE


@pytest.mark.alone
def test_answer_that_is_taken_slowly_and_steadily_arrives_whole(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received, began = 0, time.monotonic()
        while piece := connection.recv(1 << 20):
            received += len(piece)
            if time.monotonic() - began < 4 * SLOW:
                time.sleep(SLOW / 20)
    assert received > LARGE


@pytest.mark.alone
def test_connections_at_rest_make_room_for_those_who_ask(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(3 * MOST):
            connection = stack.enter_context(server.connect())
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        assert server.held() <= MOST + 1


@pytest.mark.alone
def test_health_is_answered_and_all_else_refused_while_too_many_are_busy(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(MOST):
            connection = stack.enter_context(server.connect())
            connection.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        deadline = time.monotonic() + 5
        while server.held() < MOST and time.monotonic() < deadline:
            time.sleep(0.005)
        assert server.ask("/health").startswith(b"HTTP/1.1 200 ")
        refused = server.ask("/api/organisations")
    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5" in refused
    assert b"application/problem+json" in refused


@pytest.mark.parametrize("address", ["http://x/health", "HTTP://x:80/health", "http://x"])
def test_request_that_names_the_whole_address_is_one_for_its_path(server: Server, address: str) -> None:
    assert server.ask(address).startswith(b"HTTP/1.1 200 ")


def test_host_of_a_whole_address_goes_before_that_of_the_header(server: Server) -> None:
    told = server.ask("http://elsewhere.example.org:8000/sparql")
    assert b"http://elsewhere.example.org:8000/sparql" in told


@pytest.mark.parametrize("address", ["http://", "http:///health", "http://a@b/health", "*", "ftp://x/health"])
def test_what_is_no_address_is_nothing_here(server: Server, address: str) -> None:
    assert server.ask(address).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 404 "))


@pytest.mark.parametrize(
    "sent", [b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", b"x" * 100_000]
)
def test_what_is_no_request_is_told_so_in_the_shape_of_all_errors(server: Server, sent: bytes) -> None:
    with server.connect() as connection:
        try:
            connection.sendall(sent)
        except OSError:
            return
        told = ended_within(connection, PATIENCE)
    assert told == b"" or (told.startswith(b"HTTP/1.1 400 ") and b"application/problem+json" in told)
    assert server.ask().startswith(b"HTTP/1.1 200 ")
