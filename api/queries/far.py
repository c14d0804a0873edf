"""Strangers' queries to a store that is a service somewhere else: put to that service, with the bounds of this one.

A query that was refused here is not sent. The service is given as long as the query may take; then, or when the
client hangs up, the connection is closed, which is all that the protocol has to end a query with. Its answer is read
here whole, so that it is never cut, and written in the format that the client wants.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final

import pyoxigraph as ox

from graph.guard import bare
from graph.remote import Query, Refused, RemoteStore, results
from ontology.errors import MalformedQuery, StoreError

__all__ = ["asked", "evaluated", "written"]

_FORM: Final = re.compile(r"(?<![?$:\w-])(select|ask|construct|describe)\b(?!:)", re.IGNORECASE)
_OF_AN_ENGINE: Final = re.compile(r"^\s*define\b|\bdefine\s+[\w-]+:|<(?:bif|sql|sponge|java|xpath)[:/]", re.IGNORECASE)


def asked(text: str, base: str, **bounds: Any) -> Query:
    """A query as it goes to the service; relative IRIs begin from `base`.

    Raises
    ------
    MalformedQuery
        It is none, or uses what one engine has beyond the standard.
    """
    plain = bare(text)
    if _OF_AN_ENGINE.search(text):
        raise MalformedQuery("'define' and functions of one engine are no SPARQL 1.1: write the query without them")
    found = _FORM.search(plain)
    if found is None:
        raise MalformedQuery("this is no SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE is needed")
    return Query(f"BASE <{base}>\n{text}", found[1].lower() in ("construct", "describe"), **bounds)


async def evaluated(store: RemoteStore, query: Query) -> bytes:
    """What the service says to it, as JSON or N-Triples.

    Raises
    ------
    MalformedQuery
        The service does not take it for one.
    QueryTimeout
        Time was up.
    StoreError
        The service cannot be reached, or its answer is too large.
    """
    try:
        return await asyncio.wrap_future(store.start(query))
    except Refused as error:
        if error.status == 400:
            raise MalformedQuery(f"the store does not take this for a query: {error.detail}") from error
        raise


def written(
    body: bytes, where: str, *, of_graph: bool, format_: ox.QueryResultsFormat | ox.RdfFormat, most: int
) -> bytes:
    """An answer in the format that is wanted.

    Raises
    ------
    StoreError
        It breaks off, or has more rows than may be handed out.
    """
    if body.count(b"\n" if of_graph else b'"type"') > most and len(_rows(body, where, of_graph)) > most:
        raise StoreError("the result has more rows than this service hands out: ask with a LIMIT, or in parts")
    found = results(body, where, of_graph=of_graph)
    return found.serialize(format=format_) or b""  # type: ignore[arg-type]


def _rows(body: bytes, where: str, of_graph: bool) -> list[object]:
    found = results(body, where, of_graph=of_graph)
    return [] if isinstance(found, ox.QueryBoolean) else list(found)
