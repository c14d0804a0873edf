"""Results on their way to a client: small ones at once, large ones from a file as fast as the client takes them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Final, TypeVar

from fastapi import Request
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from api.context import context
from api.queries.guard import Outcome

__all__ = ["Gone", "result", "unless_gone"]

T = TypeVar("T")
_PIECE: Final = 128 << 10
# A piece has to be taken within so many seconds.
_PATIENCE: Final = 20.0
_LOOKS: Final = 0.25


class Gone(Exception):
    """The client hung up."""


def result(outcome: Outcome, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that carries a whole result."""
    if outcome.file is None:
        return Response(outcome.body, media_type=media_type, headers=headers)
    return _FromFile(outcome.file, media_type, headers)


class _FromFile(Response):
    """Sends a file that is removed before its first byte leaves."""

    def __init__(self, path: Path, media_type: str, headers: Mapping[str, str] | None) -> None:
        super().__init__(media_type=media_type, headers=headers)
        self._path = path
        self.headers["content-length"] = str(path.stat().st_size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI has it
        with self._path.open("rb") as source:
            self._path.unlink()
            left = os.fstat(source.fileno()).st_size
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            while left > 0:
                piece = source.read(min(_PIECE, left))
                left -= len(piece)
                message = {"type": "http.response.body", "body": piece, "more_body": left > 0}
                try:
                    async with asyncio.timeout(_PATIENCE):
                        await send(message)
                except TimeoutError:
                    # Less than was announced: the server breaks the connection off, and the client sees that.
                    return


async def unless_gone(request: Request, work: Awaitable[T]) -> T:
    """What `work` gives; it is cancelled where the client hangs up meanwhile.

    Raises
    ------
    Gone
        Nobody waits for the answer any more.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task
    watcher, moments = _Watcher(request, task), context(request).moments
    # Most queries are answered before anybody could have hung up.
    begin = moments.set(loop.time() + _LOOKS, watcher.begin)
    try:
        return await work
    except asyncio.CancelledError:
        if not watcher.gone:
            raise
        task.uncancel()
        raise Gone from None
    finally:
        moments.lift(begin)
        watcher.end()


class _Watcher:
    """Looks again and again whether a client is still there."""

    def __init__(self, request: Request, working: asyncio.Task[object]) -> None:
        self._request = request
        self._working = working
        self._looking: asyncio.Task[None] | None = None
        self.gone = False

    def begin(self) -> None:
        self._looking = asyncio.get_running_loop().create_task(self._look())

    def end(self) -> None:
        if self._looking:
            self._looking.cancel()

    async def _look(self) -> None:
        while not await self._request.is_disconnected():
            await asyncio.sleep(_LOOKS)
        self.gone = True
        self._working.cancel()
