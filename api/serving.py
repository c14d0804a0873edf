"""A service in this process.

The address is taken before anything else, so that whoever comes second is told at once.
"""

from __future__ import annotations

import ctypes
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import uvicorn

from api.patience import Patience
from api.settings import Settings
from ontology.errors import StoreUnavailable

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["address", "configuration", "few_arenas", "serve"]

_LARGEST_HEAD: Final = 32 << 10
# Seconds after which a thread lets another one on. Writers give way a dozen times in each update, to the disk and to
# the process that evaluates; whoever computes meanwhile would keep them waiting for ten times as long.
_GIVES_WAY: Final = 0.0005
# The C library keeps what threads let go of in places of their own, by default eight for each processor; what one
# thread let go of is no use to the others, and a service with dozens of threads grows by hundreds of MiB.
_ARENA_MAX, _ARENAS = -8, 2


def serve(settings: Settings) -> int:
    """Serve until stopped; the exit code.

    Raises
    ------
    StoreUnavailable
        The address is taken or not of this machine, or the store cannot be opened.
    """
    from api.app import create_app

    few_arenas()
    listening = _listen(settings.host, settings.port)
    sys.setswitchinterval(_GIVES_WAY)
    with listening:
        settings = replace(settings, port=listening.getsockname()[1])
        app = create_app(settings)
        access = settings.access()
        where = access.location if access else settings.store
        sys.stderr.write(f"fyrnet: {where} at {address(settings)} (Ctrl+C stops)\n")
        server = uvicorn.Server(configuration(app, settings))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
        return 0 if server.started else 2


def few_arenas() -> None:
    """Let threads share what they let go of; to be called before there are any, and of effect with glibc alone."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


def configuration(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How the server holds its connections.

    When it is stopped it takes no more of them, lets what runs end, within a bound, and then the application closes:
    writers finish, workers are ended, the store is put away.
    """
    patience = Patience.of(settings, app.state.metrics.refused)
    return uvicorn.Config(
        app,
        # Any maker of protocols does, whatever the types say.
        http=cast(Any, patience.protocol),
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=cast(int, settings.keep_alive),
        timeout_graceful_shutdown=cast(int, settings.shutdown_timeout),
        h11_max_incomplete_event_size=_LARGEST_HEAD,
    )


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
