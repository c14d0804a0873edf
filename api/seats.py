"""Places for what costs much: so many at a time, so many more that wait, and a time after which waiting ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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
        self._free = asyncio.Semaphore(most)
        self.taken = 0
        """Places that are taken now."""
        self._most_waiting = waiting
        self._waiting = 0
        self._patience = patience
        self._what = what

    @property
    def waiting(self) -> int:
        """Those who wait for a place now."""
        return self._waiting

    @asynccontextmanager
    async def seat(self) -> AsyncIterator[None]:
        """A place, from now to the end of the block.

        Raises
        ------
        Busy
            Too many wait, or waiting took too long.
        """
        if self._free.locked():
            await self._wait()
        else:
            await self._free.acquire()
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1
            self._free.release()

    async def _wait(self) -> None:
        if self._waiting >= self._most_waiting:
            raise Busy(f"{self._waiting} {self._what} wait already: try again in a moment")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            raise Busy(
                f"too many {self._what}: no place was free for {self._patience:g} seconds; try again in a moment"
            ) from None
        finally:
            self._waiting -= 1
