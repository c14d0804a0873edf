"""The door to who is who: the cases that wait for a person, and their decisions."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from functools import partial
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.context import context, seen_catalogue, sees_contacts
from api.negotiation import JSON
from api.rest.cases import CaseItem, Verdict, case_item, find_case
from api.rest.paging import ABSENT, BAD, WRITE, NoParameters, Page, Paging, json_of, page_of
from api.tokens import require_token
from api.uploads import read_body
from graph.knowledge import knowledge
from graph.privacy import reaches_a_person
from graph.resolution import review
from graph.resolution.cases import Case
from graph.store import Store
from ontology.errors import InvalidParameter

__all__ = ["router"]

router = APIRouter(tags=["Who is who"])

_LARGEST_BODY: Final = 10_000
_EXAMPLE: Final = '{"verdict": "same", "by": "Anne Eksempel"}'


class CaseParameters(Paging):
    """Which cases."""

    status: Literal["queued", "matched", "apart", "decided"] = Field(
        default="queued", description="those that wait, that the program matched or kept apart, or that were decided"
    )


class Answer(BaseModel):
    """What a person says of a case."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": json.loads(_EXAMPLE)})

    verdict: Verdict
    by: str | None = Field(default=None, min_length=1, max_length=200, description="who says so; stored with it")


class Decided(BaseModel):
    """A case as it is now, and what changed."""

    case: CaseItem
    changes: list[str] = Field(description="in words", examples=[["Ø-rådet and Region Øst: decided different"]])
    revision: str = Field(examples=["0f3a9c1e5b7d2468"], description="of the data, after it")


_BODY: Final = {"requestBody": {"required": True, "content": {JSON: {"schema": Answer.model_json_schema()}}}}


@router.get("/api/review", response_model=Page[CaseItem], responses=BAD)
async def list_cases(request: Request, given: Annotated[CaseParameters, Query()]) -> Response:
    """Cases of who is who with score, reasons and places, the most alike first."""
    found = [case for case in await _cases(request) if case.status == given.status]
    shown = partial(case_item, known=await seen_catalogue(request), contacts=sees_contacts(request))
    return await asyncio.to_thread(page_of, request, given, found, shown)


@router.get("/api/review/{case}", response_model=CaseItem, responses=ABSENT)
async def one_case(request: Request, case: str, _: Annotated[NoParameters, Query()]) -> Response:
    """One case."""
    return json_of(await _shown(request, find_case(await _cases(request), case)))


@router.post(
    "/api/review/{case}",
    response_model=Decided,
    responses=ABSENT | WRITE,
    openapi_extra=_BODY,
    dependencies=[Depends(require_token)],
)
async def decide_case(request: Request, case: str, _: Annotated[NoParameters, Query()]) -> Response:
    """Decide whether both are the same; stored as curation, above every import."""
    here = context(request)
    with here.intake.place():
        said = _said(await read_body(request, largest=_LARGEST_BODY, patience=here.settings.upload_timeout))
        changed = await here.intake.change(_decide, here.store, case, said)
    return json_of(await _decided(request, *changed))


@router.delete(
    "/api/review/{case}", response_model=Decided, responses=ABSENT | WRITE, dependencies=[Depends(require_token)]
)
async def undo_case(request: Request, case: str, _: Annotated[NoParameters, Query()]) -> Response:
    """Take a decision back: everything is as if it had not been made."""
    here = context(request)
    with here.intake.place():
        changed = await here.intake.change(_undo, here.store, case)
    return json_of(await _decided(request, *changed))


def _said(body: bytes) -> Answer:
    try:
        return Answer.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the body"
        raise InvalidParameter(f"{where}: {first['msg']}; it looks like {_EXAMPLE}") from None


def _decide(store: Store, case: str, said: Answer) -> tuple[Case, list[str]]:
    chosen = find_case(review.cases(store), case)
    changes = review.decide(store, knowledge(), chosen, said.verdict, by=said.by)
    return find_case(review.cases(store), chosen.id), changes


def _undo(store: Store, case: str) -> tuple[Case, list[str]]:
    chosen = find_case(review.cases(store), case)
    changes = review.undo(store, knowledge(), chosen)
    # A case that no document names any more is gone with its decision.
    left = [each for each in review.cases(store) if each.id == chosen.id]
    return (left or [replace(chosen, decision=None)])[0], changes


async def _cases(request: Request) -> list[Case]:
    return await asyncio.to_thread(review.cases, context(request).store)


async def _shown(request: Request, case: Case) -> CaseItem:
    return case_item(case, await seen_catalogue(request), contacts=sees_contacts(request))


async def _decided(request: Request, case: Case, changes: list[str]) -> Decided:
    contacts = sees_contacts(request)
    told = [line if contacts or not reaches_a_person(line) else "…" for line in changes]
    return Decided(case=await _shown(request, case), changes=told, revision=context(request).store.revision)
