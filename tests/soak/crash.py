"""The whole service killed at random moments while it takes writes: nothing acknowledged lost, nothing there in part.

A write puts some triples about one new thing into the store with one update, among them an e-mail address, so that the
copy without contacts has one less of each thing.
"""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.soak.running import Connection, Service

__all__ = ["Crashes", "crash"]

_WRITERS = 3
_READERS = 2
_TRIPLES = 6
_EACH = "SELECT ?s (COUNT(*) AS ?n) { ?s a <urn:soak:Thing> ; ?p ?o } GROUP BY ?s"
_BEFORE_THE_END = (0.05, 1.2)


@dataclass
class Crashes:
    """What was seen in all rounds; names of things in `lost`, `halved` and `apart`."""

    rounds: int = 0
    acknowledged: int = 0
    read: int = 0
    starts: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    halved: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)

    @property
    def start(self) -> float:
        """Seconds a start took after a kill, the median."""
        return median(self.starts)

    @property
    def held(self) -> bool:
        """Whether nothing was lost or halved, and the copy agreed."""
        return not (self.lost or self.halved or self.apart)


def crash(folder: Path, rounds: int, seed: int = 0, *, most: float = 3600) -> Crashes:
    """Kill a service with writers and readers at work so many times, and look after each what is there.

    Parameters
    ----------
    folder : Path
        An empty folder.
    rounds : int
        Times it is killed.
    seed : int
        Chooses the moments.
    most : float
        Seconds after which no further round begins.
    """
    chance, seen, service = random.Random(seed), Crashes(), Service(folder)
    acknowledged: set[str] = set()
    service.start()
    end = time.monotonic() + most
    try:
        for number in range(rounds):
            if time.monotonic() > end:
                break
            _one_round(service, number, chance.uniform(*_BEFORE_THE_END), acknowledged, seen)
            seen.starts.append(service.start())
            _look(service, acknowledged, seen)
            seen.rounds += 1
    finally:
        service.kill()
    seen.acknowledged = len(acknowledged)
    return seen


def _one_round(service: Service, number: int, seconds: float, acknowledged: set[str], seen: Crashes) -> None:
    """Writers and readers at work, until the service is killed."""
    work = [threading.Thread(target=_write, args=(service, number, each, acknowledged)) for each in range(_WRITERS)]
    work += [threading.Thread(target=_read, args=(service, each % 2 == 0, seen)) for each in range(_READERS)]
    before = len(acknowledged)
    for thread in work:
        thread.start()
    # On a slow machine too there is something to lose when the end comes.
    deadline = time.monotonic() + 20
    while len(acknowledged) == before and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(seconds)
    service.kill()
    for thread in work:
        thread.join()


def _write(service: Service, number: int, writer: int, acknowledged: set[str]) -> None:
    connection = service.connect()
    # It ends with the service.
    with suppress(OSError, http.client.HTTPException):
        for count in range(1_000_000):
            name = f"urn:soak:{number}-{writer}-{count}"
            connection.update(_inserted(name, writer))
            acknowledged.add(name)
    connection.close()


def _inserted(name: str, writer: int) -> str:
    parts = " ; ".join(f"<urn:soak:p{part}> {part}" for part in range(_TRIPLES - 2))
    mail = f'<http://xmlns.com/foaf/0.1/mbox> "soak{writer}@example.org"'
    return f"INSERT DATA {{ GRAPH <urn:soak:g{writer}> {{ <{name}> a <urn:soak:Thing> ; {mail} ; {parts} }} }}"


def _read(service: Service, contacts: bool, seen: Crashes) -> None:
    connection = service.connect() if contacts else service.connect(token=None)
    with suppress(OSError, http.client.HTTPException):
        while True:
            seen.halved += _halved(connection, contacts)
            seen.read += 1
    connection.close()


def _halved(connection: Connection, contacts: bool) -> list[str]:
    whole = _TRIPLES if contacts else _TRIPLES - 1
    return [f"{row['s']} has {row['n']} of {whole}" for row in connection.rows(_EACH) if int(row["n"]) != whole]


def _look(service: Service, acknowledged: set[str], seen: Crashes) -> None:
    """What is there after a start, as both kinds of readers see it."""
    counted = {}
    for contacts in (True, False):
        connection = service.connect() if contacts else service.connect(token=None)
        seen.halved += _halved(connection, contacts)
        counted[contacts] = Counter(row["s"] for row in connection.rows(_EACH))
        connection.close()
    seen.lost += sorted(acknowledged - set(counted[True]))
    seen.apart += sorted(set(counted[True]) ^ set(counted[False]))
