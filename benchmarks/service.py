"""How fast the service answers, as ratios to a route of the same process that returns ready bytes.

One process of the service on the shipped data, 16 connections that are kept open, a client in a process of its own; the
routes take turns, round after round, so that whatever else the machine does meets all of them. The route of ready bytes
stands before the application, so that a ratio tells what all of the application costs. ``--peer`` compares another
service by the address of its endpoint, with the same query. Updates and reads after them are those of `make soak`.

Where rdflib-endpoint is installed, in this Python or in the one that ``--rdflib-endpoint`` names, it serves the same
data from memory, and is asked for the organisation with its participations and their passages, in SPARQL.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

CONNECTIONS, SECONDS, ROUNDS = 16, 1.5, 3
ORGANISATION: Final = "/api/organisations/clean"
_ABOUT: Final = "SELECT ?p ?o {{ <https://w3id.org/fyrnet/id/organisation/clean> ?p ?o }} LIMIT {}"
_WHOLE: Final = """
PREFIX fyr: <https://w3id.org/fyrnet/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?name ?initiative ?title ?role ?section ?first ?last WHERE {
  VALUES ?organisation { <https://w3id.org/fyrnet/id/organisation/clean> }
  ?organisation skos:prefLabel ?name .
  ?participation fyr:participant ?organisation ; fyr:role ?role ; prov:wasDerivedFrom ?passage .
  ?initiative fyr:participation ?participation ; skos:prefLabel ?title .
  ?passage fyr:section ?section ; fyr:firstLine ?first ; fyr:lastLine ?last .
}"""
_RDFLIB: Final = "rdflib-endpoint, organisation"
_TIMES: Final = 25
ASKED: Final = {
    "organisation": (0.5, ORGANISATION),
    "organisation, If-None-Match": (0.85, ORGANISATION),
    "small query": (0.3, "/sparql?query=" + quote(_ABOUT.format(20))),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", metavar="URL", help="a SPARQL endpoint on this machine to be compared")
    parser.add_argument(
        "--rdflib-endpoint", metavar="PYTHON", default=sys.executable, help="a Python that has rdflib-endpoint"
    )
    parser.add_argument("--serve-rdflib", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--ask", nargs=3, metavar=("PORT", "PATH", "ETAG"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        print(asyncio.run(asked(int(given.ask[0]), *given.ask[1:])))
    elif given.serve_rdflib:
        serve_rdflib(given.serve_rdflib)
    else:
        measured(given.peer, given.rdflib_endpoint)


def measured(peer: str | None, python: str) -> None:
    """All of it."""
    with tempfile.TemporaryDirectory() as folder, _rdflib(python) as port:
        rates = _rates(Path(folder), peer, port)
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {CONNECTIONS} connections")
    ready = rates.pop("ready bytes")
    print(f"{'ready bytes':38} {ready:8.0f} a second")
    slow = rates.pop(_RDFLIB, None)
    for name, rate in rates.items():
        wanted = f"asked {ASKED[name][0]}" if name in ASKED else f"fyrnet is {rates['small query'] / rate:.1f} times it"
        print(f"{name:38} {rate:8.0f} a second  {rate / ready:5.2f}  {wanted}")
    if slow:
        times = rates["organisation"] / slow
        print(f"{_RDFLIB:38} {slow:8.1f} a second         fyrnet is {times:.0f} times it, asked {_TIMES}")
    else:
        print(f"{_RDFLIB:38} is not installed")
    from tests.soak.load import load

    with tempfile.TemporaryDirectory() as folder:
        found = load(Path(folder), 6)
    print(f"{'updates of three writers, with readers':38} {found.speed:8.0f} a second  {found.ratio:5.2f}  asked 150")
    print(f"{'read right after a commit':38} {found.wait * 1000:8.0f} ms               asked 150 ms, median")
    if not found.held:
        told = [*found.wrong, *found.failed][:2]
        print(f"{len(found.wrong)} reads were wrong, {len(found.failed)} requests failed: {told}")


@contextmanager
def _rdflib(python: str) -> Iterator[int | None]:
    """The port at which rdflib-endpoint serves the shipped data, or None where it is not installed."""
    if python == sys.executable and importlib.util.find_spec("rdflib_endpoint") is None:
        yield None
        return
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    running = subprocess.Popen([python, __file__, "--serve-rdflib", str(port)], stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        running.terminate()
        running.wait()


def serve_rdflib(port: int) -> None:
    """Serve the shipped data with rdflib-endpoint, until the process is ended."""
    import uvicorn
    from rdflib import Dataset
    from rdflib_endpoint import SparqlEndpoint

    data = Dataset(default_union=True)
    data.parse(ROOT / "data" / "lighthouse-proposals.trig", format="trig")
    uvicorn.run(SparqlEndpoint(graph=data), port=port, log_level="error", access_log=False)


def _rates(folder: Path, peer: str | None, rdflib: int | None) -> dict[str, float]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    running = subprocess.Popen([sys.executable, "-m", "tests.soak.ready", str(folder / "store"), str(port)], cwd=ROOT)
    try:
        etag = _first_etag(port)
        paths = {"ready bytes": (port, "/ready", "")} | {
            name: (port, path, etag if "None" in name else "") for name, (_, path) in ASKED.items()
        }
        if peer:
            at = urlsplit(peer)
            paths["peer, small query"] = (at.port or 80, f"{at.path}?query={quote(_ABOUT.format(20))}", "")
        if rdflib:
            _awaited(rdflib)
            paths[_RDFLIB] = (rdflib, f"/?query={quote(_WHOLE)}", "")
        found: dict[str, list[float]] = {name: [] for name in paths}
        for _ in range(ROUNDS):
            for name, (where, path, tag) in paths.items():
                command = [sys.executable, __file__, "--ask", str(where), path, tag]
                found[name].append(float(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout))
        return {name: statistics.median(each) for name, each in found.items()}
    finally:
        running.terminate()
        running.wait()


def _awaited(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=30).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("rdflib-endpoint did not start")


def _first_etag(port: int) -> str:
    """The ETag of the organisation, once the service answers."""
    for _ in range(600):
        time.sleep(0.1)
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                head = "Host: localhost\r\nAccept: application/json"
                connection.sendall(f"GET {ORGANISATION} HTTP/1.0\r\n{head}\r\n\r\n".encode())
                head = connection.makefile("rb").read().partition(b"\r\n\r\n")[0].decode("latin-1")
        except OSError:
            continue
        return next(line[6:] for line in head.split("\r\n") if line.lower().startswith("etag: "))
    raise TimeoutError("the service did not start")


async def asked(port: int, path: str, etag: str) -> float:
    """Answers a second, on all connections together."""
    condition = f"If-None-Match: {etag}\r\n" if etag else ""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n{condition}\r\n".encode()
    began, answered = time.perf_counter(), 0

    async def one() -> None:
        nonlocal answered
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < began + SECONDS:
            writer.write(request)
            await _one_answer(reader, b" 304 " if etag else b" 200 ")
            answered += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    # A slow peer answers the last of them long after.
    return answered / (time.perf_counter() - began)


async def _one_answer(reader: asyncio.StreamReader, status: bytes) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if status not in head[:16]:
        raise RuntimeError(head.decode("latin-1"))
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    if length and status != b" 304 ":
        await reader.readexactly(int(length))


if __name__ == "__main__":
    main()
