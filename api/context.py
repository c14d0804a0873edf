"""What a request works on: the store as this client may see it, its catalogue, and the client's rights."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar, cast

from starlette.requests import HTTPConnection

from api.jobs import Jobs
from api.queries.guard import Guard
from api.queries.moments import Moments
from api.settings import Settings
from api.tokens import holds_token
from api.uploads import Intake
from api.writers import Writers
from graph.catalogue import Catalogue, catalogue, fresh
from graph.privacy import Withheld
from graph.remote import RemoteStore
from graph.store import Store

__all__ = ["Context", "asked_store", "context", "listing", "seen_catalogue", "seen_store", "sees_contacts"]


T = TypeVar("T")
# So many things are listed in a few milliseconds.
_MUCH: Final = 5_000


@dataclass
class Context:
    """One running service; `app.state.context`."""

    settings: Settings
    store: Store
    guard: Guard
    intake: Intake
    jobs: Jobs = field(default_factory=Jobs)
    writers: Writers = field(default_factory=Writers)
    moments: Moments = field(default_factory=Moments)
    warming: asyncio.Task[object] | None = None
    _counted: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        self._withheld = Withheld(self.store)

    def triples(self) -> int:
        """Number of quads, counted once a revision."""
        if self._counted is None or self._counted[0] != self.store.revision:
            self._counted = (self.store.revision, len(self.store))
        return self._counted[1]

    async def whole(self) -> Store:
        """The store, or where it is somewhere else, the copy at hand that holds all that is there."""
        if not isinstance(self.store, RemoteStore):
            return self.store
        copy = self.store.at_hand
        return await asyncio.to_thread(self.store.copy) if copy is None else copy

    async def without_contacts(self) -> Store:
        """The store as somebody sees it who may not see contact details."""
        copy = self._withheld.fresh
        return await asyncio.to_thread(self._withheld.current) if copy is None else copy

    async def warmed(self) -> None:
        """Return once the engines of the analyses are loaded: that takes seconds, once."""
        if self.warming is not None:
            await asyncio.shield(self.warming)

    async def close(self) -> None:
        """Let go of what belongs to the service alone, once everybody has written."""
        await self.warmed()
        self.jobs.close()
        await self.writers.close()
        await self.guard.close()
        await asyncio.to_thread(self._withheld.close)


def context(request: HTTPConnection) -> Context:
    """The service that a request came to."""
    return cast(Context, request.app.state.context)


def sees_contacts(request: HTTPConnection) -> bool:
    """Whether this client may see e-mail addresses and telephone numbers."""
    shown_to = request.app.state.settings.contacts_shown_at(request.headers.get("host", ""))
    return shown_to == "public" or (shown_to == "token" and holds_token(request))


async def seen_store(request: HTTPConnection) -> Store:
    """The store, or its copy without contact details."""
    here = context(request)
    return await here.whole() if sees_contacts(request) else await here.without_contacts()


async def asked_store(request: HTTPConnection) -> Store:
    """What a stranger's query is put to: the store itself, wherever it is, or its copy without contact details."""
    here = context(request)
    return here.store if sees_contacts(request) else await here.without_contacts()


async def listing(known: Catalogue, list_: Callable[..., Sequence[T]], *args: object, **filters: object) -> Sequence[T]:
    """What a list of the catalogue holds; worked out in a thread where there is much, so that others are answered."""
    if len(known.tables.ranks) < _MUCH:
        return list_(known.tables, *args, **filters)
    return await asyncio.to_thread(list_, known.tables, *args, **filters)


async def seen_catalogue(request: HTTPConnection) -> Catalogue:
    """The catalogue of what this client may see; read in a thread where the store has changed."""
    store = await seen_store(request)
    known = fresh(store)
    return await asyncio.to_thread(catalogue, store) if known is None else known
