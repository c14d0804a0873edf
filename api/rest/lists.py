"""The JSON door: initiatives, organisations, people, undertakings and the competency questions.

Every list answers `{"items", "total", "next"}`; every parameter is declared, and one that is not is an error.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.context import context, listing, seen_catalogue, seen_store
from api.rest.answers import asked, question_parameters
from api.rest.paging import ABSENT, BAD, NoParameters, Page, Paging, Whole, json_of, next_path, page_of
from api.tables import answer_csv
from graph.catalogue import Catalogue, lists
from graph.catalogue.models import (
    CollectiveDetail,
    InitiativeDetail,
    InitiativeItem,
    OrganisationDetail,
    OrganisationItem,
    PersonItem,
    UndertakingDetail,
    UndertakingItem,
)
from graph.remote import RemoteStore
from ontology.errors import UnknownQuestion
from ontology.models import Answer, Label, Role
from ontology.questions import Question, question, questions

__all__ = ["router"]

router = APIRouter()


class InitiativeParameters(Paging):
    """Filters of initiatives."""

    q: str = Field(default="", max_length=200, description="words of a title, an alias or a theme", examples=["klima"])
    theme: str = Field(default="", max_length=200, description="slug or IRI of a theme", examples=["mobility"])
    participant: str = Field(default="", max_length=200, description="slug or IRI of a party", examples=["clean"])
    role: Role | None = Field(default=None, description="role of the participant, or of anybody")


class OrganisationParameters(Paging):
    """Filters and order of organisations."""

    q: str = Field(default="", max_length=200, description="words of a name, alias or abbreviation", examples=["DTU"])
    type: str = Field(default="", max_length=100, description="kind of organisation", examples=["municipality"])
    min_initiatives: Whole = Field(default=0, ge=0, le=10**6, description="least number of initiatives", examples=[2])
    sort: Literal["initiatives", "name"] = Field(
        default="initiatives", description="most initiatives first, or by name"
    )
    collectives: bool = Field(default=False, description="whether groups named only in general are listed too")


class PeopleParameters(Paging):
    """Filters of people."""

    q: str = Field(default="", max_length=200, description="words of a name", examples=["Eksempel"])


class UndertakingParameters(Paging):
    """Filters of undertakings."""

    q: str = Field(default="", max_length=200, description="words of a name or alias", examples=["max iv"])
    type: str = Field(default="", max_length=100, description="kind of undertaking", examples=["project"])


class Health(BaseModel):
    """How the service is."""

    status: Literal["ok"] = "ok"
    triples: int = Field(examples=[4200])
    revision: str = Field(examples=["0f9b2c4de1a85377"], description="changes when the data do")


class QuestionItem(BaseModel):
    """One competency question."""

    name: str = Field(examples=["partners_spanning_initiatives"])
    path: str = Field(examples=["/api/questions/partners_spanning_initiatives"])
    summary: Label
    about: Label | None = None
    tags: list[str]
    parameters: dict[str, Any]
    columns: dict[str, Label]


@router.get("/health", tags=["Service"], response_model=Health, responses=BAD)
async def health(request: Request, _: Annotated[NoParameters, Query()]) -> Response:
    """Whether the service is up, how much it holds, and of which revision."""
    here = context(request)
    triples = await asyncio.to_thread(here.triples) if isinstance(here.store, RemoteStore) else here.triples()
    return json_of(Health(triples=triples, revision=here.store.revision))


@router.get("/api/initiatives", tags=["Initiatives"], response_model=Page[InitiativeItem], responses=BAD)
async def list_initiatives(request: Request, given: Annotated[InitiativeParameters, Query()]) -> Response:
    """Initiatives, in the order of the documents."""
    known = await seen_catalogue(request)
    filters = {"q": given.q, "theme": given.theme, "participant": given.participant, "role": given.role or ""}
    found = await listing(known, lists.initiatives, **filters)
    return page_of(request, given, found, lambda iri: lists.initiative_item(known.tables, iri))


@router.get("/api/initiatives/{slug}", tags=["Initiatives"], response_model=InitiativeDetail, responses=ABSENT)
async def one_initiative(request: Request, slug: str, _: Annotated[NoParameters, Query()]) -> Response:
    """One initiative whole: parties, foundations, contacts, elements, effects, figures, each with its evidence."""
    return json_of((await seen_catalogue(request)).initiative(slug))


@router.get("/api/organisations", tags=["Organisations"], response_model=Page[OrganisationItem], responses=BAD)
async def list_organisations(request: Request, given: Annotated[OrganisationParameters, Query()]) -> Response:
    """Organisations with the initiatives they take part in, most initiatives first."""
    known = await seen_catalogue(request)
    found = await listing(
        known,
        lists.organisations,
        q=given.q,
        type=given.type,
        min_initiatives=given.min_initiatives,
        sort=given.sort,
        collectives=given.collectives,
    )
    return page_of(request, given, found, lambda iri: lists.organisation_item(known.tables, iri))


@router.get("/api/organisations/{slug}", tags=["Organisations"], response_model=OrganisationDetail, responses=ABSENT)
async def one_organisation(request: Request, slug: str, _: Annotated[NoParameters, Query()]) -> Response:
    """One organisation whole: participations, mentions, what it owns, what builds on it, whom it meets."""
    return json_of((await seen_catalogue(request)).organisation(slug))


@router.get("/api/collectives/{slug}", tags=["Organisations"], response_model=CollectiveDetail, responses=ABSENT)
async def one_collective(request: Request, slug: str, _: Annotated[NoParameters, Query()]) -> Response:
    """A group named only in general, with its members where they are known."""
    return json_of((await seen_catalogue(request)).collective(slug))


@router.get("/api/people", tags=["People"], response_model=Page[PersonItem], responses=BAD)
async def list_people(request: Request, given: Annotated[PeopleParameters, Query()]) -> Response:
    """Contact persons, by name; e-mail and telephone where this client may see them."""
    known = await seen_catalogue(request)
    found = await listing(known, lists.people, q=given.q)
    return page_of(request, given, found, lambda iri: known.person(_slug(known, iri)))


@router.get("/api/people/{slug}", tags=["People"], response_model=PersonItem, responses=ABSENT)
async def one_person(request: Request, slug: str, _: Annotated[NoParameters, Query()]) -> Response:
    """One contact person, with what each initiative prints about reaching them."""
    return json_of((await seen_catalogue(request)).person(slug))


@router.get("/api/undertakings", tags=["Undertakings"], response_model=Page[UndertakingItem], responses=BAD)
async def list_undertakings(request: Request, given: Annotated[UndertakingParameters, Query()]) -> Response:
    """What is built on, and by whom; what most initiatives build on comes first."""
    known = await seen_catalogue(request)
    found = await listing(known, lists.undertakings, q=given.q, type=given.type)
    return page_of(request, given, found, lambda iri: lists.undertaking_item(known.tables, iri))


@router.get("/api/undertakings/{slug}", tags=["Undertakings"], response_model=UndertakingDetail, responses=ABSENT)
async def one_undertaking(request: Request, slug: str, _: Annotated[NoParameters, Query()]) -> Response:
    """One undertaking whole: its owners, and what rests on it, directly and through others."""
    return json_of((await seen_catalogue(request)).undertaking(slug))


@router.get("/api/questions", tags=["Questions"], response_model=Page[QuestionItem], responses=BAD)
async def list_questions(request: Request, given: Annotated[Paging, Query()]) -> Response:
    """The competency questions, with their parameters and columns."""
    known = questions()
    return page_of(request, given, list(known), lambda name: _described(known[name]))


def _add_question(known: Question) -> None:
    """A route of its own for each question, described from its header."""

    async def answer(request: Request) -> Response:
        given = asked(known, request.query_params.multi_items())
        found = await asyncio.to_thread(given.answer, await seen_store(request))
        if given.wants_csv(request.headers.get("accept")):
            return Response(answer_csv(found), media_type="text/csv")
        part = found.items[given.offset : given.offset + given.limit]
        following = next_path(request, given.limit, given.offset, found.total)
        return json_of(found.model_copy(update={"items": part, "next": following}))

    router.add_api_route(
        f"/api/questions/{known.name}",
        answer,
        tags=["Questions"],
        name=known.name,
        summary=known.summary.en,
        description=known.about.en if known.about else known.summary.da,
        response_model=Answer,
        responses=ABSENT | {200: {"content": {"text/csv": {}}}},
        openapi_extra={"parameters": question_parameters(known)},
    )


for _question in questions().values():
    _add_question(_question)


@router.get("/api/questions/{name}", include_in_schema=False)
async def unknown_question(name: str) -> Response:
    """Say which question was perhaps meant."""
    question(name)
    raise UnknownQuestion(f"there is no question {name!r}")


def _slug(known: Catalogue, iri: str) -> str:
    return known.thing(iri).id


def _described(known: Question) -> QuestionItem:
    return QuestionItem(
        name=known.name,
        path=f"/api/questions/{known.name}",
        summary=Label(da=known.summary.da, en=known.summary.en),
        about=Label(da=known.about.da, en=known.about.en) if known.about else None,
        tags=list(known.tags),
        parameters={parameter["name"]: parameter for parameter in question_parameters(known)},
        columns={name: Label(da=column.about.da, en=column.about.en) for name, column in known.columns.items()},
    )
