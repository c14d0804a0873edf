"""The pages that cross initiatives: who shares what, and what rests on what."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.context import seen_catalogue, seen_store
from api.pages.facts import initiatives_in_order, read_parameters
from api.pages.view import render
from api.rest.paging import Paging
from graph.catalogue import Catalogue, lists
from ontology.errors import InvalidParameter
from ontology.models import Thing
from ontology.terms import kind_and_slug

__all__ = ["router"]

router = APIRouter(include_in_schema=False, default_response_class=Response)

_BASES: Final = ("participants", "builds_on", "contacts", "themes")
_MATRIX: Final = 24
_MOST: Final = 100


@router.get("/overlap")
async def overlap(request: Request, by: str = "participants") -> Response:
    """Which initiatives share partners, foundations, contacts or themes."""
    from graph.analysis import overlap as measured

    if by not in _BASES:
        raise InvalidParameter(f"by is {by!r:.40}: there are {', '.join(_BASES)}")
    given = read_parameters(request, Paging, also=("by",))
    known = await seen_catalogue(request)
    pairs = await asyncio.to_thread(measured, await seen_store(request), of="initiatives", by=by)
    things = initiatives_in_order(known)
    shown = [_pair(known, pair) for pair in pairs[given.offset : given.offset + given.limit]]
    counts = {frozenset((pair.a, pair.b)): len(pair.shared) for pair in pairs}
    matrix = _matrix(list(things), counts) if len(things) <= _MATRIX else []
    return render(
        request,
        "overlap.html",
        known,
        by=by,
        bases=_BASES,
        pairs=shown,
        matrix=matrix,
        all=things,
        total=len(pairs),
        limit=given.limit,
        offset=given.offset,
    )


@router.get("/dependencies")
async def dependencies(request: Request) -> Response:
    """What rests on what."""
    given = read_parameters(request, Paging)
    known = await seen_catalogue(request)
    tables = known.tables
    things = initiatives_in_order(known)

    def own(one: Thing) -> list[Thing]:
        return [tables.thing(iri) for iri in tables.links["builds_on"].get(one.iri, ())]

    # As many as are shown are looked for, and no more: there may be half a million initiatives.
    between = ((one, [other for other in own(one) if other.kind == "initiative"]) for one in things)
    common = lists.foundations(tables, _MOST)
    return render(
        request,
        "dependencies.html",
        known,
        common=[(tables.thing(iri), _undertaking_kind(known, iri), builders) for iri, builders in common],
        between=list(islice((pair for pair in between if pair[1]), _MOST)),
        each=[(one, own(one)) for one in things[given.offset : given.offset + given.limit]],
        total=len(things),
        limit=given.limit,
        offset=given.offset,
    )


def _undertaking_kind(known: Catalogue, iri: str) -> str | None:
    kind = (kind_and_slug(iri) or ("",))[0]
    return known.tables.type(iri) if kind == "undertaking" else kind


def _pair(known: Catalogue, pair: Any) -> dict[str, Any]:
    shared = known.tables.sorted_things(pair.shared)
    ends = {"a": known.thing(pair.a), "b": known.thing(pair.b)}
    return {**ends, "shared": shared, "jaccard": pair.jaccard, "q_value": pair.q_value}


def _matrix(things: list[Thing], counts: dict[frozenset[str], int]) -> list[dict[str, Any]]:
    """Rows of counts; `heat` from 0 to 4 says how dark a cell is."""
    most = max(counts.values(), default=1)

    def cell(one: Thing, other: Thing) -> dict[str, Any]:
        count = counts.get(frozenset((one.iri, other.iri)), 0)
        heat = -(-4 * count // most) if one is not other else "self"
        return {"self": one is other, "count": count, "heat": heat}

    return [{"thing": one, "cells": [cell(one, other) for other in things]} for one in things]
