"""Copies for readers: never older than whoever asks, shared by all who wait, and out of the writers' way."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from api.snapshots import Snapshot, Snapshots
from graph.store import Store
from ontology.errors import StoreFull


class Counting:
    """A store that counts how often it is copied; a copy takes 30 ms, and its revision is the last write's number."""

    def __init__(self, busy: float = 0.0) -> None:
        self.number = 0
        self.copies: list[float] = []
        self._busy = busy

    @property
    def revision(self) -> str:
        return str(self.number)

    @contextmanager
    def still(self) -> Iterator[str]:
        time.sleep(self._busy)
        yield self.revision

    def snapshot(self, folder: Path) -> None:
        self.copies.append(time.perf_counter())
        time.sleep(0.03)
        folder.mkdir()


def opened(folder: Path, store: Counting, readers: int, *, writes: bool) -> list[tuple[int, str]]:
    """What so many readers get who come 5 ms after one another: the revision at that time, and that of their copy."""

    async def act() -> list[tuple[int, str]]:
        snapshots = Snapshots(folder)
        stop = threading.Event()

        def write() -> None:
            while not stop.wait(0.001):
                store.number += 1

        async def read(after: float) -> tuple[int, str]:
            await asyncio.sleep(after)
            before = store.number
            got = await snapshots.open(cast(Store, store))
            revision = next(place[1] for place, known in snapshots._known.items() if known is got)
            await asyncio.sleep(0.1)
            snapshots.close(got)
            return before, revision

        writer = threading.Thread(target=write)
        if writes:
            writer.start()
        try:
            return await asyncio.gather(*(read(0.005 * number) for number in range(readers)))
        finally:
            stop.set()
            if writes:
                writer.join()
            await snapshots.ended()

    return asyncio.run(act())


def test_reader_never_gets_a_copy_that_is_older_than_the_time_at_which_it_came(tmp_path: Path) -> None:
    found = opened(tmp_path, Counting(), 20, writes=True)
    assert all(int(revision) >= before for before, revision in found)


def test_all_who_wait_share_the_next_copy(tmp_path: Path) -> None:
    store = Counting()
    opened(tmp_path, store, 20, writes=True)
    assert len(store.copies) <= 6


def test_store_that_does_not_change_is_copied_once(tmp_path: Path) -> None:
    store = Counting()
    opened(tmp_path, store, 20, writes=False)
    assert len(store.copies) == 1


def test_copies_leave_writers_most_of_the_time(tmp_path: Path) -> None:
    store = Counting(busy=0.005)
    opened(tmp_path, store, 20, writes=True)
    between = [later - former for former, later in zip(store.copies, store.copies[1:], strict=False)]
    assert len(store.copies) > 1
    assert all(gap > 0.1 for gap in between)


def test_copy_that_fails_fails_for_those_who_wait_and_not_for_the_next(tmp_path: Path) -> None:
    store = Counting()

    async def act() -> Snapshot:
        snapshots = Snapshots(tmp_path)
        fails = True

        def snapshot(folder: Path) -> None:
            if fails:
                raise OSError("no room")
            folder.mkdir()

        store.snapshot = snapshot  # type: ignore[method-assign]
        told = await asyncio.gather(*(snapshots.open(cast(Store, store)) for _ in range(3)), return_exceptions=True)
        assert all(isinstance(each, OSError) for each in told)
        fails = False
        return await snapshots.open(cast(Store, store))

    assert asyncio.run(act()).folder.is_dir()


def test_copy_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    class Full(Counting):
        def snapshot(self, folder: Path) -> None:
            super().snapshot(folder)
            raise StoreFull("the disk is full")

    async def act() -> None:
        with pytest.raises(StoreFull):
            await Snapshots(tmp_path).open(cast(Store, Full()))

    asyncio.run(act())
    assert not list(tmp_path.iterdir())
