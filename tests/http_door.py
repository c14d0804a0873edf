"""How fast the service answers one organisation, with and without `If-None-Match`, beside a route of ready bytes.

One process of the service, 16 connections that are kept open, a client in a process of its own; the rounds of the
routes take turns, so that whatever else the machine does meets all of them. The route of ready bytes stands in a bare
Starlette application, with nothing around it, behind the same server in the same process: the ratio tells what
everything else costs, the log, the figures and the headers included. The same route inside of the application is
measured beside it. `python -m tests.http_door` prints it; read the ratios.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.serving import ROOT

CONNECTIONS, SECONDS, ROUNDS = 16, 1.5, 3
PATH = "/api/organisations/clean"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


async def client(port: int, path: str, etag: str) -> None:
    """Ask from all connections for a while, and print how many requests a second were answered."""
    until = time.monotonic() + SECONDS
    condition = f"If-None-Match: {etag}\r\n" if etag else ""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{condition}\r\n".encode()
    expected = b"HTTP/1.1 304" if etag else b"HTTP/1.1 200"
    answered = 0

    async def one() -> None:
        nonlocal answered
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < until:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(expected), head
            if not etag:
                await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]))
            answered += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    _say(json.dumps(answered / SECONDS))


def measure(port: int, path: str, etag: str = "") -> float:
    """Requests a second."""
    command = [sys.executable, "-m", "tests.http_door", str(port), path, etag]
    return float(json.loads(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout))


@contextmanager
def service(store: Any, log: Any) -> Iterator[tuple[int, int]]:
    """The service in this process, and ready bytes beside it: the ports of both."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route

    from api.app import create_app
    from api.logs import Log
    from api.serving import configuration
    from api.settings import Settings

    settings = Settings(log="json")
    app = create_app(settings, store)
    app.state.log = Log(settings, log)

    body = b""

    async def ready(_: object) -> Response:
        return Response(body, media_type="application/json")

    app.router.routes.insert(0, Route("/ready", ready))

    bare = Starlette(routes=[Route("/ready", ready)])
    plain = uvicorn.Config(bare, http="h11", ws="none", log_config=None, access_log=False)

    async def both(sockets: list[socket.socket]) -> None:
        await asyncio.gather(*(server.serve([each]) for server, each in zip(servers, sockets, strict=True)))

    servers = [uvicorn.Server(configuration(app, settings)), uvicorn.Server(plain)]
    sockets = [_listening() for _ in servers]
    ports = [each.getsockname()[1] for each in sockets]
    thread = threading.Thread(target=lambda: asyncio.run(both(sockets)))
    thread.start()
    while not all(server.started for server in servers):
        time.sleep(0.05)
    with urllib.request.urlopen(f"http://127.0.0.1:{ports[0]}{PATH}") as answer:
        body = answer.read()
    try:
        yield ports[0], ports[1]
    finally:
        for server in servers:
            server.should_exit = True
        thread.join()


def _listening() -> socket.socket:
    # Without the protocol by its number asyncio leaves TCP to wait for more, 40 ms an answer.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    return listening


def main() -> None:
    """Measure and print."""
    from graph.store import open_store

    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(f"{folder}/store") as store,
        open(f"{folder}/log", "w", encoding="utf-8") as log,  # noqa: PTH123 - a stream as standard error is one
        service(store, log) as (port, bare),
    ):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{PATH}") as answer:
            etag = answer.headers["etag"]
        cores, load = os.cpu_count(), os.getloadavg()[0]
        _say(f"{platform.machine()}, {cores} cores, load {load:.1f}, {len(store)} triples")
        found: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            found.setdefault("ready bytes, bare", []).append(measure(bare, "/ready"))
            found.setdefault("ready bytes, in the application", []).append(measure(port, "/ready"))
            found.setdefault("organisation", []).append(measure(port, PATH))
            found.setdefault("organisation, If-None-Match", []).append(measure(port, PATH, etag))
        base = statistics.median(found["ready bytes, bare"])
        for name, rates in found.items():
            _say(f"{name}: {statistics.median(rates):.0f} a second, {statistics.median(rates) / base:.2f}")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        asyncio.run(client(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
    else:
        main()
