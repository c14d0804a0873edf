"""Bounds of time that are mostly never reached: setting and lifting one costs a place in a table, and no timer.

A query has several of them, and is answered long before the first is due. One look every few hundredths of a second
passes over all, and sets a timer for those alone that are due before the next look; so nothing happens late.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Final

__all__ = ["Moments"]

_LOOK: Final = 0.05


class Moments:
    """What is to happen at some moments, unless it is lifted before; of one event loop."""

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[float, Callable[[], object]]] = {}
        self._numbers = itertools.count()
        self._next = 0.0
        self._looking = False

    def set(self, when: float, act: Callable[[], object]) -> int:
        """Let `act` happen at a moment of the loop's clock, in seconds; its number."""
        number = next(self._numbers)
        self._waiting[number] = when, act
        if not self._looking:
            self._begin(asyncio.get_running_loop())
        elif when < self._next:
            asyncio.get_running_loop().call_at(when, self._happen, number)
        return number

    def lift(self, number: int) -> None:
        """Let it not happen; nothing where it has."""
        self._waiting.pop(number, None)

    def _happen(self, number: int) -> None:
        found = self._waiting.pop(number, None)
        if found:
            found[1]()

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look now, and again in a moment if there is anything to look at."""
        self._looking = bool(self._waiting)
        if not self._looking:
            return
        self._next = loop.time() + _LOOK
        for number, (when, _) in self._waiting.items():
            if when < self._next:
                loop.call_at(when, self._happen, number)
        loop.call_at(self._next, self._begin, loop)
