"""One shape for every error: `application/problem+json` (RFC 9457), or a page where a browser asks for one.

One table gives each class of error its status; an error of a class that is not in it has the status of its parent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.negotiation import HTML, PROBLEM, preferred_media_type
from graph.privacy import reaches_a_person
from ontology.errors import (
    EmptyNetwork,
    ForbiddenUpdate,
    FyrnetError,
    ImpossibleUpdate,
    InvalidInput,
    InvalidParameter,
    NotFound,
    OutdatedRevision,
    QueryTimeout,
    ShapeViolation,
    StoreError,
    StoreFull,
)

__all__ = [
    "STATUSES",
    "NotAcceptable",
    "Problem",
    "install",
    "problem",
    "refused",
    "status_of",
    "told",
    "unforeseen",
]


class NotAcceptable(InvalidInput):
    """The client accepts none of the media types there are."""


STATUSES: Final[dict[type[FyrnetError], int]] = {
    NotAcceptable: 406,
    ForbiddenUpdate: 403,
    ImpossibleUpdate: 409,
    InvalidInput: 400,
    NotFound: 404,
    ShapeViolation: 422,
    EmptyNetwork: 404,
    QueryTimeout: 504,
    StoreFull: 507,
    OutdatedRevision: 412,
    StoreError: 503,
    FyrnetError: 500,
}

# Whoever sends thousands of bad parameters is told of some.
_MOST_FAULTS: Final = 20
_HTML_FREE: Final = ("/api/", "/health", "/openapi.json")


class Problem(BaseModel):
    """What went wrong, where, and what would help."""

    type: str = Field(default="about:blank", examples=["about:blank"])
    title: str = Field(examples=["Bad Request"])
    status: int = Field(examples=[400])
    detail: str = Field(examples=["limit is '0': it has to be from 1 to 1000"])
    instance: str = Field(examples=["/api/organisations?limit=0"], description="the path that was asked for")
    errors: list[str] | None = Field(default=None, description="each fault by itself, where there are several")


def status_of(error: FyrnetError) -> int:
    """HTTP status of an error, by the nearest class in the table."""
    return next(STATUSES[class_] for class_ in type(error).__mro__ if class_ in STATUSES)


def problem(
    request: Request, status: int, detail: str, headers: dict[str, str] | None = None, errors: Sequence[str] = ()
) -> Response:
    """The answer that tells of an error, in the form the client prefers."""
    detail, *errors = _shown(request, [detail, *errors])
    if _wants_page(request):
        from api.view import error_page

        return error_page(request, status, detail, headers)
    told = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        errors=list(errors) or None,
    )
    return JSONResponse(told.model_dump(exclude_none=True), status, headers, media_type=PROBLEM)


def _shown(request: Request, lines: Sequence[str]) -> list[str]:
    """What of a message this client may see: it may quote a document, with whom to call."""
    from api.context import sees_contacts

    if sees_contacts(request):
        return list(lines)
    withheld = "what went wrong here quotes contact details, and they are withheld"
    return [withheld if reaches_a_person(line) else line for line in lines]


def install(app: FastAPI) -> None:
    """Let every error of an application be told in this shape."""
    handlers: dict[type[Exception], Callable[[Request, Any], Awaitable[Response]]] = {
        FyrnetError: _known,
        RequestValidationError: _invalid,
        HTTPException: _http,
        Exception: _unknown,
    }
    for class_, handler in handlers.items():
        app.add_exception_handler(class_, handler)


async def told(request: Request, error: Exception) -> Response:
    """The answer that tells of an error, whatever it is."""
    match error:
        case FyrnetError():
            return await _known(request, error)
        case HTTPException():
            return await _http(request, error)
    return await _unknown(request, error)


def unforeseen(error: Exception) -> bool:
    """Whether an error is to be logged, as nobody knew that it could be."""
    return not isinstance(error, FyrnetError | HTTPException)


async def _known(request: Request, error: FyrnetError) -> Response:
    """Told in one line; what went wrong in several places has a line for each."""
    status = status_of(error)
    lines = error.report if isinstance(error, ShapeViolation) else str(error).splitlines()
    detail = "; ".join(str(error).splitlines())
    retry = {"Retry-After": "5"} if status in (503, 504) else None
    return problem(request, status, detail, retry, lines if len(lines) > 1 else ())


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    """A bad parameter is 400: a request that is well formed and senseless is told so like any other."""
    return problem(request, 400, _faults(error.errors()))


async def _http(request: Request, error: HTTPException) -> Response:
    details = {
        404: f"there is nothing at {request.url.path}; /docs lists what there is",
        405: f"{request.method} is not possible at {request.url.path}",
    }
    return problem(request, error.status_code, details.get(error.status_code, error.detail), dict(error.headers or {}))


async def _unknown(request: Request, error: Exception) -> Response:  # noqa: ARG001 - `Observed` logs it, and nobody else is told
    detail = "something went wrong here that was not foreseen; the log of the service says what"
    return problem(request, 500, detail)


def _wants_page(request: Request) -> bool:
    if request.url.path.startswith(_HTML_FREE):
        return False
    accept = request.headers.get("accept")
    return bool(accept) and preferred_media_type(accept, [PROBLEM, "application/json", HTML]) == HTML


def refused(error: ValidationError) -> InvalidParameter:
    """What is wrong with the parameters that a model was to be made of, as an error to be raised."""
    return InvalidParameter(_faults([{**entry, "loc": ("", *entry["loc"])} for entry in error.errors()]))


def _faults(found: Sequence[Any]) -> str:
    told = [_sentence(entry) for entry in found[:_MOST_FAULTS]]
    if len(found) > _MOST_FAULTS:
        told.append(f"and {len(found) - _MOST_FAULTS} more")
    return "; ".join(told)


def _sentence(entry: Any) -> str:
    """What is wrong with one parameter."""
    # The place is the parameter's; what may follow it names a branch of a union.
    name = str(entry["loc"][1] if len(entry["loc"]) > 1 else "the request")
    if entry["type"] == "extra_forbidden":
        return f"there is no parameter {name!r:.80}; /docs lists those there are"
    if entry["type"] == "missing":
        return f"the parameter {name!r} is missing"
    return f"{name} is {entry.get('input')!r:.120}: {str(entry['msg']).removeprefix('Value error, ')}"
