"""Jobs: what takes longer than a request is told of, shared, cancelled, and kept from those who may not see it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from api.jobs import Cancelled, Job, Jobs, UnknownJob
from ontology.errors import InvalidParameter, StoreError


def run(scenario: Callable[[Jobs], Awaitable[None]], patience: float = 0.05) -> None:
    async def inside() -> None:
        jobs = Jobs(patience)
        try:
            await scenario(jobs)
        finally:
            jobs.close()

    asyncio.run(asyncio.wait_for(inside(), 20))


class Work:
    """Something that takes until it is let go."""

    def __init__(self) -> None:
        self.begun, self.let_go, self.times = threading.Event(), threading.Event(), 0

    def __call__(self, progress: Callable[[float], None]) -> str:
        self.times += 1
        self.begun.set()
        progress(0.5)
        while not self.let_go.wait(0.01):
            progress(0.5)
        return "found"


async def until(job: Job, *statuses: str) -> None:
    while job.status not in statuses:
        await asyncio.sleep(0.01)


def test_quick_work_is_done_before_anybody_learns_of_a_job() -> None:
    async def scenario(jobs: Jobs) -> None:
        job = await jobs.run("q", "/q", lambda _: 42, patience=5)
        assert (job.status, job.result, job.progress) == ("done", 42, 1.0)

    run(scenario, patience=5)


def test_slow_work_goes_on_and_tells_how_far_it_is() -> None:
    async def scenario(jobs: Jobs) -> None:
        work = Work()
        job = await jobs.run("q", "/q", work)
        await asyncio.to_thread(work.begun.wait)
        await until(job, "running")
        assert job.progress == 0.5
        work.let_go.set()
        await until(job, "done")
        assert jobs.find(jobs.name(job), sees_private=False).result == "found"

    run(scenario)


def test_equal_questions_are_one_job() -> None:
    async def scenario(jobs: Jobs) -> None:
        work = Work()
        one, other = await jobs.run("q", "/q", work), await jobs.run("q", "/q", work)
        assert one is other
        work.let_go.set()
        await until(one, "done")
        assert work.times == 1

    run(scenario)


def test_cancelled_job_ends_and_is_not_joined_by_the_next_who_asks() -> None:
    async def scenario(jobs: Jobs) -> None:
        work = Work()
        job = await jobs.run("q", "/q", work, patience=0.05)
        jobs.cancel(job)
        assert job.status == "cancelled"
        with pytest.raises(Cancelled):
            job.tell(0.9)
        another = Work()
        another.let_go.set()
        assert (await jobs.run("q", "/q", another, patience=5)) is not job

    run(scenario, patience=5)


def test_nobody_takes_back_what_another_waits_for() -> None:
    async def scenario(jobs: Jobs) -> None:
        work = Work()
        job = await jobs.run("q", "/q", work)
        mine = jobs.name(job)
        theirs = jobs.name(await jobs.run("q", "/q", work))
        assert mine != theirs
        jobs.give_up(theirs, sees_private=True)
        with pytest.raises(UnknownJob):
            jobs.give_up(theirs, sees_private=True)
        assert not job.stopped.is_set()
        jobs.give_up(mine, sees_private=True)
        assert job.stopped.is_set()

    run(scenario)


def test_addresses_of_one_job_are_bounded() -> None:
    async def scenario(jobs: Jobs) -> None:
        job = await jobs.run("q", "/q", Work())
        assert len({jobs.name(job) for _ in range(1_000)}) == 64

    run(scenario)


def test_what_fails_at_once_is_told_at_once() -> None:
    def fails(_: Any) -> None:
        raise InvalidParameter("limit=0")

    async def scenario(jobs: Jobs) -> None:
        with pytest.raises(InvalidParameter, match="limit=0"):
            await jobs.run("q", "/q", fails, patience=5)

    run(scenario, patience=5)


def test_job_for_those_who_see_contacts_is_nobody_elses() -> None:
    async def scenario(jobs: Jobs) -> None:
        job = await jobs.run("q", "/q", lambda _: 1, private=True, patience=5)
        name = jobs.name(job)
        assert jobs.find(name, sees_private=True) is job
        with pytest.raises(UnknownJob):
            jobs.find(name, sees_private=False)
        with pytest.raises(UnknownJob):
            jobs.give_up(name, sees_private=False)

    run(scenario, patience=5)


def test_more_than_can_wait_are_refused_with_a_reason() -> None:
    async def scenario(jobs: Jobs) -> None:
        work = Work()
        for number in range(32):
            await jobs.run(number, "/q", work, patience=0)
        with pytest.raises(StoreError, match="ask again"):
            await jobs.run("one more", "/q", work, patience=0)
        work.let_go.set()

    run(scenario)


def test_quick_work_waits_for_slow_work_no_longer_than_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.jobs._LONG", 0.05)

    async def scenario(jobs: Jobs) -> None:
        slow = Work()
        for number in range(3):
            await until(await jobs.run(number, "/slow", slow, patience=0.01), "running")
        quick = await jobs.run("quick", "/quick", lambda _: 42, patience=5)
        assert quick.result == 42
        slow.let_go.set()

    run(scenario, patience=5)


def test_only_so_many_run_however_long_they_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.jobs._LONG", 0.01)

    async def scenario(jobs: Jobs) -> None:
        slow, last = Work(), Work()
        running = [await jobs.run(number, "/slow", slow, patience=0.05) for number in range(4)]
        waiting = await jobs.run("last", "/last", last, patience=0.05)
        for job in running:
            await until(job, "running")
        await asyncio.sleep(0.1)
        assert (waiting.status, last.times) == ("waiting", 0)
        jobs.cancel(running[0])
        await until(waiting, "running")
        slow.let_go.set()
        last.let_go.set()
        await until(waiting, "done")

    run(scenario, patience=5)


def test_job_cancelled_while_it_waits_never_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.jobs._LONG", 60)

    async def scenario(jobs: Jobs) -> None:
        slow, never = Work(), Work()
        running = [await jobs.run(number, "/slow", slow, patience=0.05) for number in range(2)]
        jobs.cancel(await jobs.run("never", "/never", never, patience=0.05))
        slow.let_go.set()
        for job in running:
            await until(job, "done")
        assert (await jobs.run("after", "/after", lambda _: 1, patience=5)).result == 1
        assert never.times == 0

    run(scenario, patience=5)
