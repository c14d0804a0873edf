"""The pages: each reads the catalogue or asks a question, and fills one template."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from api.context import listing, seen_catalogue, seen_store
from api.paging import Paging
from api.problems import refused
from api.rest import InitiativeParameters, OrganisationParameters, PeopleParameters, UndertakingParameters
from api.view import View, language_of, render
from graph.catalogue import Catalogue, Things, lists, relevance
from graph.catalogue.models import OrganisationDetail
from ontology.errors import EmptyNetwork, InvalidParameter
from ontology.models import Role, Thing
from ontology.questions import questions
from ontology.terms import PREFIXES

__all__ = ["initiatives_in_order", "read_parameters", "router"]

router = APIRouter(include_in_schema=False, default_response_class=Response)

_ROLES: Final[tuple[Role, ...]] = ("lead", "participant", "example", "possible", "future")


@router.get("/")
async def home(request: Request) -> Response:
    """Who spans several initiatives, what they share, and where to begin."""
    known = await seen_catalogue(request)
    tables = known.tables
    parties = await listing(known, lists.organisations, min_initiatives=1)
    spanning = await listing(known, lists.organisations, min_initiatives=2)
    foundations = await listing(known, lists.undertakings)
    shared = [item for item in map(known_item(known), foundations[:8]) if item.initiative_count > 1]
    numbers = [
        (len(known.known("initiative")), "initiative", "/initiatives"),
        (len(parties), "partner", "/organisations"),
        (len(spanning), "spanning", "/organisations?min_initiatives=2"),
        (len(foundations), "foundation", "/dependencies"),
        (len(known.known("person")), "person", "/people"),
    ]
    return render(
        request,
        "home.html",
        known,
        numbers=numbers,
        spanning=[lists.organisation_item(tables, iri) for iri in spanning[:12]],
        spanning_total=len(spanning),
        party_total=len(parties),
        shared=shared,
        questions=list(questions().values()),
        all=initiatives_in_order(known),
    )


@router.get("/search")
async def search(request: Request, q: str = "") -> Response:
    """Everything whose name fits."""
    known = await seen_catalogue(request)
    found = await listing(known, lists.search, q[:200], limit=100)
    order = ("initiative", "organisation", "undertaking", "collective", "person")
    view = View(request, language_of(request), known)
    other_names = {
        thing.iri: max(known.tables.names(thing.iri), key=lambda name: relevance(q, [name]))
        for thing in found
        if not relevance(q, [view.name(thing)])
    }
    groups = [(kind, [thing for thing in found if thing.kind == kind]) for kind in order]
    return render(
        request,
        "search.html",
        known,
        total=len(found),
        groups=[entry for entry in groups if entry[1]],
        other_names=other_names,
    )


@router.get("/initiatives")
async def initiatives(request: Request) -> Response:
    """Initiatives by theme, party and role."""
    given = read_parameters(request, InitiativeParameters)
    known = await seen_catalogue(request)
    filters = {"q": given.q, "theme": given.theme, "participant": given.participant, "role": given.role or ""}
    found = await listing(known, lists.initiatives, **filters)
    items = [lists.initiative_item(known.tables, iri) for iri in _part(found, given)]
    return _listed(
        request,
        "initiatives.html",
        known,
        given,
        found,
        items=items,
        themes=known.tables.sorted_things(known.tables.used("themes")),
        roles=_ROLES,
    )


@router.get("/initiatives/{slug}")
async def initiative(request: Request, slug: str) -> Response:
    """One initiative whole."""
    known = await seen_catalogue(request)
    it = known.initiative(slug)
    outside: dict[str, tuple[Thing, list[Any]]] = {}
    for fact in it.mentions:
        if not fact.party:
            outside.setdefault(fact.organisation.iri, (fact.organisation, []))[1].append(fact)
    named = [fact for fact in it.participations if not fact.collective]
    return render(
        request,
        "initiative.html",
        known,
        it=it,
        organisations=[(role, list(facts)) for role, facts in groupby(named, key=lambda fact: fact.role)],
        collectives=[fact for fact in it.participations if fact.collective],
        outside=list(outside.values()),
        warnings=(it.warnings_da if language_of(request) == "da" else None) or it.warnings,
    )


@router.get("/organisations")
async def organisations(request: Request) -> Response:
    """Organisations, those in most initiatives first; those in none only on demand."""
    given = read_parameters(request, OrganisationParameters)
    minimum = given.min_initiatives if "min_initiatives" in request.query_params else 0 if given.q else 1
    known = await seen_catalogue(request)
    found = await listing(
        known,
        lists.organisations,
        q=given.q,
        type=given.type,
        min_initiatives=minimum,
        sort=given.sort,
        collectives=given.collectives,
    )
    items = [lists.organisation_item(known.tables, iri) for iri in _part(found, given)]
    return _listed(
        request,
        "organisations.html",
        known,
        given,
        found,
        items=items,
        minimum=minimum,
        types=_types(known, "orgkind"),
        all=initiatives_in_order(known),
    )


@router.get("/organisations/{slug}")
async def organisation(request: Request, slug: str) -> Response:
    """One organisation whole."""
    known = await seen_catalogue(request)
    it = known.organisation(slug)
    by_initiative = groupby(
        sorted(it.mentions, key=lambda fact: fact.initiative.iri), key=lambda fact: fact.initiative.iri
    )
    mentions = [(facts[0].initiative, facts[0].party, facts) for facts in (list(group) for _, group in by_initiative)]
    homepage = it.homepage if (it.homepage or "").startswith(("https://", "http://")) else None
    return render(
        request,
        "organisation.html",
        known,
        it=it,
        homepage=homepage,
        mentions=mentions,
        standing=await _standing(request, it),
        all=initiatives_in_order(known),
    )


@router.get("/collectives/{slug}")
async def collective(request: Request, slug: str) -> Response:
    """One group that is named only in general."""
    known = await seen_catalogue(request)
    return render(request, "collective.html", known, it=known.collective(slug), all=initiatives_in_order(known))


@router.get("/people")
async def people(request: Request) -> Response:
    """Contact persons."""
    given = read_parameters(request, PeopleParameters)
    known = await seen_catalogue(request)
    found = await listing(known, lists.people, q=given.q)
    items = [known.person(known.thing(iri).id) for iri in _part(found, given)]
    return _listed(request, "people.html", known, given, found, items=items)


@router.get("/people/{slug}")
async def person(request: Request, slug: str) -> Response:
    """One contact person."""
    known = await seen_catalogue(request)
    return render(request, "person.html", known, it=known.person(slug))


@router.get("/undertakings")
async def undertakings(request: Request) -> Response:
    """What initiatives build on."""
    given = read_parameters(request, UndertakingParameters)
    known = await seen_catalogue(request)
    found = await listing(known, lists.undertakings, q=given.q, type=given.type)
    items = list(map(known_item(known), _part(found, given)))
    return _listed(request, "undertakings.html", known, given, found, items=items, types=_types(known, "kind"))


@router.get("/undertakings/{slug}")
async def undertaking(request: Request, slug: str) -> Response:
    """What rests on one undertaking."""
    known = await seen_catalogue(request)
    return render(request, "undertaking.html", known, it=known.undertaking(slug))


@router.get("/about")
async def about(request: Request) -> Response:
    """What this is, where it comes from, and what it cannot say."""
    known = await seen_catalogue(request)
    held = known.tables.reverse["sources"]
    initiatives = known.known("initiative")
    sources = [
        (known.thing(iri), len([one for one in held.get(iri, ()) if one in initiatives]))
        for iri in known.known("source")
    ]
    return render(request, "about.html", known, sources=sources, roles=_ROLES)


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The HTTP interface, from its own OpenAPI description."""
    from api.docs import operations

    return render(request, "docs.html", await seen_catalogue(request), groups=operations(request.app.openapi()))


