"""Copies of a store as it was at one revision, for workers to read; made when somebody first asks for that revision."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Final

from graph.store import Store
from graph.store.translating import translated

__all__ = ["Answers", "Snapshot", "Snapshots"]

# Snapshots that nobody reads and that are kept: the newest of the store, and of its copy without contact details.
_KEPT: Final = 2
_MOST_BYTES: Final = 8 << 20
_LARGEST: Final = 64 << 10
# While others write, a copy is followed by a rest of so many times its seconds, within the time that a read may wait;
# not less than it takes the processes that read to open it.
_REST: Final = 3.0
_SHORTEST_REST: Final = 0.06
_LONGEST_REST: Final = 0.08
_AT_ONCE: Final = 0.001
# Seconds for which others are taken to write after one was met: now and then a copy comes between two of them.
_BUSY: Final = 1.0


class Answers:
    """Small answers of one revision, so that an equal query need not be evaluated again; the oldest ones go."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._bytes = 0

    def get(self, asked: Hashable) -> object | None:
        """The answer to what was asked before."""
        found = self._known.get(asked)
        return found[0] if found else None

    def keep(self, asked: Hashable, answer: object, size: int) -> None:
        """Keep an answer of `size` bytes with its question."""
        if size > _LARGEST or asked in self._known:
            return
        self._known[asked] = answer, size
        self._bytes += size
        while self._bytes > _MOST_BYTES:
            self._bytes -= self._known.popitem(last=False)[1][1]


@dataclass(eq=False)
class Snapshot:
    """A copy of a store as it was at one revision, and how many queries are reading it."""

    store: Store
    folder: Path
    readers: int = 0
    answers: Answers = field(default_factory=Answers)


class Snapshots:
    """Snapshots by store and revision, below one folder.

    Who comes while a copy is being made may need a newer one; all who come before that has begun share it. While others
    write, copies are made so seldom that the writers have most of the time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copying = asyncio.Lock()
        # A store is held with its snapshot, so that no other one can take its identity.
        self._known: dict[tuple[int, str], Snapshot] = {}
        self._coming: dict[int, asyncio.Task[Snapshot]] = {}
        self._again = self._busy = 0.0

    async def open(self, store: Store) -> Snapshot:
        """The store as it is now, or newer; to be closed when it has been read."""
        snapshot = self._known.get((id(store), store.revision))
        if snapshot is None:
            coming = self._coming.get(id(store))
            if coming is None:
                coming = self._coming[id(store)] = asyncio.create_task(self._made(store))
            snapshot = await asyncio.shield(coming)
        snapshot.readers += 1
        return snapshot

    async def ended(self) -> None:
        """Return once no copy is being made."""
        while self._coming:
            await asyncio.wait(self._coming.values())
        async with self._copying:
            return

    def close(self, snapshot: Snapshot) -> None:
        """Let go of a snapshot that was opened."""
        snapshot.readers -= 1
        if len(self._known) > _KEPT and not snapshot.readers:
            self._forget()

    async def _made(self, store: Store) -> Snapshot:
        """A copy that is begun after whoever asks for it came."""
        try:
            async with self._copying:
                known = self._known.get((id(store), store.revision))
                if known is not None:
                    return known
                await asyncio.sleep(self._again - asyncio.get_running_loop().time())
                del self._coming[id(store)]
                return await self._copy(store)
        finally:
            if self._coming.get(id(store)) is asyncio.current_task():
                del self._coming[id(store)]

    async def _copy(self, store: Store) -> Snapshot:
        revision, took, met, folder = await asyncio.to_thread(_copy, store, self._folder)
        now = asyncio.get_running_loop().time()
        self._busy = now + _BUSY if met else self._busy
        self._again = now + min(max(_REST * took, _SHORTEST_REST), _LONGEST_REST) if now < self._busy else 0.0
        place = id(store), revision
        if place in self._known:
            shutil.rmtree(folder.parent, ignore_errors=True)
        else:
            self._known[place] = Snapshot(store, folder)
        # Put last: the order is that of use.
        self._known[place] = self._known.pop(place)
        return self._known[place]

    def _forget(self) -> None:
        unread = [place for place, snapshot in self._known.items() if not snapshot.readers]
        for place in unread[:-_KEPT]:
            shutil.rmtree(self._known.pop(place).folder.parent, ignore_errors=True)


def _copy(store: Store, beside: Path) -> tuple[str, float, bool, Path]:
    """Copy a store: the revision, the seconds it took, whether others were writing, and where the copy is."""
    folder = translated(lambda: Path(tempfile.mkdtemp(dir=beside))) / "store"
    try:
        asked = perf_counter()
        with store.still() as revision:
            began = perf_counter()
            store.snapshot(folder)
    except BaseException:
        # Where there is no room, what is half a copy would leave less.
        shutil.rmtree(folder.parent, ignore_errors=True)
        raise
    # Who got the store at once is not in anybody's way.
    return revision, perf_counter() - began, began - asked > _AT_ONCE, folder
