"""The service: one application from its settings."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import (
    analysing,
    analysis,
    asking,
    crossing,
    documents,
    graphstore,
    local,
    network,
    pages,
    problems,
    rest,
    reviewing,
    sparql,
    things,
    update,
)
from api.arrival import Arrival
from api.context import Context
from api.envelope import Envelope
from api.guard import Guard
from api.settings import Settings
from api.tokens import Tokens
from api.uploads import Intake
from api.view import build
from graph.catalogue import catalogue
from graph.remote import RemoteStore
from graph.store import EmbeddedStore, Store, open_store

__all__ = ["create_app"]

_STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings, store: Store | None = None) -> FastAPI:
    """The application over one store.

    Parameters
    ----------
    settings : Settings
        How it runs.
    store : Store, optional
        An open store, that the caller closes; without it the one that the settings name is opened, and closed at the
        end.

    Raises
    ------
    StoreUnavailable
        The store cannot be opened; raised here, before anything listens.
    """
    opened = open_store(settings.store, fill=not settings.empty, access=settings.access()) if store is None else None
    app = FastAPI(
        title="fyrnet",
        version=_version(),
        description="Lighthouse initiatives as a graph: who takes part, what builds on what, and who says so.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.store = store or opened
    app.state.owned = opened
    try:
        app.state.tokens = Tokens(settings, opened.folder if opened else None)
    except BaseException:
        if opened:
            opened.close()
        raise
    app.add_middleware(Envelope, build=build())
    app.add_middleware(Arrival)
    problems.install(app)
    doors = (
        sparql,
        update,
        graphstore,
        rest,
        analysis,
        analysing,
        documents,
        reviewing,
        things,
        network,
        pages,
        asking,
    )
    for door in (*doors, crossing, local):
        app.include_router(door.router)
    app.mount("/static", StaticFiles(directory=_STATIC))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    store: Store = app.state.store
    owned: EmbeddedStore | RemoteStore | None = app.state.owned
    settings: Settings = app.state.settings
    guard = Guard(settings)
    app.state.context = Context(settings, store, guard, Intake(settings.uploads_at_once))
    if owned is not None:
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        owned.announce("fyrnet serve", f"http://{host}:{settings.port}/")
    guard.prepare()
    # The first revision and the first catalogue are worked out before anybody waits for them.
    await asyncio.to_thread(catalogue, await app.state.context.whole())
    if owned is not None:
        # What is there now stays: while documents are taken in, looking through it for garbage would stop all answers.
        gc.collect()
        gc.freeze()
    # The engines take a second to load: not a second of whoever asks first.
    app.state.context.warming = asyncio.create_task(asyncio.to_thread(import_module, "graph.analysis"))
    try:
        yield
    finally:
        await app.state.context.close()
        app.state.tokens.close()
        if owned is not None:
            owned.close()


def _version() -> str:
    try:
        return version("fyrnet")
    except PackageNotFoundError:
        return "0"
