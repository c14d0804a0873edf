"""The SPARQL door: SPARQL 1.1 Protocol, query operation, with a service description and a console for people."""

from __future__ import annotations

import asyncio
import re
from itertools import islice
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException

from api.context import asked_store, context, seen_store
from api.negotiation import GRAPHS, HTML, RESULTS, preferred_media_type
from api.pages.console import console
from api.plain import Plain
from api.problems import NotAcceptable
from api.queries import guard
from api.sparql.description import description
from api.sparql.protocol import FORM, Given, graphs_given, media_type_of, others, parameters, text_of, the_only
from api.sparql.sending import Gone, result, unless_gone
from graph.store import Store
from ontology.errors import ForbiddenUpdate, FyrnetError, InvalidParameter, MalformedQuery

__all__ = ["router"]

router = APIRouter(tags=["SPARQL"], route_class=Plain)

_FORMATS: Final = {"json", "xml", "csv", "tsv", "ttl", "nt", "jsonld", "rdf"}
_MEDIA_TYPES: Final = {
    **{name: media_type for media_type, name in reversed(RESULTS.items())},
    **{name: media_type for media_type, name in reversed(GRAPHS.items())},
}
_OF_RESULTS, _OF_GRAPHS = tuple(RESULTS), tuple(GRAPHS)
_OF_ANY: Final = (*RESULTS, *GRAPHS, HTML)
_UPDATE: Final = re.compile(r"^\s*(insert|delete|drop|clear|load|create|copy|move|add|with)\b", re.IGNORECASE | re.M)
_GRAPHS_TOLD: Final = 1_000

