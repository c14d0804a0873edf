"""Routes that take a request as it is: none of the machinery that validates what other routes declare."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, cast

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

__all__ = ["Plain"]


class Plain(APIRoute):
    """A route whose function gets the request and gives the answer; what it takes and gives is declared by hand."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The function itself."""
        return cast(Callable[[Request], Coroutine[Any, Any, Response]], self.endpoint)
