"""The door for commands of the same user on this machine: a snapshot to read, and graphs to put in place.

Invariant: nobody passes but who can read the secret in the folder of the store, or has every right anyhow. Files that
are named lie in a snapshot that was made here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Final, TypeVar

import pyoxigraph as ox
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError
from pyoxigraph import NamedNode, Quad

from api.context import context
from api.rest.paging import json_of
from api.rights import Role
from api.tokens import require_role
from api.uploads import read_body
from graph.packed import PackedGraphs
from graph.store import EmbeddedStore, Store
from ontology.errors import InvalidParameter, OutdatedRevision, StoreError

__all__ = ["router"]

router = APIRouter(prefix="/local", include_in_schema=False, dependencies=[Depends(require_role(Role.ADMIN))])

T = TypeVar("T", bound=BaseModel)

_LARGEST: Final = 16 << 20


class Snapshot(BaseModel):
    """A snapshot, which whoever asked for it removes with the folder it lies in."""

    path: str
    revision: str


class Replacement(BaseModel):
    """Graphs to put in place, their quads in a file beside a snapshot, and the revision that was read."""

    file: Path
    graphs: list[str]
    expected: str


class Restoration(BaseModel):
    """A copy to be put in place, in a folder of this store that was made for it."""

    folder: Path


class Restored(BaseModel):
    """The revision afterwards."""

    revision: str


class Replaced(BaseModel):
    """Whether that changed anything."""

    changed: bool


@router.post("/snapshot")
async def snapshot(request: Request) -> Response:
    """Make a snapshot."""
    here = context(request)
    return json_of(await asyncio.to_thread(_snapshot, here.store))


@router.post("/backup")
async def backup(request: Request) -> Response:
    """Make a copy that can be kept: the data, and what their revision is made of."""
    here = context(request)
    return json_of(await asyncio.to_thread(_backup, here.store))


@router.post("/restore")
async def restore(request: Request) -> Response:
    """Put a copy in place of everything."""
    here, given = context(request), await _read(request, Restoration, "this names no backup")
    return json_of(await here.intake.once(_restore, here.store, given))


@router.post("/replace")
async def replace(request: Request) -> Response:
    """Put graphs in place, where nobody wrote meanwhile."""
    here, given = context(request), await _read(request, Replacement, "this is no replacement")
    return json_of(await here.intake.once(_replace, here.store, given))


async def _read(request: Request, model: type[T], otherwise: str) -> T:
    """What the body of a request says."""
    body = await read_body(request, largest=_LARGEST, patience=context(request).settings.upload_timeout)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise InvalidParameter(f"{otherwise}: {error.errors()[0]['msg']}") from None


def _snapshot(store: Store) -> Snapshot:
    folder = Path(mkdtemp(prefix="snapshot-", dir=_folder(store))) / "store"
    with store.still() as revision:
        store.snapshot(folder)
    return Snapshot(path=str(folder), revision=revision)


def _backup(store: Store) -> Snapshot:
    folder = Path(mkdtemp(prefix="snapshot-", dir=_folder(store))) / "store"
    return Snapshot(revision=store.backup(folder), path=str(folder))


def _restore(store: Store, given: Restoration) -> Restored:
    _refuse_elsewhere(store, given.folder)
    return Restored(revision=store.restore(given.folder).revision)


def _refuse_elsewhere(store: Store, path: Path) -> None:
    place = path.resolve().parent
    if place.parent != _folder(store).resolve() or not place.name.startswith("snapshot-"):
        raise InvalidParameter(f"{path} does not lie in a snapshot of this store")


def _replace(store: Store, given: Replacement) -> Replaced:
    _refuse_elsewhere(store, given.file)
    graphs = _graphs(given)
    with store.still() as revision:
        if revision != given.expected:
            raise OutdatedRevision("the data have changed since they were read: begin anew")
        return Replaced(changed=store.replace(graphs))


def _graphs(given: Replacement) -> PackedGraphs:
    """The quads of the file by graph; they come in that order."""
    graphs = PackedGraphs({NamedNode(iri): () for iri in given.graphs})
    graph: NamedNode | None = None
    held: list[Quad] = []
    for quad in ox.parse(path=str(given.file), format=ox.RdfFormat.N_QUADS):
        if quad.graph_name != graph:
            _keep(graphs, graph, held)
            if not isinstance(quad.graph_name, NamedNode):
                raise InvalidParameter(f"{given.file}: a triple has no graph")
            graph, held = quad.graph_name, []
        held.append(quad)
    _keep(graphs, graph, held)
    return graphs


def _keep(graphs: PackedGraphs, graph: NamedNode | None, held: Sequence[Quad]) -> None:
    if graph is not None:
        graphs[graph] = held


def _folder(store: Store) -> Path:
    folder = store.folder if isinstance(store, EmbeddedStore) else None
    if folder is None:
        raise StoreError("this service has its store in no folder: ask it over HTTP")
    return folder
