"""Three writers and some readers at once: no read is wrong, and how fast it goes.

Each writer moves money between accounts whose sum stays, and counts in a counter that all share and in one of its own.
Readers look that the sum stays and that no counter goes back; a writer reads its own counter after each move.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.soak.running import Connection, Service

__all__ = ["Load", "load"]

_WRITERS = 3
_READERS = 2
_ACCOUNTS = 8
_IN_EACH = 1000
_READS_AFTER = 60


@dataclass
class Load:
    """What was seen: numbers a second, seconds, and reads that were wrong, in words."""

    updates: int = 0
    seconds: float = 1.0
    ready: float = 1.0
    reads: int = 0
    waits: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def speed(self) -> float:
        """Updates a second."""
        return self.updates / self.seconds

    @property
    def ratio(self) -> float:
        """Updates to ready answers of the same clients."""
        return self.speed / self.ready

    @property
    def wait(self) -> float:
        """Seconds that a read took which came right after a commit, the median."""
        return median(self.waits)

    @property
    def held(self) -> bool:
        """Whether no read was wrong and nothing failed."""
        return not (self.wrong or self.failed)


def load(folder: Path, seconds: float) -> Load:
    """Let three writers and two readers work for some seconds.

    Parameters
    ----------
    folder : Path
        An empty folder.
    seconds : float
        How long they work.
    """
    service, seen = Service(folder), Load()
    service.start()
    try:
        connection = service.connect()
        connection.update(_opened())
        seen.ready = _ready(service, min(2.0, seconds))
        _work(service, seen, seconds)
        connection.close()
        connection = service.connect()
        _settle(connection, seen)
        seen.waits = [_read_after_write(connection, number) for number in range(_READS_AFTER)]
        connection.close()
    finally:
        service.kill()
    return seen


def _opened() -> str:
    accounts = " ".join(f"<urn:soak:account{number}> <urn:soak:holds> {_IN_EACH} ." for number in range(_ACCOUNTS))
    counters = " ".join(f"<urn:soak:counter{name}> <urn:soak:counts> 0 ." for name in ("", *range(_WRITERS)))
    return f"INSERT DATA {{ {accounts} {counters} }}"


def _ready(service: Service, seconds: float) -> float:
    """Answers a second of a route that has them ready, to as many clients as there are writers."""
    counts = [0] * _WRITERS

    def ask(place: int) -> None:
        connection, end = service.connect(), time.perf_counter() + seconds
        while time.perf_counter() < end:
            connection.get("/static/favicon.svg")
            counts[place] += 1
        connection.close()

    _together([lambda place=place: ask(place) for place in range(_WRITERS)])  # type: ignore[misc]
    return sum(counts) / seconds


def _work(service: Service, seen: Load, seconds: float) -> None:
    end, stopped, began = time.perf_counter() + seconds, threading.Event(), time.perf_counter()

    def write(writer: int) -> None:
        connection, done = service.connect(), 0
        while time.perf_counter() < end:
            connection.update(_moved(writer, done))
            done += 1
            seen.updates += 1
            if done % 10 == 0 and (found := _counter(connection, writer)) != done:
                seen.wrong.append(f"writer {writer} wrote {done} and read {found}")
        connection.close()

    def read() -> None:
        connection, last = service.connect(), [0] * (_WRITERS + 1)
        while not stopped.is_set():
            last = _looked(connection, seen, last)
            seen.reads += 1
        connection.close()

    readers = [threading.Thread(target=_noting, args=(read, seen)) for _ in range(_READERS)]
    for thread in readers:
        thread.start()
    _together([lambda writer=writer: _noting(lambda: write(writer), seen) for writer in range(_WRITERS)])  # type: ignore[misc]
    seen.seconds = time.perf_counter() - began
    stopped.set()
    for thread in readers:
        thread.join()


def _moved(writer: int, done: int) -> str:
    """From one account to another, and both counters on."""
    one, other = done % _ACCOUNTS, (done + writer + 1) % _ACCOUNTS
    names = [
        f"<urn:soak:account{one}>",
        f"<urn:soak:account{other}>",
        "<urn:soak:counter>",
        f"<urn:soak:counter{writer}>",
    ]
    verbs = ["<urn:soak:holds>"] * 2 + ["<urn:soak:counts>"] * 2
    steps = (-1, 1, 1, 1)
    old = " . ".join(f"{name} {verb} ?o{place}" for place, (name, verb) in enumerate(zip(names, verbs, strict=True)))
    new = old.replace("?o", "?n")
    sums = " ".join(f"BIND(?o{place} + {step} AS ?n{place})" for place, step in enumerate(steps))
    return f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ {old} {sums} }}"


def _counter(connection: Connection, name: int | str) -> int:
    return int(connection.rows(f"SELECT ?n {{ <urn:soak:counter{name}> <urn:soak:counts> ?n }}")[0]["n"])


def _looked(connection: Connection, seen: Load, last: list[int]) -> list[int]:
    """One look at everything: the sum is the same, no counter went back, and the parts make the whole."""
    rows = connection.rows("SELECT ?s ?p ?n { VALUES ?p { <urn:soak:holds> <urn:soak:counts> } ?s ?p ?n }")
    held = [int(row["n"]) for row in rows if row["p"].endswith("holds")]
    counts = {row["s"].rpartition("counter")[2]: int(row["n"]) for row in rows if row["p"].endswith("counts")}
    now = [counts.get(name, -1) for name in ("", *map(str, range(_WRITERS)))]
    if len(held) != _ACCOUNTS or sum(held) != _ACCOUNTS * _IN_EACH:
        seen.wrong.append(f"accounts {held}")
    if now[0] != sum(now[1:]) or len(rows) != _ACCOUNTS + _WRITERS + 1:
        seen.wrong.append(f"counters {now}")
    if any(new < old for new, old in zip(now, last, strict=True)):
        seen.wrong.append(f"counters {last} went back to {now}")
    return now


def _settle(connection: Connection, seen: Load) -> None:
    """In the end everything that was acknowledged is there, and no more."""
    _looked(connection, seen, [0] * (_WRITERS + 1))
    if (found := _counter(connection, "")) != seen.updates:
        seen.wrong.append(f"{seen.updates} updates were acknowledged, and {found} are there")


def _read_after_write(connection: Connection, number: int) -> float:
    connection.update(f"INSERT DATA {{ <urn:soak:last> <urn:soak:is> {number} }}")
    began = time.perf_counter()
    connection.rows(f"SELECT * {{ <urn:soak:last> <urn:soak:is> {number} . BIND({number} AS ?n) }}")
    return time.perf_counter() - began


def _noting(act: Callable[[], None], seen: Load) -> None:
    try:
        act()
    except Exception as error:
        seen.failed.append(f"{type(error).__name__}: {error}")


def _together(acts: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
