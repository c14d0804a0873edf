"""Places for those who write, and threads of their own: who waits for the disk holds up nobody who reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, ParamSpec, TypeVar

from api.queries.seats import Seats

__all__ = ["Writers"]

P = ParamSpec("P")
T = TypeVar("T")

_INSIDE: Final = 8
_WAITING: Final = 64
_PATIENCE: Final = 20.0
# The store lets them write one after another; more than one, so that they wait for the disk together.
_THREADS: Final = 4


@dataclass
class Writers:
    """Those who write to the store of one service."""

    seats: Seats = field(default_factory=lambda: Seats(_INSIDE, _WAITING, _PATIENCE, "writes"))
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_THREADS, "writer"))

    async def write(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Let `act` write; it comes to its end also where nobody waits for it any more."""
        work = asyncio.get_running_loop().run_in_executor(self._threads, lambda: act(*args, **kwargs))
        return await asyncio.shield(work)

    async def close(self) -> None:
        """Wait for what is being written."""
        await asyncio.to_thread(self._threads.shutdown)
