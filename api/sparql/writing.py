"""What the doors that write have in common: on which condition they write, and what they answer.

Conditions are those of RFC 9110: a tag names a revision of the whole store, so that a write between reading and writing
is always noticed.
"""

from __future__ import annotations

from typing import cast, get_args

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.negotiation import JSON
from api.sparql.protocol import Given, the_only
from graph.store import Check, Written
from ontology.errors import InvalidParameter, OutdatedRevision

__all__ = ["Outcome", "check_of", "expected_revision", "must_be_absent", "must_exist", "outcome_of"]


class Outcome(BaseModel):
    """What became of a write."""

    changed: bool = Field(description="whether the data are other than before")
    revision: str = Field(description="the revision after it")
    warnings: list[str] = Field(default_factory=list, description="what the shapes say against it")


def check_of(given: Given) -> Check:
    """What shall become of a write that breaks a shape: the parameter `check`, else it is rejected.

    Raises
    ------
    InvalidParameter
        It is none of the words there are.
    """
    word = the_only(given, "check") or "reject"
    if word not in get_args(Check):
        raise InvalidParameter(f"check is {word!a:.40}: it can be {', '.join(get_args(Check))}")
    return cast(Check, word)


def expected_revision(request: Request, revision: str) -> str | None:
    """The revision that a write is made for, as ``If-Match`` says; None where any will do.

    Raises
    ------
    OutdatedRevision
        The data are no longer as the client knows them.
    """
    tags = _tags(request, "if-match")
    if not tags or "*" in tags:
        return None
    if not any(_names(tag, revision) for tag in tags):
        raise OutdatedRevision(
            f"If-Match names another revision than {revision}, the present one: read the data again, then write"
        )
    return revision


def must_exist(request: Request) -> bool:
    """Whether ``If-Match`` asks for something that is there already."""
    return "if-match" in request.headers


def must_be_absent(request: Request, revision: str) -> bool:
    """Whether ``If-None-Match`` forbids to write over what is there."""
    return any(tag == "*" or _names(tag.removeprefix("W/"), revision) for tag in _tags(request, "if-none-match"))


def outcome_of(written: Written, status: int = 200) -> Response:
    """The answer that tells of a write."""
    told = Outcome(changed=written.changed, revision=written.revision, warnings=list(written.warnings))
    headers = {"ETag": f'"{written.revision}"'}
    return Response(told.model_dump_json(), status, headers, media_type=JSON)


def _tags(request: Request, name: str) -> list[str]:
    return [tag.strip() for tag in request.headers.get(name, "").split(",") if tag.strip()]


def _names(tag: str, revision: str) -> bool:
    """Whether a strong tag is of this revision, whatever it says behind it of the representation."""
    return tag.startswith('"') and tag.strip('"').partition("-")[0] == revision
