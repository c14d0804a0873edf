"""Dereferencing: from the IRI of a thing to a page, or to the triples about it."""

from __future__ import annotations

import asyncio
import re
from typing import Final

import pyoxigraph as ox
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.context import seen_catalogue, seen_store
from api.negotiation import HTML, JSON, preferred_media_type
from api.pages.links import data_path, json_path, page_path
from api.problems import NotAcceptable
from graph.catalogue.tables import PREFIX_LINES
from graph.store import Store
from ontology.errors import UnknownEntity
from ontology.terms import ID, PREFIXES, kind_and_slug

__all__ = ["router"]

router = APIRouter(tags=["Things"])

_SUFFIXES: Final = {HTML: "html", "text/turtle": "ttl", "application/ld+json": "jsonld", JSON: "json"}
_PART: Final = re.compile(r"[a-z]+(/[a-z0-9-]+)+")
_FORMATS: Final = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}
# The thing, its parts and their passages; what points to it, with the nodes that do; and the names of all they name.
_ABOUT: Final = """
CONSTRUCT {{ ?node ?property ?value . ?value skos:prefLabel ?name }} WHERE {{
  {{ SELECT DISTINCT ?node ?property ?value {{
    VALUES ?thing {{ {iri} }}
    {{ ?thing (fyr:participation|fyr:dependency|fyr:contact|fyr:element|fyr:expectedEffect|fyr:keyFigure|fyr:mention)?
         /(prov:wasDerivedFrom|dcterms:source)? ?node . ?node ?property ?value }}
    UNION
    {{ ?node fyr:participant|fyr:on|fyr:organisation|fyr:person ?thing ; ?property ?value }}
    UNION
    {{ ?node ?property ?thing BIND(?thing AS ?value) }}
  }} }}
  OPTIONAL {{ ?value skos:prefLabel ?name }}
}}"""


@router.get("/id/{kind}/{name}", summary="A thing", response_class=Response)
async def thing(request: Request, kind: str, name: str) -> Response:
    """See other: a page or data, by `Accept`; with the suffix `.ttl` or `.jsonld` the triples themselves."""
    slug, _, suffix = name.partition(".")
    iri = f"{ID}{kind}/{slug}"
    if kind_and_slug(iri) is None or iri not in (await seen_catalogue(request)).known(kind):
        raise UnknownEntity(f"there is no {kind} {slug!r:.100}")
    return _see(request, iri) if not suffix else await _data(request, iri, suffix)


@router.get("/id/{kind}/{slug}/{part:path}", summary="A part of a thing", response_class=Response)
async def part(request: Request, kind: str, slug: str, part: str) -> Response:
    """See other: a participation, an effect, a passage … is told of with the thing it belongs to."""
    node = ox.NamedNode(f"{ID}{kind}/{slug}/{part}") if _PART.fullmatch(f"{kind}/{slug}/{part}") else None
    store = await seen_store(request)
    if node is None or not store.select(f"SELECT * {{ {node} ?p ?o }} LIMIT 1").rows:
        raise UnknownEntity(f"there is no such part of {kind} {slug!r:.100}")
    return _see(request, f"{ID}{kind}/{slug}")


def _see(request: Request, iri: str) -> Response:
    media_type = preferred_media_type(request.headers.get("accept"), list(_SUFFIXES))
    if media_type is None:
        raise NotAcceptable(f"a thing comes as {', '.join(_SUFFIXES)}")
    page, data = page_path(iri), json_path(iri)
    places = {HTML: page, JSON: data or data_path(iri, "jsonld")}
    return RedirectResponse(places.get(media_type) or data_path(iri, _SUFFIXES[media_type]), 303)


async def _data(request: Request, iri: str, suffix: str) -> Response:
    if suffix == "html" or (suffix == "json" and json_path(iri)):
        return RedirectResponse(str(page_path(iri) if suffix == "html" else json_path(iri)), 303)
    format_ = _FORMATS.get("jsonld" if suffix == "json" else suffix)
    if format_ is None:
        raise UnknownEntity(f"there is no suffix .{suffix:.20}; there are .ttl, .jsonld, .json and .html")
    # Of a hub there is much to tell: others are answered meanwhile.
    told = await asyncio.to_thread(_described, await seen_store(request), iri, format_)
    return Response(told, media_type=format_.media_type)


def _described(store: Store, iri: str, format_: ox.RdfFormat) -> bytes:
    triples = store.query(PREFIX_LINES + _ABOUT.format(iri=ox.NamedNode(iri)))
    assert isinstance(triples, ox.QueryTriples)
    prefixes = PREFIXES if format_ == ox.RdfFormat.TURTLE else None
    ordered = sorted(set(triples), key=lambda triple: (str(triple.subject), str(triple.predicate), str(triple.object)))
    return ox.serialize(ordered, format=format_, prefixes=prefixes) or b""
