"""The door for whole graphs: SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named by ``?graph=IRI``, the unnamed one by ``?default``; a path below ``/store/`` is the name of a graph
itself. What is sent is parsed in another process; a write is all or nothing.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pyoxigraph import DefaultGraph, NamedNode
from starlette.exceptions import HTTPException

from api.context import context, seen_store, sees_contacts
from api.negotiation import DUMPS, UPLOADS, preferred_media_type
from api.paging import ABSENT, BAD, INTAKE, WRITE
from api.parts import parts
from api.plain import Plain
from api.problems import NotAcceptable
from api.protocol import Given, media_type_of, others, parameters, the_only
from api.sending import Gone, result, unless_gone
from api.tokens import require_token
from api.uploads import spool
from api.writing import Outcome, check_of, expected_revision, must_be_absent, must_exist, outcome_of
from graph.store import Change, Check, Store, Written
from ontology.errors import InvalidParameter, NotFound, OutdatedRevision

__all__ = ["router"]

router = APIRouter(tags=["SPARQL"], route_class=Plain)

_Graph = NamedNode | DefaultGraph
_MULTIPART: Final = "multipart/form-data"
_ATTEMPTS: Final = 5
_WHICH: Final[list[dict[str, Any]]] = [
    {"name": "graph", "in": "query", "description": "IRI of a graph", "schema": {"type": "string"}},
    {"name": "default", "in": "query", "description": "the unnamed graph", "allowEmptyValue": True, "schema": {}},
]
_READ: Final[dict[str, Any]] = {
    "x-example": "/store?default",
    "parameters": _WHICH,
    "responses": {"200": {"content": {media_type: {} for media_type in DUMPS}}},
}
_WRITTEN: Final[dict[str, Any]] = {
    "parameters": [*_WHICH, {"name": "check", "in": "query", "schema": {"enum": ["reject", "warn", "off"]}}],
    "requestBody": {"content": {media_type: {} for media_type in (*UPLOADS, _MULTIPART)}},
}
_PATHS: Final = ("/store", "/store/{path:path}")


async def _read(request: Request) -> Response:
    """Give one graph, in the format that is preferred."""
    graph = _graph(request, _given(request))
    media_type = preferred_media_type(request.headers.get("accept"), list(DUMPS))
    if media_type is None:
        raise NotAcceptable(f"a graph comes as {', '.join(DUMPS)}")
    here, format_ = context(request), DUMPS[media_type]
    revision, store = here.store.revision, await seen_store(request)
    name = graph.value if isinstance(graph, NamedNode) else None
    try:
        outcome = await unless_gone(request, here.guard.graph(store, name, format_))
    except Gone:
        return Response(status_code=499)
    rights = "" if sees_contacts(request) else "-withheld"
    return result(outcome, media_type, {"ETag": f'"{revision}-{format_}{rights}"'})


async def _put(request: Request) -> Response:
    """Put a graph in place of what is there: 201 where there was none, else 204."""
    return await _write(request, replace=True)


async def _post(request: Request) -> Response:
    """Add triples to a graph; without a graph they make a new one, which Location names."""
    return await _write(request, replace=False)


async def _delete(request: Request) -> Response:
    """Remove a graph."""
    await require_token(request)
    given, here = _given(request), context(request)
    graph = _graph(request, given)
    change = Change(cleared=frozenset({graph})) if isinstance(graph, DefaultGraph) else Change(frozenset({graph}))
    async with here.writers.seats.seat():
        # A store somewhere else is asked: nobody waits for it in the event loop.
        if not await asyncio.to_thread(here.store.has_graph, graph):
            raise _no_such(graph)
        written = await here.writers.write(_changed, request, here.store, graph, change, check_of(given))
    if not written and isinstance(graph, NamedNode):
        raise _no_such(graph)
    return _told(written, 204)


async def _write(request: Request, *, replace: bool) -> Response:
    await require_token(request)
    if replace and "content-range" in request.headers:
        # What is meant as a part must not take the place of the whole (RFC 9110, 14.5).
        raise HTTPException(
            400, "Content-Range says that this is a part of a graph: send the whole, or POST what is new"
        )
    here, given = context(request), _given(request)
    new = not replace and request.scope["path"].rstrip("/") == "/store" and not given.keys() & {"graph", "default"}
    graph = _named(f"{_address(request).rstrip('/')}/{uuid4().hex}") if new else _graph(request, given)
    media_type, check = media_type_of(request), check_of(given)
    if media_type not in UPLOADS and media_type != _MULTIPART:
        raise _unsupported(media_type)
    async with here.writers.seats.seat():
        lines = await _received(request, graph, media_type)
        written = await here.writers.write(_stored, request, here.store, graph, lines, replace, check)
    if graph not in written.created:
        return _told(written, 204)
    answer = _told(written, 201)
    answer.headers["location"] = _location(request, graph)
    return answer


async def _received(request: Request, graph: _Graph, media_type: str) -> Path:
    """What was sent, as a file of N-Triples."""
    here = context(request)
    sent, settings = here.guard.place(), here.settings
    base = graph.value if isinstance(graph, NamedNode) else _address(request)
    try:
        await spool(request, sent, largest=settings.largest_upload, patience=settings.upload_timeout)
        if media_type != _MULTIPART:
            return await here.guard.parse(sent, UPLOADS[media_type], base)
        return await _joined(request, sent, base)
    finally:
        sent.unlink(missing_ok=True)


async def _joined(request: Request, sent: Path, base: str) -> Path:
    """The parts of a form as one file of N-Triples."""
    guard = context(request).guard
    whole, part = guard.place(), guard.place()
    try:
        with whole.open("xb") as file:
            for part_type, data in parts(sent.read_bytes(), request.headers["content-type"]):
                if part_type not in UPLOADS:
                    raise _unsupported(part_type)
                part.write_bytes(data)
                lines = await guard.parse(part, UPLOADS[part_type], base)
                with lines.open("rb") as found:
                    shutil.copyfileobj(found, file)
                lines.unlink()
    except BaseException:
        whole.unlink(missing_ok=True)
        raise
    finally:
        part.unlink(missing_ok=True)
    return whole


def _stored(request: Request, store: Store, graph: _Graph, lines: Path, replace: bool, check: Check) -> Written:
    def put(expected: str | None) -> Written:
        return store.put(graph, lines, replace=replace, check=check, expected=expected)

    try:
        return _conditional(request, store, graph, put)
    finally:
        lines.unlink(missing_ok=True)


def _changed(request: Request, store: Store, graph: _Graph, change: Change, check: Check) -> Written:
    return _conditional(request, store, graph, lambda expected: store.change(change, check=check, expected=expected))


def _conditional(request: Request, store: Store, graph: _Graph, act: Callable[[str | None], Written]) -> Written:
    """Write where the conditions of the request hold, also in the moment at which it is written."""
    for attempt in range(_ATTEMPTS):
        revision = store.revision
        asked = expected_revision(request, revision)
        there = store.has_graph(graph)
        if must_exist(request) and not there:
            raise OutdatedRevision(f"If-Match asks for a graph that is there, and {graph} is not")
        if there and must_be_absent(request, revision):
            raise OutdatedRevision(f"If-None-Match forbids to write over {graph}, which is there already")
        conditional = "if-match" in request.headers or "if-none-match" in request.headers
        try:
            return act(revision if conditional else None)
        except OutdatedRevision:
            # Another graph may have changed meanwhile, which harms only who named a revision.
            if asked or attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("the last attempt gives something or raises")


def _given(request: Request) -> Given:
    return parameters(request.scope["query_string"].decode("latin-1"), "the address")


def _graph(request: Request, given: Given) -> _Graph:
    """The graph that a request is about."""
    name, direct = the_only(given, "graph"), request.scope["path"].rstrip("/") != "/store"
    if sum((name is not None, "default" in given, direct)) != 1:
        raise InvalidParameter(
            "which graph is meant? Give ?graph=IRI or ?default, one of them, or a path below /store/"
        )
    if "default" in given:
        return DefaultGraph()
    return _named(_address(request) if name is None else name)


def _named(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError:
        raise InvalidParameter(f"graph is {iri!a:.80}: an absolute IRI is needed") from None


def _address(request: Request) -> str:
    return str(request.url.replace(query=None))


def _location(request: Request, graph: _Graph) -> str:
    assert isinstance(graph, NamedNode)
    address = _address(request)
    if graph.value.startswith(f"{address.partition('/store')[0]}/store/"):
        return quote(graph.value, safe="%/:=&?~#+!$,;'@()*[]")
    return f"{address}?graph={quote(graph.value, safe='')}"


def _told(written: Written, status: int) -> Response:
    """An answer without a body, unless there are warnings."""
    if written.warnings:
        return outcome_of(written, 201 if status == 201 else 200)
    return Response(status_code=status, headers={"ETag": f'"{written.revision}"'})


def _no_such(graph: _Graph) -> NotFound:
    return NotFound(f"there is no graph {graph} here: GET /sparql names those there are")


def _unsupported(media_type: str) -> HTTPException:
    return HTTPException(415, f"{media_type or 'nothing'!a:.60} is no format that is read: {', '.join(UPLOADS)}")


for _path in _PATHS:
    _options: dict[str, Any] = {"include_in_schema": _path == "/store"}
    router.add_api_route(
        _path, _read, openapi_extra=_READ, summary="Read a graph", responses=ABSENT, response_class=Response, **_options
    )
    for _endpoint, _method, _summary in ((_put, "PUT", "Replace a graph"), (_post, "POST", "Add to a graph")):
        router.add_api_route(
            *(_path, _endpoint),
            methods=[_method],
            openapi_extra=_WRITTEN,
            summary=_summary,
            response_model=Outcome,
            responses=BAD | WRITE | INTAKE,
            **_options,
        )
    router.add_api_route(
        *(_path, _delete),
        methods=["DELETE"],
        openapi_extra={"parameters": _WHICH},
        summary="Remove a graph",
        status_code=204,
        responses=ABSENT | WRITE,
        **_options,
    )
    router.routes.append(others(_path, "GET", "HEAD", "PUT", "POST", "DELETE"))
