"""A service in this process.

The address is taken before anything else, so that whoever comes second is told at once.
"""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from dataclasses import replace

import uvicorn

from api.settings import Settings
from ontology.errors import StoreUnavailable

__all__ = ["serve"]


def serve(settings: Settings) -> int:
    """Serve until stopped; the exit code.

    Raises
    ------
    StoreUnavailable
        The address is taken or not of this machine, or the store cannot be opened.
    """
    from api.app import create_app

    listening = _listen(settings.host, settings.port)
    with listening:
        settings = replace(settings, port=listening.getsockname()[1])
        app = create_app(settings)
        access = settings.access()
        where = access.location if access else settings.store
        sys.stderr.write(f"fyrnet: {where} at {address(settings)} (Ctrl+C stops)\n")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
        return 0 if server.started else 2


def address(settings: Settings) -> str:
    """Where the service is reached, as a URL."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _no_place(host, port, error) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
    except OSError as error:
        listening.close()
        raise _no_place(host, port, error) from error
    return listening


def _no_place(host: str, port: int, error: OSError) -> StoreUnavailable:
    reason = error.strerror or str(error)
    return StoreUnavailable(f"cannot listen at {host}:{port} ({reason}): choose another with --host or --port")