@router.get("/favicon.ico")
async def favicon() -> Response:
    """Where browsers look without being told."""
    return RedirectResponse("/static/favicon.svg", 308)


def known_item(known: Catalogue) -> Any:
    """What makes an item of an undertaking's IRI."""
    return lambda iri: lists.undertaking_item(known.tables, iri)


def initiatives_in_order(known: Catalogue) -> Sequence[Thing]:
    """All initiatives, in the order of the documents."""
    return Things(known, lists.initiatives(known.tables))


def _types(known: Catalogue, scheme: str) -> list[str]:
    return [iri.removeprefix(PREFIXES[scheme]) for iri in known.tables.concepts(PREFIXES[scheme])]


def read_parameters(request: Request, parameters: type[Any], also: tuple[str, ...] = ()) -> Any:
    """The parameters of a page; an empty field of a form counts as left out."""
    given = {
        name: value for name, value in request.query_params.items() if value.strip() and name not in ("lang", *also)
    }
    try:
        return parameters(**given)
    except ValidationError as error:
        raise refused(error) from None


def _part(found: Sequence[str], given: Paging) -> Sequence[str]:
    return found[given.offset : given.offset + given.limit]


def _listed(
    request: Request, template: str, known: Catalogue, given: Paging, found: Sequence[str], **values: Any
) -> Response:
    filtered = bool({name for name, value in request.query_params.items() if value} - {"lang", "limit", "offset"})
    shown = {"total": len(found), "limit": given.limit, "offset": given.offset, "filtered": filtered}
    return render(request, template, known, **shown, **values)


async def _standing(request: Request, it: OrganisationDetail) -> list[str]:
    """Where an organisation stands in the network, in words; nothing where it stands in none."""
    from graph.analysis import centrality

    view, store = View(request, language_of(request)), await seen_store(request)
    told = []
    for measure in ("degree", "betweenness"):
        try:
            ranks = await asyncio.to_thread(centrality, store, measure=measure, of="organisations")
        except (EmptyNetwork, InvalidParameter):
            # Too large a network to measure while somebody waits: the page does without.
            continue
        own = ranks.of_node(it.iri)
        if own is not None:
            key = f"standing.{measure}" if own.value > 0 else "standing.betweenness.none"
            told.append(view.say(key, rank=view.number(own.rank), all=view.number(len(ranks))))
    return told
