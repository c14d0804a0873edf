"""How fast the service is, in one run: a table of ratios, and whether each is as asked.

Routes are compared with a route of the same process that returns ready bytes: it stands before the application and goes
through the same server, so that a ratio tells what all of the application costs. One process of the service on the
shipped data, 16 connections that are kept open, a client in a process of its own; the routes take turns, round after
round, so that whatever else the machine does meets all of them. ``--peer`` compares another service by the address of
its endpoint, with the same query. Then three writers beside readers, as in `make soak`; the start after a kill; and a
file of 200,000 triples, loaded by fyrnet, by Oxigraph itself, and over HTTP. Takes three minutes on an idle machine.

Where rdflib-endpoint is installed, in this Python or in the one that ``--rdflib-endpoint`` names, it serves the same
data from memory, and is asked for the organisation with its participations and their passages, in SPARQL.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import itertools
import os
import platform
import secrets
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
_VARYING: Final = (
    "SELECT ?l {{ <https://w3id.org/fyrnet/id/organisation/clean> <http://www.w3.org/2004/02/skos/core#prefLabel> ?l"
    " FILTER(?l != {}) }}"
)
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
# What is asked, and where; ``NUMBER`` is another one each time.
ASKED: Final = {
    "organisation": (0.5, ORGANISATION),
    "organisation, If-None-Match": (0.85, ORGANISATION),
    "small query, always the same": (0.3, "/sparql?query=" + quote(_ABOUT.format(20))),
    "small query, another each time": (0.3, "/sparql?query=" + quote(_VARYING.format("NUMBER"))),
}
_TRIPLES: Final = 200_000
_GRAPH: Final = "urn:benchmark:graph"


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
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {CONNECTIONS} connections\n")
    print("| what | measured | asked | |\n| --- | --- | --- | --- |")
    for part in (lambda folder: _routes(folder, peer, python), _writing, _starting, _loading):
        with tempfile.TemporaryDirectory() as folder:
            part(Path(folder))


def _row(what: str, found: str, asked: str = "", held: bool | None = None) -> None:
    print(f"| {what} | {found} | {asked} | {'' if held is None else 'held' if held else 'NOT held'} |", flush=True)


def _routes(folder: Path, peer: str | None, python: str) -> None:
    with _running(folder) as port, _rdflib(python) as other:
        rates = _rates(port, peer, other)
        one = 1000 / asyncio.run(asked(port, ASKED["small query, another each time"][1], "", 1))
    ready = rates.pop("ready bytes")
    _row("ready bytes", f"{ready:.0f} a second")
    slow = rates.pop(_RDFLIB, None)
    for name, rate in rates.items():
        if name in ASKED:
            least = ASKED[name][0]
            _row(name, f"{rate / ready:.2f} ({rate:.0f} a second)", f"{least}", rate / ready >= least)
        else:
            times = rates["small query, always the same"] / rate
            _row(name, f"{rate / ready:.3f}: fyrnet is {times:.1f} times it")
    if slow:
        times = rates["organisation"] / slow
        _row(_RDFLIB, f"{slow:.1f} a second: fyrnet is {times:.0f} times it", f"{_TIMES}", times >= _TIMES)
    else:
        _row(_RDFLIB, "is not installed")
    more = one - _in_process()
    _row("small query, more than in process", f"{more:.2f} ms, connection and HTTP included", "1 ms", more <= 1)


def _in_process() -> float:
    """Milliseconds of evaluating the small query here, and writing its result."""
    import pyoxigraph as ox

    from graph.store import open_store

    took = []
    with open_store("memory:") as store:
        for number in range(300):
            began = time.perf_counter()
            found = store.query(_VARYING.format(number))
            assert isinstance(found, ox.QuerySolutions)
            found.serialize(format=ox.QueryResultsFormat.JSON)
            took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def _writing(folder: Path) -> None:
    from tests.soak.load import load

    found = load(folder, 6)
    _row("updates of three writers, beside readers", f"{found.speed:.0f} a second", "150", found.speed >= 150)
    _row("read right after a commit, median", f"{found.wait * 1000:.0f} ms", "150 ms", found.wait <= 0.15)
    wrong = f"{len(found.wrong)} of {found.reads} reads, {len(found.failed)} requests failed"
    _row("wrong reads", wrong, "0", found.held)


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


def _starting(folder: Path) -> None:
    from tests.soak.running import Service

    service, took = Service(folder), []
    try:
        for _ in range(4):
            took.append(service.start())
            connection = service.connect()
            connection.update("INSERT DATA { <urn:a> <urn:b> 1 }")
            connection.close()
            service.kill()
    finally:
        service.kill()
    after = statistics.median(took[1:])
    _row("start after kill -9, to the first answer", f"{after:.2f} s", "2 s", after < 2)


def _loading(folder: Path) -> None:
    import pyoxigraph as ox

    from graph.store import EmbeddedStore
    from graph.store.bulk import sync_files
    from tests.soak.running import Service

    lines = folder / "lines.nt"
    with lines.open("w", encoding="ascii") as file:
        for n in range(_TRIPLES):
            file.write(f'<http://example.org/thing/{n // 5}> <http://example.org/property/{n % 5}> "number {n}" .\n')
    ratios = []
    for number in range(3):
        began = time.perf_counter()
        plain = ox.Store(str(folder / f"plain-{number}"))
        plain.bulk_load(path=str(lines), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(_GRAPH))
        plain.flush()
        sync_files(folder / f"plain-{number}")
        middle = time.perf_counter()
        with EmbeddedStore(folder / f"ours-{number}") as store:
            store.bulk_load(lines, ox.RdfFormat.N_TRIPLES, graph=ox.NamedNode(_GRAPH))
        ratios.append((middle - began) / (time.perf_counter() - middle))
    _row("bulk load, to `Store.bulk_load`", f"{statistics.median(ratios):.2f}", "0.8", statistics.median(ratios) >= 0.8)
    service = Service(folder, FYRNET_LARGEST_UPLOAD=str(64 << 20))
    try:
        service.start()
        connection = service.connect()
        connection.put(f"/store?graph={_GRAPH}", b"<urn:a> <urn:b> <urn:c> .", "application/n-triples")
        before, began = service.resident(), time.perf_counter()
        connection.put(f"/store?graph={_GRAPH}", lines.read_bytes(), "application/n-triples")
        took = time.perf_counter() - began
        grown = (service.resident() - before) / 2**20
        connection.close()
    finally:
        service.kill()
    _row(f"PUT of {_TRIPLES:,} triples", f"{took:.1f} s")
    _row("the same: growth of the service", f"{grown:.0f} MiB", "150 MiB", grown < 150)


@contextmanager
def _running(folder: Path) -> Iterator[int]:
    """The service with a route of ready bytes before it; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.ready", str(folder / "store"), str(port)],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield port
    finally:
        running.terminate()
        running.wait()


def _rates(port: int, peer: str | None, rdflib: int | None) -> dict[str, float]:
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


async def asked(port: int, path: str, etag: str, connections: int = CONNECTIONS) -> float:
    """Answers a second, on all connections together."""
    condition = f"If-None-Match: {etag}\r\n" if etag else ""
    rest = f" HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n{condition}\r\n"
    began, numbers = time.perf_counter(), itertools.count(secrets.randbelow(1 << 40))
    answered = 0

    async def one() -> None:
        nonlocal answered
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < began + SECONDS:
            writer.write(f"GET {path.replace('NUMBER', str(next(numbers)))}{rest}".encode())
            await _one_answer(reader, b" 304 " if etag else b" 200 ")
            answered += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
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
