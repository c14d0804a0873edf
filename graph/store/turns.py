"""Writers one at a time, in the order in which they came.

A plain lock goes to whoever is quickest: three busy writers may keep a reader, who wants a snapshot, waiting for
seconds.
"""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType

__all__ = ["Turns"]


class Turns:
    """A lock that is handed on in order of arrival, and may be taken again by the thread that holds it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._holder: int | None = None
        self._depth = 0

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._holder in (None, me):
                self._holder = me
                self._depth += 1
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()
        # Whoever let go has left the lock taken, so that nobody could come between.
        self._holder = me

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            if self._waiting:
                self._holder, self._depth = 0, 1
                self._waiting.popleft().set()
            else:
                self._holder = None
