"""How fast /sparql answers a small query with all its guards, beside a route that returns ready bytes.

One process of the service, 16 connections that are kept open, a client of its own process; the rounds of the routes
take turns, so that whatever else the machine does meets all of them. A query is asked either always the same, or each
time another one, which no kept answer helps. `python -m tests.query_door` prints it; read the ratios.
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
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from tests.serving import ROOT

CONNECTIONS, SECONDS, ROUNDS = 16, 1.5, 3
QUERY = (
    "SELECT ?label { VALUES ?i { <https://w3id.org/fyrnet/id/organisation/clean> }"
    " ?i <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }"
)
READY = json.dumps({"head": {"vars": ["label"]}, "results": {"bindings": [{"label": "x" * 60}]}}).encode()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def paths() -> dict[str, str]:
    """What is asked; ``{n}`` is another number each time."""
    return {
        "ready bytes": "/ready",
        "equal queries": f"/sparql?query={quote(QUERY)}",
        "different queries": f"/sparql?query={quote(QUERY)}%20%23{{n}}",
    }


async def client(port: int, path: str) -> None:
    """Ask from all connections for a while, and print requests and the median of their milliseconds."""
    until = time.monotonic() + SECONDS
    took: list[float] = []
    numbers = iter(range(10**9))

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < until:
            began = time.perf_counter()
            asked = path.replace("{n}", f"{os.getpid()}-{next(numbers)}")
            writer.write(f"GET {asked} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            took.append(time.perf_counter() - began)
        writer.close()

    connections = int(os.environ.get("CONNECTIONS", CONNECTIONS))
    await asyncio.gather(*(one() for _ in range(connections)))
    _say(json.dumps([len(took) / SECONDS, 1000 * statistics.median(took)]))


def measure(port: int, path: str, connections: int) -> tuple[float, float]:
    """Requests a second, and median milliseconds of one."""
    command = [sys.executable, "-m", "tests.query_door", str(port), path]
    told = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "CONNECTIONS": str(connections)},
    )
    rate, median = json.loads(told.stdout)
    return rate, median


def in_process(store: Any) -> float:
    """Median milliseconds of evaluating the query here, and writing its result."""
    took = []
    for _ in range(500):
        began = time.perf_counter()
        store.query(QUERY).serialize(format=ox.QueryResultsFormat.JSON)
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


@contextmanager
def service(store: Any) -> Iterator[int]:
    """The service in this process, with a route of ready bytes beside it; gives the port."""
    import uvicorn
    from starlette.responses import Response
    from starlette.routing import Route

    from api.app import create_app
    from api.settings import Settings

    async def ready(_: object) -> Response:
        return Response(READY, media_type="application/sparql-results+json")

    app = create_app(Settings(), store)
    app.router.routes.insert(0, Route("/ready", ready))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        serving.start()
        while not server.started:
            time.sleep(0.05)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            serving.join()


def main() -> None:
    """Measure and print."""
    from graph.store import open_store

    with tempfile.TemporaryDirectory() as folder, open_store(f"{folder}/store") as store, service(store) as port:
        _say(f"{platform.machine()}, {os.cpu_count()} cores, {len(store)} triples, load {os.getloadavg()[0]:.1f}")
        for connections in (CONNECTIONS, 1):
            found: dict[str, list[tuple[float, float]]] = {name: [] for name in paths()}
            for _ in range(ROUNDS):
                for name, path in paths().items():
                    found[name].append(measure(port, path, connections))
            base = statistics.median(rate for rate, _ in found["ready bytes"])
            for name, rounds in found.items():
                rate, took = (statistics.median(each) for each in zip(*rounds, strict=True))
                _say(f"{connections:3} connections, {name}: {rate:6.0f} a second, {rate / base:.2f}; {took:.2f} ms")
        _say(f"in process: {in_process(store):.2f} ms")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        asyncio.run(client(int(sys.argv[1]), sys.argv[2]))
    else:
        main()
