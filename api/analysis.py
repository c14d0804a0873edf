"""The analyses over HTTP: one route for each, a page of its list at a time, and jobs for what takes longer.

Every answer carries the revision it was computed on and what was asked; it is remembered until the graph changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import to_json

from api.analyses import ANALYSES, Analysis, Asked
from api.context import context, seen_store, sees_contacts
from api.jobs import Job
from api.negotiation import JSON
from api.paging import ABSENT, NoParameters, next_path
from api.problems import refused
from graph.store import Store

__all__ = ["answered", "result_of", "router"]

router = APIRouter()


class AnalysisAnswer(BaseModel):
    """What was found, what it was found in, and what was asked. Further fields are those of the analysis."""

    model_config = ConfigDict(extra="allow")

    revision: str = Field(examples=["0f9b2c4de1a85377"], description="of the graph it was computed on")
    filters: dict[str, Any] = Field(description="what was asked")
    items: list[dict[str, Any]] | None = Field(default=None, description="a part of the list")
    total: int | None = Field(default=None, description="number of items in the whole list")
    next: str | None = Field(default=None, description="path of the next part")


class JobState(BaseModel):
    """An analysis under way, or what came of it."""

    id: str
    status: str = Field(examples=["running"], description="waiting, running, done, failed or cancelled")
    progress: float = Field(ge=0, le=1, description="share that is done")
    path: str = Field(description="where it was asked")
    detail: str | None = Field(default=None, description="what went wrong")
    result: dict[str, Any] | None = Field(default=None, description="the answer, once it is there")


_LATER: Final[dict[int | str, dict[str, Any]]] = ABSENT | {
    202: {"model": JobState, "description": "It takes longer; `Location` says where to ask how far it is"},
    503: {"description": "So many analyses are under way that this one cannot begin"},
}


def answered(store: Store, analysis: Analysis, given: Asked, found: Any) -> dict[str, Any]:
    """A result as JSON holds it: what it says of the whole, and the part of its list that was asked for."""
    from graph.analysis.telling import told

    whole = found if analysis.items == "" else getattr(found, analysis.items) if analysis.items else None
    said = {name: getattr(found, name) for name in _said(found, analysis.items)} if is_dataclass(found) else {}
    begin = 0 if analysis.paged else given.offset
    part = whole[begin : begin + given.limit] if whole is not None else None
    answer: dict[str, Any] = told(store, said | {"items": part} if part is not None else said)
    if whole is not None:
        answer["total"] = found.total if analysis.paged else len(whole)
    revision = answer.get("revision") or store.revision
    answer |= {"revision": revision, "filters": given.told(), "analysis": analysis.name}
    return analysis.dress(store, answer) if analysis.dress else answer


def _said(found: Any, items: str | None) -> list[str]:
    """What a result says of the whole: its fields but for the list itself and what it only computes with."""
    return [
        part.name
        for part in fields(found)
        if part.name != items and (part.repr or isinstance(getattr(found, part.name), Sequence))
    ]


def _routed(analysis: Analysis) -> None:
    async def one(request: Request, given: Any) -> Response:
        return await _answer(request, analysis, given)

    async def of_one(request: Request, thing: str, given: Any) -> Response:
        # The thing stands in the path, and FastAPI would look for it in the query too.
        return await _answer(request, analysis, _with_thing(analysis, given, thing))

    handler = of_one if analysis.of_one else one
    model = _without_thing(analysis.parameters) if analysis.of_one else analysis.parameters
    handler.__annotations__["given"] = Annotated[model, Query()]
    router.add_api_route(
        f"/api/analysis/{analysis.name}" + ("/{thing:path}" if analysis.of_one else ""),
        handler,
        tags=["Analysis"],
        name=analysis.name,
        summary=analysis.summary,
        response_model=AnalysisAnswer,
        responses=_LATER,
        openapi_extra={} if analysis.alone else {"x-example": ""},
    )


def _with_thing(analysis: Analysis, given: BaseModel, thing: str) -> Asked:
    try:
        return analysis.parameters.model_validate({**_plain(given), "thing": thing})
    except ValidationError as error:
        raise refused(error) from None


def _without_thing(parameters: type[Asked]) -> type[BaseModel]:
    """The same parameters without the thing, which stands in the path."""
    from pydantic import create_model

    others: dict[str, Any] = {
        name: (info.annotation, info) for name, info in parameters.model_fields.items() if name != "thing"
    }
    return create_model(f"{parameters.__name__}OfQuery", __base__=NoParameters, **others)


def _plain(given: BaseModel) -> dict[str, Any]:
    return given.model_dump(by_alias=True)


async def _answer(request: Request, analysis: Analysis, given: Asked) -> Response:
    answer, job = await result_of(request, analysis, given)
    if answer is None:
        name = context(request).jobs.name(job)
        return _json(_state(name, job), 202, {"Location": f"/api/jobs/{name}", "Retry-After": "1"})
    return _json(_with_next(request, given, answer))


async def result_of(request: Request, analysis: Analysis, given: Asked) -> tuple[dict[str, Any] | None, Job]:
    """What an analysis finds, or None and the job that goes on with it."""
    store = await seen_store(request)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    sees = sees_contacts(request)
    question = (analysis.name, given.model_dump_json(), store.revision, sees)

    def work(progress: Any) -> dict[str, Any]:
        return answered(store, analysis, given, analysis.answer(store, given, progress))

    await context(request).warmed()
    wait = _patience(request.headers.get("prefer", ""))
    job = await context(request).jobs.run(question, path, work, private=sees, patience=wait)
    return (job.result if job.status == "done" else None), job


def _patience(preferences: str) -> float | None:
    """Seconds that a client would wait for an answer, by its `Prefer` header (RFC 7240).

    Examples
    --------
    >>> _patience("respond-async"), _patience("respond-async, wait=2"), _patience("return=minimal")
    (0.0, 2.0, None)
    """
    said = dict(part.strip().lower().partition("=")[::2] for part in preferences.split(","))
    if (wait := said.get("wait", "")).isdecimal():
        return float(wait[:6])
    return 0.0 if "respond-async" in said else None


def _with_next(request: Request, given: Asked, answer: Mapping[str, Any]) -> dict[str, Any]:
    if "items" not in answer:
        # The result is one thing, or one with its lists inside.
        return dict(answer)
    # Of a large graph not every pair is counted: where a whole part came, there may be another.
    total, end = answer["total"], given.offset + len(answer["items"])
    known = total if total is not None else end + (len(answer["items"]) == given.limit)
    return {**answer, "next": next_path(request, given.limit, given.offset, known)}


@router.get("/api/jobs/{name}", tags=["Analysis"], response_model=JobState, responses=ABSENT)
async def job_state(request: Request, name: str, _: Annotated[NoParameters, Query()]) -> Response:
    """How far an analysis is, and its answer once it is there."""
    job = context(request).jobs.find(name, sees_private=sees_contacts(request))
    return _json(_state(name, job), headers={"ETag": f'W/"{name}-{job.status}-{job.progress:.6f}"'})


@router.delete("/api/jobs/{name}", tags=["Analysis"], status_code=204, responses=ABSENT)
async def cancel_job(request: Request, name: str, _: Annotated[NoParameters, Query()]) -> Response:
    """Take a question back; its computation ends where nobody else asked the same."""
    context(request).jobs.give_up(name, sees_private=sees_contacts(request))
    return Response(status_code=204)


def _state(name: str, job: Job) -> dict[str, Any]:
    state = JobState(
        id=name,
        status=job.status,
        progress=job.progress,
        path=job.path,
        detail=str(job.error) if job.error else None,
        result=job.result,
    )
    return state.model_dump()


def _json(answer: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(to_json(answer), status, headers, JSON)


for _analysis in ANALYSES:
    _routed(_analysis)
