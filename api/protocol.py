"""What the SPARQL doors have in common: parameters and texts of a request, read strictly and within bounds."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final
from urllib.parse import unquote

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.context import context
from api.problems import problem
from api.uploads import read_body
from ontology.errors import InvalidParameter, MalformedQuery

__all__ = ["FORM", "Given", "graphs_given", "media_type_of", "others", "parameters", "text_of", "the_only"]

Given = dict[str, list[str]]

FORM: Final = "application/x-www-form-urlencoded"
_UTF_8: Final = {"", "utf-8", "utf8", "us-ascii"}
_MOST_FIELDS: Final = 1_000
_LONGEST_IRI: Final = 4_000
_LET_PASS: Final = 32 << 20
_LET_PASS_SECONDS: Final = 3.0


def parameters(encoded: str, where: str) -> Given:
    """The parameters of an address or of a form, each with all of its values.

    Parameters
    ----------
    encoded : str
        As they were sent, percent-encoded.
    where : str
        What they were sent in, for the message.

    Raises
    ------
    InvalidParameter
        There are too many, or what they encode is not UTF-8.

    Examples
    --------
    >>> parameters("query=ASK%20%7B%7D&timeout=2", "the address")
    {'query': ['ASK {}'], 'timeout': ['2']}
    """
    if encoded.count("&") >= _MOST_FIELDS:
        raise InvalidParameter(f"{where} has more than {_MOST_FIELDS} parameters")
    given: Given = {}
    try:
        for field in encoded.split("&"):
            if field:
                name, _, value = field.partition("=")
                given.setdefault(_decoded(name), []).append(_decoded(value))
    except UnicodeDecodeError:
        raise InvalidParameter(f"{where} encodes bytes that are not UTF-8") from None
    return given


def _decoded(text: str) -> str:
    """A name or value as it was before it was encoded.

    The escapes of Python's own texts are read forty times as fast as percent-encoding is: where every ``%`` has its two
    digits, one is written as the other.
    """
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    if text.isascii():
        with suppress(UnicodeDecodeError):
            escaped = text.replace("\\", "\\\\").replace("%", "\\x").encode()
            return escaped.decode("unicode_escape").encode("latin-1").decode()
    return unquote(text, errors="strict")


def media_type_of(request: Request) -> str:
    """Media type of a body, without its parameters, in lower case.

    Raises
    ------
    HTTPException
        415 where it says another encoding than UTF-8, or that it is compressed.
    """
    headers = request.headers.getlist("content-type")
    if len(headers) > 1:
        raise HTTPException(400, "the request has several Content-Type headers")
    media_type, *options = (headers or [""])[0].split(";")
    for option in options:
        name, _, value = option.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in _UTF_8:
            raise HTTPException(415, f"the text comes in {value.strip()!a:.40}: only UTF-8 is read")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise HTTPException(415, "the body is compressed: send it as it is")
    return media_type.strip().lower()


async def text_of(request: Request, largest: int) -> str:
    """The body as text.

    Raises
    ------
    MalformedQuery
        It is not UTF-8.
    HTTPException
        It is too large, or comes too slowly.
    """
    try:
        body = await read_body(request, largest=largest, patience=context(request).settings.upload_timeout)
    except HTTPException as error:
        if error.status_code == 413:
            await _let_pass(request)
        raise
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise MalformedQuery(f"the text is not UTF-8: byte {error.start} does not fit") from None


async def _let_pass(request: Request) -> None:
    """Throw away the rest of a body, up to a bound: whoever is cut off while sending never sees why."""
    passed = 0
    with suppress(TimeoutError, ClientDisconnect):
        async with asyncio.timeout(_LET_PASS_SECONDS):
            async for piece in request.stream():
                passed += len(piece)
                if passed > _LET_PASS:
                    return


def the_only(given: Given, name: str) -> str | None:
    """The value of a parameter that may be given once.

    Raises
    ------
    InvalidParameter
        It is given several times.
    """
    values = given.get(name, [])
    if len(values) > 1:
        raise InvalidParameter(f"{name!r:.40} is given {len(values)} times: give it once")
    return values[0] if values else None


def graphs_given(given: Given, name: str) -> tuple[str, ...]:
    """IRIs of graphs, each once.

    Raises
    ------
    InvalidParameter
        One is no absolute IRI, or longer than an IRI should be.
    """
    iris = tuple(dict.fromkeys(given.get(name, ())))
    for iri in iris:
        try:
            fits = bool(NamedNode(iri)) and len(iri) <= _LONGEST_IRI
        except ValueError:
            fits = False
        if not fits:
            raise InvalidParameter(f"{name} is {iri!a:.60}: the absolute IRI of a graph is needed")
    return iris


def others(path: str, *methods: str) -> Route:
    """Answers every method that a path does not have: what it has for OPTIONS, 405 for the rest."""
    return Route(path, _Others(", ".join(sorted({*methods, "HEAD", "OPTIONS"} - ({"HEAD"} - {*methods})))))


class _Others:
    """An application, as a function would be asked for GET alone."""

    def __init__(self, allow: str) -> None:
        self._allow = {"Allow": allow}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        if request.method == "OPTIONS":
            answer = Response(status_code=204, headers=self._allow)
        else:
            told = f"{request.method} is not possible at {request.url.path}; there are {self._allow['Allow']}"
            answer = problem(request, 405, told, self._allow)
        await answer(scope, receive, send)
