"""Copies of a store as it was at one revision, for workers to read; made when somebody first asks for that revision."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graph.store import Store

__all__ = ["Answers", "Snapshot", "Snapshots"]

# Snapshots that nobody reads and that are kept: the newest of the store, and of its copy without contact details.
_KEPT: Final = 2
_MOST_BYTES: Final = 8 << 20
_LARGEST: Final = 64 << 10


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
    """Snapshots by store and revision, below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copying = asyncio.Lock()
        # A store is held with its snapshot, so that no other one can take its identity.
        self._known: dict[tuple[int, str], Snapshot] = {}

    async def open(self, store: Store) -> Snapshot:
        """The store as it is now, or newer; to be closed when it has been read."""
        snapshot = self._known.get((id(store), store.revision))
        if snapshot is None:
            # All who wait for a copy wait for the same one.
            async with self._copying:
                place = id(store), store.revision
                snapshot = self._known.get(place) or await self._copy(store)
        snapshot.readers += 1
        return snapshot

    def close(self, snapshot: Snapshot) -> None:
        """Let go of a snapshot that was opened."""
        snapshot.readers -= 1
        if len(self._known) > _KEPT and not snapshot.readers:
            self._forget()

    async def _copy(self, store: Store) -> Snapshot:
        folder = Path(tempfile.mkdtemp(dir=self._folder)) / "store"
        revision = await asyncio.to_thread(_copy, store, folder)
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


def _copy(store: Store, folder: Path) -> str:
    with store.still() as revision:
        store.snapshot(folder)
        return revision
