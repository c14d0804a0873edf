"""The door for documents: what comes in is read, checked and stored as `fyrnet ingest` does, and can be taken out.

Reading and storing happen beside the event loop, one request after another, so that others are answered meanwhile.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError

from api import intake
from api.context import context, seen_catalogue, sees_contacts
from api.intake import Report, Wishes
from api.negotiation import JSON
from api.paging import ABSENT, BAD, INTAKE, WRITE, NoParameters, Page, Paging, json_of, page_of
from api.problems import refused
from api.tokens import require_token
from api.uploads import Form, read_form
from graph.catalogue.models import SourceItem
from ontology.errors import InvalidParameter
from ontology.terms import kind_and_slug

__all__ = ["router"]

router = APIRouter(tags=["Documents"])

_FORM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {
            "type": "array",
            "items": {"type": "string", "format": "binary"},
            "description": "one document or several; the ending of its name says what kind of document it is",
        },
        **Wishes.model_json_schema()["properties"],
    },
}
_BODY: Final = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}
_CREATED: Final[dict[int | str, dict[str, Any]]] = {
    201: {
        "model": Report,
        "description": "Something was stored",
        "headers": {
            "Location": {"description": "the document, or the list where several came", "schema": {"type": "string"}}
        },
    }
}


@router.get("/api/documents", response_model=Page[SourceItem], responses=BAD)
async def list_documents(request: Request, given: Annotated[Paging, Query()]) -> Response:
    """Documents that were taken in, with their initiatives, by name."""
    known = await seen_catalogue(request)
    return page_of(request, given, known.sources(), lambda item: item)


@router.get("/api/documents/{source}", response_model=SourceItem, responses=ABSENT)
async def one_document(request: Request, source: str, _: Annotated[NoParameters, Query()]) -> Response:
    """One document."""
    return json_of((await seen_catalogue(request)).source(source))


@router.post(
    "/api/documents",
    response_model=Report,
    responses=BAD | _CREATED | WRITE | INTAKE,
    openapi_extra=_BODY,
    dependencies=[Depends(require_token)],
)
async def take_in(request: Request) -> Response:
    """Read documents and store what they say, checked and all or nothing; with `dry_run` only report."""
    here = context(request)
    with here.intake.place():
        form = await read_form(request, largest=here.settings.largest_upload, patience=here.settings.upload_timeout)
        wishes = _wishes(request, form)
        if not form.files:
            raise InvalidParameter("the form has no 'file': send a document, as `curl -F file=@FILE` does")
        report = await here.intake.change(intake.take_in, here.store, form.files, wishes)
    return _answer(report, contacts=sees_contacts(request))


@router.delete(
    "/api/documents/{source}", response_model=Report, responses=ABSENT | WRITE, dependencies=[Depends(require_token)]
)
async def withdraw(request: Request, source: str, given: Annotated[intake.Withdrawal, Query()]) -> Response:
    """Take a document out again, with everything that only it says; what people added stays."""
    here = context(request)
    with here.intake.place():
        # By its slug alone: a file name may be that of several.
        (await seen_catalogue(request)).find("source", source)
        report = await here.intake.change(intake.take_out, here.store, source, dry_run=given.dry_run)
    return json_of(intake.withheld(report) if not sees_contacts(request) else report)


def _wishes(request: Request, form: Form) -> Wishes:
    """Wishes in the address and in the form; they may stand in either."""
    given = dict(form.fields)
    for name, value in request.query_params.multi_items():
        if given.setdefault(name, value) != value:
            raise InvalidParameter(f"{name!r:.40} is given twice, and differently")
    try:
        wishes = Wishes.model_validate(given)
    except ValidationError as error:
        raise refused(error) from None
    named = kind_and_slug(wishes.as_ or "")
    return wishes.model_copy(update={"as_": named[1]}) if named and named[0] == "source" else wishes


def _answer(report: Report, *, contacts: bool) -> Response:
    shown = report if contacts else intake.withheld(report)
    if not report.changed:
        return json_of(shown)
    paths = [document.path for document in report.documents if document.status != "unchanged"]
    headers = {"Location": paths[0] if len(paths) == 1 else "/api/documents"}
    return Response(shown.model_dump_json(), 201, headers, media_type=JSON)