_GET_DOC: Final = {
    "parameters": [
        {
            "name": "query",
            "in": "query",
            "description": "SPARQL 1.1 query; without it, the service description",
            "schema": {"type": "string"},
            "example": "SELECT * { ?initiative a <https://w3id.org/fyrnet/ontology#Initiative> } LIMIT 5",
        },
        {"name": "default-graph-uri", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {"name": "named-graph-uri", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {
            "name": "timeout",
            "in": "query",
            "description": "seconds; lowers the bound of the service, never raises it",
            "schema": {"type": "number"},
        },
        {
            "name": "format",
            "in": "query",
            "description": "goes before Accept",
            "schema": {"type": "string", "enum": sorted(_FORMATS)},
        },
    ],
    "responses": {"200": {"content": {media_type: {} for media_type in (*RESULTS, *GRAPHS)}}},
}
_POST_DOC: Final = {
    "requestBody": {
        "content": {
            "application/sparql-query": {"schema": {"type": "string"}, "example": "ASK { ?s ?p ?o }"},
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
            },
        }
    },
    "responses": _GET_DOC["responses"],
}


@router.get("/sparql", openapi_extra=_GET_DOC, summary="Query", response_class=Response)
async def sparql_get(request: Request) -> Response:
    """SPARQL 1.1 Protocol: query with GET; a service description, or a console for a browser, without a query."""
    given = _address(request)
    if given.keys() & {"query", "update"}:
        return await _answered(request, given)
    if preferred_media_type(request.headers.get("accept"), [*GRAPHS, HTML]) == HTML:
        return await console(request)
    return await _description(request)


@router.post("/sparql", openapi_extra=_POST_DOC, summary="Query with POST", response_class=Response)
async def sparql_post(request: Request) -> Response:
    """SPARQL 1.1 Protocol: query with POST, as a form or as the text itself."""
    given, media_type = _address(request), media_type_of(request)
    if media_type not in (FORM, "application/sparql-query", "application/sparql-update"):
        raise HTTPException(415, "a query comes as a form, or as application/sparql-query")
    # Percent-encoding makes three bytes of one.
    text = await text_of(request, 3 * context(request).settings.longest_query + 10_000)
    sent = parameters(text, "the form") if media_type == FORM else {media_type.rpartition("-")[2]: [text]}
    return await _answered(request, {name: given.get(name, []) + sent.get(name, []) for name in {*given, *sent}})


router.routes.append(others("/sparql", "GET", "HEAD", "POST"))


def _address(request: Request) -> Given:
    return parameters(request.scope["query_string"].decode("latin-1"), "the address")


async def _answered(request: Request, given: Given) -> Response:
    if "update" in given:
        raise ForbiddenUpdate("/sparql only reads: send updates to /update, with POST and a token")
    if len(given.get("query", ())) != 1:
        raise MalformedQuery("exactly one query is needed, in the parameter 'query'")
    results, graph, page = _wanted(request, given)
    asked = guard.Request(
        query=given["query"][0],
        results=results,
        graph=graph,
        default_graphs=graphs_given(given, "default-graph-uri"),
        named_graphs=graphs_given(given, "named-graph-uri"),
        timeout=_timeout(given),
        page=page,
    )
    try:
        outcome = await unless_gone(request, _evaluated(request, asked))
    except Gone:
        return Response(status_code=499)
    except FyrnetError as error:
        hinted = _hinted(error, asked.query)
        if page:
            return await console(request, query=asked.query, error=hinted)
        raise hinted from None
    if page:
        return await console(request, query=asked.query, outcome=outcome)
    return _response(outcome)


async def _evaluated(request: Request, asked: guard.Request) -> guard.Outcome:
    return await context(request).guard.answer(await asked_store(request), asked)


def _wanted(request: Request, given: Given) -> tuple[str | None, str | None, bool]:
    """Formats of results and of graphs, and whether a page is wanted instead of either."""
    named = the_only(given, "format")
    if named:
        if named not in _FORMATS:
            raise InvalidParameter(f"format is {named!a:.40}: there are {', '.join(sorted(_FORMATS))}")
        return (
            named if named in RESULTS.values() else None,
            named if named in GRAPHS.values() else "jsonld" if named == "json" else None,
            False,
        )
    accept = request.headers.get("accept")
    if accept in (None, "*/*"):
        return "json", "ttl", False
    results, graph = preferred_media_type(accept, _OF_RESULTS), preferred_media_type(accept, _OF_GRAPHS)
    if preferred_media_type(accept, _OF_ANY) == HTML:
        return "json", "ttl", True
    return RESULTS.get(results or ""), GRAPHS.get(graph or ""), False


def _timeout(given: Given) -> float | None:
    text = the_only(given, "timeout")
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 < seconds < float("inf"):
        raise InvalidParameter(f"timeout is {text!a:.40}: a number of seconds above 0 is needed")
    return seconds


def _response(outcome: guard.Outcome) -> Response:
    if outcome.format is None:
        offered = GRAPHS if outcome.of_graph else RESULTS
        raise NotAcceptable(f"the answer to this form of query comes as {', '.join(offered)}")
    media_type = _MEDIA_TYPES[outcome.format]
    if not outcome.of_graph and outcome.format in ("json", "xml"):
        media_type = f"application/sparql-results+{outcome.format}"
    return result(outcome, media_type)


def _hinted(error: FyrnetError, query: str) -> FyrnetError:
    if isinstance(error, MalformedQuery) and _UPDATE.search(query):
        return MalformedQuery(f"{error}; /sparql only reads, and this looks like an update: send it to /update")
    return error


async def _description(request: Request) -> Response:
    """SPARQL 1.1 Service Description."""
    accepted = preferred_media_type(request.headers.get("accept"), list(GRAPHS))
    if accepted is None:
        raise NotAcceptable(f"the service description comes as {', '.join(GRAPHS)}; to ask something, give a 'query'")
    graphs = await asyncio.to_thread(_some_graphs, await seen_store(request))
    settings = context(request).settings
    endpoint = str(request.url.replace(query=None))
    union, federated = settings.default_graph == "union", bool(settings.services)
    return Response(description(endpoint, graphs, accepted, union=union, federated=federated), media_type=accepted)


def _some_graphs(store: Store) -> list[NamedNode]:
    """The first named graphs, in order."""
    found = (graph for graph in store.graphs() if isinstance(graph, NamedNode))
    return sorted(islice(found, _GRAPHS_TOLD), key=lambda graph: graph.value)
