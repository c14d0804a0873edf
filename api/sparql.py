"""The SPARQL door: SPARQL 1.1 Protocol, query operation only, with a service description and a console for people."""

from __future__ import annotations

import asyncio
import re
from typing import Final
from urllib.parse import parse_qs

import pyoxigraph as ox
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pyoxigraph import BlankNode, NamedNode, Triple
from starlette.exceptions import HTTPException

from api import guard
from api.console import console
from api.context import context, seen_store
from api.negotiation import GRAPHS, HTML, RESULTS, preferred_media_type
from api.problems import NotAcceptable
from graph.store import Store
from ontology.errors import ForbiddenUpdate, FyrnetError, InvalidParameter, MalformedQuery

__all__ = ["router"]

router = APIRouter(tags=["SPARQL"])

_FORMATS: Final = {"json", "xml", "csv", "tsv", "ttl", "nt", "jsonld", "rdf"}
_MEDIA_TYPES: Final = {
    **{name: media_type for media_type, name in reversed(RESULTS.items())},
    **{name: media_type for media_type, name in reversed(GRAPHS.items())},
}
_UPDATE: Final = re.compile(r"^\s*(insert|delete|drop|clear|load|create|copy|move|add|with)\b", re.IGNORECASE | re.M)
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMAT_IRIS: Final = (
    *(f"SPARQL_Results_{name}" for name in ("JSON", "XML", "CSV", "TSV")),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML"),
)
_LOOKS: Final = 0.25

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
    given = parse_qs(request.url.query, keep_blank_values=True, encoding="utf-8", errors="replace")
    if "query" in given:
        return await _answered(request, given)
    if preferred_media_type(request.headers.get("accept"), [*GRAPHS, HTML]) == HTML:
        return await console(request)
    return await _description(request)


@router.post("/sparql", openapi_extra=_POST_DOC, summary="Query with POST", response_class=Response)
async def sparql_post(request: Request) -> Response:
    """SPARQL 1.1 Protocol: query with POST, as a form or as the text itself."""
    given = parse_qs(request.url.query, keep_blank_values=True)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    # Percent-encoding makes three bytes of one.
    text = await _text(request, 3 * context(request).settings.longest_query + 10_000)
    if media_type == "application/x-www-form-urlencoded":
        given = given | parse_qs(text, keep_blank_values=True)
    elif media_type == "application/sparql-query":
        given = given | {"query": [text]}
    elif media_type == "application/sparql-update":
        given = {"update": [text]}
    else:
        raise HTTPException(415, "a query comes as a form, or as application/sparql-query")
    return await _answered(request, given)


async def _answered(request: Request, given: dict[str, list[str]]) -> Response:
    if "update" in given:
        raise ForbiddenUpdate("/sparql only reads: an update changes nothing here")
    if len(given.get("query", ())) != 1:
        raise MalformedQuery("exactly one query is needed, in the parameter 'query'")
    results, graph, page = _wanted(request, given)
    asked = guard.Request(
        query=given["query"][0],
        results=results,
        graph=graph,
        default_graphs=tuple(given.get("default-graph-uri", ())),
        named_graphs=tuple(given.get("named-graph-uri", ())),
        timeout=_timeout(given),
    )
    try:
        outcome = await _unless_gone(request, await seen_store(request), asked)
    except FyrnetError as error:
        error = _hinted(error, asked.query)
        if page:
            return await console(request, query=asked.query, error=error)
        raise error from None
    if page:
        return await console(request, query=asked.query, outcome=outcome)
    return _response(outcome)


def _wanted(request: Request, given: dict[str, list[str]]) -> tuple[str | None, str | None, bool]:
    """Formats of results and of graphs, and whether a page is wanted instead of either."""
    accept = request.headers.get("accept")
    named = given.get("format", [""])[0]
    if named:
        if named not in _FORMATS:
            raise InvalidParameter(f"format is {named!r:.40}: there are {', '.join(sorted(_FORMATS))}")
        return (
            named if named in RESULTS.values() else None,
            named if named in GRAPHS.values() else "jsonld" if named == "json" else None,
            False,
        )
    results, graph = preferred_media_type(accept, list(RESULTS)), preferred_media_type(accept, list(GRAPHS))
    if preferred_media_type(accept, [*RESULTS, *GRAPHS, HTML]) == HTML:
        return "json", "ttl", True
    return RESULTS.get(results or ""), GRAPHS.get(graph or ""), False


