"""The end of a process that evaluates: what is told of it depends on why it ended, not on how busy the machine is."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time

import pytest

from api.worker import Task
from api.workers import Worker
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
