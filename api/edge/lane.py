"""The short way: what a query or an update passes where the store is at hand, past all that finds and validates routes.

That machinery takes longer than a small query. What it would do here is little: the routes take a request as it is
(`api/plain.py`), and are in it, too, for everything else that may be asked at their paths.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.edge.envelope import Envelope
from api.problems import told, unforeseen
from graph.store import EmbeddedStore

__all__ = ["Lane"]

Endpoint = Callable[[Request], Awaitable[Response]]


class Lane:
    """ASGI middleware: calls some functions straight away.

    Parameters
    ----------
    app : ASGI application
        What answers everything else.
    endpoints : mapping of method and path to function
        Each gives the answer to a request.
    build : str
        The build of the service, for the ETag.
    """

    def __init__(self, app: ASGIApp, endpoints: Mapping[tuple[str, str], Endpoint], build: str) -> None:
        self._app = app
        self._endpoints = endpoints
        self._sealed = Envelope(self._answered, build)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        short = scope["type"] == "http" and (scope["method"], scope["path"]) in self._endpoints
        if not short or not isinstance(scope["app"].state.store, EmbeddedStore):
            await self._app(scope, receive, send)
            return
        scope["fyrnet.route"] = scope["path"]
        await self._sealed(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            answer = await self._endpoints[scope["method"], scope["path"]](request)
        except Exception as error:
            answer = await told(request, error)
            await answer(scope, receive, send)
            if unforeseen(error):
                raise
            return
        await answer(scope, receive, send)
