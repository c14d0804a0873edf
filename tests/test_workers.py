"""The end of a process that evaluates: what is told of it depends on why it ended, not on how busy the machine is."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from api.worker import Task
from api.workers import Worker, Workers
from graph.store import EmbeddedStore
from ontology.errors import QueryTimeout, StoreError

TASK: Task = {"task": "query"}
SECONDS = 0.3


async def asked_of_one_that_is_killed(bound: float, busy: float) -> None:
    """Ask a process that never answers, kill it at once, and keep the loop from its work meanwhile."""
    ours, theirs = socket.socketpair()
    silent = [sys.executable, "-c", "import time; time.sleep(60)"]
    process = subprocess.Popen(silent, pass_fds=(theirs.fileno(),))
    theirs.close()
    one = Worker(process)
    await asyncio.get_running_loop().create_connection(lambda: one, sock=ours)
    asking = asyncio.create_task(one.ask(TASK, b"", bound))
    try:
        await asyncio.sleep(0.05)
        process.kill()
        process.wait()
        time.sleep(busy)
        await asking
    finally:
        one.kill()
        one.reap()


def test_process_that_ends_before_its_time_is_told_as_broken() -> None:
    with pytest.raises(StoreError, match="broke the process") as raised:
        asyncio.run(asked_of_one_that_is_killed(bound=60, busy=0))
    assert not isinstance(raised.value, QueryTimeout)


def test_process_seen_to_have_ended_after_its_time_is_told_as_out_of_time() -> None:
    with pytest.raises(QueryTimeout, match=r"stopped after 0\.3 seconds"):
        asyncio.run(asked_of_one_that_is_killed(bound=SECONDS, busy=2 * SECONDS))


async def most_addresses(folder: Path) -> int:
    """Bytes of address space that a worker has had at most, after a small query to each of several snapshots."""
    workers, found = Workers(1, 1 << 30, 1 << 20, folder), []
    try:
        for number in range(3):
            # On a busy machine this may be another one each time.
            one = await workers.take()
            task: Task = {"do": "query", "file": str(folder / "result"), "largest": 1000, "most": 10}
            task |= {"snapshot": str(folder / str(number)), "base": None, "union": True, "needed": ()}
            task |= {"default_graphs": (), "named_graphs": (), "results": "json", "graph": "ttl"}
            verdict, _ = await one.ask(task, b"SELECT * { ?s ?p ?o }", 30)
            assert verdict["status"] == "ok"
            status = (Path("/proc") / str(one._process.pid) / "status").read_text(encoding="ascii")
            found.append(int(status.partition("VmPeak:")[2].split()[0]) << 10)
            workers.give(one)
    finally:
        await workers.close()
    return max(found)


def test_store_alone_takes_little_of_the_memory_that_a_query_may_have(tmp_path: Path) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not show what a process takes")
    with EmbeddedStore(tmp_path / "store") as store:
        for number in range(3):
            store.update(f"INSERT DATA {{ <urn:a> <urn:b> {number} }}")
            store.snapshot(tmp_path / str(number))
    assert asyncio.run(most_addresses(tmp_path)) < 512 << 20


# -- who gets which ----------------------------------------------------------------------------------------------------


@asynccontextmanager
async def two_workers(folder: Path) -> AsyncIterator[tuple[Workers, Worker]]:
    """Two free workers; the first one has opened the snapshot "s"."""
    workers = Workers(2, 1 << 30, 1 << 20, folder)
    try:
        one, other = await workers.take(), await workers.take()
        one.opened.append("s")
        workers.give(one)
        workers.give(other)
        yield workers, one
    finally:
        await workers.close()


def test_worker_that_has_opened_the_snapshot_is_taken_first(tmp_path: Path) -> None:
    async def taken() -> None:
        async with two_workers(tmp_path) as (workers, one):
            assert await workers.take("s") is one

    asyncio.run(taken())


def test_worker_that_has_the_snapshot_and_is_free_in_a_moment_is_waited_for(tmp_path: Path) -> None:
    async def taken() -> None:
        async with two_workers(tmp_path) as (workers, one):
            assert await workers.take("s") is one
            waiting = asyncio.create_task(workers.take("s"))
            await asyncio.sleep(0)
            workers.give(one)
            assert await waiting is one

    asyncio.run(taken())


def test_worker_that_stays_busy_is_not_waited_for_long_nor_again(tmp_path: Path) -> None:
    async def taken() -> None:
        async with two_workers(tmp_path) as (workers, one):
            assert await workers.take("s") is one
            workers.give(await workers.take("s"))
            at_once = asyncio.create_task(workers.take("s"))
            for _ in range(3):
                await asyncio.sleep(0)
            assert at_once.done()
            assert at_once.result() is not one

    asyncio.run(taken())


def test_worker_handed_to_somebody_who_has_gone_is_free_again(tmp_path: Path) -> None:
    async def taken() -> None:
        async with two_workers(tmp_path) as (workers, one):
            assert await workers.take("s") is one
            gone = asyncio.create_task(workers.take("s"))
            await asyncio.sleep(0)
            workers.give(one)
            gone.cancel()
            await asyncio.wait([gone])
            assert await workers.take("s") is one

    asyncio.run(taken())


def test_worker_that_ended_meanwhile_is_not_handed_on(tmp_path: Path) -> None:
    async def taken() -> None:
        async with two_workers(tmp_path) as (workers, one):
            assert await workers.take("s") is one
            waiting = asyncio.create_task(workers.take("s"))
            await asyncio.sleep(0)
            workers.give(one)
            one.kill()
            assert await waiting is not one
            assert one not in workers._all

    asyncio.run(taken())
