"""`python -m tests.soak.ready STORE PORT`: the service with a route before it that returns ready bytes.

`benchmarks/service.py` compares with that route what the application costs.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import uvicorn

from api.app import create_app
from api.serving import configuration
from api.settings import Settings


def serve(store: str, port: int) -> None:
    """The service, with a route of ready bytes before it."""
    settings = Settings(store=store, port=port)
    app = create_app(settings)
    body = json.dumps({"ready": "x" * 3_000}).encode()
    length = str(len(body)).encode()
    start = {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"application/json"), (b"content-length", length)],
    }

    async def both(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/ready":
            await send(start)
            await send({"type": "http.response.body", "body": body})
        else:
            await app(scope, receive, send)

    # Both go through the same server, set up as `fyrnet serve` sets it up.
    held = configuration(app, settings)
    held.app, held.port = both, port
    uvicorn.Server(held).run()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
