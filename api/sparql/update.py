"""The door for updates: SPARQL 1.1 Protocol, update operation."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.context import context
from api.plain import Plain
from api.rest.paging import BAD, WRITE
from api.sparql.protocol import FORM, Given, graphs_given, media_type_of, others, parameters, text_of
from api.sparql.writing import Outcome, check_of, expected_revision, outcome_of
from api.tokens import require_token
from ontology.errors import InvalidParameter, MalformedQuery

__all__ = ["router"]

router = APIRouter(tags=["SPARQL"], route_class=Plain)

_EXAMPLE: Final = "INSERT DATA { <https://example.org/a> <https://example.org/b> 1 }"
_TEXTS: Final = {"type": "array", "items": {"type": "string"}}
_DOC: Final[dict[str, Any]] = {
    "parameters": [
        {"name": "using-graph-uri", "in": "query", "schema": _TEXTS},
        {"name": "using-named-graph-uri", "in": "query", "schema": _TEXTS},
        {
            "name": "check",
            "in": "query",
            "description": "what becomes of an update that breaks a shape",
            "schema": {"type": "string", "enum": ["reject", "warn", "off"], "default": "reject"},
        },
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/sparql-update": {"schema": {"type": "string"}, "example": _EXAMPLE},
            FORM: {"schema": {"type": "object", "properties": {"update": {"type": "string"}}, "required": ["update"]}},
        },
    },
}


@router.post("/update", openapi_extra=_DOC, response_model=Outcome, responses=BAD | WRITE, summary="Update")
async def update(request: Request) -> Response:
    """Carry out a SPARQL update, checked and all or nothing; answered once it is on the disk."""
    await require_token(request)
    here, media_type = context(request), media_type_of(request)
    if media_type not in (FORM, "application/sparql-update"):
        raise HTTPException(415, "an update comes as a form, or as application/sparql-update")
    async with here.writers.seats.seat():
        text = await text_of(request, here.settings.largest_update)
        given = _given(request, media_type, text)
        return outcome_of(
            await here.writers.write(
                here.store.update,
                given["update"][0],
                base=here.settings.base,
                union=here.settings.default_graph == "union",
                using=graphs_given(given, "using-graph-uri"),
                using_named=graphs_given(given, "using-named-graph-uri"),
                check=check_of(given),
                expected=expected_revision(request, here.store.revision),
                timeout=here.settings.query_timeout,
            )
        )


router.routes.append(others("/update", "POST"))


def _given(request: Request, media_type: str, text: str) -> Given:
    given = parameters(request.scope["query_string"].decode("latin-1"), "the address")
    sent = parameters(text, "the form") if media_type == FORM else {"update": [text]}
    both = {name: given.get(name, []) + sent.get(name, []) for name in {*given, *sent}}
    if "query" in both:
        raise InvalidParameter("there is a 'query' in it: /update takes updates alone, send queries to /sparql")
    if len(both.get("update", ())) != 1:
        raise MalformedQuery("exactly one update is needed, in the parameter 'update'; several go into one with ';'")
    return both