def _timeout(given: dict[str, list[str]]) -> float | None:
    text = given.get("timeout", [""])[0]
    try:
        seconds = float(text) if text else None
    except ValueError:
        seconds = -1
    if seconds is not None and not 0 < seconds < float("inf"):
        raise InvalidParameter(f"timeout is {text!r:.40}: a number of seconds above 0 is needed")
    return seconds


async def _unless_gone(request: Request, store: Store, asked: guard.Request) -> guard.Outcome:
    """The outcome; where the client hangs up meanwhile the query ends with it."""
    answering = asyncio.ensure_future(context(request).guard.answer(store, asked))
    try:
        while not (await asyncio.wait({answering}, timeout=_LOOKS))[0]:
            if await request.is_disconnected():
                raise HTTPException(499, "the client is gone")
        return answering.result()
    finally:
        answering.cancel()


def _response(outcome: guard.Outcome) -> Response:
    if outcome.format is None:
        offered = GRAPHS if outcome.of_graph else RESULTS
        raise NotAcceptable(f"the answer to this form of query comes as {', '.join(offered)}")
    media_type = _MEDIA_TYPES[outcome.format]
    if not outcome.of_graph and outcome.format in ("json", "xml"):
        media_type = f"application/sparql-results+{outcome.format}"
    return Response(outcome.body, media_type=media_type)


def _hinted(error: FyrnetError, query: str) -> FyrnetError:
    if isinstance(error, MalformedQuery) and _UPDATE.search(query):
        return MalformedQuery(f"{error}; /sparql only reads, and this looks like an update")
    return error


async def _text(request: Request, most: int) -> str:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise HTTPException(413, f"the request has more than {most} bytes: shorten the query")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise MalformedQuery(f"the query is not UTF-8: byte {error.start} does not fit") from None


async def _description(request: Request) -> Response:
    """SPARQL 1.1 Service Description."""
    accepted = preferred_media_type(request.headers.get("accept"), list(GRAPHS))
    if accepted is None:
        raise NotAcceptable(f"the service description comes as {', '.join(GRAPHS)}; to ask something, give a 'query'")
    store = await seen_store(request)
    own = context(request).settings.default_graph == "own"
    triples = _service(str(request.url.replace(query=None)), own=own)
    graphs = store.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g").rows
    for number, (graph,) in enumerate(graphs):
        if isinstance(graph, NamedNode):
            triples += _named_graph(f"g{number}", graph)
    format_ = ox.RdfFormat.from_media_type(accepted) or ox.RdfFormat.TURTLE
    body = ox.serialize(triples, format=format_, prefixes={"sd": _SD} if format_.supports_datasets is False else None)
    return Response(body, media_type=accepted)


def _service(endpoint: str, *, own: bool) -> list[Triple]:
    def sd(name: str) -> NamedNode:
        return NamedNode(_SD + name)

    type_ = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    service, dataset, graph = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    formats = [NamedNode(f"http://www.w3.org/ns/formats/{name}") for name in _FORMAT_IRIS]
    return [
        Triple(service, type_, sd("Service")),
        Triple(service, sd("endpoint"), NamedNode(endpoint)),
        Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        *([] if own else [Triple(service, sd("feature"), sd("UnionDefaultGraph"))]),
        *(Triple(service, sd("resultFormat"), format_) for format_ in formats),
        Triple(service, sd("defaultDataset"), dataset),
        Triple(dataset, type_, sd("Dataset")),
        Triple(dataset, sd("defaultGraph"), graph),
        Triple(graph, type_, sd("Graph")),
    ]


def _named_graph(name: str, iri: NamedNode) -> list[Triple]:
    node = BlankNode(name)
    return [
        Triple(BlankNode("dataset"), NamedNode(_SD + "namedGraph"), node),
        Triple(node, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(_SD + "NamedGraph")),
        Triple(node, NamedNode(_SD + "name"), iri),
    ]
