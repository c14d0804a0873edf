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
from starlette.types import ASGIApp, Receive, Scope, Send

from api import local, operation, problems
from api.context import Context
from api.edge.arrival import Arrival
from api.edge.envelope import Envelope
from api.edge.lane import Lane
from api.edge.observing import Observed
from api.edge.ready import Ready
from api.logs import Log, install
from api.metrics import Metrics
from api.operation import readings
from api.pages import analysing, asking, crossing, facts
from api.pages.view import build
from api.queries.guard import Guard
from api.queries.watching import Watch
from api.rest import analysis, documents, lists, network, reviewing, things
from api.settings import Settings
from api.sparql import graphstore, query, update
from api.tokens import Tokens
from api.uploads import Intake
from graph.catalogue import catalogue
from graph.remote import RemoteStore
from graph.store import EmbeddedStore, Store, open_store

__all__ = ["create_app"]


class _Service(FastAPI):
    """The application with what is around all of it, the answers to what nobody foresaw included."""

    def build_middleware_stack(self) -> ASGIApp:
        """Everything that a request passes, from the outside in."""
        state = self.state
        lane = Lane(super().build_middleware_stack(), _SHORT, state.build)
        ready = Ready(lane, state.settings, state.metrics)
        return Observed(ready, ready, state.settings, state.log, state.metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the telemetry of the framework is left out, the service has its own."""
        if scope["type"] != "http" or self.middleware_stack is None:
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        await self.middleware_stack(scope, receive, send)


_DOORS = (
    query,
    update,
    graphstore,
    lists,
    analysis,
    analysing,
    documents,
    reviewing,
    things,
    network,
    facts,
    asking,
    crossing,
    local,
    operation,
)
_SHORT = {
    ("GET", "/sparql"): query.sparql_get,
    ("POST", "/sparql"): query.sparql_post,
    ("POST", "/update"): update.update,
}
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
    app = _Service(
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
    app.state.log = Log(settings)
    app.state.metrics = Metrics()
    try:
        app.state.tokens = Tokens(settings, opened.folder if opened else None)
    except BaseException:
        if opened:
            opened.close()
        raise
    app.state.build = build()
    app.add_middleware(Envelope, build=app.state.build)
    app.add_middleware(Arrival)
    problems.install(app)
    # Each door has its whole addresses: to include its router would only work them all out anew, at the first request.
    for door in _DOORS:
        app.router.routes.extend(door.router.routes)
    app.mount("/static", StaticFiles(directory=_STATIC))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    store: Store = app.state.store
    owned: EmbeddedStore | RemoteStore | None = app.state.owned
    settings: Settings = app.state.settings
    metrics: Metrics = app.state.metrics
    guard = Guard(settings, Watch(settings, app.state.log, metrics))
    undo = install(app.state.log)
    here = app.state.context = Context(settings, store, guard, Intake(settings.uploads_at_once))
    metrics.watch(lambda: readings(here, metrics), lambda: store.revision)
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
        await here.close()
        app.state.tokens.close()
        if owned is not None:
            owned.close()
        undo()


def _version() -> str:
    try:
        return version("fyrnet")
    except PackageNotFoundError:
        return "0"
