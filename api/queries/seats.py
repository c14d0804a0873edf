"""Places for what costs much: so many at a time, so many more that wait, and a time after which waiting ends."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from api.queries.moments import Moments
from ontology.errors import StoreError

__all__ = ["Busy", "Seats"]


class Busy(StoreError):
    """So many wait already that it would be no use to wait, too."""


class Seats:
    """Places, given in the order in which they were asked for.

    Parameters
    ----------
    most : int
        Taken at a time.
    waiting : int
        Asked for beyond that.
    patience : float
        Seconds that somebody waits.
    what : str
        What has a place, for the message.
    """

    def __init__(self, most: int, waiting: int, patience: float, what: str) -> None:
        self._most = most
        self._free = most
        self._most_waiting = waiting
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._patience = patience
        self._what = what
        self._moments = Moments()

    @property
    def taken(self) -> int:
        """Places that are taken now."""
        return self._most - self._free

    @property
    def waiting(self) -> int:
        """Those who wait for a place now."""
        return len(self._waiting)

    async def take(self) -> None:
        """Take a place, to be given back with `give`.

        Raises
        ------
        Busy
            Too many wait, or waiting took too long.
        """
        if self._free > 0:
            self._free -= 1
            return
        if len(self._waiting) >= self._most_waiting:
            raise Busy(f"{len(self._waiting)} {self._what} wait already: try again in a moment")
        loop = asyncio.get_running_loop()
        mine = loop.create_future()
        self._waiting.append(mine)
        late = self._moments.set(loop.time() + self._patience, lambda: self._tell(mine))
        try:
            await mine
        except asyncio.CancelledError:
            # The place may have been handed over in the same moment.
            if mine.done() and not mine.cancelled() and mine.exception() is None:
                self.give()
            raise
        finally:
            self._moments.lift(late)
            if not mine.done() or mine.cancelled() or mine.exception():
                with suppress(ValueError):
                    self._waiting.remove(mine)

    def give(self) -> None:
        """Give a place back: to whoever waits longest."""
        while self._waiting:
            next_ = self._waiting.popleft()
            if not next_.done():
                next_.set_result(None)
                return
        self._free += 1

    @asynccontextmanager
    async def seat(self) -> AsyncIterator[None]:
        """A place, from now to the end of the block."""
        await self.take()
        try:
            yield
        finally:
            self.give()

    def _tell(self, one: asyncio.Future[None]) -> None:
        if not one.done():
            told = f"too many {self._what}: no place was free for {self._patience:g} seconds; try again in a moment"
            one.set_exception(Busy(told))
