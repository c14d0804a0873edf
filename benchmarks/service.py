"""How fast the service answers, as ratios to a route of the same process that returns ready bytes.

One process of the service on the shipped data, 16 connections that are kept open, a client in a process of its own; the
routes take turns, round after round, so that whatever else the machine does meets all of them. The route of ready bytes
stands before the application, so that a ratio tells what all of the application costs. ``--peer`` compares another
service by the address of its endpoint, with the same query. Updates and reads after them are those of `make soak`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

CONNECTIONS, SECONDS, ROUNDS = 16, 1.5, 3
ORGANISATION: Final = "/api/organisations/clean"
_ABOUT: Final = "SELECT ?p ?o {{ <https://w3id.org/fyrnet/id/organisation/clean> ?p ?o }} LIMIT {}"
ASKED: Final = {
    "organisation": (0.5, ORGANISATION),
    "organisation, If-None-Match": (0.85, ORGANISATION),
    "small query": (0.3, "/sparql?query=" + quote(_ABOUT.format(20))),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", metavar="URL", help="a SPARQL endpoint on this machine to be compared")
    parser.add_argument("--ask", nargs=3, metavar=("PORT", "PATH", "ETAG"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        print(asyncio.run(asked(int(given.ask[0]), *given.ask[1:])))
    else:
        measured(given.peer)


def measured(peer: str | None) -> None:
    """All of it."""
    with tempfile.TemporaryDirectory() as folder:
        rates = _rates(Path(folder), peer)
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {CONNECTIONS} connections")
    ready = rates.pop("ready bytes")
    print(f"{'ready bytes':38} {ready:8.0f} a second")
    for name, rate in rates.items():
        wanted = f"asked {ASKED[name][0]}" if name in ASKED else f"fyrnet is {rates['small query'] / rate:.1f} times it"
        print(f"{name:38} {rate:8.0f} a second  {rate / ready:5.2f}  {wanted}")
    from tests.soak.load import load

    with tempfile.TemporaryDirectory() as folder:
        found = load(Path(folder), 6)
    print(f"{'updates of three writers, with readers':38} {found.speed:8.0f} a second  {found.ratio:5.2f}  asked 150")
    print(f"{'read right after a commit':38} {found.wait * 1000:8.0f} ms               asked 150 ms, median")
    if not found.held:
        told = [*found.wrong, *found.failed][:2]
        print(f"{len(found.wrong)} reads were wrong, {len(found.failed)} requests failed: {told}")


def _rates(folder: Path, peer: str | None) -> dict[str, float]:
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
        found: dict[str, list[float]] = {name: [] for name in paths}
        for _ in range(ROUNDS):
            for name, (where, path, tag) in paths.items():
                command = [sys.executable, __file__, "--ask", str(where), path, tag]
                found[name].append(float(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout))
        return {name: statistics.median(each) for name, each in found.items()}
    finally:
        running.terminate()
        running.wait()


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
    until, answered = time.perf_counter() + SECONDS, 0

    async def one() -> None:
        nonlocal answered
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            writer.write(request)
            await _one_answer(reader, b" 304 " if etag else b" 200 ")
            answered += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return answered / SECONDS


async def _one_answer(reader: asyncio.StreamReader, status: bytes) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if status not in head[:16]:
        raise RuntimeError(head.decode("latin-1"))
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    if length and status != b" 304 ":
        await reader.readexactly(int(length))


if __name__ == "__main__":
    main()
