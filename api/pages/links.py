"""Paths: where a thing's page, its JSON and its other representations lie on this service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from ontology.terms import ID, kind_and_slug

__all__ = ["FOLDERS", "data_path", "json_path", "page_path", "with_query"]

# The folder below `/` (pages) and below `/api/` (JSON) that holds the things of a kind.
FOLDERS: Final = {
    "initiative": "initiatives",
    "organisation": "organisations",
    "collective": "collectives",
    "person": "people",
    "undertaking": "undertakings",
}


def page_path(iri: str) -> str | None:
    """Path of the page about a thing; ``None`` where there is none.

    Examples
    --------
    >>> page_path("https://w3id.org/fyrnet/id/organisation/clean")
    '/organisations/clean'
    >>> page_path("https://w3id.org/fyrnet/id/initiative/groen-havn/effect/3fa9")
    '/initiatives/groen-havn'
    """
    found = kind_and_slug(iri) or kind_and_slug(_owner(iri))
    if not found:
        return None
    kind, slug = found
    if kind == "theme":
        return with_query("/initiatives", {"theme": slug})
    return "/about" if kind == "source" else f"/{FOLDERS[kind]}/{slug}"


def json_path(iri: str) -> str | None:
    """Path of a thing as JSON; ``None`` for themes and sources, which stand inside other answers.

    Examples
    --------
    >>> json_path("https://w3id.org/fyrnet/id/organisation/clean")
    '/api/organisations/clean'
    """
    found = kind_and_slug(iri)
    return f"/api/{FOLDERS[found[0]]}/{found[1]}" if found and found[0] in FOLDERS else None


def data_path(iri: str, suffix: str) -> str:
    """Path of the triples about a thing.

    Examples
    --------
    >>> data_path("https://w3id.org/fyrnet/id/organisation/clean", "ttl")
    '/id/organisation/clean.ttl'
    """
    return f"/id/{iri.removeprefix(ID)}.{suffix}"


def with_query(path: str, parameters: Mapping[str, object]) -> str:
    """A path with those parameters that have a value.

    Examples
    --------
    >>> with_query("/initiatives", {"theme": "food", "q": None, "limit": 5})
    '/initiatives?theme=food&limit=5'
    """
    given = {name: value for name, value in parameters.items() if value not in (None, "", [], ())}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def _owner(iri: str) -> str:
    """IRI of the thing that a part belongs to."""
    return ID + "/".join(iri.removeprefix(ID).split("/")[:2]) if iri.startswith(ID) else iri
