"""One look at a remote store for each request, before anything else is done for it.

What answers the request reads the revision several times; were each of them a question to another machine, everybody
would wait for it in the event loop of the service. The look holds every write that was acknowledged before the request
came; that it failed is told by whatever needs the store.
"""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from graph.remote import RemoteStore

__all__ = ["Arrival"]

_PATIENCE: Final = 5.0
_HEALTH: Final = 0.15
"""Seconds: who asks how the service is wants to know at once, be it that its store does not answer."""
_WITHOUT: Final = ("/static/", "/metrics")


class Arrival:
    """The middleware; it does nothing where the store is at hand."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and not scope["path"].startswith(_WITHOUT):
            store = scope["app"].state.store
            if isinstance(store, RemoteStore):
                await store.arrive(_HEALTH if scope["path"] == "/health" else _PATIENCE)
        await self._app(scope, receive, send)
